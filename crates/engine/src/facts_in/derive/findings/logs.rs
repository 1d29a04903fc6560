//! The logs of a folder, by what a hunt calls its inputs, and what was read in each.

use crate::facts_in::documents::{Folder, Log};
use crate::hunt::InputRead;
use std::collections::{BTreeSet, HashMap};

/// The logs of a folder by path.
pub(in crate::facts_in::derive) struct Logs<'a>(HashMap<String, &'a Log>);

impl<'a> Logs<'a> {
    pub(super) fn of(folder: &'a Folder) -> Self {
        let by_path = folder.logs.iter();
        Self(
            by_path
                .map(|log| (log.path.display().to_string(), log))
                .collect(),
        )
    }

    /// The log that an input is: the file, or the archive it is a member of.
    pub(in crate::facts_in::derive) fn find(&self, source: &str) -> Option<&'a Log> {
        let archive = || {
            let mut ends = source.match_indices('!');
            ends.find_map(|(at, _)| self.0.get(source.get(..at)?).copied())
        };
        self.0.get(source).copied().or_else(archive)
    }
}

/// What was read in one log.
#[derive(Default)]
pub(in crate::facts_in::derive) struct LogRead {
    /// Its events.
    pub(in crate::facts_in::derive) read: InputRead,
    /// Groups in it that are no alert yet.
    pub(super) new: usize,
    /// Findings beyond what is told apart.
    pub(in crate::facts_in::derive) left_out: u64,
    /// Codes of its alerts that are nobody's.
    pub(in crate::facts_in::derive) nobodys: BTreeSet<String>,
}

impl LogRead {
    /// Whether it was read to its end and all that was found in it is some unit's alert; else a hunt would say that
    /// more was searched than was, or less found.
    pub(in crate::facts_in::derive) fn is_whole(&self) -> bool {
        self.read.broken_off.is_none() && self.left_out == 0 && self.nobodys.is_empty()
    }
}
