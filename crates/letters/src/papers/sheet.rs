//! What both workbooks share: texts that stay texts, and the look of their cells.

use crate::layout::figures::shortened;
use crate::layout::paper::allowed;
use jiff::civil::DateTime;
use rust_xlsxwriter::{
    ColNum, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, RowNum, Workbook,
    Worksheet, XlsxError,
};

/// Longest text of a cell: spreadsheets end at 32,767 UTF-16 units, and a character has at most two.
const CELL_CHARS_MAX: usize = 16_000;

/// How a cell looks.
#[derive(Debug, Clone)]
pub(super) struct Looks {
    /// Title of the sheet.
    pub(super) title: Format,
    /// The line under it.
    pub(super) note: Format,
    /// The mark of samples.
    pub(super) mark: Format,
    /// Heading of a column.
    pub(super) heading: Format,
    /// Words.
    pub(super) words: Format,
    /// Figures, codes, short words.
    pub(super) figures: Format,
    /// An instant.
    pub(super) instant: Format,
    /// A cell to write in, in a protected sheet.
    pub(super) open: Format,
}

impl Looks {
    pub(super) fn new() -> Self {
        let plain = Format::new()
            .set_font_name("Times New Roman")
            .set_font_size(11.0);
        let ruled = plain
            .clone()
            .set_border(FormatBorder::Thin)
            .set_border_color("BFBFBF")
            .set_align(FormatAlign::Top);
        let words = ruled.clone().set_text_wrap();
        let figures = ruled.set_align(FormatAlign::Center);
        Self {
            title: plain.clone().set_bold().set_font_size(14.0),
            note: plain.clone().set_italic(),
            mark: plain.set_bold().set_font_color("B3261E"),
            heading: words
                .clone()
                .set_bold()
                .set_background_color("EDEDED")
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter),
            instant: figures.clone().set_num_format("dd/mm/yyyy hh:mm"),
            open: words.clone().set_background_color("FFF9E5").set_unlocked(),
            words,
            figures,
        }
    }
}

/// Writes a text that stays a text: one that begins like a formula is also marked as text, so that it does not become
/// a formula when somebody edits the cell or saves the sheet in another form.
pub(super) fn put(
    sheet: &mut Worksheet,
    row: RowNum,
    column: ColNum,
    text: &str,
    look: &Format,
) -> Result<(), XlsxError> {
    let text = shortened(&clean(text), CELL_CHARS_MAX);
    let guarded = is_like_a_formula(&text).then(|| look.clone().set_quote_prefix());
    sheet.write_string_with_format(row, column, text, guarded.as_ref().unwrap_or(look))?;
    Ok(())
}

/// The text without what no file may hold; its lines stay.
fn clean(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(allowed).collect();
    lines.join("\n")
}

/// Whether a spreadsheet might take the text for a formula.
pub(super) fn is_like_a_formula(text: &str) -> bool {
    text.trim_start()
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
        || text.starts_with(['\t', '\r'])
}

/// Writes an instant as a date that sorts.
pub(super) fn put_instant(
    sheet: &mut Worksheet,
    row: RowNum,
    column: ColNum,
    at: Option<DateTime>,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let Some(serial) = at.and_then(excel) else {
        sheet.write_blank(row, column, &looks.instant)?;
        return Ok(());
    };
    sheet.write_datetime_with_format(row, column, &serial, &looks.instant)?;
    Ok(())
}

fn excel(at: DateTime) -> Option<ExcelDateTime> {
    let year = u16::try_from(at.year()).ok()?;
    let [month, day, hour, minute] =
        [at.month(), at.day(), at.hour(), at.minute()].map(|part| u8::try_from(part).unwrap_or(0));
    let date = ExcelDateTime::from_ymd(year, month, day).ok()?;
    date.and_hms(u16::from(hour), minute, 0.0).ok()
}

/// A workbook that says who wrote it and, so that the same input gives the same bytes, the instant of its data.
pub(super) fn workbook(title: &str, author: &str, at: Option<DateTime>) -> Workbook {
    let mut workbook = Workbook::new();
    let mut properties = DocProperties::new()
        .set_title(allowed(title))
        .set_author(allowed(author));
    let at = at
        .and_then(excel)
        .or_else(|| ExcelDateTime::from_ymd(2000, 1, 1).ok());
    if let Some(at) = at {
        properties = properties.set_creation_datetime(&at);
    }
    workbook.set_properties(&properties);
    workbook
}

/// Points of a line of 11-point text.
const LINE_POINTS: f64 = 15.0;
/// The tallest row, in lines; a spreadsheet ends at 409 points.
const LINES_MAX: usize = 24;

/// Makes a row as tall as its wrapped texts need: some programs don't when they open the file.
pub(super) fn fit<'a>(
    sheet: &mut Worksheet,
    row: RowNum,
    texts: impl IntoIterator<Item = (&'a str, f64)>,
) -> Result<(), XlsxError> {
    let lines = texts.into_iter().map(|(text, width)| lines(text, width));
    let lines = lines.max().unwrap_or(1).clamp(1, LINES_MAX);
    let lines = u32::try_from(lines).map_or(1.0, f64::from);
    sheet.set_row_height(row, lines * LINE_POINTS)?;
    Ok(())
}

/// How many lines a text takes in a column of so many characters, words kept whole.
fn lines(text: &str, width: f64) -> usize {
    let width = width.max(4.0) - 1.0;
    let line_count = |line: &str| {
        let (mut lines, mut used) = (1_usize, 0.0);
        for word in line.split_whitespace() {
            let length = u32::try_from(word.chars().count()).map_or(width, f64::from);
            if used > 0.0 && used + 1.0 + length > width {
                lines += 1;
                used = length;
            } else {
                used += 1.0 + length;
            }
        }
        lines
    };
    text.lines().map(line_count).sum::<usize>().max(1)
}

/// Writes a text over several columns of one row, wrapped, with the row as tall as it needs.
pub(super) fn put_across(
    sheet: &mut Worksheet,
    row: RowNum,
    columns: &[f64],
    text: &str,
    look: &Format,
) -> Result<(), XlsxError> {
    let last = columns.len().saturating_sub(1);
    let last = ColNum::try_from(last).unwrap_or(0);
    let text = shortened(&clean(text), CELL_CHARS_MAX);
    let mut look = look.clone().set_text_wrap().set_align(FormatAlign::Top);
    if is_like_a_formula(&text) {
        look = look.set_quote_prefix();
    }
    sheet.merge_range(row, 0, row, last, &text, &look)?;
    fit(sheet, row, [(text.as_str(), columns.iter().sum())])
}
