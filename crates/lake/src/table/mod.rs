//! The event table: Parquet files under a Delta log, in one folder on local
//! disk, that any engine with a Delta reader can query.
//!
//! One process writes (a lock file sees to it), any number read. A commit is
//! exactly once: it carries the writer's offset, and the offset is read before
//! every attempt. What a call returned for is on disk. Nobody here asks for the
//! time, starts a task by himself or knows what an event means.
//!
//! Decisions and measurements: `docs/adr/010-event-table.md`.

mod actions;
mod batch;
mod checkpoint;
mod columns;
mod commit;
mod compact;
mod data_file;
mod disk;
mod error;
mod log;
mod merge;
mod open;
mod provider;
mod retain;
mod scan;
mod snapshot;
mod stats;
mod status;
mod vacuum;
mod verify;
mod walk;

#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::fmt;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak};
use std::time::Duration;

pub use batch::{Batch, KeptEvent, address};
pub use columns::{DAY, RETENTION, schema};
pub use commit::Commit;
pub use compact::{CompactOptions, Compacted};
pub use error::LakeError;
pub use provider::session_config;
pub use retain::{Hold, Retained};
pub use snapshot::log_problem;
pub use status::{PartitionStatus, Status};
pub use vacuum::Vacuumed;
pub use verify::{Problem, ProblemKind, Report};
pub use walk::{Piece, Walk, Wanted};

use crate::intake::{Disk, LocalDisk};
use disk::Files;
use log::Log;
use snapshot::Snapshot;

/// How the table is kept.
#[derive(Clone)]
pub struct TableOptions {
    /// The file system that is written to; reading goes past it.
    pub disk: Arc<dyn Disk>,
    /// A checkpoint is written after so many versions.
    pub checkpoint_every: u64,
    /// Versions stay in the log for so long after a checkpoint contains them.
    pub log_keep: Duration,
}

impl Default for TableOptions {
    fn default() -> Self {
        Self {
            disk: Arc::new(LocalDisk),
            checkpoint_every: 50,
            log_keep: Duration::from_secs(2 * 60 * 60),
        }
    }
}

impl fmt::Debug for TableOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TableOptions")
            .field("checkpoint_every", &self.checkpoint_every)
            .field("log_keep", &self.log_keep)
            .finish_non_exhaustive()
    }
}

/// The event table. Clones are the same table.
#[derive(Debug, Clone)]
pub struct Table {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    root: PathBuf,
    log: Log,
    files: Files,
    options: TableOptions,
    /// Held as long as the table is open for writing; `None` for readers.
    lock: Option<File>,
    current: RwLock<Arc<Snapshot>>,
    writing: Mutex<Writing>,
    /// Files on their way into the log: nobody may take them for orphans.
    pending: Mutex<HashSet<String>>,
    /// Snapshots that queries may still be reading from.
    held: Mutex<Vec<Weak<Snapshot>>>,
    /// One compaction at a time; the others would merge the same files.
    compacting: Mutex<()>,
}

/// What a writer of the log needs to know.
#[derive(Debug, Default)]
struct Writing {
    /// A sync failed; nothing more is written.
    failed: bool,
    /// Why the last checkpoint could not be written. The log is whole without it.
    checkpoint_problem: Option<String>,
}

impl Table {
    /// The folder of the table.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.inner.root
    }

    /// The newest version this handle knows.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.snapshot().version.unwrap_or(0)
    }

    /// The state a query works on: it stays the same whatever is committed meanwhile, and its
    /// files are not removed while somebody holds it.
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        let current = self.inner.current.read();
        Arc::clone(&current.unwrap_or_else(PoisonError::into_inner))
    }

    fn publish(&self, snapshot: Snapshot) {
        let snapshot = Arc::new(snapshot);
        let mut held = lock(&self.inner.held);
        held.retain(|old| old.strong_count() > 0);
        held.push(Arc::downgrade(&snapshot));
        drop(held);
        let current = self.inner.current.write();
        *current.unwrap_or_else(PoisonError::into_inner) = snapshot;
    }
}

/// A panic elsewhere leaves these values whole: each is changed in one step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
