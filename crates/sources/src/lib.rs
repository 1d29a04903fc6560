//! Bytes from files: paths, folders, archives, standard input, gzip and zstd, as numbered
//! lines or as blocks of whole records.
//!
//! ```no_run
//! use sources::{Input, Limits, expand, open};
//! for input in expand(&["logs".into()])? {
//!     let mut lines = open(&input, Limits::default())?;
//!     while let Some(line) = lines.next_line()? {
//!         println!("{}:{} {} bytes", input.name(), line.number, line.bytes.len());
//!     }
//! }
//! # Ok::<(), sources::Error>(())
//! ```
//!
//! Memory is one buffer and one line, whatever the input: a longer line than
//! [`Limits::line_bytes_max`] is cut, marked and counted. UTF-16 files, which
//! Windows tools write, arrive as UTF-8. What a file is, is told by its first
//! bytes, never by its name.
//!
//! What this is not: it parses nothing and decides nothing. What it cannot open
//! (7z, rar, documents) is refused by name of its kind, so that nobody mistakes
//! it for a log without hits.

mod archive;
mod blocks;
mod error;
pub mod follow;
mod input;
mod limits;
mod lines;
mod open;
mod unpack;
mod utf16;
mod zstd;

pub use blocks::{Block, Blocks};
pub use error::Error;
pub use input::{Input, expand};
pub use lines::{Line, Lines};
pub use open::{open, open_reader, read_all};
pub use unpack::{Packing, unpack};

/// What an input may take; each is a bound on memory, time or disk read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a line or record that are kept; the rest is dropped and counted.
    pub line_bytes_max: usize,
    /// Bytes an input may hold, after decompression.
    pub input_bytes_max: u64,
    /// Bytes out for one byte in, of a compressed input, beyond its first
    /// 16 MiB; more is a bomb. Repetitive logs reach about 100.
    pub ratio_max: u64,
}

impl Default for Limits {
    /// Lines of 1 MiB, inputs of 1 TiB, ratio 500.
    fn default() -> Self {
        Self {
            line_bytes_max: 1 << 20,
            input_bytes_max: 1 << 40,
            ratio_max: 500,
        }
    }
}

#[cfg(test)]
mod tests;
