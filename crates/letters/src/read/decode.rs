//! Bytes to text: what kind of file it is, and in which encoding.
//!
//! The content decides, not the name. It does not clean the text; `lines` does.

use super::error::ReadError;
use super::picture::PictureFormat;
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1258};

/// Longest file taken.
pub(crate) const MAX_FILE: usize = 20 * 1024 * 1024;
/// Longest text taken, in bytes: several hundred printed pages.
pub(crate) const MAX_TEXT: usize = 1024 * 1024;

/// What the bytes are.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Plain text.
    Text {
        /// The text.
        text: String,
        /// The encoding, where it had to be guessed.
        guessed: Option<&'static str>,
    },
    /// A ZIP archive, perhaps a .docx.
    Archive,
    /// A PDF.
    Pdf,
    /// A picture of a page.
    Picture(PictureFormat),
}

/// First bytes of formats that are known and not read.
const FOREIGN: &[(&[u8], &str)] = &[
    (b"\xD0\xCF\x11\xE0", ".doc (Word 97–2003)"),
    (b"{\\rtf", "RTF"),
    (b"GIF8", "ảnh GIF"),
    (b"BM", "ảnh BMP"),
    (b"7z\xBC\xAF", "7z"),
    (b"Rar!", "RAR"),
    (b"\x1F\x8B", "gzip"),
    (b"<!DOCTYPE html", "HTML"),
    (b"<!doctype html", "HTML"),
    (b"<html", "HTML"),
    (b"\x7FELF", "tệp chương trình"),
    (b"MZ\x90", "tệp chương trình"),
];

/// Tells what the bytes are and decodes text.
pub(crate) fn content(bytes: &[u8]) -> Result<Content, ReadError> {
    if bytes.len() > MAX_FILE {
        return Err(ReadError::TooLarge {
            what: "dung lượng tệp",
            limit: "20 MB",
        });
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(Content::Archive);
    }
    if is_pdf(bytes) {
        return Ok(Content::Pdf);
    }
    if let Some(format) = PictureFormat::of(bytes) {
        return Ok(Content::Picture(format));
    }
    if let Some((_, format)) = FOREIGN.iter().find(|(magic, _)| is_foreign(bytes, magic)) {
        return Err(ReadError::UnsupportedFormat { format });
    }
    let (text, guessed) = text(bytes)?;
    if text.len() > MAX_TEXT {
        return Err(too_long());
    }
    if text
        .chars()
        .all(|c| c.is_whitespace() || c.is_control() || c == '\u{feff}')
    {
        return Err(ReadError::Empty);
    }
    Ok(Content::Text { text, guessed })
}

/// Some writers leave blanks or a byte order mark before the head.
fn is_pdf(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    bytes.trim_ascii_start().starts_with(b"%PDF-")
}

/// The error for a text longer than any directive.
pub(crate) fn too_long() -> ReadError {
    ReadError::TooLarge {
        what: "phần chữ",
        limit: "1 MB",
    }
}

/// "BM" also begins texts, so a bitmap must hold a NUL early on.
fn is_foreign(bytes: &[u8], magic: &[u8]) -> bool {
    bytes.starts_with(magic) && (magic != b"BM" || bytes.iter().take(32).any(|b| *b == 0))
}

fn text(bytes: &[u8]) -> Result<(String, Option<&'static str>), ReadError> {
    // Text that long is refused before it is copied; UTF-16 takes two bytes a letter.
    if bytes.len() > MAX_TEXT * 2 {
        return Err(too_long());
    }
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return decode_exactly(bytes, encoding).map(|text| (text, None));
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return decode_exactly(bytes, encoding).map(|text| (text, Some(encoding.name())));
    }
    if let Some(at) = bytes.iter().position(|b| *b == 0) {
        return Err(ReadError::NotText {
            why: format!("có byte 0 ở vị trí {}", at + 1),
        });
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((text.to_owned(), None)),
        Err(error) => windows_1258(bytes)
            .map(|text| (text, Some("Windows-1258")))
            .ok_or_else(|| ReadError::NotText {
                why: format!("UTF-8 sai ở byte {}", error.valid_up_to() + 1),
            }),
    }
}

