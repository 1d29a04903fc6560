//! The search of one file, line after line, for callers that hold lines rather than blocks.

use std::sync::Arc;

use super::hit::Hit;
use super::matcher::Matcher;
use super::record::Position;
use super::tokens;
use crate::formats::{Format, ParseContext, Reader};

impl Matcher {
    /// Begins to search one file; `format` is `None` to recognise it.
    #[must_use]
    pub fn open(&self, source: &str, format: Option<Format>, context: ParseContext) -> Scan<'_> {
        Scan {
            matcher: self,
            source: source.into(),
            reader: Reader::new(format, context),
        }
    }
}

/// The search of one file, line after line.
#[derive(Debug)]
pub struct Scan<'m> {
    matcher: &'m Matcher,
    source: Arc<str>,
    reader: Reader,
}

impl Scan<'_> {
    /// Searches one line; every line must be given, the heading included.
    pub fn line(&mut self, number: u64, line: &[u8], hits: &mut Vec<Hit>) {
        if self.reader.takes_heading(line) {
            return;
        }
        // A character written as its number may hide a token from the first look.
        if !self.matcher.holds_suspect(line) && tokens::numbered(line).is_none() {
            return;
        }
        let event = self.reader.read(line);
        let position = Position {
            source: Arc::clone(&self.source),
            line: number,
        };
        self.matcher.search(
            &event,
            self.reader.is_inventory(),
            &self.matcher.listed_values(line),
            &position,
            hits,
        );
    }
}
