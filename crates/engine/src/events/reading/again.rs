//! Records that are kept already, judged once more as they were when they came; nothing is kept again.

use super::super::finding::Groups;
use super::{At, Gathered, Work};
use lake::intake::Arrival;
use std::sync::Arc;

impl Work {
    /// What is found in records of one log, given by their offsets in the order they came.
    pub(in crate::events) fn judge_again(
        &mut self,
        log_id: [u8; 8],
        records: &[(u64, Arrival)],
    ) -> Groups {
        self.log_id = log_id;
        self.recognise(records);
        let mut gathered = Gathered::new(0, Arc::default());
        for (offset, arrival) in records {
            let Some(stream) = self.stream_of(arrival) else {
                continue;
            };
            let registered = self.registered.get(&arrival.source);
            let unit = registered.and_then(|registered| registered.unit.clone());
            let at = At {
                offset: *offset,
                arrival,
                unit: unit.as_deref(),
                is_known: false,
            };
            self.context.received_at = arrival.received;
            stream.read_block(&arrival.payload, 1, &mut |_, event| {
                self.judge(&at, event, &mut gathered);
            });
        }
        gathered.groups
    }

    /// What the matches make that still wait for earlier ones: nothing more comes.
    pub(in crate::events) fn judge_rest(&mut self) -> Groups {
        let mut gathered = Gathered::new(0, Arc::default());
        self.correlator.finish(&mut self.found);
        self.correlated(&mut gathered, false);
        gathered.groups
    }
}
