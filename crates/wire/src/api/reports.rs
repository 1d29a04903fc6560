//! Reports that were written.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A report or its annex. The file is at `/api/v1/reports/{id}/file`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReportV1 {
    /// Its id, also the position of its entry in the ledger.
    pub id: String,
    /// Id of the directive.
    pub directive: String,
    /// Name of the file.
    pub file_name: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// SHA-256 of the snapshot it was written from.
    pub cut_off: Option<String>,
    /// When it was written.
    pub written_at: Timestamp,
    /// Who wrote it, by the word of the ledger; never a name.
    pub written_by: Option<String>,
}
