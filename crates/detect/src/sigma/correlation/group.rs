//! The matches of one group that lie in its window.

use std::collections::VecDeque;
use std::sync::Arc;

use jiff::Timestamp;

use super::plan::Lane;
use super::sighting::{Nature, RecordRef, Sighting};
use super::tally::{Tally, Value};

/// A group's window and whether its condition holds.
#[derive(Debug)]
pub(super) struct Group {
    entries: VecDeque<Entry>,
    tally: Tally,
    held: bool,
    fired: Option<Timestamp>,
}

/// A match in the window.
#[derive(Debug)]
struct Entry {
    time: Timestamp,
    record: RecordRef,
    value: Value,
    /// It is an event's, not a finding's.
    event: bool,
}

/// How the condition stands after an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Fails,
    /// It holds, and that was said already.
    Holds,
    /// It holds, and that is news.
    Fires,
}

/// What a finding tells of the window.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) first: Option<Timestamp>,
    pub(super) records: Vec<RecordRef>,
    pub(super) matches: usize,
}

impl Group {
    /// A group without matches.
    pub(super) fn new(lane: &Lane) -> Self {
        Self {
            entries: VecDeque::new(),
            tally: Tally::new(lane),
            held: false,
            fired: None,
        }
    }

    /// How many matches the window holds.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The time of the last match.
    pub(super) fn last(&self) -> Option<Timestamp> {
        self.entries.back().map(|entry| entry.time)
    }

    /// Lets go what lies at or before `cutoff`.
    pub(super) fn expire(&mut self, cutoff: Timestamp) {
        while self
            .entries
            .front()
            .is_some_and(|entry| entry.time <= cutoff)
        {
            self.drop_oldest();
        }
    }

    /// Lets the oldest match go.
    pub(super) fn drop_oldest(&mut self) {
        if let Some(entry) = self.entries.pop_front() {
            self.tally.remove(&entry.value);
        }
        if self.entries.capacity() > 64 && self.entries.len() * 4 < self.entries.capacity() {
            self.entries.shrink_to(self.entries.len() * 2);
        }
    }

    /// Takes a match in. An event that several rules match is counted and
    /// added up once; all its values and rules are told apart.
    pub(super) fn add(&mut self, sighting: &Sighting, mut value: Value) {
        let event = sighting.nature == Nature::Event;
        if event && matches!(value, Value::One | Value::Number(_)) {
            let beside =
                |entry: &&Entry| entry.time == sighting.time && entry.record == sighting.record;
            if self
                .entries
                .iter()
                .rev()
                .take_while(beside)
                .any(|entry| entry.event)
            {
                return;
            }
        }
        self.tally.add(&mut value, sighting.time, &sighting.record);
        self.entries.push_back(Entry {
            time: sighting.time,
            record: sighting.record.clone(),
            value,
            event,
        });
    }

    /// Asks the condition of the window `(now - span, now]`, and remembers the answer.
    pub(super) fn ask(&mut self, lane: &Lane, now: Timestamp) -> (Standing, f64) {
        let cutoff = lane.cutoff(now);
        let figure = self.tally.figure(cutoff);
        let held = std::mem::replace(&mut self.held, lane.bounds.hold(figure));
        let standing = if !self.held {
            Standing::Fails
        } else if held && self.fired.is_some_and(|fired| fired > cutoff) {
            Standing::Holds
        } else {
            self.fired = Some(now);
            Standing::Fires
        };
        (standing, figure)
    }

    /// The records of the window: of each rule the first, or the first few,
    /// and always the last.
    pub(super) fn seen(&self, records: usize) -> Seen {
        let mut steps = Vec::new();
        let mut named: Vec<&RecordRef> = Vec::new();
        for entry in &self.entries {
            if named.len() >= records {
                break;
            }
            if let Value::Step(step) = entry.value {
                if steps.contains(&step) {
                    continue;
                }
                steps.push(step);
            }
            if named.last() != Some(&&entry.record) {
                named.push(&entry.record);
            }
        }
        if let Some(last) = self.entries.back().map(|entry| &entry.record)
            && named.last() != Some(&last)
        {
            if named.len() >= records {
                named.pop();
            }
            named.push(last);
        }
        Seen {
            first: self.entries.front().map(|entry| entry.time),
            records: named.into_iter().cloned().collect(),
            matches: self.entries.len(),
        }
    }
}

/// The group a match belongs to.
pub(super) fn key(lane: &Lane, step: usize, sighting: &Sighting, key: &mut Vec<Arc<str>>) -> bool {
    key.clear();
    let Some(step) = lane.steps.get(step) else {
        return false;
    };
    key.extend(
        step.group
            .iter()
            .map_while(|field| sighting.value(*field))
            .cloned(),
    );
    key.len() == step.group.len()
}
