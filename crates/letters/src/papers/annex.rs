//! The workbook annexed to the report: every result of every unit, the totals
//! per duty, and the units that have not reported.

use super::PaperError;
use super::sheet::{Looks, fit, put, put_across, put_instant, workbook};
use crate::report::DutyLine;
use domain::judgement::Status;
use jiff::civil::DateTime;
use lang::{Lang, text, word};
use rust_xlsxwriter::{ColNum, RowNum, Workbook, Worksheet, XlsxError};

/// Statuses as a reader asks for them: what is done, what is wrong, what is open.
const READING_ORDER: [Status; 5] = [
    Status::Met,
    Status::Partial,
    Status::NotMet,
    Status::Unknown,
    Status::NotApplicable,
];
/// The row of the headings, from 0; above it stand title, source and the mark of samples.
const HEADING: RowNum = 3;
/// A3: a dozen columns are not read on less.
const PAPER: u8 = 8;

/// Everything the annex says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AnnexInput {
    /// The reporting body.
    pub issuer: String,
    /// The directive: type, number, date, issuer, subject.
    pub directive: String,
    /// The instant of the data, as people write it.
    pub as_of: String,
    /// The same as a local time.
    pub as_of_local: Option<DateTime>,
    /// SHA-256 of the frozen snapshot, short.
    pub hash: String,
    /// A row for each unit and duty.
    pub rows: Vec<AnnexRow>,
    /// The duties with their counts over the units.
    pub duties: Vec<DutyLine>,
    /// The units that have not reported.
    pub missing: Vec<MissingUnit>,
    /// What the results claim (DESIGN section 8).
    pub claim: String,
    /// Whether all data is invented.
    pub sample: bool,
}

/// One duty of one unit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AnnexRow {
    /// Code of the unit.
    pub unit: String,
    /// Its name.
    pub name: String,
    /// The obligation's printed path.
    pub obligation: String,
    /// Title of the measure.
    pub measure: String,
    /// The status in words.
    pub status: String,
    /// Whether the unit has reported.
    pub reported: bool,
    /// Who vouches: "máy xác nhận", "nhập", "tự khai".
    pub basis: String,
    /// Things done, where the measure counts things.
    pub done: Option<f64>,
    /// Things in all.
    pub total: Option<f64>,
    /// Why, the deciding reason first.
    pub reasons: Vec<String>,
    /// The next instant at which time alone may change the result, local.
    pub changes_at: Option<DateTime>,
    /// What to do next.
    pub next_step: String,
}

/// A unit that has not reported.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MissingUnit {
    /// Code of the unit.
    pub unit: String,
    /// Its name.
    pub name: String,
    /// The unit above it.
    pub parent: String,
    /// How many duties it has.
    pub duties: usize,
    /// How many of them have a result all the same, from machines or others.
    pub known: usize,
}

/// Writes the annex as .xlsx; the same input gives the same bytes.
///
/// # Errors
/// [`PaperError::Sheet`] when it does not fit a workbook.
pub fn write_annex(input: &AnnexInput) -> Result<Vec<u8>, PaperError> {
    let title = format!("Phụ lục số liệu – {}", input.issuer);
    let mut book = workbook(&title, &input.issuer, input.as_of_local);
    let looks = Looks::new();
    details(&mut book, input, &looks)?;
    totals(&mut book, input, &looks)?;
    missing(&mut book, input, &looks)?;
    Ok(book.save_to_buffer()?)
}

/// A column: heading and width in characters.
type Columns = &'static [(&'static str, f64)];

