//! Tests of reading tables: what people and exports hand over, well-meant and hostile.

mod cells;
mod codes;
mod encodings;
mod headers;
mod hostile;
mod workbooks;

use super::{TableProblem, TableRead, read, read_csv};
use domain::facts::FactKind;
use jiff::tz::TimeZone;

fn zone() -> TimeZone {
    TimeZone::get("Asia/Ho_Chi_Minh").unwrap()
}

/// A CSV that is a table, whatever is wrong inside.
fn csv(kind: FactKind, bytes: impl AsRef<[u8]>) -> TableRead {
    read_csv("bang.csv", bytes.as_ref(), kind, &zone()).unwrap()
}

/// The problem of a file that is no table.
fn refused(kind: FactKind, bytes: impl AsRef<[u8]>) -> TableProblem {
    read("bang.csv", bytes.as_ref(), Some(kind), &zone()).unwrap_err()
}

/// The cell of a row's column by its name.
fn cell<'a>(table: &'a TableRead, row: usize, column: &str) -> Option<&'a str> {
    let columns = table.kind.columns();
    let at = columns.iter().position(|c| c.name == column).unwrap();
    table.rows[row].cells[at].as_deref()
}

/// `code row column` of each, the row and the column where there is one.
fn places(problems: &[TableProblem]) -> Vec<String> {
    let place = |p: &TableProblem| {
        let row = p.row.map(|r| format!(" {r}")).unwrap_or_default();
        let column = p
            .column
            .as_ref()
            .map(|c| format!(" {c}"))
            .unwrap_or_default();
        format!("{}{row}{column}", p.code)
    };
    problems.iter().map(place).collect()
}

/// A table read without any problem.
#[track_caller]
fn sound(kind: FactKind, bytes: impl AsRef<[u8]>) -> TableRead {
    let table = csv(kind, bytes);
    assert_eq!(places(&table.problems), [""; 0]);
    table
}
