//! Removing data files that no version names any more: those that compaction or
//! retention took out an hour ago, and those that a commit cut off left behind.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::time::Duration;

use jiff::Timestamp;

use super::columns::{DAY, RETENTION};
use super::error::LakeError;
use super::snapshot::Snapshot;
use super::{Table, lock};

/// Readers of other programs have so long to finish with a file.
const GRACE: Duration = Duration::from_secs(60 * 60);

/// What was removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Vacuumed {
    /// Data files.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
}

struct Found {
    /// Path within the table.
    path: String,
    bytes: u64,
    modified: Timestamp,
}

impl Table {
    /// Removes the files that left the table, or never came into it, at least an hour ago. A file
    /// that a commit is writing or a query of this program may read is never touched.
    ///
    /// # Errors
    /// When a folder can't be read or a file not be removed.
    pub fn vacuum(&self, now: Timestamp) -> Result<Vacuumed, LakeError> {
        self.may_write()?;
        let found = self.data_files()?;
        // In this order: a file that was pending is either still so, or the state taken after
        // that has it.
        let pending = lock(&self.inner.pending).clone();
        let used = self.snapshots();
        let before = now.checked_sub(GRACE).unwrap_or(Timestamp::MIN);
        let mut done = Vacuumed::default();
        let mut folders = HashSet::new();
        for file in found {
            let path = file.path.as_str();
            let needed = pending.contains(path)
                || used
                    .iter()
                    .any(|snapshot| snapshot.files.contains_key(path));
            if needed || self.left(&file) > before {
                continue;
            }
            let whole = self.inner.root.join(path);
            self.inner.files.remove(&whole)?;
            folders.extend(whole.parent().map(Path::to_owned));
            done.files += 1;
            done.bytes += file.bytes;
        }
        for folder in folders {
            self.close_folder(&folder)?;
        }
        self.forget(before);
        Ok(done)
    }

    /// When the file left the table; for one that never was in it, when it was written.
    fn left(&self, file: &Found) -> Timestamp {
        let snapshot = self.snapshot();
        let gone = snapshot.gone.get(file.path.as_str());
        gone.and_then(|gone| Timestamp::from_millisecond(gone.at_ms).ok())
            .unwrap_or(file.modified)
    }

    /// The newest snapshot and all that somebody still reads from.
    fn snapshots(&self) -> Vec<Arc<Snapshot>> {
        let mut used = vec![self.snapshot()];
        used.extend(lock(&self.inner.held).iter().filter_map(Weak::upgrade));
        used
    }

    /// Removes the folder of a day that has become empty. No file can come into it meanwhile: its
    /// name would have to be reserved first.
    fn close_folder(&self, folder: &Path) -> Result<(), LakeError> {
        let pending = lock(&self.inner.pending);
        let awaited = pending
            .iter()
            .any(|path| self.inner.root.join(path).starts_with(folder));
        if awaited || fs::remove_dir(folder).is_err() {
            // It is not empty.
            return self.inner.files.sync_dir(folder);
        }
        drop(pending);
        let around = folder.parent();
        around.map_or(Ok(()), |around| self.inner.files.sync_dir(around))
    }

    /// What left the table before that instant needs no mention in the next checkpoint.
    fn forget(&self, before: Timestamp) {
        let _writing = lock(&self.inner.writing);
        let mut snapshot = (*self.snapshot()).clone();
        let root = &self.inner.root;
        snapshot.gone.retain(|path, gone| {
            gone.at_ms > before.as_millisecond() || root.join(path.as_ref()).exists()
        });
        self.publish(snapshot);
    }

    /// Every file in the folders of partitions.
    fn data_files(&self) -> Result<Vec<Found>, LakeError> {
        let mut found = Vec::new();
        for (class, class_folder) in folders(&self.inner.root, RETENTION)? {
            for (day, day_folder) in folders(&class_folder, DAY)? {
                let failed = |source| LakeError::io(&day_folder, source);
                for entry in fs::read_dir(&day_folder).map_err(failed)? {
                    let entry = entry.map_err(failed)?;
                    let Ok(name) = entry.file_name().into_string() else {
                        continue;
                    };
                    // Gone since it was listed, or nothing of ours.
                    let Ok(metadata) = entry.metadata() else {
                        continue;
                    };
                    let modified = metadata.modified().map(Timestamp::try_from);
                    if let (true, Ok(Ok(modified))) = (metadata.is_file(), modified) {
                        found.push(Found {
                            path: format!("{class}/{day}/{name}"),
                            bytes: metadata.len(),
                            modified,
                        });
                    }
                }
            }
        }
        Ok(found)
    }
}

/// The folders of a partition column, with their names.
fn folders(within: &Path, column: &str) -> Result<Vec<(String, PathBuf)>, LakeError> {
    let failed = |source| LakeError::io(within, source);
    let mut found = Vec::new();
    for entry in fs::read_dir(within).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().into_string().unwrap_or_default();
        let ours = name
            .strip_prefix(column)
            .is_some_and(|rest| rest.starts_with('='));
        if ours && entry.path().is_dir() {
            found.push((name, entry.path()));
        }
    }
    Ok(found)
}
