//! What is said about cells, rows and columns, each with its place and what to write instead.

use super::TableProblem;
use domain::facts::Column;

/// Something about one cell.
pub(super) fn at_cell(
    code: &'static str,
    file: &str,
    row: usize,
    column: String,
    vi: String,
    en: String,
) -> TableProblem {
    TableProblem {
        code,
        file: file.to_owned(),
        row: Some(row),
        column: Some(column.into()),
        vi,
        en,
    }
}

/// A required cell is blank.
pub(super) fn blank(file: &str, row: usize, title: String, column: &Column) -> TableProblem {
    let vi = format!("ô bắt buộc đang trống; cần {}", column.form.expected_vi());
    let en = format!(
        "this cell must be filled; write {}",
        column.form.expected_en()
    );
    at_cell("table.blank", file, row, title, vi, en)
}

/// A cell is not of its column's form.
pub(super) fn malformed(
    file: &str,
    row: usize,
    title: String,
    column: &Column,
    text: &str,
) -> TableProblem {
    let shown = shortened(text);
    let vi = format!(
        "“{shown}” không đúng dạng; cần {}",
        column.form.expected_vi()
    );
    let en = format!(
        "“{shown}” is not of the form; write {}",
        column.form.expected_en()
    );
    at_cell("table.malformed_cell", file, row, title, vi, en)
}

/// A cell holds the error of a formula.
pub(super) fn formula_error(file: &str, row: usize, title: String, text: &str) -> TableProblem {
    let vi = format!("ô báo lỗi công thức {text}; hãy ghi giá trị hoặc để trống");
    let en = format!("the cell shows the formula error {text}; write the value or leave it blank");
    at_cell("table.formula_error", file, row, title, vi, en)
}

/// A cell is longer than a spreadsheet can hold.
pub(super) fn too_long(file: &str, row: usize, title: String) -> TableProblem {
    let vi = "ô dài hơn 32.767 ký tự; hãy rút ngắn".to_owned();
    let en = "the cell is longer than 32,767 characters; shorten it".to_owned();
    at_cell("table.cell_too_long", file, row, title, vi, en)
}

/// A code stands twice.
pub(super) fn duplicate(
    file: &str,
    row: usize,
    title: String,
    code: &str,
    first: usize,
) -> TableProblem {
    let shown = shortened(code);
    let vi = format!("mã “{shown}” đã có ở dòng {first}; mỗi dòng cần một mã riêng");
    let en = format!("the code “{shown}” stands in row {first} already; each row needs its own");
    at_cell("table.duplicate_code", file, row, title, vi, en)
}

/// A column that no table has.
pub(super) fn unknown_column(file: &str, title: &str) -> TableProblem {
    of_column(
        "table.unknown_column",
        file,
        title,
        "cột không dùng đến, được bỏ qua",
        "an unknown column, passed over",
    )
}

/// A column that stands further left already.
pub(super) fn repeated_column(file: &str, title: &str) -> TableProblem {
    of_column(
        "table.repeated_column",
        file,
        title,
        "cột lặp lại, chỉ cột đầu tiên được dùng",
        "a repeated column, only the first one is used",
    )
}

/// The codes are mere row numbers.
pub(super) fn counts_rows(file: &str, title: &str) -> TableProblem {
    of_column(
        "table.row_numbers_as_codes",
        file,
        title,
        "số thứ tự được dùng làm mã; nếu thứ tự dòng đổi thì mã cũng đổi, nên thêm cột “Mã”",
        "row numbers serve as codes; when rows move the codes move too, so add a column “code”",
    )
}

/// A row of sums.
pub(super) fn total_row(file: &str, row: usize) -> TableProblem {
    let mut notice = TableProblem::of_file(
        "table.total_row",
        file,
        "dòng cộng, được bỏ qua",
        "a row of totals, passed over",
    );
    notice.row = Some(row);
    notice
}

/// More problems than are told.
pub(super) fn more(file: &str, hidden: usize) -> TableProblem {
    let vi = format!("và {hidden} lỗi nữa");
    let en = format!("and {hidden} more errors");
    TableProblem::of_file("table.more_problems", file, vi, en)
}

fn of_column(code: &'static str, file: &str, title: &str, vi: &str, en: &str) -> TableProblem {
    let mut notice = TableProblem::of_file(code, file, vi, en);
    notice.column = Some(shortened(title).into());
    notice
}

fn shortened(text: &str) -> String {
    const SHOWN: usize = 60;
    let mut short: String = text.chars().take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        short.push('…');
    }
    short
}
