//! Verification: every file the log names is read and held against what the
//! log says of it, and the log itself is read from its start.

use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::Table;
use super::actions::commit_name;
use super::checkpoint::checkpoint_name;
use super::error::LakeError;
use super::log::FOLDER;
use super::merge::{Pieces, times};
use super::snapshot::FileEntry;

const BLOCK_BYTES: usize = 1 << 20;

/// What a verification found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Data files read.
    pub files: usize,
    /// Events in them, as the log has it.
    pub rows: u64,
    /// Bytes read.
    pub bytes: u64,
    /// What is wrong; empty when all is well.
    pub problems: Vec<Problem>,
}

/// One file that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Path within the table.
    pub file: String,
    /// What is wrong with it.
    pub kind: ProblemKind,
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProblemKind {
    /// It is not there.
    Missing,
    /// It has another size: bytes found and bytes expected.
    Size {
        /// Bytes on disk.
        found: u64,
        /// Bytes the log states.
        expected: u64,
    },
    /// Its bytes are not those that were written.
    Changed,
    /// It can't be read; the reader's words.
    Unreadable(String),
    /// It has another number of events.
    Rows {
        /// Events in the file.
        found: u64,
        /// Events the log states.
        expected: u64,
    },
    /// Its events are not in the order of time.
    Order,
}

impl ProblemKind {
    /// The stable code shown to people and programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing => "lake.file_missing",
            Self::Size { .. } => "lake.file_size",
            Self::Changed => "lake.file_changed",
            Self::Unreadable(_) => "lake.file_unreadable",
            Self::Rows { .. } => "lake.file_rows",
            Self::Order => "lake.file_order",
        }
    }
}

impl Table {
    /// Reads everything and names what is damaged; runs beside commits and takes as long as
    /// reading the disk does. `progress` is told after each file how many are done, and of how
    /// many.
    ///
    /// # Errors
    /// Only when the log's folder can't be listed; damage is in the report.
    pub fn verify(&self, progress: &mut dyn FnMut(usize, usize)) -> Result<Report, LakeError> {
        let mut report = Report::default();
        self.verify_log(&mut report)?;
        let snapshot = self.snapshot();
        for (done, file) in snapshot.files.values().enumerate() {
            report.files += 1;
            report.rows += file.stats.rows;
            report.bytes += file.bytes;
            if let Some(kind) = check(&self.inner.root, file) {
                report.problems.push(Problem {
                    file: file.path.to_string(),
                    kind,
                });
            }
            progress(done + 1, snapshot.files.len());
        }
        Ok(report)
    }

    fn verify_log(&self, report: &mut Report) -> Result<(), LakeError> {
        let log = &self.inner.log;
        let listing = log.list()?;
        let mut problem = |name: String, kind| {
            report.problems.push(Problem {
                file: format!("{FOLDER}/{name}"),
                kind,
            });
        };
        for version in listing.checkpoints {
            if let Err(why) = log.read_checkpoint(version) {
                problem(
                    checkpoint_name(version),
                    ProblemKind::Unreadable(why.to_string()),
                );
            }
        }
        let mut expected = listing.commits.first().copied().unwrap_or(0);
        for version in listing.commits {
            for missing in expected..version {
                problem(commit_name(missing), ProblemKind::Missing);
            }
            expected = version + 1;
            // One that was cleaned away meanwhile is no damage.
            if let Err(why) = log.read(version) {
                problem(
                    commit_name(version),
                    ProblemKind::Unreadable(why.to_string()),
                );
            }
        }
        Ok(())
    }
}

fn check(root: &Path, file: &FileEntry) -> Option<ProblemKind> {
    let path = root.join(file.path.as_ref());
    let mut open = match File::open(&path) {
        Ok(open) => open,
        Err(source) if source.kind() == ErrorKind::NotFound => return Some(ProblemKind::Missing),
        Err(source) => return Some(ProblemKind::Unreadable(source.to_string())),
    };
    let (found, sum) = match checksum(&mut open) {
        Ok(read) => read,
        Err(source) => return Some(ProblemKind::Unreadable(source.to_string())),
    };
    if found != file.bytes {
        let expected = file.bytes;
        return Some(ProblemKind::Size { found, expected });
    }
    match file.checksum {
        Some(expected) if expected != sum => Some(ProblemKind::Changed),
        // The bytes are those that were written: what is left to ask is whether the log is right.
        Some(_) => check_rows(footer_rows(open), file),
        None => check_content(root, file),
    }
}

fn check_rows(rows: Result<u64, String>, file: &FileEntry) -> Option<ProblemKind> {
    match rows {
        Err(why) => Some(ProblemKind::Unreadable(why)),
        Ok(found) if found != file.stats.rows => Some(ProblemKind::Rows {
            found,
            expected: file.stats.rows,
        }),
        Ok(_) => None,
    }
}

/// A file without a checksum is decoded to its last row.
fn check_content(root: &Path, file: &FileEntry) -> Option<ProblemKind> {
    let mut ordered = true;
    let rows = content_rows(root, file, &mut ordered);
    check_rows(rows.map_err(|why| why.to_string()), file)
        .or_else(|| (!ordered).then_some(ProblemKind::Order))
}

fn content_rows(root: &Path, file: &FileEntry, ordered: &mut bool) -> Result<u64, LakeError> {
    let mut pieces = Pieces::open(root, &file.path)?;
    let (mut rows, mut last) = (0, i64::MIN);
    while let Some(batch) = pieces.next()? {
        let times = times(&batch);
        *ordered &= times.is_sorted() && times.first().is_none_or(|first| *first >= last);
        last = times.last().copied().unwrap_or(last);
        rows += batch.num_rows() as u64;
    }
    Ok(rows)
}

fn footer_rows(file: File) -> Result<u64, String> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|why| why.to_string())?;
    u64::try_from(reader.metadata().file_metadata().num_rows()).map_err(|why| why.to_string())
}

fn checksum(file: &mut File) -> std::io::Result<(u64, u32)> {
    let mut sum = crc32fast::Hasher::new();
    let mut block = vec![0_u8; BLOCK_BYTES];
    let mut bytes = 0;
    loop {
        let count = file.read(&mut block)?;
        if count == 0 {
            return Ok((bytes, sum.finalize()));
        }
        sum.update(block.get(..count).unwrap_or_default());
        bytes += count as u64;
    }
}
