//! Which rules an event's origin lets through; what is remembered of one event's origin
//! never answers for another's.

use std::collections::BTreeSet;

use domain::event::{Event, Field};

use super::super::{RuleSet, Scratch};

const RULES: &str = "\
title: A\nlogsource: {product: windows, service: security}\ndetection: {s: {a: b}, condition: s}\n---\n\
title: B\nlogsource: {product: windows, service: system}\ndetection: {s: {a: b}, condition: s}\n---\n\
title: C\nlogsource: {product: windows}\ndetection: {s: {a: b}, condition: s}\n";

fn event<'e>(channel: Option<&'e str>, provider: Option<&'e str>) -> Event<'e> {
    let origin = [("Channel", channel), ("Provider_Name", provider)];
    let origin = origin
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)));
    let fields = std::iter::once(("a", "b")).chain(origin);
    let field = |(name, value): (&'e str, &'e str)| Field {
        name: name.into(),
        value: value.into(),
        column: None,
    };
    Event {
        fields: fields.map(field).collect(),
        ..Event::default()
    }
}

#[test]
fn events_are_answered_alike_whatever_came_before() {
    let mut files = RuleSet::builder();
    files.add("rules.yml", RULES);
    let (set, problems) = files.build();
    assert_eq!(problems, []);
    let long = "x".repeat(600);
    let mut events = Vec::new();
    for channel in [
        None,
        Some("\u{1}"),
        Some(""),
        Some("-"),
        Some("Security"),
        Some("System"),
        Some("Security\0+P"),
        Some(long.as_str()),
    ] {
        for provider in [None, Some("\u{1}"), Some(""), Some("-"), Some("P\0-")] {
            events.push(event(channel, provider));
        }
    }
    let (mut kept, mut matched, mut answers) = (Scratch::default(), Vec::new(), BTreeSet::new());
    for event in events.iter().chain(&events).chain(events.iter().rev()) {
        let mut alone = Vec::new();
        set.matches(event, &mut Scratch::default(), &mut alone);
        set.matches(event, &mut kept, &mut matched);
        assert_eq!(matched, alone, "{event:?}");
        answers.insert(alone);
    }
    assert!(answers.len() > 1, "{answers:?}");
}

/// Ids of the rules that the event sets off.
fn matches(rules: &str, fields: &[(&'static str, &'static str)]) -> Vec<String> {
    let mut files = RuleSet::builder();
    files.add("rules.yml", rules);
    let (set, problems) = files.build();
    assert_eq!(problems, []);
    let field = |(name, value): &(&'static str, &'static str)| Field {
        name: (*name).into(),
        value: (*value).into(),
        column: None,
    };
    let event = Event {
        fields: fields.iter().map(field).collect(),
        parser: "windows_json",
        ..Event::default()
    };
    let mut matched = Vec::new();
    set.matches(&event, &mut Scratch::default(), &mut matched);
    for rule in 0..u32::try_from(set.len()).unwrap() {
        let explained = set.explain(rule, &event).unwrap().matches();
        assert_eq!(explained, matched.contains(&rule), "{rule} {event:?}");
    }
    let title = |rule: &u32| set.meta(*rule).unwrap().title.clone();
    matched.iter().map(title).collect()
}

/// Sysmon writes what was created and what was deleted under one id.
#[test]
fn a_created_key_is_no_deleted_one() {
    const REGISTRY: &str = "\
title: added\nlogsource: {product: windows, category: registry_add}\ndetection: {s: {a: b}, condition: s}\n---\n\
title: deleted\nlogsource: {product: windows, category: registry_delete}\ndetection: {s: {a: c}, condition: not s}\n---\n\
title: either\nlogsource: {product: windows, category: registry_event}\ndetection: {s: {a: b}, condition: s}\n";
    let sysmon = [
        ("Channel", "Microsoft-Windows-Sysmon/Operational"),
        ("EventID", "12"),
        ("a", "b"),
    ];
    for (kind, expected) in [
        (Some("CreateKey"), &["added", "either"][..]),
        (Some("DeleteKey"), &["deleted", "either"]),
        (Some("DeleteValue"), &["deleted", "either"]),
        // What says nothing, or what we do not know, proves nothing.
        (None, &["added", "deleted", "either"]),
        (Some("Other"), &["added", "deleted", "either"]),
    ] {
        let kind = kind.map(|kind| ("EventType", kind));
        let fields: Vec<_> = sysmon.into_iter().chain(kind).collect();
        assert_eq!(matches(REGISTRY, &fields), expected, "{kind:?}");
    }
}

/// Traces of Windows have no channel.
#[test]
fn a_provider_of_windows_is_of_no_other_product() {
    const PRODUCTS: &str = "\
title: router\nlogsource: {product: cisco, service: aaa}\ndetection: {s: {a: b}, condition: s}\n---\n\
title: windows\nlogsource: {product: windows}\ndetection: {s: {a: b}, condition: s}\n";
    for (provider, expected) in [
        ("Microsoft-Windows-RPC", &["windows"][..]),
        ("Router", &["router", "windows"]),
    ] {
        let fields = [("Provider_Name", provider), ("EventID", "6"), ("a", "b")];
        assert_eq!(matches(PRODUCTS, &fields), expected, "{provider}");
    }
}

#[test]
fn a_line_of_a_firewall_is_no_log_of_zeek() {
    let mut files = RuleSet::builder();
    files.add(
        "rules.yml",
        "title: Z\nlogsource: {product: zeek, service: rdp}\ndetection: {s: {a: c}, condition: not s}\n",
    );
    let (set, problems) = files.build();
    assert_eq!(problems, []);
    let (mut scratch, mut matched) = (Scratch::default(), Vec::new());
    for (parser, expected) in [
        ("key_value", 0),
        ("cef", 0),
        ("leef", 0),
        ("access", 0),
        ("w3c", 0),
        ("zeek", 1),
        ("json", 1),
        ("csv", 1),
    ] {
        let mut event = event(None, None);
        event.parser = parser;
        set.matches(&event, &mut scratch, &mut matched);
        assert_eq!(matched.len(), expected, "{parser}");
    }
}
