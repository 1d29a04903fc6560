//! The form as it goes out.

use super::{CLAIMS, Column, FORM_VERSION, FormInput, HIDDEN, KIND, SHEET, printed};
use crate::papers::PaperError;
use crate::papers::sheet::{Looks, fit, put, put_across, workbook};
use lang::{Lang, measure_title, text};
use rust_xlsxwriter::{
    DataValidation, DataValidationRule, ProtectionOptions, RowNum, Workbook, Worksheet, XlsxError,
};

/// The row of the headings, from 0.
const HEADING: RowNum = 6;
/// A4.
const PAPER: u8 = 9;

/// How the form is filled in.
const HOW: &str = "Chỉ điền bốn cột tô màu: chọn kết quả trong danh sách, ghi họ tên người xác nhận và việc đã làm; \
    nhiệm vụ chưa báo cáo thì để trống. Không thêm, xóa dòng, cột.";
/// What the answers mean.
const MEANING: &str = "“Không phát sinh” là khẳng định đã theo dõi và không có; tên tệp chỉ để đối chiếu, tệp minh chứng \
    gửi kèm riêng.";

/// Writes the form; the same input gives the same bytes.
///
/// # Errors
/// [`PaperError::Sheet`] when it does not fit a workbook.
pub fn write_return_form(input: &FormInput) -> Result<Vec<u8>, PaperError> {
    let title = format!("Phiếu báo cáo kết quả – {}", input.unit_name);
    let mut book = workbook(&title, &input.unit_name, None);
    let looks = Looks::new();
    visible(&mut book, input, &looks)?;
    hidden(&mut book, input)?;
    Ok(book.save_to_buffer()?)
}

fn visible(book: &mut Workbook, input: &FormInput, looks: &Looks) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    sheet.set_name(SHEET)?;
    head(sheet, input, looks)?;
    for column in Column::ALL {
        let at = column.position();
        put(sheet, HEADING, at, column.heading(), &looks.heading)?;
        sheet.set_column_width(at, column.width())?;
    }
    sheet.set_column_hidden(Column::Measure.position())?;
    sheet.set_row_height(HEADING, 34.0)?;
    for (duty, row) in input.duties.iter().zip(HEADING + 1..) {
        let title = measure_title(Lang::Vi, duty.measure.as_str());
        for column in Column::ALL {
            let (written, look) = match column {
                Column::Obligation => (printed(&duty.obligation), &looks.figures),
                Column::Text => (duty.text.as_str(), &looks.words),
                Column::Title => (title.as_str(), &looks.words),
                Column::Status => (duty.status.as_str(), &looks.words),
                // Wrapped, so that it does not run over into the column beside the hidden one.
                Column::Measure => (duty.measure.as_str(), &looks.words),
                _ => ("", &looks.open),
            };
            if column.is_open() {
                sheet.write_blank(row, column.position(), look)?;
            } else {
                put(sheet, row, column.position(), written, look)?;
            }
        }
    }
    for (duty, row) in input.duties.iter().zip(HEADING + 1..) {
        let title = measure_title(Lang::Vi, duty.measure.as_str());
        let wrapped = [
            (duty.text.as_str(), Column::Text.width()),
            (title.as_str(), Column::Title.width()),
        ];
        fit(sheet, row, wrapped)?;
    }
    checks(sheet, input.duties.len())?;
    sheet.set_freeze_panes(HEADING + 1, 1)?;
    sheet.set_repeat_rows(HEADING, HEADING)?;
    sheet
        .set_landscape()
        .set_paper_size(PAPER)
        .set_print_fit_to_pages(1, 0)
        .set_footer("&CTrang &P/&N")
        // Without a password: against slips, not against people. What comes back is checked anyway.
        .protect_with_options(&ProtectionOptions {
            format_columns: true,
            format_rows: true,
            ..ProtectionOptions::new()
        });
    Ok(())
}

/// Title, what the form is for, and how to fill it in.
fn head(sheet: &mut Worksheet, input: &FormInput, looks: &Looks) -> Result<(), XlsxError> {
    put(
        sheet,
        0,
        0,
        "PHIẾU BÁO CÁO KẾT QUẢ BẢO ĐẢM AN TOÀN THÔNG TIN MẠNG",
        &looks.title,
    )?;
    let unit = format!("Đơn vị: {} (mã {})", input.unit_name, input.unit);
    put(sheet, 1, 0, &unit, &looks.note)?;
    let deadline = input.deadline.as_deref().unwrap_or("……/……/…………");
    let citation = format!(
        "Thực hiện {}. Gửi lại trước ngày {deadline}. Kết quả hiện có tính đến {}.",
        input.citation, input.as_of
    );
    let shown = Column::ALL.into_iter().filter(|c| *c != Column::Measure);
    let widths: Vec<f64> = shown.map(Column::width).collect();
    put_across(sheet, 2, &widths, &citation, &looks.note)?;
    put_across(sheet, 3, &widths, HOW, &looks.note)?;
    put_across(sheet, 4, &widths, MEANING, &looks.note)?;
    if input.sample {
        let mark = text(Lang::Vi, "sample-mark", &[]);
        put(sheet, 5, 0, &mark, &looks.mark)?;
        sheet.set_header(format!("&C&B{mark}"));
    }
    Ok(())
}

/// The drop-down list of claims, and lengths that the reader takes.
fn checks(sheet: &mut Worksheet, rows: usize) -> Result<(), XlsxError> {
    let Some(last) = RowNum::try_from(rows).ok().filter(|n| *n > 0) else {
        return Ok(());
    };
    let (first, last) = (HEADING + 1, HEADING + last);
    let claims = DataValidation::new()
        .allow_list_strings(&CLAIMS.map(|(_, word)| word))?
        .set_error_title("Chọn trong danh sách")?
        .set_error_message("Hãy chọn một kết quả trong danh sách, hoặc để trống.")?;
    let column = Column::Claim.position();
    sheet.add_data_validation(first, column, last, column, &claims)?;
    let person = DataValidation::new()
        .allow_text_length(DataValidationRule::LessThanOrEqualTo(
            super::read::PERSON_CHARS_MAX,
        ))
        .set_error_message("Chỉ ghi họ tên người xác nhận.")?;
    let column = Column::Person.position();
    sheet.add_data_validation(first, column, last, column, &person)?;
    Ok(())
}

/// Which directive, unit and version the form is for.
fn hidden(book: &mut Workbook, input: &FormInput) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    sheet.set_name(HIDDEN)?;
    let version = FORM_VERSION.to_string();
    let lines = [
        ("kind", KIND),
        ("version", version.as_str()),
        ("directive", input.directive.as_str()),
        ("unit", input.unit.as_str()),
    ];
    for ((key, value), row) in lines.into_iter().zip(0..) {
        sheet.write_string(row, 0, key)?;
        sheet.write_string(row, 1, value)?;
    }
    sheet.set_hidden(true).protect();
    Ok(())
}
