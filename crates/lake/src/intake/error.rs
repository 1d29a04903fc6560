//! What can go wrong with the log itself. What is wrong with a record on disk is
//! no error but a [`Lost`](super::Lost).

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Why the log did not do what it was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum IntakeError {
    /// Too much waits for its sync; the same batch may be sent again after a moment.
    #[error("the intake log has too much waiting")]
    Busy,
    /// The disk has less than the reserve left; reads go on, and so does the log once
    /// there is space.
    #[error("the disk of the intake log is full")]
    Full,
    /// A write could not be made durable and can't be trusted again before the log is
    /// opened anew. Nothing of the batch was acknowledged.
    #[error("the intake log takes nothing more: what was written could not be synced")]
    Failed {
        /// What the file system said.
        source: Arc<io::Error>,
    },
    /// A record or a batch that can never be taken.
    #[error("{bytes} bytes in one {what}, at most {max}")]
    TooLarge {
        /// `payload`, `source` or `batch`.
        what: &'static str,
        /// Its length.
        bytes: usize,
        /// The limit.
        max: usize,
    },
    /// Another process has the log open.
    #[error("{} is in use by another process", path.display())]
    InUse {
        /// The lock file.
        path: PathBuf,
    },
    /// A newer program wrote the log.
    #[error("{file} has version {version}, newer than this program knows")]
    Newer {
        /// The file.
        file: String,
        /// Its version.
        version: u32,
    },
    /// Neither the identity file nor the head of any segment can be read.
    #[error("the identity of the intake log in {} is lost", dir.display())]
    Unidentified {
        /// The folder.
        dir: PathBuf,
    },
    /// The log was closed before the batch was written.
    #[error("the intake log is closed")]
    Closed,
    /// The file system refused something.
    #[error("can't {doing} {}", path.display())]
    Io {
        /// The verb.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What it said.
        source: Arc<io::Error>,
    },
}

impl IntakeError {
    /// For `map_err`: names the act and the file.
    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |error| match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Io {
                doing,
                path: path.to_owned(),
                source: Arc::new(error),
            },
        }
    }
}
