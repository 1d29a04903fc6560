//! "Ưu tiên": listed machines are scanned before the others.

use super::{Scene, Why};
use crate::census::Machine;
use crate::judgement::Reason;
use jiff::Timestamp;

impl<'a> Scene<'a, '_> {
    /// Listed machines scanned after the median of the others and later than P.first ("ưu tiên" not kept).
    pub(super) fn priority_breaches(&self) -> Vec<Reason> {
        let case = self.case;
        if !case.clause.words.priority {
            return Vec::new();
        }
        let listed: Vec<(&Machine<'a>, Timestamp)> = self
            .hits
            .iter()
            .filter_map(|h| Some((self.machine_of(h)?, self.known_since(h))))
            .collect();
        let scanned_at = |m: &Machine<'_>| self.histories.machine(case, m).first_full();
        let is_listed = |m: &Machine<'_>| listed.iter().any(|(l, _)| core::ptr::eq(*l, m));
        let mut others: Vec<Timestamp> = self
            .census
            .machines
            .iter()
            .filter(|m| !is_listed(m))
            .filter_map(scanned_at)
            .collect();
        others.sort_unstable();
        // The lower middle of an even number: half of the others were served by then.
        let Some(median) = others.get(others.len().saturating_sub(1) / 2).copied() else {
            return Vec::new();
        };
        let mut reasons: Vec<Reason> = Vec::new();
        for (machine, since) in listed {
            let history = self.histories.machine(case, machine);
            let after = history.fulls().find(|at| *at > since);
            let is_late = match after {
                Some(at) => at.duration_since(since) > case.policy.first,
                None => case.clock.older_than(since, case.policy.first),
            };
            let at = after.unwrap_or_else(|| case.as_of());
            if is_late && at > median && median > since {
                let why = Why::Priority {
                    host: machine.name.to_string(),
                    hours: at.duration_since(since).as_hours(),
                };
                let reason: Reason = why.into();
                if !reasons.contains(&reason) {
                    reasons.push(reason);
                }
            }
        }
        reasons
    }
}
