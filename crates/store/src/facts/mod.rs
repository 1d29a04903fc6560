//! Facts: what was stated, by which source, and when the store learned it.
//!
//! Rows are only ever added. A correction or a retraction is a new row under
//! the same natural key (table, code); the state at an instant T is the newest
//! row recorded up to T. Because time never runs backwards here
//! ([`crate::StoreError::ClockBehind`]), what was known at T can't change later.
//!
//! How well a fact is founded comes from its source, never from the row.

pub(crate) mod import;
pub(crate) mod row;
pub(crate) mod source;
mod state;

pub use import::{Import, Imported};
pub use source::{KeptSource, Source};
pub use state::{StateQuery, TouchedFact, Units};

use jiff::Timestamp;

use crate::{FactId, SourceId};

/// One fact as it is given to an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Id minted by the caller.
    pub id: FactId,
    /// Fact table (`assets`, `shifts`, …).
    pub table: String,
    /// Natural key, unique in its table.
    pub code: String,
    /// Unit it belongs to; `None` for what concerns the whole organisation.
    pub unit: Option<String>,
    /// When it happened, where the source says so.
    pub occurred_at: Option<Timestamp>,
    /// True when this row withdraws the fact instead of stating it.
    pub retracted: bool,
    /// Canonical JSON of the row; opaque here.
    pub body: String,
}

/// One fact as the store keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFact {
    /// Order in which the store learned the facts, from 1.
    pub seq: u64,
    /// The fact as given.
    pub fact: Fact,
    /// Where it came from.
    pub source: SourceId,
    /// When the store learned it.
    pub recorded_at: Timestamp,
    /// The row of the same key that was the newest before.
    pub supersedes: Option<FactId>,
}
