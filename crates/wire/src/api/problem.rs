//! What went wrong, as `application/problem+json` (RFC 9457).

use serde::Serialize;
use utoipa::ToSchema;

/// A problem.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProblemV1 {
    /// `urn:khien:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status of the answer.
    pub status: u16,
    /// Stable code, dotted snake case; what a program should look at.
    pub code: String,
    /// What the code means, in Vietnamese.
    pub title: String,
    /// The same in English.
    pub title_en: String,
    /// What exactly was wrong here and what to do about it, in Vietnamese, where there is more to say.
    pub detail: Option<String>,
    /// For tables: every cell that is wrong. Empty for other problems.
    pub errors: Vec<RowProblemV1>,
}

/// What is wrong in one place of a table, or worth telling about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RowProblemV1 {
    /// The file, with the sheet of a workbook.
    pub file: String,
    /// The row, counted from 1, the header included; null for the file as a whole.
    pub row: Option<usize>,
    /// The column as printed; null for the row as a whole.
    pub column: Option<String>,
    /// Stable code.
    pub code: String,
    /// What is wrong and what to write, in Vietnamese.
    pub vi: String,
    /// The same in English.
    pub en: String,
}
