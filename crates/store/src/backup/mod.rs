//! Backups: one archive of a data folder, written while the server runs and
//! read as if a stranger had made it.
//!
//! An archive is a plain ZIP, so that it can be looked into and unpacked
//! without Khiên: `BACKUP` says what it is, `data/…` is the folder, and
//! `SHA256SUMS` (the form of `sha256sum -c`) names every other entry.
//!
//! * `copy` takes a consistent copy of the database (SQLite `VACUUM INTO`);
//! * `about` is the text of `BACKUP`, `names` the only paths there can be;
//! * `write` and `read` are the archive itself.
//!
//! Whether an archive is worth keeping, and how many, is decided above.

mod about;
mod copy;
mod error;
mod names;
mod read;
mod write;

pub use about::{About, DatabasePart};
pub use error::BackupError;
pub use read::{Contents, check_free, inspect, read_about, settle, unpack};
pub use write::{Source, Written, write};

/// The entry that says what the archive is.
const ABOUT: &str = "BACKUP";
/// The entry that names every other one with its hash.
const SUMS: &str = "SHA256SUMS";
/// What stands before the path of every file of the folder.
const DATA: &str = "data/";
/// The database, as it is called in the folder.
const DATABASE: &str = "khien.db";

/// Most files of one archive; the list of them is held in memory.
const ENTRIES_MAX: usize = 1_000_000;

async fn off_the_runtime<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BackupError> + Send + 'static,
) -> Result<T, BackupError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| BackupError::Store(crate::StoreError::Task))?
}

#[cfg(test)]
mod tests;
