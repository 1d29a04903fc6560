//! A stream of bytes in blocks that end where the reader of records says.
//!
//! Memory is one block; it grows only while a single record is longer, up to
//! [`Limits::line_bytes_max`]. A longer record is cut there, and what follows
//! up to the next line end is dropped and counted.

use std::io::{BufRead, ErrorKind, Read};

use crate::open::{Bytes, Use, bytes, explain};
use crate::{Error, Input, Limits};

/// How much is read before the first cut is asked for.
const BLOCK_BYTES: usize = 1 << 20;

/// How much of the beginning is shown, to recognise what the stream is.
const HEAD_BYTES: usize = 64 * 1024;

/// Whole records of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Where the block begins in the (unpacked) input, in bytes.
    pub offset: u64,
    /// The records.
    pub bytes: Vec<u8>,
    /// True when its last record was longer than the limit and is cut.
    pub truncated: bool,
}

/// The blocks of one input.
pub struct Blocks {
    name: String,
    reader: Bytes,
    packed: bool,
    limits: Limits,
    /// Read and not yet given.
    ahead: Vec<u8>,
    /// Where `ahead` begins in the input.
    offset: u64,
    truncated_count: u64,
    ended: bool,
    /// The rest of a record that was cut must be dropped first.
    dropping: bool,
    broken: Option<std::io::Error>,
}

impl Blocks {
    /// Opens an input; compression and UTF-16 are undone, event logs are given as they are.
    /// Reads as much as [`Blocks::head`] shows.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be opened, [`Error::Unsupported`] for what holds no records.
    pub fn open(input: &Input, limits: Limits) -> Result<Self, Error> {
        let (reader, packed) = bytes(input, limits, Use::Blocks)?;
        let mut blocks = Self {
            name: input.name(),
            reader,
            packed,
            limits,
            ahead: Vec::new(),
            offset: 0,
            truncated_count: 0,
            ended: false,
            dropping: false,
            broken: None,
        };
        blocks.fill(HEAD_BYTES);
        Ok(blocks)
    }

    /// The name of the input.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first bytes, at most 64 KiB, before the first block is taken.
    #[must_use]
    pub fn head(&self) -> &[u8] {
        self.ahead
            .get(..HEAD_BYTES)
            .unwrap_or(self.ahead.as_slice())
    }

    /// How many records were cut so far.
    #[must_use]
    pub const fn truncated_count(&self) -> u64 {
        self.truncated_count
    }

    /// Bytes given or dropped so far, after decompression.
    #[must_use]
    pub const fn bytes_read(&self) -> u64 {
        self.offset
    }

    /// The next block, `None` at the end and after an error. `cut` is shown the bytes that
    /// follow the last block and whether the input ends with them; it answers how many of
    /// them are whole records, 0 when more must be read first.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Damaged`] or [`Error::TooLarge`]. What was read before the error
    /// is given first, so that nothing is lost.
    pub fn next_block(
        &mut self,
        cut: &mut dyn FnMut(&[u8], bool) -> usize,
    ) -> Result<Option<Block>, Error> {
        let longest = self.limits.line_bytes_max.max(1);
        let mut wanted = BLOCK_BYTES;
        loop {
            self.fill(wanted);
            if self.ahead.is_empty() {
                return match self.broken.take() {
                    Some(error) => Err(explain(&self.name, self.packed, self.offset, error)),
                    None => Ok(None),
                };
            }
            let whole = cut(&self.ahead, self.ended).min(self.ahead.len());
            if whole > 0 {
                return Ok(Some(self.give(whole, false)));
            }
            if self.ended {
                return Ok(Some(self.give(self.ahead.len(), false)));
            }
            if self.ahead.len() >= longest {
                self.truncated_count += 1;
                self.dropping = true;
                return Ok(Some(self.give(longest, true)));
            }
            wanted = self.ahead.len().saturating_mul(2).clamp(1, longest);
        }
    }

    fn give(&mut self, length: usize, truncated: bool) -> Block {
        let rest = self.ahead.get(length..).unwrap_or_default().to_vec();
        let mut bytes = std::mem::replace(&mut self.ahead, rest);
        bytes.truncate(length);
        let block = Block {
            offset: self.offset,
            bytes,
            truncated,
        };
        self.offset += u64::try_from(length).unwrap_or(u64::MAX);
        block
    }

    /// Reads until that much is ahead, or the input ends.
    fn fill(&mut self, wanted: usize) {
        if std::mem::take(&mut self.dropping) {
            self.drop_line();
        }
        let missing = wanted.saturating_sub(self.ahead.len());
        if self.ended || missing == 0 {
            return;
        }
        self.ahead.reserve_exact(missing);
        let limit = u64::try_from(missing).unwrap_or(u64::MAX);
        match self
            .reader
            .by_ref()
            .take(limit)
            .read_to_end(&mut self.ahead)
        {
            Ok(_) => self.ended = self.ahead.len() < wanted,
            Err(error) => {
                self.broken = Some(error);
                self.ended = true;
            }
        }
    }

    /// Passes over the rest of a line.
    fn drop_line(&mut self) {
        if let Some(at) = memchr::memchr(b'\n', &self.ahead) {
            self.offset += u64::try_from(at + 1).unwrap_or(u64::MAX);
            self.ahead.drain(..=at);
            return;
        }
        self.offset += u64::try_from(self.ahead.len()).unwrap_or(u64::MAX);
        self.ahead.clear();
        while !self.ended {
            let chunk = match self.reader.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.broken = Some(error);
                    self.ended = true;
                    return;
                }
            };
            self.ended = chunk.is_empty();
            let end = memchr::memchr(b'\n', chunk);
            let taken = end.map_or(chunk.len(), |at| at + 1);
            self.reader.consume(taken);
            self.offset += u64::try_from(taken).unwrap_or(u64::MAX);
            if end.is_some() {
                return;
            }
        }
    }
}

impl std::fmt::Debug for Blocks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Blocks")
            .field("name", &self.name)
            .field("offset", &self.offset)
            .finish_non_exhaustive()
    }
}
