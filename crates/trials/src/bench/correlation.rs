//! Speed of a `value_count` correlation by how many distinct values lie in the
//! window. The figure of a window must not cost more the more it holds.

use std::sync::Arc;
use std::time::Instant;

use anyhow::ensure;
use detect::sigma::{CorrelationLimits, RecordRef, RuleSet};
use domain::event::{Event, Field};
use jiff::{SignedDuration, Timestamp};

const MATCHES: u32 = 400_000;
const DISTINCT: [u32; 3] = [10, 1_800, 100_000];

const RULES: &str = "title: Failed\nname: failed\nlogsource: {product: linux}\n\
detection: {selection: {action: failed}, condition: selection}\n---\n\
title: Many\ncorrelation: {type: value_count, rules: [failed], group-by: [host], timespan: 1h, \
condition: {field: user, gte: 1000000}}\n";

/// Measures the three rows.
pub(super) fn run() -> Vec<String> {
    measured().unwrap_or_else(|error| vec![format!("not measured: {error:#}")])
}

fn measured() -> anyhow::Result<Vec<String>> {
    let mut files = RuleSet::builder();
    files.add("bench.yml", RULES);
    let (rules, problems) = files.build();
    ensure!(problems.is_empty(), "the rules can't be read: {problems:?}");
    let [base, ..] = DISTINCT;
    let mut lines = vec![
        format!("value_count, one group, {MATCHES} matches within an hour, one core"),
        format!("| distinct values | matches/s | of the speed at {base} |"),
        "|---|---|---|".into(),
    ];
    let mut first = None;
    for distinct in DISTINCT {
        let speed = speed(&rules, distinct)?;
        let ratio = speed / *first.get_or_insert(speed);
        lines.push(format!("| {distinct} | {speed:.0} | {ratio:.2} |"));
    }
    Ok(lines)
}

/// Matches a second, from the event to the end of the correlation.
fn speed(rules: &RuleSet, distinct: u32) -> anyhow::Result<f64> {
    let events: Vec<Event<'static>> = (0..distinct).map(event).collect();
    let begin: Timestamp = "2026-02-14T00:00:00Z".parse()?;
    let source: Arc<str> = "bench.log".into();
    let limits = CorrelationLimits {
        tolerance: Some(SignedDuration::from_secs(1)),
        matches: 500_000,
        matches_per_group: 500_000,
        ..CorrelationLimits::default()
    };
    let mut correlator = rules.correlator(limits);
    let mut found = Vec::new();
    let start = Instant::now();
    for (number, event) in (0..MATCHES).zip(events.iter().cycle()) {
        let time = begin.checked_add(SignedDuration::from_millis(i64::from(number) * 9))?;
        let record = RecordRef {
            source: Arc::clone(&source),
            record: u64::from(number) + 1,
        };
        correlator.feed(0, event, time, record, &mut found);
    }
    correlator.finish(&mut found);
    let elapsed = start.elapsed();
    ensure!(found.is_empty(), "a finding nobody asked for");
    Ok(f64::from(MATCHES) / elapsed.as_secs_f64())
}

fn event(user: u32) -> Event<'static> {
    let field = |name: &'static str, value: String| Field {
        name: name.into(),
        value: value.into(),
        column: None,
    };
    Event {
        fields: vec![
            field("action", "failed".into()),
            field("host", "gw-01".into()),
            field("user", format!("user-{user:06}")),
        ],
        ..Event::default()
    }
}
