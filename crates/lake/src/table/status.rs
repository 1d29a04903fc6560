//! What the table consists of, in numbers, from the log alone.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::columns::TIME;
use super::data_file::date;
use super::error::LakeError;
use super::{Table, lock};

/// The table in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Newest version.
    pub version: u64,
    /// Version of the newest checkpoint.
    pub checkpoint: Option<u64>,
    /// Why the last checkpoint could not be written, if so.
    pub checkpoint_problem: Option<String>,
    /// Versions that lie in the log as files.
    pub log_files: usize,
    /// Whether a failed sync closed the table for writing.
    pub failed: bool,
    /// Events.
    pub rows: u64,
    /// Data files.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Files that left the table and are not known to be removed from disk.
    pub files_gone: usize,
    /// Their bytes.
    pub bytes_gone: u64,
    /// Each class and day, in that order.
    pub partitions: Vec<PartitionStatus>,
    /// Each writer with the offset after its last event.
    pub writers: Vec<(String, u64)>,
}

/// The events of one class received on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartitionStatus {
    /// Retention class.
    pub class: String,
    /// UTC day of receipt.
    pub day: Date,
    /// Data files.
    pub files: usize,
    /// Events.
    pub rows: u64,
    /// Bytes.
    pub bytes: u64,
    /// Time of the earliest event.
    pub first: Option<Timestamp>,
    /// Time of the latest event.
    pub last: Option<Timestamp>,
}

impl Status {
    /// Bytes on disk an event takes on average; `None` without events.
    #[must_use]
    pub fn bytes_per_event(&self) -> Option<f64> {
        (self.rows > 0).then(|| self.bytes as f64 / self.rows as f64)
    }
}

impl Table {
    /// The table in numbers.
    ///
    /// # Errors
    /// When the folder of the log can't be listed.
    pub fn status(&self) -> Result<Status, LakeError> {
        let log_files = self.inner.log.list()?.commits.len();
        let (failed, checkpoint_problem) = {
            let writing = lock(&self.inner.writing);
            (writing.failed, writing.checkpoint_problem.clone())
        };
        let snapshot = self.snapshot();
        let mut partitions: BTreeMap<(&str, i32), PartitionStatus> = BTreeMap::new();
        for file in snapshot.files.values() {
            let entry = partitions
                .entry((&file.class, file.day))
                .or_insert_with(|| PartitionStatus {
                    class: file.class.to_string(),
                    day: date(file.day),
                    files: 0,
                    rows: 0,
                    bytes: 0,
                    first: None,
                    last: None,
                });
            entry.files += 1;
            entry.rows += file.stats.rows;
            entry.bytes += file.bytes;
            if let Some((first, last)) = file.stats.whole(TIME) {
                let first = Timestamp::from_microsecond(first).ok();
                entry.first = entry.first.into_iter().chain(first).min();
                entry.last = entry.last.max(Timestamp::from_microsecond(last).ok());
            }
        }
        let partitions: Vec<PartitionStatus> = partitions.into_values().collect();
        let writers = snapshot.writers.iter();
        Ok(Status {
            version: snapshot.version.unwrap_or(0),
            checkpoint: snapshot.checkpoint,
            checkpoint_problem,
            log_files,
            failed,
            rows: partitions.iter().map(|part| part.rows).sum(),
            files: snapshot.files.len(),
            bytes: partitions.iter().map(|part| part.bytes).sum(),
            files_gone: snapshot.gone.len(),
            bytes_gone: snapshot.gone.values().map(|gone| gone.bytes).sum(),
            partitions,
            writers: writers
                .map(|(writer, (offset, _))| (writer.clone(), *offset))
                .collect(),
        })
    }
}
