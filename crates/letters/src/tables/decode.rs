//! Bytes of a CSV to text: UTF-8, UTF-16, else Windows-1258, always composed (NFC).

use super::TableProblem;
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1258};
use std::borrow::Cow;

/// How the compound files begin that old Excel, and new Excel with a password, writes.
const COMPOUND_FILE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// The text of a file.
pub(super) fn text<'a>(file: &str, bytes: &'a [u8]) -> Result<Cow<'a, str>, TableProblem> {
    if bytes.starts_with(COMPOUND_FILE) {
        return Err(TableProblem::of_file(
            "table.old_workbook",
            file,
            "tệp Excel kiểu cũ (.xls) hoặc có mật khẩu; hãy lưu lại dạng XLSX không đặt mật khẩu",
            "an old Excel file (.xls) or one with a password; save it again as XLSX without a password",
        ));
    }
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => decoded(encoding, bytes),
        None => unmarked(bytes),
    };
    let text = text.filter(|t| !t.contains('\0')).ok_or_else(|| {
        TableProblem::of_file(
            "table.not_text",
            file,
            "không phải bảng CSV đọc được; hãy lưu lại dạng CSV UTF-8 hoặc XLSX",
            "not a readable CSV; save it again as CSV UTF-8 or XLSX",
        )
    })?;
    // Windows-1258 writes tones as marks of their own, and so do some exports in UTF-8.
    let text = if text.is_ascii() {
        text
    } else {
        Cow::Owned(domain::text::nfc(&text))
    };
    // Line ends of old Macs, which the splitter would not count.
    if text.contains('\r') && !text.contains('\n') {
        return Ok(Cow::Owned(text.replace('\r', "\n")));
    }
    Ok(text)
}

/// A file without a mark. UTF-16 is looked for first: in plain letters it is valid UTF-8 too, full of zeros.
fn unmarked(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if let Some(wide) = utf_16_without_mark(bytes) {
        return decoded(wide, bytes);
    }
    match core::str::from_utf8(bytes) {
        Ok(text) => Some(Cow::Borrowed(text)),
        Err(_) => decoded(WINDOWS_1258, bytes),
    }
}

fn decoded<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Option<Cow<'a, str>> {
    let (text, _, malformed) = encoding.decode(bytes);
    (!malformed).then_some(text)
}

/// UTF-16 without a mark shows as a zero in every second byte of plain letters.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    const LOOKED_AT: usize = 512;
    let head = bytes.get(..bytes.len().min(LOOKED_AT)).unwrap_or_default();
    let zeros = |offset: usize| {
        let every_second = head.iter().skip(offset).step_by(2);
        every_second.filter(|byte| **byte == 0).count()
    };
    let quarter = head.len() / 4;
    match (zeros(0), zeros(1)) {
        (0, odd) if odd > quarter => Some(UTF_16LE),
        (even, 0) if even > quarter => Some(UTF_16BE),
        _ => None,
    }
}
