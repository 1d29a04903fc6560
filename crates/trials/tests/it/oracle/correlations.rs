//! Correlations of the two engines over the same events.
//!
//! Both are given the recorded events in the order of time, whole seconds, which is as fine as
//! the other engine counts, and both must find the same single matches first. The other engine
//! tells of a correlation at every event at which it holds; ours when it begins to hold, and
//! while it goes on, once in each timespan. So what ours should tell is worked out from the
//! other's answers: what differs then are windows, groups and figures, not manners.
//!
//! Percentiles are not compared: the other engine tells of them without asking the condition.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use detect::sigma::{CorrelationLimits, RecordRef, Sighting};
use jiff::Timestamp;
use rsigma_eval::{CorrelationConfig, CorrelationEngine, EvaluationResult, JsonEvent};
use rsigma_parser::{CorrelationRule, LogSource, parse_sigma_yaml};
use serde_json::Value;

use super::engines::Ours;
use super::events::{self, Recorded, plain};
use super::explained::{Disagreement, Explained, Side};
use super::routing::Routing;
use super::{Seen, files_of, shared, text};

const RULES: &str = include_str!("correlations.yml");

/// What is told at an event: groups and figures.
type Told = BTreeMap<Disagreement, BTreeSet<(String, String)>>;

/// An event that a rule matches.
struct Matched {
    second: i64,
    file: Arc<str>,
    record: usize,
    fields: Value,
    results: Vec<EvaluationResult>,
}

#[test]
fn every_correlation_that_another_engine_tells_otherwise_is_explained() {
    let (Some(table), Some(logs)) = (shared("sigma/logsource-mapping.yml"), shared("evtx")) else {
        return;
    };
    let ours = Ours::new(&[("correlations.yml".to_owned(), RULES.to_owned())]);
    let mut theirs = Theirs::new(Routing::read(&text(&table)));
    let (mut sightings, mut matched) = (Vec::new(), Vec::new());
    for path in files_of(&logs, "evtx") {
        let name = path.strip_prefix(&logs).unwrap().display().to_string();
        let (bytes, name) = (std::fs::read(path).unwrap(), name.into());
        let recorded = events::read(&bytes);
        let own = sight(&ours, &name, &bytes, &recorded, &mut sightings);
        for ((own, record), number) in own.iter().zip(recorded).zip(1..) {
            let results = theirs.matches(&record);
            let ids: BTreeSet<String> = results.iter().map(id).collect();
            assert_eq!(*own, ids, "{name} {number}");
            matched.push(Matched {
                second: second(&record),
                file: Arc::clone(&name),
                record: number,
                fields: record.fields,
                results,
            });
        }
    }
    matched.retain(|event| !event.results.is_empty());
    matched.sort_by(|a, b| (a.second, &a.file, a.record).cmp(&(b.second, &b.file, b.record)));
    let mut other = Told::new();
    for event in matched {
        theirs.follow(event, &mut other);
    }
    compare(&told(&ours, sightings), &other, &theirs.correlations);
}

fn compare(own: &Told, other: &Told, correlations: &[CorrelationRule]) {
    let mut seen = Seen::new();
    let mut alike: BTreeMap<&str, usize> = BTreeMap::new();
    let places: BTreeSet<&Disagreement> = own.keys().chain(other.keys()).collect();
    for place in places {
        let side = match (own.get(place), other.get(place)) {
            (Some(own), Some(other)) if own == other => {
                *alike.entry(&place.rule).or_default() += 1;
                continue;
            }
            (Some(_), Some(_)) => Side::Both,
            (Some(_), None) => Side::Ours,
            _ => Side::Theirs,
        };
        seen.insert(place.clone(), side);
    }
    println!("told alike: {alike:?}, {} disagreements", seen.len());
    let explained = Explained::read(include_str!("correlations.txt"));
    let differences = explained.differences(&seen);
    let shown = seen.keys().take(400);
    for place in shown.filter(|_| !differences.is_empty()) {
        println!("{place:?}: {:?}, {:?}", own.get(place), other.get(place));
    }
    assert!(differences.is_empty(), "{differences}");
    for rule in correlations {
        let id = rule.id.as_deref().unwrap();
        assert!(alike.contains_key(id), "{id} is never told by both");
    }
}

/// Our matches in a log, as sightings and as ids of the rules of each record.
fn sight(
    ours: &Ours,
    name: &Arc<str>,
    bytes: &[u8],
    recorded: &[Recorded],
    sightings: &mut Vec<Sighting>,
) -> Vec<BTreeSet<String>> {
    let mut number = 0;
    let found = ours.read(bytes, recorded, &mut |event, found| {
        let time = Timestamp::from_second(second(&recorded[number])).unwrap();
        number += 1;
        for id in &found.matches {
            let rule = ours.rules.find(id).unwrap();
            let place = RecordRef {
                source: Arc::clone(name),
                record: u64::try_from(number).unwrap(),
            };
            sightings.extend(ours.rules.sighting(rule, event, time, place));
        }
    });
    found.into_iter().map(|found| found.matches).collect()
}

