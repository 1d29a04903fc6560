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
    /// By step: the latest beginning of a chain of one match, of two, and so
    /// on. Where a chain ends, a shorter one does too, so there are no gaps.
    now: Vec<Vec<Timestamp>>,
    /// The same before the event at `at`, whose matches don't follow each other.
    before: Vec<Vec<Timestamp>>,
    at: Option<(Timestamp, RecordRef)>,
}

impl Order {
    /// No match yet of a list of so many rules.
    pub(super) fn new(steps: usize) -> Self {
        Self {
            now: vec![Vec::new(); steps],
            before: vec![Vec::new(); steps],
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
        let Some(chains) = self.now.get_mut(step) else {
            return;
        };
        for length in 0..=step {
            let begin = match length.checked_sub(1) {
                None => Some(time),
                Some(shorter) => {
                    let earlier = self.before.iter().take(step);
                    earlier
                        .filter_map(|chains| chains.get(shorter))
                        .max()
                        .copied()
                }
            };
            match (begin, chains.get_mut(length)) {
                (Some(begin), Some(known)) => *known = begin.max(*known),
                (Some(begin), None) => chains.push(begin),
                (None, _) => return,
            }
        }
    }

    /// The length of the longest chain that begins after `cutoff`.
    pub(super) fn figure(&self, cutoff: Timestamp) -> usize {
        let longest = |chains: &Vec<Timestamp>| {
            chains
                .iter()
                .rposition(|begin| *begin > cutoff)
                .map_or(0, |at| at + 1)
        };
        self.now.iter().map(longest).max().unwrap_or(0)
    }
}
