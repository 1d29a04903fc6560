//! Records that are not one a line: written over several lines, one after the
//! other, or as elements of one array.
//!
//! Brackets and commas between records are passed over, so a stream can be cut
//! behind any record and read on from there without knowing what came before.

use super::scan::end_of_container;
use crate::formats::without_mark;

/// The records of a text, in order, each with where it begins.
#[derive(Debug, Clone)]
pub(in crate::formats) struct Documents<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// One of them, or what stands where one should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::formats) struct Document {
    pub(in crate::formats) start: usize,
    pub(in crate::formats) end: usize,
    /// False when the text ends before the record does.
    pub(in crate::formats) whole: bool,
}

impl<'a> Documents<'a> {
    pub(in crate::formats) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }
}

impl Iterator for Documents<'_> {
    type Item = Document;

    fn next(&mut self) -> Option<Document> {
        let between = |b: &u8| matches!(b, b' ' | b'\t' | b'\r' | b'\n' | b',' | b'[' | b']');
        let mut start = self.at;
        loop {
            let rest = self.bytes.get(start..)?;
            let bare = without_mark(rest);
            let blanks = bare.iter().position(|b| !between(b))?;
            if blanks == 0 && bare.len() == rest.len() {
                break;
            }
            start += rest.len() - bare.len() + blanks;
        }
        let end = match self.bytes.get(start)? {
            b'{' => end_of_container(self.bytes, start + 1),
            // No record: what it is ends with its line.
            _ => memchr::memchr(b'\n', self.bytes.get(start..)?).map(|at| start + at + 1),
        };
        self.at = end.unwrap_or(self.bytes.len());
        Some(Document {
            start,
            end: self.at,
            whole: end.is_some(),
        })
    }
}

/// Where `bytes` may be cut: behind its last whole record.
pub(in crate::formats) fn cut(bytes: &[u8]) -> usize {
    Documents::new(bytes)
        .take_while(|document| document.whole)
        .last()
        .map_or(0, |document| document.end)
}