fn decode_exactly(bytes: &[u8], encoding: &'static Encoding) -> Result<String, ReadError> {
    let (text, malformed) = encoding.decode_with_bom_removal(bytes);
    if malformed {
        return Err(ReadError::NotText {
            why: format!("{} không hợp lệ", encoding.name()),
        });
    }
    Ok(text.into_owned())
}

/// Latin text in UTF-16 has a NUL in nearly every other byte.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.len() < 8 || bytes.len() % 2 == 1 {
        return None;
    }
    let nuls = |odd: usize| {
        bytes
            .iter()
            .take(4096)
            .skip(odd)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let pairs = bytes.len().min(4096) / 2;
    if nuls(1) * 10 > pairs * 6 && nuls(0) * 10 < pairs {
        Some(UTF_16LE)
    } else if nuls(0) * 10 > pairs * 6 && nuls(1) * 10 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The text read as Windows-1258, when the outcome is Vietnamese beyond doubt.
fn windows_1258(bytes: &[u8]) -> Option<String> {
    let (text, malformed) = WINDOWS_1258.decode_without_bom_handling(bytes);
    if malformed || text.chars().any(|c| c.is_control() && !c.is_whitespace()) {
        return None;
    }
    let folded = domain::text::fold(&domain::text::nfc(&text));
    let common = [
        "thong tin",
        "he thong",
        "co quan",
        "don vi",
        "cong van",
        "bao dam",
        "thuc hien",
    ];
    (common
        .iter()
        .filter(|words| folded.contains(**words))
        .count()
        >= 2)
        .then(|| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(bytes: &[u8]) -> &'static str {
        content(bytes).map_or_else(|e| e.code(), |_| "read")
    }

    #[test]
    fn every_encoding_of_the_same_letter_gives_the_same_text() {
        let letter = "Kính gửi: các cơ quan, đơn vị bảo đảm an toàn thông tin";
        let utf16 =
            |order: fn(u16) -> [u8; 2]| letter.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        let mut with_mark = b"\xEF\xBB\xBF".to_vec();
        with_mark.extend_from_slice(letter.as_bytes());
        let mut utf16_mark = vec![0xFF, 0xFE];
        utf16_mark.extend(utf16(u16::to_le_bytes));
        for bytes in [
            letter.as_bytes().to_vec(),
            with_mark,
            utf16_mark,
            utf16(u16::to_le_bytes),
            utf16(u16::to_be_bytes),
        ] {
            let Ok(Content::Text { text, .. }) = content(&bytes) else {
                panic!("{bytes:?}")
            };
            assert_eq!(text, letter);
        }
    }

    #[test]
    fn windows_1258_is_guessed_only_for_vietnamese() {
        // "đơn vị thực hiện bảo đảm thông tin" with combining tone marks, as that encoding has it.
        let bytes = b"\xF0\xF5n vi\xF2 th\xFD\xF2c hi\xEA\xF2n ba\xD2o \xF0a\xD2m th\xF4ng tin";
        let Ok(Content::Text { text, guessed }) = content(bytes) else {
            panic!("not read")
        };
        assert_eq!(
            domain::text::nfc(&text),
            "đơn vị thực hiện bảo đảm thông tin"
        );
        assert_eq!(guessed, Some("Windows-1258"));
        assert_eq!(code(b"caf\xE9 au lait"), "letter.not_text");
    }

    #[test]
    fn what_is_no_text_says_so() {
        for (bytes, expected) in [
            (&b"GIF89a"[..], "letter.unsupported_format"),
            (b"\xD0\xCF\x11\xE0rest", "letter.unsupported_format"),
            (b"", "letter.empty"),
            (b" \n\t ", "letter.empty"),
            (b"abc\0def", "letter.not_text"),
            (b"BM b\xE1o", "letter.not_text"),
            (b"\xFF\xFE\x00\xD8", "letter.not_text"),
        ] {
            assert_eq!(code(bytes), expected, "{bytes:?}");
        }
        assert_eq!(code(&vec![b'a'; MAX_FILE + 1]), "letter.too_large");
        assert_eq!(code(&vec![b'a'; MAX_TEXT + 1]), "letter.too_large");
    }
}
