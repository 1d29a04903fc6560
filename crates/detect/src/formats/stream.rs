//! A file or stream as blocks of whole records, read by any number of threads.
//!
//! A [`Stream`] says what the bytes are (from the first of them, or because a
//! person said so), where they may be cut, and reads the records of a block.
//! It holds no bytes and no position, so threads share one.
//!
//! ```
//! # use detect::formats::{ParseContext, Stream};
//! # use jiff::{Timestamp, tz::TimeZone};
//! let context = ParseContext { received_at: Timestamp::UNIX_EPOCH, zone: TimeZone::UTC, year: None };
//! let bytes = b"{\"src_ip\":\"10.1.2.3\"}\n{\"src_ip\":\"10.1.2.4\"}\n{\"src";
//! let stream = Stream::recognise(bytes, None, &context);
//! let whole = stream.cut(bytes, false);
//! let mut seen = Vec::new();
//! let read = stream.read_block(&bytes[..whole], 1, &mut |record, event| {
//!     seen.push((record, event.value("src_ip").map(str::to_owned)));
//! });
//! assert_eq!(read.records, 2);
//! assert_eq!(seen[1], (2, Some("10.1.2.4".to_owned())));
//! ```
//!
//! What this is not: it opens nothing and promotes nothing. The typed columns
//! of an event are filled by [`promote`](super::promote()) when somebody needs them.

mod read;
mod recognise;
#[cfg(test)]
mod tests;

use std::sync::Mutex;

use domain::event::{Event, EventProblem};

use super::csv::Header;
use super::headed::Headings;
use super::{Format, ParseContext, counted, evtx, json};

/// What one file or stream is. Threads share it.
#[derive(Debug)]
pub struct Stream {
    format: Format,
    shape: Shape,
    context: ParseContext,
    /// What readers of blocks have learned and the next ones go on with.
    spare: Mutex<Vec<json::Scratch>>,
}

/// How records stand in the bytes.
#[derive(Debug)]
enum Shape {
    /// One a line, each read as the stream's format, failing that as what it looks like.
    Lines,
    /// One a line, only ever of the stream's format.
    ForcedLines,
    /// Rows below a heading, with the lines above it, which are no records wherever they stand.
    Table {
        header: Header,
        above: Vec<Box<str>>,
    },
    /// Rows below lines that begin with `#`.
    Headed(Headings),
    /// Messages behind their lengths.
    Counted,
    /// JSON over several lines or in an array.
    Documents,
    /// Chunks of 64 KiB.
    Chunks,
}

/// What [`Stream::read_block`] read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BlockRead {
    /// How far the numbers of records went on: the next block begins at `first + records`.
    /// In text formats records are numbered by their lines, blank ones and headings included.
    pub records: u64,
    /// How many events were shown to the visitor.
    pub events: u64,
    /// What could not be read, by kind.
    pub problems: Vec<ProblemCount>,
}

/// How often a problem occurred in a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProblemCount {
    /// The kind.
    pub problem: EventProblem,
    /// How many records, or parts of a binary log, have it.
    pub count: u64,
    /// Where in the block the first of them begins, in bytes.
    pub first_offset: u64,
}

impl BlockRead {
    fn note(&mut self, problems: &[EventProblem], offset: usize) {
        for problem in problems {
            let found = self
                .problems
                .iter_mut()
                .find(|seen| seen.problem == *problem);
            match found {
                Some(seen) => seen.count += 1,
                None => self.problems.push(ProblemCount {
                    problem: *problem,
                    count: 1,
                    first_offset: u64::try_from(offset).unwrap_or(u64::MAX),
                }),
            }
        }
    }
}

impl Stream {
    /// What a stream is that begins with `head` (its first 64 KiB, or all of it when it is
    /// shorter). A forced format is believed; its heading, if it has one, is still sought.
    #[must_use]
    pub fn recognise(head: &[u8], forced: Option<Format>, context: &ParseContext) -> Self {
        let (format, shape) = recognise::shape(head, forced);
        Self {
            format,
            shape,
            context: context.clone(),
            spare: Mutex::default(),
        }
    }

    /// Goes on with what readers of a stream before this one learned: logs of one folder are
    /// much alike, and many of them are short. Blocks of that stream may still be read.
    #[must_use]
    pub fn after(self, before: &Self) -> Self {
        let learned = std::mem::take(&mut *before.spare());
        let learned = learned.into_iter().filter(json::Scratch::may_go_on);
        self.spare().extend(learned);
        self
    }

    /// The format most records have.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// What its records do not say about their time: what [`promote`](super::promote()) needs.
    #[must_use]
    pub const fn context(&self) -> &ParseContext {
        &self.context
    }

    /// True when the stream is a table of machines rather than of events.
    #[must_use]
    pub fn is_inventory(&self) -> bool {
        matches!(&self.shape, Shape::Table { header, .. } if header.is_inventory())
    }

    /// True when the number of a record is that of its line.
    pub(crate) const fn numbers_lines(&self) -> bool {
        self.reads_lines_alone() || matches!(self.shape, Shape::Headed(_))
    }

    /// True when each line is a record whatever stands before it, so that one may be read alone.
    pub(crate) const fn reads_lines_alone(&self) -> bool {
        matches!(
            self.shape,
            Shape::Lines | Shape::ForcedLines | Shape::Table { .. }
        )
    }

    /// Where `bytes`, which continue where the last whole part ended, may be cut so that
    /// records stay whole: the length of the whole part, 0 when no record is whole yet.
    /// `last` says that the stream ends with these bytes; then all of them are taken. Asked by
    /// one reader in the order of the stream, which takes what was measured as the next block.
    #[must_use]
    pub fn cut(&self, bytes: &[u8], last: bool) -> usize {
        let whole = match self.shape {
            _ if last => bytes.len(),
            Shape::Documents => json::cut(bytes),
            Shape::Chunks => evtx::cut(bytes),
            Shape::Counted => counted::cut(bytes),
            _ => memchr::memrchr(b'\n', bytes).map_or(0, |at| at + 1),
        };
        if let Shape::Headed(headings) = &self.shape {
            headings.cut(bytes.get(..whole).unwrap_or_default());
        }
        whole
    }

    /// Reads every record of a block that [`Stream::cut`] measured; the number of its first
    /// record is `first`, counted from 1 in the stream. The events borrow from the block and
    /// have no promoted columns yet.
    pub fn read_block(
        &self,
        block: &[u8],
        first: u64,
        visit: &mut dyn FnMut(u64, &mut Event<'_>),
    ) -> BlockRead {
        read::block(self, block, first, visit)
    }
}
