//! Keeping a correlator within its limits.
//!
//! Groups whose window ran empty are forgotten without any difference to the
//! result. When that is not enough, the groups that have been silent longest
//! are given up, an eighth at once so that it is seldom done, and counted.

use std::sync::Arc;

use jiff::Timestamp;

use super::correlator::{Correlator, Groups, SWEEP_MIN};
use super::plan::Plan;

/// A group that may be given up: its last match, correlation and key.
type Candidate = (Option<Timestamp>, usize, Vec<Arc<str>>);

impl Correlator {
    /// Forgets what can't matter any more at `now`, when there is much.
    pub(super) fn tidy(&mut self, plan: &Plan, now: Timestamp) {
        let crowded =
            self.counts.groups > self.limits.groups || self.counts.matches > self.limits.matches;
        if !crowded && self.counts.groups < self.counts.sweep_at {
            return;
        }
        let mut matches = 0;
        for (lane, groups) in plan.lanes.iter().zip(&mut self.groups) {
            let cutoff = lane.cutoff(now);
            groups.retain(|_, group| {
                group.expire(cutoff);
                matches += group.len();
                group.len() > 0
            });
        }
        self.counts.matches = matches;
        self.counts.groups = self.groups.iter().map(Groups::len).sum();
        if crowded {
            self.give_up();
        }
        self.counts.sweep_at = SWEEP_MIN.max(self.counts.groups * 2);
    }

    /// Gives up the groups that have been silent longest.
    fn give_up(&mut self) {
        let groups_max = room(self.limits.groups);
        let matches_max = room(self.limits.matches);
        let fits = |groups: usize, matches: usize| groups <= groups_max && matches <= matches_max;
        if fits(self.counts.groups, self.counts.matches) {
            return;
        }
        let mut candidates: Vec<Candidate> = Vec::with_capacity(self.counts.groups);
        for (lane, groups) in self.groups.iter().enumerate() {
            let of_lane = groups.iter();
            candidates.extend(of_lane.map(|(key, group)| (group.last(), lane, key.clone())));
        }
        candidates.sort_unstable();
        for (_, lane, key) in candidates {
            if fits(self.counts.groups, self.counts.matches) {
                return;
            }
            let Some(group) = self
                .groups
                .get_mut(lane)
                .and_then(|groups| groups.remove(&key))
            else {
                continue;
            };
            self.counts.groups -= 1;
            self.counts.matches -= group.len();
            if let Some(loss) = self.losses.correlations.get_mut(lane) {
                loss.groups += 1;
                loss.abandoned += u64::try_from(group.len()).unwrap_or(u64::MAX);
            }
        }
    }
}

/// How full it is after something was given up.
const fn room(limit: usize) -> usize {
    limit - limit / 8
}
