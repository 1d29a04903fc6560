//! Lists over a block of a stream: which of its records are worth parsing, and their hits.
//!
//! Where each line is a record, the block is searched as bytes first and only
//! the lines with a listed token are parsed. Records of other shapes (documents
//! of JSON, framed messages, event logs) are parsed all, and their fields
//! searched; what such a record says is all in its fields.

use std::sync::Arc;

use domain::event::Event;
use memchr::{memchr, memchr_iter, memrchr};

use super::hit::Hit;
use super::matcher::Matcher;
use super::record::Position;
use super::tokens;
use crate::formats::{Stream, promote};

/// A line that must be parsed.
struct Suspect<'b> {
    /// Its number in the block, counted from 0.
    number: u64,
    line: &'b [u8],
}

impl Matcher {
    /// Searches a block that [`Stream::cut`] measured, whose first record has the number `first`,
    /// and adds what it finds in the order of the records. Gives the number of records in the
    /// block; the next one begins at `first` and that many.
    pub fn search_block(
        &self,
        stream: &Stream,
        block: &[u8],
        first: u64,
        source: &Arc<str>,
        hits: &mut Vec<Hit>,
    ) -> u64 {
        let position = |record| Position {
            source: Arc::clone(source),
            line: record,
        };
        let inventory = stream.is_inventory();
        if !stream.numbers_lines() {
            let read = stream.read_block(block, first, &mut |record, event| {
                let mut fields = event.fields.iter();
                if fields.any(|field| self.holds_suspect(field.value.as_bytes())) {
                    promote(event, stream.context());
                    self.match_event(event, inventory, &position(record), hits);
                }
            });
            return read.records;
        }
        let suspects = self.suspects(block);
        if stream.reads_lines_alone() {
            for suspect in suspects {
                let (mut is_read, number) = (false, first + suspect.number);
                let listed = self.listed_values(suspect.line);
                stream.read_block(suspect.line, number, &mut |record, event| {
                    is_read = true;
                    promote(event, stream.context());
                    self.search(event, inventory, &listed, &position(record), hits);
                });
                if !is_read {
                    // A heading, or a title above it: no record, and yet it may name an address.
                    self.search(&Event::default(), false, &listed, &position(number), hits);
                }
            }
        } else if !suspects.is_empty() {
            let mut suspects = suspects.into_iter().peekable();
            stream.read_block(block, first, &mut |record, event| {
                while suspects
                    .next_if(|suspect| first + suspect.number < record)
                    .is_some()
                {}
                let Some(here) = suspects.next_if(|suspect| first + suspect.number == record)
                else {
                    return;
                };
                promote(event, stream.context());
                let listed = self.listed_values(here.line);
                self.search(event, inventory, &listed, &position(record), hits);
            });
        }
        line_count(block)
    }

    /// The lines of the block that hold something listed, or may, in order.
    fn suspects<'b>(&self, block: &'b [u8]) -> Vec<Suspect<'b>> {
        let mut places = Vec::new();
        tokens::scan(block, self.first_look(), |at, token| {
            if self.is_suspect(block, at, &token) {
                places.push(at);
            }
        });
        places.extend(escapes(block));
        places.sort_unstable();
        let mut suspects: Vec<Suspect<'b>> = Vec::new();
        let (mut number, mut counted, mut done) = (0, 0, 0);
        for at in places {
            if at < done {
                continue;
            }
            let before = block.get(counted..at).unwrap_or_default();
            number += lines_ended(before);
            let start = memrchr(b'\n', before).map_or(counted, |end| counted + end + 1);
            let end = line_end(block, at);
            suspects.push(Suspect {
                number,
                line: block.get(start..end).unwrap_or_default(),
            });
            (counted, done) = (start, end);
        }
        suspects
    }
}

/// Lines with a character written as its number (`\u003c203.0.113.7`), as records of JSON have
/// and other formats hold: one place in each.
fn escapes(block: &[u8]) -> impl Iterator<Item = usize> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = block.get(from..)?;
        let at = from + tokens::numbered(rest)?;
        from = line_end(block, at);
        Some(at)
    })
}

fn line_end(block: &[u8], at: usize) -> usize {
    let rest = block.get(at..).unwrap_or_default();
    memchr(b'\n', rest).map_or(block.len(), |end| at + end)
}

fn lines_ended(text: &[u8]) -> u64 {
    u64::try_from(memchr_iter(b'\n', text).count()).unwrap_or(u64::MAX)
}

/// The lines of a block, with a last one that has no end.
fn line_count(block: &[u8]) -> u64 {
    let open = block.last().is_some_and(|last| *last != b'\n');
    lines_ended(block) + u64::from(open)
}
