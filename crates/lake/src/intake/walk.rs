//! A walk over the bytes of one segment: its records one after the other, and what
//! lies between them when the disk did not keep them.
//!
//! It judges bytes only; which offsets ought to be there is known to `reader` and
//! `recover`.

use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::format::{self, MARKER, RECORD_HEAD_BYTES, Step};
use super::{Arrival, Disk};

const CHUNK_BYTES: usize = 256 * 1024;
const BLOCK_BYTES: u64 = 4096;
// EIO on every Unix: the medium did not give a block back.
const IO_ERROR: i32 = 5;

/// A stretch of a segment's bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A record; without its content when that was not asked for.
    Record {
        at: Range<u64>,
        offset: u64,
        arrival: Option<Arrival>,
    },
    /// Bytes that are not what was written.
    Bad { at: Range<u64> },
    /// A record whose end is not in the file, or nothing but zeros up to the end.
    Torn { at: Range<u64> },
}

/// Where a walk is.
pub(super) struct Walk<'a> {
    window: Window<'a>,
    salt: [u8; 8],
    at: u64,
    source: Arc<str>,
}

impl<'a> Walk<'a> {
    /// A walk over the bytes `at` of a file, of which the first begins a record.
    pub(super) fn new(disk: &'a dyn Disk, path: &'a Path, salt: [u8; 8], at: Range<u64>) -> Self {
        Self {
            window: Window {
                disk,
                path,
                start: at.start,
                limit: at.end,
                bytes: Vec::new(),
            },
            salt,
            at: at.start,
            source: Arc::from(""),
        }
    }

    /// The next stretch; records below `from` are not looked into.
    pub(super) fn next(&mut self, from: u64) -> io::Result<Option<Piece>> {
        let mut needed = RECORD_HEAD_BYTES;
        loop {
            let begin = self.at;
            let bytes = self.window.at(begin, needed)?;
            if bytes.is_empty() {
                return Ok(None);
            }
            let below = format::read_record_head(bytes, self.salt)
                .filter(|head| head.offset < from && head.length <= bytes.len());
            if let Some(head) = below {
                return Ok(Some(self.skipped(head.offset, head.length)));
            }
            let given = bytes.len();
            match format::step(bytes, self.salt) {
                Step::Record(record) => {
                    if *self.source != *record.source {
                        self.source = Arc::from(record.source);
                    }
                    let arrival = Arrival {
                        source: Arc::clone(&self.source),
                        received: record.received,
                        payload: record.payload.to_vec(),
                    };
                    let (offset, length) = (record.offset, record.length);
                    return Ok(Some(Piece::Record {
                        at: self.pass(length),
                        offset,
                        arrival: Some(arrival),
                    }));
                }
                Step::BadBody { length } => {
                    return Ok(Some(Piece::Bad {
                        at: self.pass(length),
                    }));
                }
                Step::Short { needed: more } if given < more && needed < more => needed = more,
                Step::Short { .. } => {
                    return Ok(Some(Piece::Torn {
                        at: self.pass(given),
                    }));
                }
                Step::Nothing => return self.search().map(Some),
            }
        }
    }

    fn skipped(&mut self, offset: u64, length: usize) -> Piece {
        Piece::Record {
            at: self.pass(length),
            offset,
            arrival: None,
        }
    }

    fn pass(&mut self, length: usize) -> Range<u64> {
        let begin = self.at;
        self.at = begin.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
        begin..self.at
    }

    /// Everything up to the next sound head of a record.
    fn search(&mut self) -> io::Result<Piece> {
        let begin = self.at;
        let mut zeros = true;
        loop {
            let bytes = self.window.at(self.at, RECORD_HEAD_BYTES)?;
            let fresh = usize::from(self.at == begin);
            if let Some(found) = find_record(bytes.get(fresh..).unwrap_or_default(), self.salt) {
                self.pass(fresh + found);
                return Ok(Piece::Bad { at: begin..self.at });
            }
            zeros &= bytes.iter().all(|byte| *byte == 0);
            let given = bytes.len();
            if given < RECORD_HEAD_BYTES {
                self.pass(given);
                let at = begin..self.at;
                return Ok(if zeros {
                    Piece::Torn { at }
                } else {
                    Piece::Bad { at }
                });
            }
            // The last bytes may be the beginning of a head.
            self.pass(given + 1 - RECORD_HEAD_BYTES);
        }
    }
}

fn find_record(bytes: &[u8], salt: [u8; 8]) -> Option<usize> {
    bytes.windows(RECORD_HEAD_BYTES).position(|head| {
        head.starts_with(&MARKER) && format::read_record_head(head, salt).is_some()
    })
}

/// A part of a file in memory.
struct Window<'a> {
    disk: &'a dyn Disk,
    path: &'a Path,
    start: u64,
    limit: u64,
    bytes: Vec<u8>,
}

impl Window<'_> {
    /// The bytes from a position on, at least `needed` of them unless the end comes first.
    fn at(&mut self, position: u64, needed: usize) -> io::Result<&[u8]> {
        let held = self.held(position);
        let left = self.limit.saturating_sub(position);
        if held < needed && u64::try_from(held).unwrap_or(u64::MAX) < left {
            let wanted = usize::try_from(left).unwrap_or(usize::MAX);
            self.bytes.clear();
            self.bytes.resize(wanted.min(needed.max(CHUNK_BYTES)), 0);
            self.start = position;
            let read = read_through(self.disk, self.path, position, &mut self.bytes)?;
            if read < self.bytes.len() {
                self.bytes.truncate(read);
                self.limit = position.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
            }
        }
        let held = self.held(position);
        let begin = self.bytes.len() - held;
        Ok(self.bytes.get(begin..).unwrap_or_default())
    }

    /// How many of the bytes in memory lie at or after a position.
    fn held(&self, position: u64) -> usize {
        position
            .checked_sub(self.start)
            .and_then(|passed| usize::try_from(passed).ok())
            .and_then(|passed| self.bytes.len().checked_sub(passed))
            .unwrap_or(0)
    }
}

/// Reads, and takes zeros for the blocks a broken disk does not give back: they fail
/// the checks like any other damage, and the records around them are still found.
fn read_through(
    disk: &dyn Disk,
    path: &Path,
    position: u64,
    buffer: &mut [u8],
) -> io::Result<usize> {
    match disk.read_at(path, position, buffer) {
        Err(error) if error.raw_os_error() == Some(IO_ERROR) => {}
        outcome => return outcome,
    }
    let mut whole = 0;
    while whole < buffer.len() {
        let at = position.saturating_add(u64::try_from(whole).unwrap_or(u64::MAX));
        let end = buffer.len().min(whole + to_next_block(at));
        let Some(block) = buffer.get_mut(whole..end) else {
            break;
        };
        let read = match disk.read_at(path, at, block) {
            Err(error) if error.raw_os_error() == Some(IO_ERROR) => {
                block.fill(0);
                block.len()
            }
            outcome => outcome?,
        };
        if read == 0 {
            break;
        }
        whole += read;
    }
    Ok(whole)
}

fn to_next_block(position: u64) -> usize {
    usize::try_from(BLOCK_BYTES - position % BLOCK_BYTES).unwrap_or(1)
}