fn details(book: &mut Workbook, input: &AnnexInput, looks: &Looks) -> Result<(), XlsxError> {
    const COLUMNS: Columns = &[
        ("Mã đơn vị", 10.0),
        ("Đơn vị", 26.0),
        ("Nhiệm vụ", 10.0),
        ("Tiêu chí", 26.0),
        ("Kết quả", 14.0),
        ("Nguồn xác nhận", 14.0),
        ("Đã xong", 9.0),
        ("Tổng số", 9.0),
        ("Báo cáo", 14.0),
        ("Lý do", 54.0),
        ("Có thể đổi lúc", 17.0),
        ("Việc tiếp theo", 38.0),
    ];
    let sheet = opened(
        book,
        input,
        looks,
        ("Chi tiết", "KẾT QUẢ TỪNG ĐƠN VỊ, TỪNG NHIỆM VỤ"),
        COLUMNS,
        2,
    )?;
    for (row, at) in input.rows.iter().zip(HEADING + 1..) {
        let reported = if row.reported {
            "Đã báo cáo".to_owned()
        } else {
            word(Lang::Vi, "status", "not-reported")
        };
        put(sheet, at, 0, &row.unit, &looks.figures)?;
        put(sheet, at, 1, &row.name, &looks.words)?;
        put(sheet, at, 2, duty(&row.obligation), &looks.figures)?;
        put(sheet, at, 3, &row.measure, &looks.words)?;
        put(sheet, at, 4, &row.status, &looks.figures)?;
        put(sheet, at, 5, &row.basis, &looks.figures)?;
        figure(sheet, at, 6, row.done, looks)?;
        figure(sheet, at, 7, row.total, looks)?;
        put(sheet, at, 8, &reported, &looks.figures)?;
        let reasons = row.reasons.join("\n");
        put(sheet, at, 9, &reasons, &looks.words)?;
        put_instant(sheet, at, 10, row.changes_at, looks)?;
        put(sheet, at, 11, &row.next_step, &looks.words)?;
        let wrapped = [
            (row.name.as_str(), 26.0),
            (row.measure.as_str(), 26.0),
            (reasons.as_str(), 54.0),
            (row.next_step.as_str(), 38.0),
        ];
        fit(sheet, at, wrapped)?;
    }
    filtered(sheet, input.rows.len(), COLUMNS)
}

fn totals(book: &mut Workbook, input: &AnnexInput, looks: &Looks) -> Result<(), XlsxError> {
    const COLUMNS: Columns = &[
        ("Nhiệm vụ", 10.0),
        ("Tiêu chí", 40.0),
        ("Đã xong", 10.0),
        ("Tổng số", 10.0),
        ("Máy xác nhận", 11.0),
        ("Nhập", 9.0),
        ("Tự khai", 9.0),
        ("Đơn vị đạt", 9.0),
        ("Một phần", 9.0),
        ("Chưa đạt", 9.0),
        ("Chưa rõ", 9.0),
        ("Không áp dụng", 9.0),
        ("Chưa báo cáo", 9.0),
    ];
    let sheet = opened(
        book,
        input,
        looks,
        ("Theo nhiệm vụ", "TỔNG HỢP THEO NHIỆM VỤ"),
        COLUMNS,
        2,
    )?;
    for (line, at) in input.duties.iter().zip(HEADING + 1..) {
        put(sheet, at, 0, duty(&line.obligation), &looks.figures)?;
        put(sheet, at, 1, &line.title, &looks.words)?;
        let counted = line.counted;
        let figures = [
            counted.map(|c| c.done),
            counted.map(|c| c.total),
            counted.map(|c| c.machine),
            counted.map(|c| c.imported),
            counted.map(|c| c.declared),
        ];
        for (value, column) in figures.into_iter().zip(2..) {
            figure(sheet, at, column, value, looks)?;
        }
        for (status, column) in READING_ORDER.into_iter().zip(7..) {
            let counts = Status::ALL.iter().zip(line.by_status);
            let count = counts.into_iter().find(|(s, _)| **s == status);
            figure(sheet, at, column, count.map(|(_, n)| f64::from(n)), looks)?;
        }
        figure(sheet, at, 12, Some(f64::from(line.not_reported)), looks)?;
        fit(sheet, at, [(line.title.as_str(), 40.0)])?;
    }
    filtered(sheet, input.duties.len(), COLUMNS)
}

