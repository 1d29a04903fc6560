//! PDF to plain text, by where each letter stands on the page.
//!
//! `hayro-syntax` reads the file; here its content streams are followed for the
//! text they show (`glyphs`), codes become letters (`font`, `cmap`, `names`),
//! and letters become lines (`rows`). The order of drawing means nothing:
//! office programs draw a letter from a substitute font after its neighbours.
//!
//! Nothing is rendered and no picture is recognised: a page without letters is
//! counted, and the caller decides whether it is worth a recognition of text.

mod cmap;
mod font;
mod glyphs;
mod matrix;
mod names;
mod rows;
mod stream;

use super::decode::{MAX_TEXT, too_long};
use super::error::ReadError;
use hayro_syntax::object::Stream;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

/// Most pages of a document.
const MAX_PAGES: usize = 300;
/// Most objects of a scan: a page of it needs about five.
const MAX_SCAN_OBJECTS: usize = 20_000;
/// Most pixels of a picture in a scan: A4 at 600 dpi has 35 million.
const MAX_SCAN_PIXELS: i64 = 50_000_000;
/// A document with fewer letters a page than this is a scan with a line or a stamp on it.
const LETTERS_A_PAGE: usize = 60;
/// A text with more unreadable letters than one in this many is as good as none.
const UNREADABLE_SHARE: usize = 8;

/// The words of a document.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct PdfText {
    /// Lines as printed; columns apart by wide blanks.
    pub(crate) text: String,
    /// Pages with no letter, counted from 1.
    pub(crate) blank_pages: Vec<usize>,
}

/// Reads the text of a PDF.
///
/// Errors: [`ReadError::NoTextLayer`] when there is none worth reading.
pub(crate) fn text(bytes: &[u8]) -> Result<PdfText, ReadError> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => ReadError::Encrypted,
        LoadPdfError::Decryption(_) => bad("cách mã hóa không rõ"),
        LoadPdfError::Invalid => bad("không tìm thấy cấu trúc của tệp PDF"),
    })?;
    let pages = pdf.pages();
    if pages.len() > MAX_PAGES {
        return Err(ReadError::TooLarge {
            what: "số trang PDF",
            limit: "300 trang",
        });
    }
    let mut reader = glyphs::Reader::default();
    let mut read = PdfText::default();
    let (mut letters, mut unreadable) = (0, 0);
    for (index, page) in pages.iter().enumerate() {
        let text = rows::text(reader.page(page)?);
        letters += text.chars().filter(|c| c.is_alphanumeric()).count();
        unreadable += text.chars().filter(|c| is_unreadable(*c)).count();
        if !text.chars().any(char::is_alphanumeric) {
            read.blank_pages.push(index + 1);
        }
        read.text.push_str(&text);
        if read.text.len() > MAX_TEXT {
            return Err(too_long());
        }
    }
    if pages.is_empty() {
        return Err(bad("không có trang nào"));
    }
    let written = (pages.len() - read.blank_pages.len()).max(1);
    if letters < LETTERS_A_PAGE * written || unreadable * UNREADABLE_SHARE > letters {
        return Err(scan(&pdf));
    }
    Ok(read)
}

/// Says that the document is a scan, unless drawing its pages would be no work for an honest one.
fn scan(pdf: &Pdf) -> ReadError {
    let pages = pdf.pages();
    if pdf.len() > MAX_SCAN_OBJECTS {
        return bad("quá nhiều thành phần so với số chữ");
    }
    let is_huge = pages.iter().any(|page| {
        let images = &page.resources().x_objects;
        images.keys().take(MAX_SCAN_OBJECTS).any(|name| {
            let side = |key: &str| {
                let image = images.get::<Stream<'_>>(&name);
                image
                    .and_then(|image| image.dict().get::<i64>(key))
                    .unwrap_or(0)
            };
            side("Width").saturating_mul(side("Height")) > MAX_SCAN_PIXELS
        })
    });
    if is_huge {
        return ReadError::TooLarge {
            what: "cỡ ảnh trong tệp PDF",
            limit: "50 triệu điểm ảnh",
        };
    }
    ReadError::NoTextLayer { pages: pages.len() }
}

/// A code the file gives no letter for, or one of a private font.
fn is_unreadable(c: char) -> bool {
    c == char::REPLACEMENT_CHARACTER
        || matches!(c, '\u{e000}'..='\u{efff}' | '\u{f100}'..='\u{f8ff}')
}

fn bad(why: &str) -> ReadError {
    ReadError::BadPdf {
        why: why.to_owned(),
    }
}

#[cfg(test)]
mod tests;
