//! The problems of a plan as a table people open in a spreadsheet.

use super::ImportPlan;

/// A CSV of what is wrong, one problem a line: file, row, column, what stands there, what to write. UTF-8 with the
/// mark spreadsheets need; a text that a spreadsheet would run as a formula is quoted as text.
#[must_use]
pub fn errors_csv(plan: &ImportPlan) -> Vec<u8> {
    let mut csv = String::from("\u{feff}");
    line(
        &mut csv,
        ["Tệp", "Dòng", "Cột", "Lỗi và cách sửa", "Error", "Mã lỗi"].map(str::to_owned),
    );
    for problem in &plan.problems {
        let row = problem.row.map(|row| row.to_string());
        let column = problem.column.as_deref().unwrap_or_default();
        line(
            &mut csv,
            [
                problem.file.clone(),
                row.unwrap_or_default(),
                column.to_owned(),
                problem.vi.clone(),
                problem.en.clone(),
                problem.code.to_owned(),
            ],
        );
    }
    csv.into_bytes()
}

fn line(csv: &mut String, cells: [String; 6]) {
    let cells = cells.map(|cell| quoted(&cell));
    csv.push_str(&cells.join(","));
    csv.push_str("\r\n");
}

fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guard = if formula { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_text_whatever_it_begins_with() {
        assert_eq!(quoted("a \"b\", c"), "\"a \"\"b\"\", c\"");
        assert_eq!(quoted("=HYPERLINK(1)"), "\"'=HYPERLINK(1)\"");
        assert_eq!(quoted("dòng 2"), "\"dòng 2\"");
    }
}
