//! Correlations from rule files to findings.

mod cases;
mod chains;
mod limits;
mod model;
mod problems;
mod shuffles;

use std::sync::Arc;

use domain::event::{Event, Field};
use jiff::Timestamp;

use super::super::{FileProblem, RuleSet, Scratch};
use super::{Correlated, Limits, RecordRef, Sighting};

/// Rules that match events whose field `rule` names them.
const RULES: &str = "\
title: A\nid: id-a\nname: a\nlogsource: {product: x}\ndetection: {s: {rule|contains: a}, condition: s}\n---\n\
title: B\nid: id-b\nname: b\nlogsource: {product: x}\ndetection: {s: {rule|contains: b}, condition: s}\n---\n\
title: C\nid: id-c\nname: c\nlogsource: {product: x}\ndetection: {s: {rule|contains: c}, condition: s}\n";

/// The three rules, and documents with correlations.
fn set(correlations: &str) -> (RuleSet, Vec<FileProblem>) {
    let mut files = RuleSet::builder();
    files.add("rules.yml", RULES);
    files.add("correlations.yml", correlations);
    files.build()
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_771_000_000 + seconds).unwrap()
}

/// Lines of `seconds rules field=value …`; a record has the number of its line.
fn sightings(set: &RuleSet, lines: &str) -> Vec<Sighting> {
    let source: Arc<str> = "events.log".into();
    let mut scratch = Scratch::default();
    let mut matched = Vec::new();
    let mut sightings = Vec::new();
    for (line, record) in lines.lines().zip(1..) {
        let mut words = line.split_whitespace();
        let time = at(words.next().unwrap().parse().unwrap());
        let rules = ("rule", words.next().unwrap());
        let fields = words.map(|word| word.split_once('=').unwrap());
        let fields = std::iter::once(rules).chain(fields);
        let event = event(fields);
        set.matches(&event, &mut scratch, &mut matched);
        let place = RecordRef {
            source: Arc::clone(&source),
            record,
        };
        let seen = matched.iter();
        sightings.extend(seen.filter_map(|rule| set.sighting(*rule, &event, time, place.clone())));
    }
    sightings
}

fn event<'e>(fields: impl Iterator<Item = (&'e str, &'e str)>) -> Event<'e> {
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

fn run(set: &RuleSet, limits: Limits, sightings: &[Sighting]) -> Vec<Correlated> {
    let mut correlator = set.correlator(limits);
    let mut found = Vec::new();
    for sighting in sightings {
        correlator.take(sighting.clone(), &mut found);
    }
    correlator.finish(&mut found);
    found
}

/// `title@seconds figure field=value …`
fn printed(set: &RuleSet, found: &[Correlated]) -> Vec<String> {
    let print = |one: &Correlated| {
        let title = &set.correlation(one.correlation).unwrap().title;
        let seconds = one.last.as_second() - at(0).as_second();
        let mut line = format!("{title}@{seconds} {}", one.figure);
        for (name, value) in &one.group {
            line.push_str(&format!(" {name}={value}"));
        }
        line
    };
    found.iter().map(print).collect()
}

/// What is found in the lines, in whatever order they come.
fn check(name: &str, correlations: &str, lines: &str, expected: &[&str]) {
    let (set, problems) = set(correlations);
    assert_eq!(problems, [], "{name}");
    let mut sightings = sightings(&set, lines);
    let streaming = Limits {
        tolerance: Some(jiff::SignedDuration::ZERO),
        ..Limits::default()
    };
    sightings.sort();
    assert_eq!(
        printed(&set, &run(&set, streaming, &sightings)),
        expected,
        "{name}, in order"
    );
    sightings.reverse();
    let found = run(&set, Limits::default(), &sightings);
    assert_eq!(printed(&set, &found), expected, "{name}, backwards");
}
