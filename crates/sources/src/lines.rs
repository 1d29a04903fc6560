//! A stream of bytes, line after line, in bounded memory.

use std::io::{BufRead, ErrorKind};

use crate::{Error, Limits};

/// One line, without its line end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    /// Number, counted from 1.
    pub number: u64,
    /// Where the line begins in the (unpacked) input, in bytes.
    pub offset: u64,
    /// The bytes, at most [`Limits::line_bytes_max`].
    pub bytes: &'a [u8],
    /// True when the line was longer and is cut.
    pub truncated: bool,
}

/// The lines of one input.
pub struct Lines {
    name: String,
    reader: Box<dyn BufRead + Send>,
    packed: bool,
    limits: Limits,
    line: Vec<u8>,
    number: u64,
    offset: u64,
    truncated_count: u64,
    ended: bool,
    /// An error met behind the last line given.
    broken: Option<std::io::Error>,
}

impl Lines {
    pub(crate) fn new(
        name: String,
        reader: Box<dyn BufRead + Send>,
        packed: bool,
        limits: Limits,
    ) -> Self {
        Self {
            name,
            reader,
            packed,
            limits,
            line: Vec::new(),
            number: 0,
            offset: 0,
            truncated_count: 0,
            ended: false,
            broken: None,
        }
    }

    /// The name of the input.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many lines were cut so far.
    #[must_use]
    pub fn truncated_count(&self) -> u64 {
        self.truncated_count
    }

    /// Lines given so far.
    #[must_use]
    pub fn line_count(&self) -> u64 {
        self.number
    }

    /// Bytes read so far, after decompression.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.offset
    }

    /// The next line, `None` at the end and after an error. A last line without
    /// line end counts as one; a carriage return before the line end is dropped.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Damaged`] or [`Error::TooLarge`]. What was read of a
    /// line before the error is given as a line first, so that nothing is lost.
    pub fn next_line(&mut self) -> Result<Option<Line<'_>>, Error> {
        if let Some(error) = self.broken.take() {
            return Err(self.explain(error));
        }
        if self.ended {
            return Ok(None);
        }
        let start = self.offset;
        let truncated = self.fill_line();
        if self.offset == start {
            return match self.broken.take() {
                Some(error) => Err(self.explain(error)),
                None => Ok(None),
            };
        }
        self.number += 1;
        self.truncated_count += u64::from(truncated);
        let bytes = match self.line.strip_suffix(b"\r") {
            Some(bytes) if !truncated => bytes,
            _ => &self.line,
        };
        Ok(Some(Line {
            number: self.number,
            offset: start,
            bytes,
            truncated,
        }))
    }

    /// Reads up to the next line end, the end or an error; true when the line was cut.
    fn fill_line(&mut self) -> bool {
        self.line.clear();
        let mut truncated = false;
        loop {
            let chunk = match self.reader.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.broken = Some(error);
                    self.ended = true;
                    return truncated;
                }
            };
            if chunk.is_empty() {
                self.ended = true;
                return truncated;
            }
            let newline = memchr::memchr(b'\n', chunk);
            let piece = chunk
                .get(..newline.unwrap_or(chunk.len()))
                .unwrap_or_default();
            let taken = piece.len() + usize::from(newline.is_some());
            let room = self.limits.line_bytes_max.saturating_sub(self.line.len());
            truncated |= piece.len() > room;
            self.line
                .extend_from_slice(piece.get(..piece.len().min(room)).unwrap_or_default());
            self.reader.consume(taken);
            self.offset += u64::try_from(taken).unwrap_or(u64::MAX);
            if newline.is_some() {
                return truncated;
            }
        }
    }

    fn explain(&self, error: std::io::Error) -> Error {
        crate::open::explain(&self.name, self.packed, self.offset, error)
    }
}

impl std::fmt::Debug for Lines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lines")
            .field("name", &self.name)
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}