/// What ours tells.
fn told(ours: &Ours, sightings: Vec<Sighting>) -> Told {
    let mut correlator = ours.rules.correlator(CorrelationLimits::default());
    let mut found = Vec::new();
    for sighting in sightings {
        correlator.take(sighting, &mut found);
    }
    correlator.finish(&mut found);
    assert_eq!(correlator.losses().uncounted(), 0);
    let mut told = Told::new();
    for one in found {
        let last = one.records.last().unwrap();
        let place = Disagreement {
            rule: ours
                .rules
                .correlation(one.correlation)
                .unwrap()
                .id
                .clone()
                .unwrap(),
            file: last.source.to_string(),
            record: usize::try_from(last.record).unwrap(),
        };
        let group = one.group.iter().map(|(name, value)| (&**name, &**value));
        let figure = format!("{:.6}", one.figure);
        let new = told
            .entry(place)
            .or_default()
            .insert((group_text(group), figure));
        assert!(new, "told twice");
    }
    told
}

/// The other engine.
struct Theirs {
    engine: CorrelationEngine,
    sources: BTreeMap<String, LogSource>,
    correlations: Vec<CorrelationRule>,
    routing: Routing,
    /// By correlation and group.
    standing: BTreeMap<(String, String), Standing>,
}

/// How a correlation stands.
#[derive(Default)]
struct Standing {
    held: bool,
    /// When ours would have told of it last.
    told: Option<i64>,
}

impl Theirs {
    fn new(routing: Routing) -> Self {
        let all = parse_sigma_yaml(RULES).unwrap();
        assert_eq!(all.errors, [""; 0]);
        let mut engine = CorrelationEngine::new(CorrelationConfig::default());
        engine.add_collection(&all).unwrap();
        let sources = all.rules.into_iter();
        Self {
            engine,
            sources: sources
                .map(|rule| (rule.id.unwrap(), rule.logsource))
                .collect(),
            correlations: all.correlations,
            routing,
            standing: BTreeMap::new(),
        }
    }

    /// The rules that match a record.
    fn matches(&self, record: &Recorded) -> Vec<EvaluationResult> {
        let mut results = self.engine.evaluate(&JsonEvent::borrow(&record.fields));
        results.retain(|result| {
            let source = &self.sources[&id(result)];
            self.routing.is_of_kind(source, record) && self.routing.accepts(source, record)
        });
        results
    }

    /// Takes an event, and adds what ours should tell of it.
    fn follow(&mut self, event: Matched, told: &mut Told) {
        let matched: BTreeSet<String> = event.results.iter().map(id).collect();
        let json = JsonEvent::borrow(&event.fields);
        let results = self
            .engine
            .process_with_detections(&json, event.results, event.second);
        // It asks after each match of an event; the last answer is that of them all.
        let mut holding: BTreeMap<(String, String), f64> = BTreeMap::new();
        let mut groups: BTreeSet<(String, String)> = BTreeSet::new();
        for result in &results {
            let Some(body) = result.as_correlation() else {
                continue;
            };
            let key = |names: Option<&[String]>| {
                let pairs = body.group_key.iter();
                group_text(
                    pairs
                        .filter(|(name, _)| names.is_none_or(|names| names.contains(name)))
                        .map(|(name, value)| (&**name, &**value)),
                )
            };
            holding.insert((id(result), key(None)), body.aggregated_value);
            let users = self.correlations.iter();
            for user in users.filter(|user| user.rules.contains(&id(result))) {
                groups.insert((user.id.clone().unwrap(), key(Some(&user.group_by))));
            }
        }
        for rule in &self.correlations {
            for reference in rule.rules.iter().filter(|one| matched.contains(*one)) {
                let group = group_of(rule, reference, &event.fields);
                groups.insert((rule.id.clone().unwrap(), group));
            }
        }
        for (rule, group) in groups {
            let of_rule = |one: &&CorrelationRule| one.id.as_ref() == Some(&rule);
            let span = self.correlations.iter().find(of_rule).unwrap();
            let span = i64::try_from(span.timespan.seconds).unwrap();
            let key = (rule.clone(), group);
            let figure = holding.get(&key);
            let standing = self.standing.entry(key.clone()).or_default();
            let old = standing.told.is_none_or(|at| event.second - at >= span);
            if let Some(figure) = figure
                && (!standing.held || old)
            {
                standing.told = Some(event.second);
                let place = Disagreement {
                    rule,
                    file: event.file.to_string(),
                    record: event.record,
                };
                let figure = format!("{figure:.6}");
                told.entry(place).or_default().insert((key.1, figure));
            }
            standing.held = figure.is_some();
        }
    }
}

/// The group of a correlation that an event is of, by what its rule calls the fields.
fn group_of(rule: &CorrelationRule, reference: &str, fields: &Value) -> String {
    let pairs: Vec<(&str, String)> = rule
        .group_by
        .iter()
        .filter_map(|name| {
            let alias = rule.aliases.iter().find(|alias| alias.alias == *name);
            let own = alias.map_or(name, |alias| &alias.mapping[reference]);
            let value = fields.get(own)?;
            let scalar = value.is_string() || value.is_number() || value.is_boolean();
            scalar.then(|| (&**name, plain(value)))
        })
        .collect();
    group_text(pairs.iter().map(|(name, value)| (*name, &**value)))
}

fn group_text<'p>(pairs: impl Iterator<Item = (&'p str, &'p str)>) -> String {
    let pairs: Vec<String> = pairs
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pairs.join(" ")
}

fn id(result: &EvaluationResult) -> String {
    result.header.rule_id.clone().unwrap()
}

fn second(record: &Recorded) -> i64 {
    let text = record.fields["TimeCreated_SystemTime"].as_str().unwrap();
    text.parse::<Timestamp>().unwrap().as_second()
}
