//! Fact tables in: CSV and XLSX to checked rows.
//!
//! Broken exports are normal here, so every error names file, row and column
//! and says what is expected, and all errors come together. Nothing is decided
//! about units or sources: that is the importer's part. What is certain is taken
//! as people write it (titles above the header, semicolons, Windows-1258);
//! what is not is refused, never guessed.

mod decode;
mod delimited;
mod grid;
mod header;
mod manual;
mod mend;
mod natural;
mod rows;
#[cfg(test)]
mod tests;
mod wording;
mod workbook;

pub(crate) use workbook::{open as open_workbook, sheet_rows};

pub use manual::{manual_page, template_csv};
pub use mend::Amendment;

use domain::facts::FactKind;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// Longest file taken.
pub const FILE_BYTES_MAX: usize = 200 * 1024 * 1024;
/// Most rows taken of one table.
pub const ROWS_MAX: usize = 1_000_000;
/// Most columns taken of one row.
pub const COLUMNS_MAX: usize = 1_000;
/// Most cells taken of one table, blank ones between filled ones included.
pub const CELLS_MAX: usize = 10_000_000;
/// Longest text of a cell, that of spreadsheets.
pub const CELL_CHARS_MAX: usize = 32_767;
/// Most problems told of one file; the rest is counted.
pub const PROBLEMS_MAX: usize = 200;

/// One table as read.
#[derive(Debug, Clone, PartialEq)]
pub struct TableRead {
    /// Which table.
    pub kind: FactKind,
    /// The file, with the sheet of a workbook.
    pub file: String,
    /// The rows without problems.
    pub rows: Vec<ReadRow>,
    /// What is wrong; a table with problems must not be imported.
    pub problems: Vec<TableProblem>,
    /// What was passed over, such as unknown columns.
    pub notices: Vec<TableProblem>,
    /// The printed headers in order, with the column each was taken for.
    pub columns: Vec<ReadColumn>,
    /// The printed cells of rows with problems, by row, so that a person can mend them.
    pub faulty: BTreeMap<usize, Vec<String>>,
}

/// A printed header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadColumn {
    /// As printed.
    pub printed: String,
    /// The column it was taken for; `None` when it was passed over.
    pub column: Option<&'static str>,
}

/// One checked row.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadRow {
    /// Row as people count, from 1, header included.
    pub row: usize,
    /// Natural key.
    pub code: String,
    /// Code of the unit it is about.
    pub unit: Option<String>,
    /// Code of its source.
    pub source: Option<String>,
    /// When it happened.
    pub occurred_at: Option<Timestamp>,
    /// The table's own cells in canonical text, in column order.
    pub cells: Vec<Option<String>>,
    /// Whether a person mended it after the file was written.
    pub mended: bool,
}

/// Something wrong or worth knowing, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableProblem {
    /// Stable code, dotted snake case.
    pub code: &'static str,
    /// The file, with the sheet of a workbook.
    pub file: String,
    /// Row as people count, from 1.
    pub row: Option<usize>,
    /// Column, by its printed header or its name.
    pub column: Option<Box<str>>,
    /// What is wrong and what to write, in Vietnamese.
    pub vi: String,
    /// The same in English.
    pub en: String,
}

impl TableProblem {
    pub(crate) fn of_file(
        code: &'static str,
        file: &str,
        vi: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self {
            code,
            file: file.to_owned(),
            row: None,
            column: None,
            vi: vi.into(),
            en: en.into(),
        }
    }
}

impl core::fmt::Display for TableProblem {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.file)?;
        if let Some(row) = self.row {
            write!(f, ", dòng {row}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", cột “{column}”")?;
        }
        write!(f, ": {}", self.vi)
    }
}

/// Reads the tables of one file: a CSV is the table `kind`; a workbook gives the table of each sheet that
/// is named after one, and its first sheet is `kind` otherwise.
///
/// # Errors
/// When the file as a whole is unreadable; what is wrong inside is in the tables.
pub fn read(
    file: &str,
    bytes: &[u8],
    kind: Option<FactKind>,
    zone: &TimeZone,
) -> Result<Vec<TableRead>, TableProblem> {
    read_mended(file, bytes, kind, zone, &[])
}

/// Reads the tables of one file with some of its cells replaced by a person.
///
/// # Errors
/// As [`read`].
pub fn read_mended(
    file: &str,
    bytes: &[u8],
    kind: Option<FactKind>,
    zone: &TimeZone,
    amendments: &[Amendment],
) -> Result<Vec<TableRead>, TableProblem> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(TableProblem::of_file(
            "table.too_large",
            file,
            "tệp lớn hơn 200 MB; hãy chia nhỏ",
            "the file is larger than 200 MB; split it",
        ));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return workbook::read(file, bytes, kind, zone, amendments);
    }
    let Some(kind) = kind else {
        return Err(TableProblem::of_file(
            "table.unknown",
            file,
            "tên tệp không phải tên bảng dữ liệu nào",
            "the file is not named after a fact table",
        ));
    };
    csv_table(file, bytes, kind, zone, amendments).map(|table| vec![table])
}

/// Reads one CSV as the table `kind`.
///
/// # Errors
/// When it is no text.
pub fn read_csv(
    file: &str,
    bytes: &[u8],
    kind: FactKind,
    zone: &TimeZone,
) -> Result<TableRead, TableProblem> {
    csv_table(file, bytes, kind, zone, &[])
}

fn csv_table(
    file: &str,
    bytes: &[u8],
    kind: FactKind,
    zone: &TimeZone,
    amendments: &[Amendment],
) -> Result<TableRead, TableProblem> {
    let text = decode::text(file, bytes)?;
    let grid = delimited::grid(file, &text, kind)?;
    Ok(rows::read(file, kind, &grid, zone, amendments))
}
