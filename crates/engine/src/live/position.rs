//! How far the store is: what a reading of it can have seen.

use crate::{Engine, EngineError};
use jiff::Timestamp;
use store::{Digest, DirectiveId, JudgedUntil};

/// How far the store was at one moment. Whatever was written later has a later place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Position {
    /// Leaves of the ledger; every write adds one.
    pub(crate) leaves: u64,
    /// Position of the newest fact.
    pub(crate) facts_seq: u64,
    /// The instant to judge for: now, but never before what is recorded, so that a clock set back hides nothing.
    pub(crate) as_of: Timestamp,
}

impl Position {
    /// That everything up to here is judged.
    pub(crate) fn judged(
        self,
        directive: DirectiveId,
        fingerprint: Digest,
        revision: u64,
    ) -> JudgedUntil {
        JudgedUntil {
            directive,
            fingerprint,
            revision,
            facts_seq: self.facts_seq,
            leaves: self.leaves,
        }
    }
}

impl Engine {
    /// How far the store is now.
    pub(crate) async fn position(&self) -> Result<Position, EngineError> {
        // In this order: what is counted here is recorded by the instant read last.
        let leaves = self.store.leaves().await?;
        let facts_seq = self.store.last_fact_seq().await?;
        let last = self.store.last_at().await?;
        let now = self.clock.now();
        Ok(Position {
            leaves,
            facts_seq,
            as_of: last.map_or(now, |last| last.max(now)),
        })
    }
}
