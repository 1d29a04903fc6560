//! What a [`Correlator`](super::Correlator) may keep, and what it had to leave out.

use jiff::SignedDuration;

/// Bounds of a correlator's memory and patience.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How far matches may be out of order without any difference to the
    /// result; `None` sorts everything and answers when it is finished.
    pub tolerance: Option<SignedDuration>,
    /// Most matches that wait to be put in order; the oldest are taken out of
    /// turn when there are more.
    pub waiting: usize,
    /// Most groups of all correlations together.
    pub groups: usize,
    /// Most matches in the windows of all groups together.
    pub matches: usize,
    /// Most matches in the window of one group; at least one is kept.
    pub matches_per_group: usize,
    /// Most records a finding names.
    pub records: usize,
}

impl Default for Limits {
    /// Everything is sorted; some 100 MB at most for values of usual length.
    fn default() -> Self {
        Self {
            tolerance: None,
            waiting: 250_000,
            groups: 100_000,
            matches: 400_000,
            matches_per_group: 200_000,
            records: 8,
        }
    }
}

/// What was not counted, or not in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Losses {
    /// Matches that came after later ones were done with; not counted anywhere.
    pub late: u64,
    /// Matches taken out of turn because too many were waiting. Nothing is
    /// lost by it unless matches that belong before them are then [`Self::late`].
    pub early: u64,
    /// By correlation, numbered as in [`Correlated::correlation`](super::Correlated::correlation).
    pub correlations: Vec<Loss>,
}

/// What one correlation did not count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Loss {
    /// Matches without a field of `group-by`.
    pub ungrouped: u64,
    /// Matches without the field that is counted, or without a number in it.
    pub unvalued: u64,
    /// Oldest matches pushed out of a full window.
    pub crowded: u64,
    /// Groups given up, the longest silent first, because there were too many
    /// groups or matches.
    pub groups: u64,
    /// Matches that were in the windows of those groups.
    pub abandoned: u64,
}

impl Losses {
    /// How many matches were not counted, or no longer, because of a limit:
    /// late ones, those pushed out of full windows, and those of groups given
    /// up. At nought every result is as if there were no limits. Matches
    /// without a field that is asked for are no part of it.
    #[must_use]
    pub fn uncounted(&self) -> u64 {
        let each = self.correlations.iter();
        let lost = each.map(|loss| loss.crowded + loss.abandoned);
        self.late + lost.sum::<u64>()
    }
}
