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
    let text = shortened(&allowed(text), CELL_CHARS_MAX);
    let guarded = is_like_a_formula(&text).then(|| look.clone().set_quote_prefix());
    sheet.write_string_with_format(row, column, text, guarded.as_ref().unwrap_or(look))?;
    Ok(())
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
