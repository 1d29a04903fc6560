//! Evidence: what was handed over, by whom, for which unit.

use super::FileV1;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// Something handed over: a statement of a person, or a source of facts.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EvidenceItemV1 {
    /// Its id.
    pub id: String,
    /// `statement` or `source`.
    pub kind: String,
    /// Code of the unit it speaks for; null for the whole organisation.
    pub unit: Option<String>,
    /// Id of the directive; null for a source, which may serve several.
    pub directive: Option<String>,
    /// Printed path of the duty; null when it speaks of none alone.
    pub obligation: Option<String>,
    /// The measure it speaks of.
    pub measure: Option<String>,
    /// What is claimed.
    pub claim: Option<String>,
    /// How well a source is founded, `A` to `D`; a statement's basis is told with the result it counts for.
    pub basis: Option<String>,
    /// Words of the person, or title of the source.
    pub text: Option<String>,
    /// The person who stands for it.
    pub person: Option<String>,
    /// When it was kept.
    pub recorded_at: Timestamp,
    /// Position of its entry in the ledger.
    pub ledger_seq: u64,
    /// The file that came with it.
    pub file: Option<FileV1>,
}
