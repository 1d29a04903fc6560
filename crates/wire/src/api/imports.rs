//! Imports: tables in, and what came in before.

use super::{FileV1, RowProblemV1};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// What came in from one source.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImportV1 {
    /// Its id.
    pub id: String,
    /// Code of the source.
    pub code: String,
    /// What kind of source: `export`, `log`, `statement`, `word`, or what Khiên saw itself.
    pub kind: String,
    /// How well it is founded, `A` to `D`.
    pub basis: String,
    /// Code of the unit it speaks for; null for the whole organisation.
    pub unit: Option<String>,
    /// Title for people.
    pub title: Option<String>,
    /// When the other system made it.
    pub generated_at: Option<Timestamp>,
    /// First instant of the period it covers.
    pub period_from: Option<Timestamp>,
    /// Last instant of that period.
    pub period_to: Option<Timestamp>,
    /// The named person.
    pub person: Option<String>,
    /// Rows that were new or different.
    pub new_rows: u64,
    /// Rows that were known already.
    pub known_rows: u64,
    /// When it came in.
    pub recorded_at: Timestamp,
    /// Position of its entry in the ledger.
    pub ledger_seq: u64,
    /// The file, where it is kept.
    pub file: Option<FileV1>,
}

/// What an import did, or in a dry run would do.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImportOutcomeV1 {
    /// Whether nothing was written because only a trial was asked for.
    pub dry_run: bool,
    /// What changed in all.
    pub changes: ChangesV1,
    /// The tables found.
    pub tables: Vec<ImportedTableV1>,
    /// The sources found.
    pub sources: Vec<ImportedSourceV1>,
    /// What was passed over and is worth telling.
    pub notices: Vec<RowProblemV1>,
}

/// How many rows an import makes or leaves.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct ChangesV1 {
    /// Rows of a code that was not known.
    pub new: usize,
    /// Rows that say something else than what was known.
    pub changed: usize,
    /// Rows that say what is known.
    pub unchanged: usize,
    /// Known rows the file lacks; they stay.
    pub absent: usize,
}

/// One table of an import.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImportedTableV1 {
    /// The file, with the sheet of a workbook.
    pub file: String,
    /// Which table it is.
    pub table: String,
    /// Its rows.
    pub rows: usize,
    /// What it changes.
    pub changes: ChangesV1,
    /// Printed headers that no column was found for.
    pub unread_columns: Vec<String>,
}

/// One source of an import.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImportedSourceV1 {
    /// Its code.
    pub code: String,
    /// How well its facts are founded, `A` to `D`.
    pub basis: String,
}
