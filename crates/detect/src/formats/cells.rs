//! The cells of one delimited line, with the quotes of RFC 4180.
//!
//! Works on a single line: a quoted cell that runs on to the next line is
//! reported as unclosed. Whole tables of facts are read elsewhere; here a
//! line of a log must be cut in place and without copying.

use std::borrow::Cow;

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell<'a> {
    /// The text without its quotes.
    pub(crate) text: Cow<'a, str>,
    /// True when the closing quote is missing.
    pub(crate) unclosed: bool,
}

/// Cuts `line` at `delimiter`, an ASCII byte.
pub(crate) fn split(line: &str, delimiter: u8) -> impl Iterator<Item = Cell<'_>> {
    let delimiter = char::from(delimiter);
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let line = rest.take()?;
        let bare = line.trim_start_matches([' ', '\u{a0}']);
        if let Some(quoted) = bare.strip_prefix('"') {
            let (text, after) = quoted_cell(quoted);
            let Some(after) = after.map(|after| after.trim_start_matches(' ')) else {
                return Some(Cell {
                    text,
                    unclosed: true,
                });
            };
            // Text between a closing quote and the delimiter: those quotes were no CSV quotes.
            if after.is_empty() || after.starts_with(delimiter) {
                rest = after.strip_prefix(delimiter);
                return Some(Cell {
                    text,
                    unclosed: false,
                });
            }
        }
        let text = match line.split_once(delimiter) {
            Some((cell, after)) => {
                rest = Some(after);
                cell
            }
            None => line,
        };
        Some(Cell {
            text: Cow::Borrowed(text.trim()),
            unclosed: false,
        })
    })
}

/// The cell up to its closing quote, and what follows it; `None` without such a quote.
fn quoted_cell(text: &str) -> (Cow<'_, str>, Option<&str>) {
    let mut from = 0;
    loop {
        let ahead = text.get(from..).unwrap_or_default();
        let Some(quote) = ahead.find('"') else {
            return (unquote(text), None);
        };
        let end = from + quote;
        let after = text.get(end + 1..).unwrap_or_default();
        if !after.starts_with('"') {
            return (unquote(text.get(..end).unwrap_or_default()), Some(after));
        }
        from = end + 2;
    }
}

fn unquote(text: &str) -> Cow<'_, str> {
    if text.contains("\"\"") {
        Cow::Owned(text.replace("\"\"", "\""))
    } else {
        Cow::Borrowed(text)
    }
}
