//! The form as it comes back.

use super::{
    Answer, CLAIMS, Column, FORM_BYTES_MAX, FORM_ROWS_MAX, FORM_VERSION, HIDDEN, KIND, ReturnForm,
    SHEET, obligation,
};
use crate::tables::{TableProblem, open_workbook, sheet_rows};
use domain::facts::Claim;
use domain::measure_id::MeasureId;
use domain::text::fold;
use std::collections::{BTreeMap, BTreeSet};

/// Longest name of a person, in characters.
pub(super) const PERSON_CHARS_MAX: u32 = 120;
/// Longest name of a file.
const FILE_CHARS_MAX: u32 = 255;
/// Longest note.
const NOTE_CHARS_MAX: u32 = 4_000;
/// Columns looked at; people write notes of their own beside the form.
const COLUMNS_MAX: usize = 64;
/// Rows of the hidden sheet.
const HIDDEN_ROWS_MAX: usize = 16;

/// A row as it came: its number as people count, and its cells.
type Row = (usize, Vec<String>);

/// Reads a form that came back as the file of this name: all of it or nothing.
///
/// # Errors
/// Everything that is wrong, with sheet, row and column: first what makes the file no form, else every wrong cell.
pub fn read_return_form(file: &str, bytes: &[u8]) -> Result<ReturnForm, Vec<TableProblem>> {
    if bytes.len() > FORM_BYTES_MAX {
        return Err(vec![TableProblem::of_file(
            "return_form.too_large",
            file,
            "phiếu lớn hơn 2 MB; tệp minh chứng gửi riêng, không chèn vào phiếu",
            "the form is larger than 2 MB; send files beside it, not inside",
        )]);
    }
    let mut workbook = open_workbook(file, bytes).map_err(|p| vec![p])?;
    let hidden = sheet_rows(&mut workbook, file, HIDDEN, HIDDEN_ROWS_MAX, COLUMNS_MAX);
    let (directive, unit) = purpose(file, &hidden.map_err(|_| vec![no_form(file)])?)?;
    let rows = sheet_rows(&mut workbook, file, SHEET, FORM_ROWS_MAX, COLUMNS_MAX);
    let rows = rows.map_err(|p| vec![p])?;
    let answers = answers(&format!("{file} [{SHEET}]"), &rows)?;
    if answers.is_empty() {
        return Err(vec![TableProblem::of_file(
            "return_form.blank",
            &format!("{file} [{SHEET}]"),
            "chưa dòng nào chọn kết quả",
            "no row has a claim",
        )]);
    }
    Ok(ReturnForm {
        directive,
        unit,
        answers,
    })
}

/// Directive and unit from the hidden sheet.
fn purpose(file: &str, rows: &[Row]) -> Result<(String, String), Vec<TableProblem>> {
    let lines: BTreeMap<&str, &str> = rows
        .iter()
        .filter_map(|(_, cells)| Some((cells.first()?.as_str(), cells.get(1)?.as_str())))
        .collect();
    if lines.get("kind") != Some(&KIND) {
        return Err(vec![no_form(file)]);
    }
    if lines.get("version").and_then(|v| v.parse().ok()) != Some(FORM_VERSION) {
        return Err(vec![TableProblem::of_file(
            "return_form.version",
            file,
            format!("phiếu không phải phiên bản {FORM_VERSION}; hãy lấy phiếu mới"),
            format!("the form is not of version {FORM_VERSION}; take a new one"),
        )]);
    }
    match (lines.get("directive"), lines.get("unit")) {
        (Some(directive), Some(unit)) if !directive.is_empty() && !unit.is_empty() => {
            Ok(((*directive).to_owned(), (*unit).to_owned()))
        }
        _ => Err(vec![no_form(file)]),
    }
}

fn answers(place: &str, rows: &[Row]) -> Result<Vec<Answer>, Vec<TableProblem>> {
    let Some((columns, below)) = headings(rows) else {
        return Err(vec![TableProblem::of_file(
            "return_form.no_heading",
            place,
            "không thấy dòng tiêu đề của phiếu; hãy điền vào phiếu gốc",
            "the heading row is not there; fill in the original form",
        )]);
    };
    let (mut answers, mut problems) = (Vec::new(), Vec::new());
    let mut seen = BTreeSet::new();
    for (number, cells) in below {
        let line = Line {
            place,
            number: *number,
            cells,
            columns: &columns,
        };
        if line.is_blank() {
            continue;
        }
        match line.answer() {
            Ok(answer) => {
                if seen.insert((answer.obligation.clone(), answer.measure)) {
                    answers.push(answer);
                } else {
                    problems.push(line.wrong(
                        "return_form.twice",
                        Column::Obligation,
                        "nhiệm vụ và tiêu chí này đã có ở dòng trên",
                        "this duty and measure stand in a row above",
                    ));
                }
            }
            Err(wrong) => problems.extend(wrong),
        }
    }
    if problems.is_empty() {
        Ok(answers)
    } else {
        Err(problems)
    }
}

