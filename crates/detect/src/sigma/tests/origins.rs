//! What is remembered of one event's origin never answers for another's.

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
