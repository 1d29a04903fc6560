//! Rules over events of the table, and correlations over what they match.

use super::judge::At;
use crate::events::finding::{Draft, From, Groups};
use crate::events::judged::{Came, Known, id};
use crate::events::reading::{ARRIVED_MAX, LEVEL_MIN, believed};
use detect::formats::{ParseContext, promote};
use detect::sigma::{Correlated, CorrelationLimits, Correlator, Meta, RecordRef, RuleSet, Scratch};
use domain::event::Event;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::EventRef;

/// Most matches of correlations that wait for the end of a slice, with those that are remembered.
const WAITING_MAX: usize = ARRIVED_MAX + 200_000;

/// Judges events by some of the rules in force.
pub(super) struct ByRules {
    set: RuleSet,
    /// Of each rule, and of each correlation, whether it is run.
    rules: Vec<bool>,
    correlations: Vec<bool>,
    correlator: Option<Correlator>,
    scratch: Scratch,
    matched: Vec<u32>,
    found: Vec<Correlated>,
    /// The newest matches of correlations.
    arrived: Arrived,
}

/// Where matches stand and what unit they are of, by record and sender.
type Arrived = BTreeMap<(u64, Arc<str>), (EventRef, Option<Arc<str>>)>;

impl ByRules {
    /// Those of all that are in force whose file `is_run`.
    pub(super) fn new(set: RuleSet, is_run: impl Fn(&str) -> bool) -> Self {
        let rules = (0..)
            .map_while(|rule| set.file(rule).map(&is_run))
            .collect();
        let correlations = (0..).map_while(|one| set.correlation_file(one).map(&is_run));
        let correlations: Vec<bool> = correlations.collect();
        let limits = CorrelationLimits {
            tolerance: None,
            ..CorrelationLimits::default()
        };
        let correlator = correlations.contains(&true).then(|| set.correlator(limits));
        Self {
            set,
            rules,
            correlations,
            correlator,
            scratch: Scratch::default(),
            matched: Vec::new(),
            found: Vec::new(),
            arrived: BTreeMap::new(),
        }
    }

    pub(super) const fn correlates(&self) -> bool {
        self.correlator.is_some()
    }

    /// Judges one event.
    pub(super) fn judge(
        &mut self,
        at: &At<'_>,
        event: &mut Event<'_>,
        context: &ParseContext,
        known: &Known,
        groups: &mut Groups,
    ) {
        self.set
            .matches(event, &mut self.scratch, &mut self.matched);
        promote(event, context);
        self.take_matched(at, event, known, groups);
    }

    fn take_matched(&mut self, at: &At<'_>, event: &Event<'_>, known: &Known, groups: &mut Groups) {
        let matched = std::mem::take(&mut self.matched);
        for rule in matched.iter().copied() {
            let is_run = number(rule).and_then(|rule| self.rules.get(rule).copied());
            let meta = self.set.meta(rule).filter(|meta| {
                is_run == Some(true) && meta.level >= LEVEL_MIN && self.set.is_reported(rule)
            });
            if let Some(meta) = meta.filter(|meta| !known.knows_rule(at.came, id(meta, false))) {
                let draft = Draft::of_rule(meta, &event.row, &at.from());
                groups.add(draft, at.when(&event.row), &[at.place()]);
            }
            if self.set.is_correlated(rule) {
                self.correlate(at, rule, event);
            }
        }
        self.matched = matched;
        // The pieces of a slice follow each other in time, so what waits can be judged before its end.
        if self.arrived.len() > WAITING_MAX {
            self.judge_waiting(known, groups);
        }
    }

    fn correlate(&mut self, at: &At<'_>, rule: u32, event: &Event<'_>) {
        let Some(correlator) = &mut self.correlator else {
            return;
        };
        let (_, offset) = at.came.id.split_at(8);
        let offset = offset.try_into().map_or(0, u64::from_be_bytes);
        let record = RecordRef {
            source: Arc::clone(at.source),
            record: offset.saturating_add(1),
        };
        let time = event.row.time.unwrap_or(at.came.received);
        let time = believed(time, at.came.received);
        self.arrived
            .insert(key(&record), (at.place(), at.unit.cloned()));
        correlator.feed(rule, event, time, record, &mut self.found);
    }

    /// Judges what correlations waited for: everything that belongs before it is there.
    pub(super) fn judge_waiting(&mut self, known: &Known, groups: &mut Groups) {
        let Some(correlator) = &mut self.correlator else {
            return;
        };
        correlator.finish(&mut self.found);
        for found in self.found.drain(..) {
            let is_run = number(found.correlation);
            let is_run = is_run.and_then(|one| self.correlations.get(one).copied());
            let meta = self.set.correlation(found.correlation);
            let newest = found.records.iter().max_by_key(|record| record.record);
            let Some((meta, newest)) = meta.filter(|_| is_run == Some(true)).zip(newest) else {
                continue;
            };
            let arrived = &self.arrived;
            if let Some(draft) = draft_of(meta, &found, newest, arrived, known) {
                let records = found.records.iter();
                let places = records.filter_map(|record| arrived.get(&key(record)));
                let places: Vec<EventRef> = places.map(|(place, _)| *place).collect();
                groups.add(draft, (found.first, found.last), &places);
            }
        }
        while self.arrived.len() > ARRIVED_MAX {
            self.arrived.pop_first();
        }
    }
}

fn key(record: &RecordRef) -> (u64, Arc<str>) {
    (record.record, Arc::clone(&record.source))
}

/// What a correlation that was found is about; the unit is that of the newest record.
fn draft_of(
    meta: &Meta,
    found: &Correlated,
    newest: &RecordRef,
    arrived: &Arrived,
    known: &Known,
) -> Option<Draft> {
    let (place, unit) = arrived.get(&key(newest))?;
    let came = Came {
        id: place.id,
        received: place.received,
    };
    if meta.level < LEVEL_MIN || known.knows_rule(came, id(meta, true)) {
        return None;
    }
    let from = From {
        source: &newest.source,
        unit: unit.as_deref(),
    };
    Some(Draft::of_correlation(meta, found, &from))
}

fn number(number: u32) -> Option<usize> {
    usize::try_from(number).ok()
}
