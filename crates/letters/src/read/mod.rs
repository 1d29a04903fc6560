//! Directives read: bytes of a letter to a [`Directive`] draft.
//!
//! The order of work: `decode`, `docx` and `pdf` give text; `lines`, `flat` and
//! `paragraphs` make it whole again; `layout` finds the parts; `head`, `tail`,
//! `outline` and their neighbours read them; `assemble` puts the directive
//! together. Everything but the first step is total: odd input becomes a
//! warning of the directive, never an error and never a guess.
//!
//! It does not judge, keeps no copy, and asks no clock: what a blank date may
//! have been is for a person to say.

mod assemble;
mod contacts;
mod dates;
mod decode;
mod docx;
mod duties;
mod error;
mod exposures;
mod extract;
mod flat;
mod folded;
mod fuzzy;
mod head;
mod issuer;
mod layout;
mod lines;
mod marker;
mod outline;
mod paragraphs;
mod pdf;
mod picture;
mod places;
mod prose;
mod references;
mod scan;
mod slips;
mod stamp;
mod syllables;
mod tail;
mod units;
mod warnings;
mod watch;
mod words;

pub use error::ReadError;
pub use extract::{Extract, SourceKind, extract, needs_a_process};
pub use picture::{Picture, PictureFormat};
pub use places::{Place, Places, SourceLine, places, source_lines};
pub use scan::mend as mend_scan;
pub use slips::{Slip, slips};
pub use warnings::{warning, warning_text};

use domain::directive::Directive;
use domain::pack::calendar::Calendar;

/// What reading needs to know beyond the document.
#[derive(Debug, Clone, Copy)]
pub struct ReadContext<'a> {
    /// The holidays that resolve a watch window, of the regime pack in force.
    pub calendar: &'a Calendar,
}

/// Reads a directive from text already decoded.
///
/// Never fails: what is missing is `None`, what is odd is a warning. Text
/// beyond 1 MB is not looked at. A stamp of secrecy is not looked for here;
/// [`read_bytes`] refuses such documents.
#[must_use]
pub fn read_text(text: &str, context: &ReadContext<'_>) -> Directive {
    let text = match text.char_indices().find(|(at, _)| *at >= decode::MAX_TEXT) {
        Some((at, _)) => folded::upto(text, at),
        None => text,
    };
    assemble::directive(lines::lines(text), context)
}

/// The text of a document as it stands, for comparison with a published page.
///
/// # Errors
/// As [`extract()`].
pub fn plain_text(name: &str, bytes: &[u8]) -> Result<String, ReadError> {
    Ok(extract(name, bytes)?.body)
}

/// Reads a directive from the bytes of a .txt or .docx file, or of a PDF with text.
///
/// The content decides the format; `name` only helps where it cannot. Files of
/// strangers are better given to [`extract()`] in a process of its own first.
///
/// # Errors
/// When the bytes are no readable document, pass a limit, are a picture, or the
/// document bears a stamp of state secrecy; see [`ReadError`].
pub fn read_bytes(
    name: &str,
    bytes: &[u8],
    context: &ReadContext<'_>,
) -> Result<Directive, ReadError> {
    read_extract(&extract(name, bytes)?, context)
}

/// Reads a directive from the text of a document.
///
/// # Errors
/// [`ReadError::Empty`] when no line is left, [`ReadError::SecretStamp`].
pub fn read_extract(document: &Extract, context: &ReadContext<'_>) -> Result<Directive, ReadError> {
    let lines = lines::lines(&document.body);
    if lines.is_empty() {
        return Err(ReadError::Empty);
    }
    if let Some(stamp) = stamp::find(&lines, &lines::lines(&document.asides)) {
        return Err(ReadError::SecretStamp { stamp });
    }
    let mut directive = assemble::directive(lines, context);
    directive.warnings.extend(document.warnings.iter().cloned());
    Ok(directive)
}
