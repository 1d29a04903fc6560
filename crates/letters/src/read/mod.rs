//! Directives read: bytes of a letter to a [`Directive`] draft.
//!
//! The order of work: `decode` and `docx` give text; `lines`, `flat` and
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
mod places;
mod prose;
mod references;
mod slips;
mod stamp;
mod syllables;
mod tail;
mod units;
mod watch;
mod words;

pub use error::ReadError;
pub use places::{Place, Places, SourceLine, places, source_lines};
pub use slips::{Slip, slips};

use domain::directive::{Directive, Warning};
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
/// As [`read_bytes`], but for the stamp of secrecy, which is not looked for.
pub fn plain_text(name: &str, bytes: &[u8]) -> Result<String, ReadError> {
    match decode::content(bytes)? {
        decode::Content::Text { text, .. } => Ok(text),
        decode::Content::Archive => Ok(docx::text(name, bytes)?.body),
    }
}

/// Reads a directive from the bytes of a .txt or .docx file.
///
/// The content decides the format; `name` only helps where it cannot.
///
/// # Errors
/// When the bytes are no readable document, pass a limit, or the document
/// bears a stamp of state secrecy; see [`ReadError`].
pub fn read_bytes(
    name: &str,
    bytes: &[u8],
    context: &ReadContext<'_>,
) -> Result<Directive, ReadError> {
    let (text, asides, guessed) = match decode::content(bytes)? {
        decode::Content::Text { text, guessed } => (text, String::new(), guessed),
        decode::Content::Archive => {
            let document = docx::text(name, bytes)?;
            (document.body, document.asides, None)
        }
    };
    let lines = lines::lines(&text);
    if lines.is_empty() {
        return Err(ReadError::Empty);
    }
    if let Some(stamp) = stamp::find(&lines, &lines::lines(&asides)) {
        return Err(ReadError::SecretStamp { stamp });
    }
    let mut directive = assemble::directive(lines, context);
    if let Some(encoding) = guessed {
        directive.warnings.push(Warning {
            code: "letter.encoding_guessed".into(),
            text: format!("Tệp không ghi rõ bảng mã, đã đọc theo {encoding}; hãy đối chiếu dấu tiếng Việt với bản gốc."),
        });
    }
    Ok(directive)
}
