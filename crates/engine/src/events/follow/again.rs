//! Records that were made safe before a crash, and their place was not: they are read again and must not be kept again.

use crate::EngineError;
use lake::intake::IntakeLog;
use std::collections::HashMap;

/// Bytes of the log read at once.
const LOG_BYTES: usize = 4 * 1024 * 1024;

/// Records of one sender that the log holds, each with its count.
#[derive(Debug, Default)]
pub(super) struct Again(HashMap<Vec<u8>, u32>);

impl Again {
    /// Those from an offset of the log on, as far as the log still has them.
    pub(super) fn of(log: &IntakeLog, source: &str, from: u64) -> Result<Self, EngineError> {
        let (state, mut found) = (log.state(), Self::default());
        let mut next = from.max(state.oldest);
        while next < state.synced {
            let read = log.read(next, LOG_BYTES)?;
            let all = read.arrivals.into_iter().map(|(_, arrival)| arrival);
            for arrival in all.filter(|arrival| *arrival.source == *source) {
                *found.0.entry(arrival.payload).or_insert(0) += 1;
            }
            if read.next <= next {
                break;
            }
            next = read.next;
        }
        Ok(found)
    }

    /// Whether a record is one of them; each counts once.
    pub(super) fn takes(&mut self, record: &[u8]) -> bool {
        let Some(count) = self.0.get_mut(record).filter(|count| **count > 0) else {
            return false;
        };
        *count -= 1;
        true
    }
}
