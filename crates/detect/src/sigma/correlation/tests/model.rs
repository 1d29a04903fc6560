//! Correlations once more, slowly and obviously: every window is taken out of
//! the list of all matches, and counted from nothing.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::super::super::rule::Number;
use super::super::{Bounds, RecordRef};

/// A correlation; fields are called the same in all events.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) kind: &'static str,
    /// Rules by number, then correlations.
    pub(super) sources: Vec<usize>,
    pub(super) group: Vec<&'static str>,
    pub(super) span_s: i64,
    pub(super) bounds: Bounds,
}

/// A match.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Match {
    pub(super) time: Timestamp,
    pub(super) record: RecordRef,
    pub(super) source: usize,
    /// Whether a correlation was found or only still held; true for events.
    pub(super) news: bool,
    pub(super) fields: BTreeMap<&'static str, String>,
}

/// What is found: time, record, group, figure.
pub(super) type Found = (Timestamp, RecordRef, Vec<String>, f64);

impl Model {
    /// All findings among sorted matches, and matches of this correlation as `source`.
    pub(super) fn run(&self, matches: &[Match], source: usize) -> (Vec<Found>, Vec<Match>) {
        let temporal = self.kind.starts_with("temporal");
        let part = |one: &&Match| {
            self.sources.contains(&one.source)
                && (one.news || temporal)
                && self.group.iter().all(|name| one.fields.contains_key(name))
                && self.counts(one)
        };
        let parts: Vec<&Match> = matches.iter().filter(part).collect();
        let mut events: Vec<(Timestamp, &RecordRef, Vec<String>)> = parts
            .iter()
            .map(|one| (one.time, &one.record, self.group_of(one)))
            .collect();
        events.dedup();
        let mut held: BTreeMap<Vec<String>, (bool, Option<Timestamp>)> = BTreeMap::new();
        let (mut found, mut sighted) = (Vec::new(), Vec::new());
        for (now, record, group) in events {
            let in_window = |one: &&&Match| {
                self.group_of(one) == group
                    && (one.time, &one.record) <= (now, record)
                    && now.duration_since(one.time).as_secs() < self.span_s
            };
            let window: Vec<&Match> = parts.iter().filter(in_window).copied().collect();
            let figure = self.figure(&window);
            let holds = self.bounds.hold(figure);
            let (before, fired) = held.entry(group.clone()).or_default();
            let again = fired.is_none_or(|at| now.duration_since(at).as_secs() >= self.span_s);
            let news = holds && (!*before || again);
            *before = holds;
            if news {
                *fired = Some(now);
                found.push((now, record.clone(), group.clone(), figure));
            }
            if holds {
                let event =
                    |one: &&Match| (one.time, &one.record) == (now, record) && one.source < 3;
                let mut fields = matches
                    .iter()
                    .find(event)
                    .map(|one| one.fields.clone())
                    .unwrap();
                fields.extend(self.group.iter().copied().zip(group));
                sighted.push(Match {
                    time: now,
                    record: record.clone(),
                    source,
                    news,
                    fields,
                });
            }
        }
        (found, sighted)
    }

    fn group_of(&self, one: &Match) -> Vec<String> {
        self.group
            .iter()
            .map(|name| one.fields[name].clone())
            .collect()
    }

    /// Whether the match has what is counted.
    fn counts(&self, one: &Match) -> bool {
        match self.kind {
            "value_count" => one.fields.contains_key("user"),
            "value_sum" | "value_avg" | "value_percentile" => number(one).is_some(),
            _ => true,
        }
    }

    fn figure(&self, window: &[&Match]) -> f64 {
        let mut single: Vec<&Match> = window.to_vec();
        single.dedup_by(|next, one| {
            next.source < 3
                && one.source < 3
                && (next.time, &next.record) == (one.time, &one.record)
        });
        let mut numbers: Vec<i128> = single.iter().filter_map(|one| number(one)).collect();
        let total: i128 = numbers.iter().sum();
        match self.kind {
            "event_count" => single.len() as f64,
            "value_count" => window
                .iter()
                .map(|one| &one.fields["user"])
                .collect::<BTreeSet<_>>()
                .len() as f64,
            "temporal" => window
                .iter()
                .map(|one| one.source)
                .collect::<BTreeSet<_>>()
                .len() as f64,
            "temporal_ordered" => self.longest(window) as f64,
            "value_sum" => total as f64,
            "value_avg" => total as f64 / numbers.len() as f64,
            _ => {
                numbers.sort_unstable();
                numbers[(numbers.len() * 9).div_ceil(10) - 1] as f64
            }
        }
    }

    /// The longest run of sources in the order of the list: for each match, by
    /// each of its places in the list, the longest run that ends there.
    fn longest(&self, window: &[&Match]) -> usize {
        let mut ends: Vec<(usize, &Match, usize)> = Vec::new();
        for one in window {
            for (step, source) in self.sources.iter().enumerate() {
                if *source != one.source {
                    continue;
                }
                let before = ends.iter().filter(|(there, other, _)| {
                    *there < step && (other.time, &other.record) < (one.time, &one.record)
                });
                let length = before.map(|(_, _, length)| *length).max().unwrap_or(0) + 1;
                ends.push((step, one, length));
            }
        }
        ends.into_iter()
            .map(|(_, _, length)| length)
            .max()
            .unwrap_or(0)
    }
}

fn number(one: &Match) -> Option<i128> {
    match Number::parse(one.fields.get("n")?)? {
        Number::Whole(whole) => Some(whole),
        Number::Real(_) => None,
    }
}
