//! The events of a walk, for whoever judges again what came in before.

use super::found::{FoundEvent, events};
use crate::table::{LakeError, Piece, Walk, Wanted};

impl Walk {
    /// Reads a piece: `take` gets its wanted events (all of them without a word), in the order of their time. Says how
    /// many events of its stretch of time the piece has, wanted or not.
    ///
    /// # Errors
    /// When its file can't be read.
    pub fn read(
        &self,
        piece: &Piece,
        wanted: Option<&Wanted>,
        take: &mut dyn FnMut(FoundEvent),
    ) -> Result<u64, LakeError> {
        self.read_batches(piece, wanted, &mut |batch| {
            events(batch)?.into_iter().for_each(&mut *take);
            Ok(())
        })
    }
}
