//! Matches in, findings out.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;

use domain::event::Event;
use foldhash::fast::RandomState;
use jiff::Timestamp;

use super::group::{self, Group, Standing};
use super::limits::{Limits, Loss, Losses};
use super::plan::{Lane, Plan};
use super::sighting::{Nature, RecordRef, Sighting};
use super::tally::Value;

/// A correlation that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Correlated {
    /// Number of the correlation in its set.
    pub correlation: u32,
    /// The fields of its group and their values, in the order of `group-by`.
    pub group: Vec<(Arc<str>, Arc<str>)>,
    /// What was compared with the condition.
    pub figure: f64,
    /// Time of the first match in the window.
    pub first: Timestamp,
    /// Time of the match that made the condition hold.
    pub last: Timestamp,
    /// Records of the window: the first few (in temporal correlations the
    /// first of each rule), and always the last one.
    pub records: Vec<RecordRef>,
    /// How many matches the window holds.
    pub matches: u64,
}

/// Follows the correlations of a set through a stream of matches; the module's
/// manual says how.
#[derive(Debug)]
pub struct Correlator {
    plan: Arc<Plan>,
    pub(super) limits: Limits,
    pub(super) waiting: BinaryHeap<Reverse<Sighting>>,
    /// The latest time seen.
    newest: Option<Timestamp>,
    /// Everything before this is done with.
    done: Option<(Timestamp, RecordRef)>,
    pub(super) groups: Vec<Groups>,
    pub(super) counts: Counts,
    pub(super) losses: Losses,
    key: Vec<Arc<str>>,
    /// Groups that the event at hand touched.
    touched: Vec<Vec<Arc<str>>>,
}

pub(super) type Groups = HashMap<Vec<Arc<str>>, Group, RandomState>;

/// What is kept.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) groups: usize,
    pub(super) matches: usize,
    /// So many groups that it is worth looking for dead ones.
    pub(super) sweep_at: usize,
}

/// Groups that are always kept until they are in the way.
pub(super) const SWEEP_MIN: usize = 1024;

impl Correlator {
    pub(super) fn new(plan: Arc<Plan>, limits: Limits) -> Self {
        let lanes = plan.lanes.len();
        Self {
            plan,
            limits,
            waiting: BinaryHeap::new(),
            newest: None,
            done: None,
            groups: std::iter::repeat_with(Groups::default)
                .take(lanes)
                .collect(),
            counts: Counts {
                sweep_at: SWEEP_MIN,
                ..Counts::default()
            },
            losses: Losses {
                correlations: vec![Loss::default(); lanes],
                ..Losses::default()
            },
            key: Vec::new(),
            touched: Vec::new(),
        }
    }

    /// A match of `rule` on `event`, which happened at `time` and stands at
    /// `record`. What is certain by now is added to `out`.
    pub fn feed(
        &mut self,
        rule: u32,
        event: &Event<'_>,
        time: Timestamp,
        record: RecordRef,
        out: &mut Vec<Correlated>,
    ) {
        if let Some(sighting) = self.plan.sighting(rule, event, time, record) {
            self.take(sighting, out);
        }
    }

    /// A match that was sighted elsewhere ([`RuleSet::sighting`](super::super::RuleSet::sighting)).
    pub fn take(&mut self, sighting: Sighting, out: &mut Vec<Correlated>) {
        let place = (sighting.time, &sighting.record);
        if self
            .done
            .as_ref()
            .is_some_and(|(time, record)| place < (*time, record))
        {
            self.losses.late += 1;
            return;
        }
        self.newest = self.newest.max(Some(sighting.time));
        self.waiting.push(Reverse(sighting));
        if let (Some(tolerance), Some(newest)) = (self.limits.tolerance, self.newest) {
            let mark = newest.checked_sub(tolerance).unwrap_or(Timestamp::MIN);
            while self.waiting.peek().is_some_and(|next| next.0.time < mark) {
                self.next(out);
            }
        }
        while self.waiting.len() > self.limits.waiting {
            self.losses.early += self.next(out);
        }
    }

    /// There are no more matches, or none are waited for: everything that
    /// waits is counted.
    pub fn finish(&mut self, out: &mut Vec<Correlated>) {
        while !self.waiting.is_empty() {
            self.next(out);
        }
    }

    /// What was not counted so far, and why.
    #[must_use]
    pub const fn losses(&self) -> &Losses {
        &self.losses
    }

    /// The first event that waits, through all correlations; how many of its matches waited.
    fn next(&mut self, out: &mut Vec<Correlated>) -> u64 {
        let Some(Reverse(first)) = self.waiting.pop() else {
            return 0;
        };
        let mut sightings = vec![first];
        while let (Some(Reverse(next)), Some(first)) = (self.waiting.peek(), sightings.first())
            && next.is_beside(first)
        {
            sightings.extend(self.waiting.pop().map(|Reverse(next)| next));
        }
        let count = u64::try_from(sightings.len()).unwrap_or(u64::MAX);
        if let Some(first) = sightings.first() {
            self.done = Some((first.time, first.record.clone()));
        }
        self.follow(sightings, out);
        count
    }

