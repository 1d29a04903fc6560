//! What a caller gets to write a leaf with.

use jiff::Timestamp;

use crate::Digest;

/// Why a caller could not make a leaf.
pub type LeafError = Box<dyn std::error::Error + Send + Sync>;

/// The place of the next leaf and the row it must name.
///
/// The leaf must contain [`Self::row`] in its written form (64 lower-case hex
/// digits); the store refuses one that does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeafSlot {
    /// Position of the leaf in the ledger, from 0.
    pub seq: u64,
    /// The instant of the transaction.
    pub at: Timestamp,
    /// Salted hash of the row the leaf stands for.
    pub row: Digest,
}