/// Where each column stands, and the rows below the headings.
fn headings(rows: &[Row]) -> Option<([usize; Column::ALL.len()], &[Row])> {
    for (at, (_, cells)) in rows.iter().enumerate() {
        let position = |column: Column| {
            let wanted = fold(column.heading());
            cells.iter().position(|cell| fold(cell) == wanted)
        };
        let found: Vec<usize> = Column::ALL.into_iter().filter_map(position).collect();
        if let Ok(columns) = found.try_into() {
            return Some((columns, rows.get(at + 1..).unwrap_or_default()));
        }
    }
    None
}

/// One row below the headings.
struct Line<'a> {
    place: &'a str,
    number: usize,
    cells: &'a [String],
    columns: &'a [usize; Column::ALL.len()],
}

impl Line<'_> {
    fn cell(&self, column: Column) -> &str {
        let at = self.columns.get(usize::from(column.position()));
        at.and_then(|at| self.cells.get(*at))
            .map_or("", |cell| cell.trim())
    }

    /// Nothing filled in: no answer, which is not a claim of anything.
    fn is_blank(&self) -> bool {
        let open = Column::ALL.into_iter().filter(|c| c.is_open());
        open.map(|c| self.cell(c)).all(str::is_empty)
    }

    fn answer(&self) -> Result<Answer, Vec<TableProblem>> {
        let mut problems = Vec::new();
        let measure = MeasureId::parse(self.cell(Column::Measure));
        if measure.is_none() || self.cell(Column::Obligation).is_empty() {
            problems.push(self.wrong(
                "return_form.unknown_duty",
                Column::Obligation,
                "dòng này không phải dòng nhiệm vụ của phiếu",
                "this is no row of the form",
            ));
        }
        let claim = self.claim();
        if claim.is_none() {
            let words = CLAIMS.map(|(_, word)| word).join(", ");
            problems.push(self.wrong(
                "return_form.claim",
                Column::Claim,
                &format!("cần chọn một trong: {words}"),
                &format!("choose one of: {words}"),
            ));
        }
        if self.cell(Column::Person).is_empty() {
            problems.push(self.wrong(
                "return_form.no_person",
                Column::Person,
                "thiếu họ tên người xác nhận",
                "who states it is missing",
            ));
        }
        for (column, limit) in [
            (Column::Person, PERSON_CHARS_MAX),
            (Column::File, FILE_CHARS_MAX),
            (Column::Note, NOTE_CHARS_MAX),
        ] {
            let limit_chars = usize::try_from(limit).unwrap_or(usize::MAX);
            if self.cell(column).chars().count() > limit_chars {
                problems.push(self.wrong(
                    "return_form.too_long",
                    column,
                    &format!("dài hơn {limit} ký tự"),
                    &format!("longer than {limit} characters"),
                ));
            }
        }
        let file = Some(self.cell(Column::File).to_owned()).filter(|f| !f.is_empty());
        match (measure, claim) {
            (Some(measure), Some(claim)) if problems.is_empty() => Ok(Answer {
                row: self.number,
                obligation: obligation(self.cell(Column::Obligation)).to_owned(),
                measure,
                claim,
                person: self.cell(Column::Person).to_owned(),
                file,
                note: self.cell(Column::Note).to_owned(),
            }),
            _ => Err(problems),
        }
    }

    fn claim(&self) -> Option<Claim> {
        let written = fold(self.cell(Column::Claim));
        let known = CLAIMS.iter().find(|(_, word)| fold(word) == written);
        known.map(|(claim, _)| *claim)
    }

    fn wrong(&self, code: &'static str, column: Column, vi: &str, en: &str) -> TableProblem {
        TableProblem {
            row: Some(self.number),
            column: Some(column.heading().into()),
            ..TableProblem::of_file(code, self.place, vi, en)
        }
    }
}

fn no_form(file: &str) -> TableProblem {
    TableProblem::of_file(
        "return_form.not_a_form",
        file,
        "tệp không phải phiếu báo cáo do Khiên lập; hãy điền vào phiếu gốc và giữ nguyên các trang tính",
        "the file is no return form made by Khiên; fill in the original and keep its sheets",
    )
}
