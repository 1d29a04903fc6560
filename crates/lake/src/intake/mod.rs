//! The durable intake log: what a sender's "received" waits for.
//!
//! Records are appended in batches and acknowledged after they are synced; a
//! reader takes them in order and releases what it has put elsewhere. Nothing
//! acknowledged is lost by a crash at any instant; what a broken disk takes is
//! found, kept aside and named ([`Lost`]), never passed over in silence.
//!
//! It does not look into a payload, asks no clock for the time of day, and
//! knows nothing of tables and queries. Its calls block; who comes from async
//! code awaits the [`Receipt`] and runs the rest on a blocking thread.
//!
//! The form on disk is told in `format`, the way back after a crash in
//! `recover`.

mod disk;
mod error;
mod folder;
mod format;
mod index;
mod log;
mod reader;
mod receipt;
mod recover;
mod walk;
mod writer;

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

pub use disk::{Disk, DiskFile, LocalDisk, Lock};
pub use error::IntakeError;
pub use log::IntakeLog;
pub use receipt::Receipt;

/// The longest key of a source, in bytes.
pub const SOURCE_BYTES_MAX: usize = 255;

/// The part of a disk that is left free: below it nothing more is taken in.
pub const RESERVE_BYTES: u64 = 64 * 1024 * 1024;

/// One record as it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Key of the registered source, at most [`SOURCE_BYTES_MAX`] bytes.
    pub source: Arc<str>,
    /// When it was received; kept to the microsecond, what is finer is cut off.
    pub received: Timestamp,
    /// The bytes, at most [`Options::max_payload`].
    pub payload: Vec<u8>,
}

/// How a log is kept.
#[derive(Clone)]
pub struct Options {
    /// The file system it lies on.
    pub disk: Arc<dyn Disk>,
    /// Length in bytes after which a segment file is closed.
    pub segment_bytes: u64,
    /// The longest payload in bytes.
    pub max_payload: usize,
    /// The longest that a record waits for others before it is synced.
    pub commit_every: Duration,
    /// Bytes that may wait for their sync; beyond it senders are told to wait.
    pub backlog_bytes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            disk: Arc::new(LocalDisk),
            segment_bytes: 64 * 1024 * 1024,
            max_payload: 1024 * 1024,
            commit_every: Duration::from_millis(5),
            backlog_bytes: 32 * 1024 * 1024,
        }
    }
}

/// What one call of [`IntakeLog::read`] found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Read {
    /// The records with their offsets, in order.
    pub arrivals: Vec<(u64, Arrival)>,
    /// Where to read on. Offsets between the last record and this hold nothing more.
    pub next: u64,
    /// Ranges that were passed over because the disk did not give them back.
    pub lost: Vec<Lost>,
}

/// A range of offsets whose records can't be read any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// The first offset that is gone.
    pub from: u64,
    /// The offset after the last one that is gone. Where the number of records is
    /// not known this is an upper bound.
    pub to: u64,
    /// Name of the segment file.
    pub file: String,
    /// What happened to it.
    pub why: Why,
}

/// What happened to a part of a segment file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// Its bytes are not the ones that were written.
    Damaged,
    /// The file ends before its last record.
    Truncated,
    /// The file is not there.
    Missing,
}

/// What opening a log found that was not as a clean stop leaves it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recovered {
    /// The log did not exist and was made.
    pub created: bool,
    /// The end of the newest segment that was cut off.
    pub tail: Option<Tail>,
    /// Files that are not what they should be, one line of fact each. Damage inside
    /// older segments is found, and named, when they are read.
    pub damage: Vec<Damage>,
}

/// An end of a segment that was no whole record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tail {
    /// Name of the segment file.
    pub file: String,
    /// The bytes that were cut off.
    pub bytes: Range<u64>,
    /// `true` for a write that a crash broke off, which nobody was told was
    /// received; `false` for bytes that were whole once: then [`IntakeLog::read`]
    /// reports the range as lost.
    pub torn: bool,
    /// The copy of them that was kept.
    pub kept: Option<PathBuf>,
}

/// A file of the log that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// Name of the file.
    pub file: String,
    /// What is wrong with it.
    pub what: DamageKind,
    /// Where the file, or a copy of the damaged part, was kept.
    pub kept: Option<PathBuf>,
}

/// The kinds of [`Damage`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DamageKind {
    /// The head of a segment can't be read; its records can.
    SegmentHead,
    /// A segment belongs to another log or bears another's name; it was set aside.
    Foreign,
    /// A segment is not there.
    Missing,
    /// The file that holds the log's identity could not be read and was written again.
    Identity,
}

/// The log at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    /// Bytes of all segment files.
    pub bytes: u64,
    /// Number of segment files.
    pub segments: usize,
    /// Bytes that wait for their sync.
    pub backlog_bytes: usize,
    /// The oldest offset that is still here.
    pub oldest: u64,
    /// The offset after the last durable record.
    pub synced: u64,
    /// The disk is too full to take anything in.
    pub full: bool,
    /// A sync failed: nothing is taken in until the log is opened again.
    pub failed: bool,
}
