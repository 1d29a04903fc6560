//! The ledger: how far it is, its entries, and what proves one.

use crate::ledger::Leaf;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// How far the ledger is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StandingV1 {
    /// Number of entries.
    pub size: u64,
    /// The newest signed checkpoint; null while the ledger is empty.
    pub checkpoint: Option<CheckpointV1>,
    /// The public key that signs, `name+id+base64`.
    pub key: String,
}

/// A signed statement of what the ledger was at some size.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CheckpointV1 {
    /// Number of entries it covers.
    pub size: u64,
    /// Root of the tree over them, 64 lower-case hex digits.
    pub root: String,
    /// The signed note (C2SP tlog-checkpoint), to be kept elsewhere.
    pub note: String,
    /// When it was signed.
    pub signed_at: Timestamp,
}

/// One entry. Ids, codes and one salted hash; never a name or free text.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EntryV1 {
    /// Its position, from 0.
    pub seq: u64,
    /// When it was recorded.
    pub at: Timestamp,
    /// What it is about.
    pub kind: String,
    /// Salted hash of the row it stands for.
    pub row: String,
    /// Id of that row, where it has one.
    pub id: Option<String>,
    /// Id of the directive.
    pub directive: Option<String>,
    /// Printed path of the duty.
    pub obligation: Option<String>,
    /// Code of the unit.
    pub unit: Option<String>,
    /// The measure.
    pub measure: Option<String>,
    /// The status now.
    pub status: Option<String>,
    /// The status before.
    pub status_before: Option<String>,
    /// How well it is founded, `A` to `D`.
    pub basis: Option<String>,
    /// The actor: an id or the name of a job, never a person's name.
    pub by: Option<String>,
}

impl From<&Leaf> for EntryV1 {
    fn from(leaf: &Leaf) -> Self {
        // The word of the kind as it stands in the leaf.
        let kind = serde_json::to_value(&leaf.kind).ok();
        let kind = kind.as_ref().and_then(serde_json::Value::as_str);
        Self {
            seq: leaf.seq,
            at: leaf.at,
            kind: kind.unwrap_or_default().to_owned(),
            row: leaf.row.clone(),
            id: leaf.id.clone(),
            directive: leaf.directive.clone(),
            obligation: leaf.obligation.clone(),
            unit: leaf.unit.clone(),
            measure: leaf.measure.clone(),
            status: leaf.status.clone(),
            status_before: leaf.status_before.clone(),
            basis: leaf.basis.clone(),
            by: leaf.by.clone(),
        }
    }
}

/// An entry with what proves that the newest checkpoint covers it (RFC 6962 section 2.1.1).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProvenEntryV1 {
    /// The entry.
    pub entry: EntryV1,
    /// Its canonical JSON, the very bytes that are hashed.
    pub leaf: String,
    /// `SHA-256(0x00 ‖ leaf)`, 64 lower-case hex digits.
    pub leaf_hash: String,
    /// The hashes beside the way from the leaf up to the root, the lowest first.
    pub path: Vec<String>,
    /// The newest checkpoint.
    pub checkpoint: CheckpointV1,
    /// Whether leaf and path give the root; false only for a ledger that was altered. Compute it yourself as well.
    pub holds: bool,
}