fn missing(book: &mut Workbook, input: &AnnexInput, looks: &Looks) -> Result<(), XlsxError> {
    const COLUMNS: Columns = &[
        ("STT", 6.0),
        ("Mã đơn vị", 12.0),
        ("Đơn vị", 44.0),
        ("Đơn vị cấp trên", 40.0),
        ("Số nhiệm vụ", 12.0),
        ("Có kết quả từ nguồn khác", 16.0),
    ];
    let sheet = opened(
        book,
        input,
        looks,
        ("Chưa báo cáo", "ĐƠN VỊ CHƯA BÁO CÁO"),
        COLUMNS,
        3,
    )?;
    let mut number = 0_u32;
    for (unit, at) in input.missing.iter().zip(HEADING + 1..) {
        number += 1;
        figure(sheet, at, 0, Some(f64::from(number)), looks)?;
        put(sheet, at, 1, &unit.unit, &looks.figures)?;
        put(sheet, at, 2, &unit.name, &looks.words)?;
        put(sheet, at, 3, &unit.parent, &looks.words)?;
        figure(sheet, at, 4, Some(count(unit.duties)), looks)?;
        figure(sheet, at, 5, Some(count(unit.known)), looks)?;
        fit(
            sheet,
            at,
            [(unit.name.as_str(), 44.0), (unit.parent.as_str(), 40.0)],
        )?;
    }
    if input.missing.is_empty() {
        put(
            sheet,
            HEADING + 1,
            2,
            "Tất cả đơn vị đã báo cáo.",
            &looks.words,
        )?;
    }
    filtered(sheet, input.missing.len(), COLUMNS)
}

/// A sheet with its title, its headings, a frozen head and pages that print across.
fn opened<'a>(
    book: &'a mut Workbook,
    input: &AnnexInput,
    looks: &Looks,
    (name, title): (&str, &str),
    columns: Columns,
    frozen: ColNum,
) -> Result<&'a mut Worksheet, XlsxError> {
    let sheet = book.add_worksheet();
    sheet.set_name(name)?;
    put(sheet, 0, 0, title, &looks.title)?;
    let source = format!(
        "{}. Thực hiện {}. Số liệu tính đến {}, dữ liệu chốt {}. {}",
        input.issuer, input.directive, input.as_of, input.hash, input.claim
    );
    let widths: Vec<f64> = columns.iter().map(|(_, width)| *width).collect();
    put_across(sheet, 1, &widths, &source, &looks.note)?;
    if input.sample {
        put(
            sheet,
            2,
            0,
            &text(Lang::Vi, "sample-mark", &[]),
            &looks.mark,
        )?;
        sheet.set_header(format!("&C&B{}", text(Lang::Vi, "sample-mark", &[])));
    }
    for ((heading, width), column) in columns.iter().zip(0..) {
        put(sheet, HEADING, column, heading, &looks.heading)?;
        sheet.set_column_width(column, *width)?;
    }
    sheet.set_row_height(HEADING, 32.0)?;
    sheet.set_freeze_panes(HEADING + 1, frozen)?;
    sheet.set_repeat_rows(HEADING, HEADING)?;
    sheet
        .set_landscape()
        .set_paper_size(PAPER)
        .set_print_fit_to_pages(1, 0)
        .set_footer("&CTrang &P/&N");
    Ok(sheet)
}

fn filtered(sheet: &mut Worksheet, rows: usize, columns: Columns) -> Result<(), XlsxError> {
    let last_row = HEADING.saturating_add(RowNum::try_from(rows).unwrap_or(RowNum::MAX));
    let last_column = ColNum::try_from(columns.len().saturating_sub(1)).unwrap_or(0);
    if rows > 0 {
        sheet.autofilter(HEADING, 0, last_row, last_column)?;
    }
    Ok(())
}

fn figure(
    sheet: &mut Worksheet,
    row: RowNum,
    column: ColNum,
    value: Option<f64>,
    looks: &Looks,
) -> Result<(), XlsxError> {
    match value.filter(|v| v.is_finite()) {
        Some(value) => sheet.write_number_with_format(row, column, value, &looks.figures)?,
        None => sheet.write_blank(row, column, &looks.figures)?,
    };
    Ok(())
}

fn count(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::from(u32::MAX), f64::from)
}

/// An obligation as people name it.
fn duty(obligation: &str) -> &str {
    if obligation == domain::directive::Obligation::CONTACTS {
        "Đầu mối"
    } else {
        obligation
    }
}
