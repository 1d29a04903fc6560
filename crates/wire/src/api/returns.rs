//! Returns: a unit's answer to a directive.

use super::FileV1;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// Whether a unit has answered a directive.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReturnV1 {
    /// Id of the directive.
    pub directive: String,
    /// Code of the unit.
    pub unit: String,
    /// `open` or `closed` (by its head).
    pub state: String,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Who closed it.
    pub closed_by: Option<String>,
    /// Position of the closing in the ledger.
    pub ledger_seq: Option<u64>,
    /// Whether the unit has given anything at all.
    pub reported: bool,
}

/// A return with all that was said in it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReturnWholeV1 {
    /// The return.
    #[serde(rename = "return")]
    pub state: ReturnV1,
    /// What was said, oldest first.
    pub statements: Vec<StatementV1>,
}

/// One thing a unit said.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StatementV1 {
    /// Printed path of the duty; empty for the measure in all duties.
    pub obligation: String,
    /// The measure.
    pub measure: String,
    /// What is claimed.
    pub claim: String,
    /// Who says it.
    pub person: String,
    /// In their words.
    pub text: String,
    /// Whether it came after the return was closed.
    pub is_supplement: bool,
    /// When it was kept.
    pub recorded_at: Timestamp,
    /// Position of its entry in the ledger.
    pub ledger_seq: u64,
    /// The file that came with it.
    pub file: Option<FileV1>,
}