    /// All matches of one event, through the correlations that look at them,
    /// and then through those that look at these.
    fn follow(&mut self, mut sightings: Vec<Sighting>, out: &mut Vec<Correlated>) {
        let plan = Arc::clone(&self.plan);
        let mut agenda: Vec<u32> = Vec::new();
        for sighting in &sightings {
            enter(&mut agenda, plan.users(sighting.source));
        }
        let mut at = 0;
        while let Some(number) = agenda.get(at).copied() {
            at += 1;
            let Some(lane) = plan.lanes.get(number as usize) else {
                continue;
            };
            let before = sightings.len();
            self.admit(number, lane, &sightings);
            self.ask(number, lane, &mut sightings, out);
            if sightings.len() > before {
                enter(&mut agenda, plan.users(lane.source));
            }
        }
        if let Some(first) = sightings.first() {
            self.tidy(&plan, first.time);
        }
    }

    /// The matches that a correlation looks at into the windows of their groups.
    fn admit(&mut self, number: u32, lane: &Lane, sightings: &[Sighting]) {
        let (Some(groups), Some(loss)) = (
            self.groups.get_mut(number as usize),
            self.losses.correlations.get_mut(number as usize),
        ) else {
            return;
        };
        for (at, step) in lane.steps.iter().enumerate() {
            let of_step = |sighting: &&Sighting| {
                sighting.source == step.source
                    && (sighting.nature != Nature::Standing || lane.kind.is_temporal())
            };
            for sighting in sightings.iter().filter(of_step) {
                if !group::key(lane, at, sighting, &mut self.key) {
                    loss.ungrouped += 1;
                    continue;
                }
                let step = u32::try_from(at).unwrap_or(u32::MAX);
                let Some(value) = Value::of(lane, step, sighting) else {
                    loss.unvalued += 1;
                    continue;
                };
                let known = groups.contains_key(self.key.as_slice());
                if !known {
                    self.counts.groups += 1;
                    groups.insert(self.key.clone(), Group::new(lane));
                }
                let Some(group) = groups.get_mut(self.key.as_slice()) else {
                    continue;
                };
                let before = group.len();
                group.expire(lane.cutoff(sighting.time));
                group.add(sighting, value);
                while group.len() > self.limits.matches_per_group.max(1) {
                    group.drop_oldest();
                    loss.crowded += 1;
                }
                self.counts.matches = self.counts.matches + group.len() - before;
                if !self.touched.contains(&self.key) {
                    self.touched.push(self.key.clone());
                }
            }
        }
    }

    /// The condition of every group that the event touched; what holds is a
    /// sighting for the correlations that look at this one.
    fn ask(
        &mut self,
        number: u32,
        lane: &Lane,
        sightings: &mut Vec<Sighting>,
        out: &mut Vec<Correlated>,
    ) {
        let event = sightings.first();
        let event = event.map(|sighting| (sighting.time, sighting.record.clone()));
        let (Some(groups), Some((time, record))) = (self.groups.get_mut(number as usize), event)
        else {
            return;
        };
        for key in self.touched.drain(..) {
            let Some(group) = groups.get_mut(&key) else {
                continue;
            };
            let (standing, figure) = group.ask(lane, time);
            if standing == Standing::Fails {
                continue;
            }
            if standing == Standing::Fires && self.plan.is_reported(lane.source) {
                let seen = group.seen(self.limits.records);
                let names = lane
                    .group
                    .iter()
                    .filter_map(|id| self.plan.names.get(*id as usize));
                out.push(Correlated {
                    correlation: number,
                    group: names.cloned().zip(key.iter().cloned()).collect(),
                    figure,
                    first: seen.first.unwrap_or(time),
                    last: time,
                    records: seen.records,
                    matches: u64::try_from(seen.matches).unwrap_or(u64::MAX),
                });
            }
            if !self.plan.users(lane.source).is_empty() {
                let fields = self.plan.fields_of(lane, &key, sightings);
                sightings.push(Sighting {
                    time,
                    record: record.clone(),
                    source: lane.source,
                    nature: match standing {
                        Standing::Fires => Nature::Found,
                        Standing::Holds | Standing::Fails => Nature::Standing,
                    },
                    fields,
                });
            }
        }
    }
}

/// Adds lanes to a sorted list, each once.
fn enter(agenda: &mut Vec<u32>, lanes: &[u32]) {
    for lane in lanes {
        if let Err(at) = agenda.binary_search(lane) {
            agenda.insert(at, *lane);
        }
    }
}
