//! How many rules matched in the order of a list.
//!
//! For each step and each length, the latest beginning of a chain of that
//! length that ends at the step: a chain lies in the window just when its
//! beginning does, and the later it begins the longer it stays there. So
//! nothing has to be taken back when matches leave the window, and any number
//! of repeats costs the same.

use jiff::Timestamp;

use super::sighting::RecordRef;

/// Chains of matches of one group.
#[derive(Debug)]
pub(super) struct Order {
    steps: usize,
    /// Row by step, column by length less one.
    now: Vec<Option<Timestamp>>,
    /// The same before the event at `at`, whose matches don't follow each other.
    before: Vec<Option<Timestamp>>,
    at: Option<(Timestamp, RecordRef)>,
}

impl Order {
    /// No match yet of a list of so many rules.
    pub(super) fn new(steps: usize) -> Self {
        Self {
            steps,
            now: vec![None; steps * steps],
            before: vec![None; steps * steps],
            at: None,
        }
    }

    /// A match of the rule at `step`, counted from 0.
    pub(super) fn add(&mut self, step: usize, time: Timestamp, record: &RecordRef) {
        let same = |(then, there): &(Timestamp, RecordRef)| *then == time && there == record;
        if !self.at.as_ref().is_some_and(same) {
            self.before.clone_from(&self.now);
            self.at = Some((time, record.clone()));
        }
        for length in 0..=step {
            let begin = match length.checked_sub(1) {
                None => Some(time),
                Some(shorter) => {
                    let earlier = (0..step).map(|there| there * self.steps + shorter);
                    earlier.filter_map(|cell| self.before.get(cell).copied().flatten()).max()
                }
            };
            if let Some(cell) = self.now.get_mut(step * self.steps + length) {
                *cell = begin.max(*cell);
            }
        }
    }

    /// The length of the longest chain that begins after `cutoff`.
    pub(super) fn figure(&self, cutoff: Timestamp) -> usize {
        let lies_within = |length: &usize| {
            (0..self.steps).any(|step| {
                let cell = self.now.get(step * self.steps + length - 1);
                cell.copied().flatten().is_some_and(|begin| begin > cutoff)
            })
        };
        (1..=self.steps).rev().find(lies_within).unwrap_or(0)
    }
}
