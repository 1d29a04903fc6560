//! Cells that a person replaced after the file was written: one bad row need not mean another export.

use super::CELL_CHARS_MAX;
use super::header::Header;
use domain::facts::FactKind;
use std::collections::BTreeMap;

/// One replaced cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    /// The file, with the sheet of a workbook, as problems name it.
    pub file: String,
    /// Row as people count, from 1.
    pub row: usize,
    /// Column, by its printed header or its name, as problems name it.
    pub column: String,
    /// What stands there now; blank for an empty cell.
    pub value: String,
}

/// The replaced cells of one table, by row and printed position.
pub(super) struct Mends(BTreeMap<usize, Vec<(usize, String)>>);

impl Mends {
    /// Those of `amendments` that are for this table; a column nobody knows is passed over.
    pub(super) fn of(
        file: &str,
        kind: FactKind,
        amendments: &[Amendment],
        header: &mut Header,
    ) -> Self {
        let mut rows: BTreeMap<usize, Vec<(usize, String)>> = BTreeMap::new();
        for amendment in amendments.iter().filter(|a| a.file == file) {
            let Some(at) = header.place_of(kind, &amendment.column) else {
                continue;
            };
            let value: String = amendment
                .value
                .trim()
                .chars()
                .take(CELL_CHARS_MAX + 1)
                .collect();
            rows.entry(amendment.row).or_default().push((at, value));
        }
        Self(rows)
    }

    /// The cells of a row with what was replaced; `None` when nothing was.
    pub(super) fn row(&self, row: usize, cells: &[String]) -> Option<Vec<String>> {
        let mends = self.0.get(&row)?;
        let mut cells = cells.to_vec();
        for (at, value) in mends {
            if cells.len() <= *at {
                cells.resize(at + 1, String::new());
            }
            let cell = cells.get_mut(*at).into_iter();
            cell.for_each(|cell| cell.clone_from(value));
        }
        Some(cells)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::{TableRead, read_mended};
    use jiff::tz::TimeZone;

    fn read(amendments: &[(usize, &str, &str)]) -> TableRead {
        let csv = "Mã,Tên vị trí,Loại vị trí,Ghi chú\nVT-1,Trực,watch,x\nVT-2,,sai,y\n";
        let amendments: Vec<Amendment> = amendments
            .iter()
            .map(|(row, column, value)| Amendment {
                file: "posts.csv".into(),
                row: *row,
                column: (*column).into(),
                value: (*value).into(),
            })
            .collect();
        let zone = TimeZone::UTC;
        let kind = Some(FactKind::Post);
        read_mended("posts.csv", csv.as_bytes(), kind, &zone, &amendments)
            .unwrap()
            .remove(0)
    }

    #[test]
    fn a_row_is_mended_cell_by_cell_and_says_so() {
        let table = read(&[]);
        assert_eq!((table.rows.len(), table.problems.len()), (1, 2));
        assert_eq!(table.faulty[&3][0], "VT-2");
        let half = read(&[(3, "Tên vị trí", "Trực đêm")]);
        assert_eq!(half.problems.len(), 1);
        // By the name of the column as well, and a column the file lacks.
        let whole = read(&[
            (3, "Tên vị trí", "Trực đêm"),
            (3, "kind", "noc"),
            (3, "unit", "P1"),
        ]);
        assert_eq!(whole.problems, []);
        let mended: Vec<bool> = whole.rows.iter().map(|r| r.mended).collect();
        assert_eq!(mended, [false, true]);
        assert_eq!(whole.rows[1].unit.as_deref(), Some("P1"));
    }

    #[test]
    fn headers_tell_what_they_were_taken_for() {
        let taken: Vec<_> = read(&[]).columns.iter().map(|c| c.column).collect();
        assert_eq!(taken, [Some("code"), Some("name"), Some("kind"), None]);
    }
}
