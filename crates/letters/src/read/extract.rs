//! Bytes of a document to its words, whatever its format.
//!
//! This is the part that touches the bytes of strangers, so it stands alone:
//! a child process can do it and hand the words over. What they mean is read
//! afterwards, by [`super::read_extract`].

use super::decode::{self, Content};
use super::docx;
use super::error::ReadError;
use super::pdf;
use super::picture::Picture;
use super::warnings::warning;
use domain::directive::Warning;

/// The words of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extract {
    /// Where they came from.
    pub kind: SourceKind,
    /// The text, line by line as printed.
    pub body: String,
    /// Text boxes, headers and footers, where a stamp may stand.
    pub asides: String,
    /// What a person should know about how the words were had; goes into the directive's warnings.
    pub warnings: Vec<Warning>,
}

/// Where the words of a document came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SourceKind {
    /// A text file.
    Text,
    /// A Word document.
    Docx,
    /// The text layer of a PDF.
    PdfText,
    /// Recognised from pictures of pages.
    Scan,
}

impl SourceKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Text, Self::Docx, Self::PdfText, Self::Scan];

    /// Its word in files and messages between programs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Docx => "docx",
            Self::PdfText => "pdf",
            Self::Scan => "scan",
        }
    }
}

/// The words of a .txt, .docx or PDF.
///
/// The content decides the format; `name` only helps where it cannot.
///
/// # Errors
/// As [`super::read_bytes`], but a stamp of secrecy is not looked for.
/// [`ReadError::NoTextLayer`] and [`ReadError::Picture`] say that the text has to be recognised first.
pub fn extract(name: &str, bytes: &[u8]) -> Result<Extract, ReadError> {
    let of = |kind, body, asides, warning: Option<Warning>| Extract {
        kind,
        body,
        asides,
        warnings: warning.into_iter().collect(),
    };
    match decode::content(bytes)? {
        Content::Text { text, guessed } => Ok(of(
            SourceKind::Text,
            text,
            String::new(),
            guessed.map(encoding_guessed),
        )),
        Content::Archive => {
            let document = docx::text(name, bytes)?;
            Ok(of(SourceKind::Docx, document.body, document.asides, None))
        }
        Content::Pdf => {
            let read = pdf::text(bytes)?;
            let blank =
                (!read.blank_pages.is_empty()).then(|| pages_without_text(&read.blank_pages));
            Ok(of(SourceKind::PdfText, read.text, String::new(), blank))
        }
        Content::Picture(format) => {
            Picture::read(bytes)?;
            Err(ReadError::Picture { format })
        }
    }
}

/// Whether a file is better not opened in this process: a PDF or a picture.
#[must_use]
pub fn needs_a_process(bytes: &[u8]) -> bool {
    matches!(
        decode::content(bytes),
        Ok(Content::Pdf | Content::Picture(_))
    )
}

fn encoding_guessed(encoding: &str) -> Warning {
    warning("letter.encoding_guessed", encoding)
}

fn pages_without_text(pages: &[usize]) -> Warning {
    let numbers: Vec<String> = pages.iter().take(20).map(usize::to_string).collect();
    let more = if pages.len() > 20 { ", …" } else { "" };
    warning(
        "letter.pages_without_text",
        &format!("{}{more}", numbers.join(", ")),
    )
}
