//! What can go wrong in the store. Messages are for an operator; each error
//! has a stable dotted code.

use std::path::PathBuf;

use jiff::Timestamp;

use crate::Digest;

/// An error of the store.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database refused or could not be reached.
    #[error("database: {0}")]
    Database(#[from] sea_orm::DbErr),
    /// A file of the data folder could not be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// Another process has the data folder open.
    #[error("the data folder {0} is in use by another process")]
    Locked(PathBuf),
    /// The folder is not one of ours.
    #[error("{0} is not a data folder of this program")]
    NotAFolder(PathBuf),
    /// The folder or the database was written by a newer version.
    #[error("{what} has version {found}, this program knows up to {known}: use a newer program")]
    Newer {
        /// Which part: `data folder` or `database`.
        what: &'static str,
        /// Its version.
        found: i64,
        /// The highest version this program knows.
        known: i64,
    },
    /// The signing key is missing although the ledger has entries.
    #[error("the ledger has entries but its key {0} is missing: restore it from the backup")]
    KeyMissing(PathBuf),
    /// The signing key can't be read as a key.
    #[error("{0} is not a ledger key")]
    KeyUnreadable(PathBuf),
    /// The operating system gave no random bytes.
    #[error("no random bytes from the operating system: {0}")]
    Random(getrandom::Error),
    /// The instant of a transaction lies before the newest entry. Facts kept up
    /// to a past instant may never change, so time must not run backwards.
    #[error("the clock shows {given}, before the newest entry of the ledger at {last}")]
    ClockBehind {
        /// The newest entry.
        last: Timestamp,
        /// The instant given.
        given: Timestamp,
    },
    /// The caller could not make the leaf.
    #[error("ledger leaf: {0}")]
    Leaf(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The leaf does not name the salted hash of its row.
    #[error("the ledger leaf at {seq} does not contain the hash of its row")]
    LeafWithoutRow {
        /// Position of the leaf.
        seq: u64,
    },
    /// An earlier call on this transaction failed or was cancelled halfway.
    #[error("an earlier step of this transaction failed, it can't be committed")]
    HalfDone,
    /// A stored value is not what its column should hold.
    #[error("a stored {0} can't be read")]
    Unreadable(&'static str),
    /// Somebody else changed the thing since it was read.
    #[error("changed by somebody else since: it is at revision {current} now")]
    Conflict {
        /// The revision it stands at.
        current: u64,
    },
    /// There is no draft of that id.
    #[error("there is no such draft")]
    NoDraft,
    /// A number does not fit its column.
    #[error("{0} is too large")]
    TooLarge(&'static str),
    /// A stored file no longer has the content its name says.
    #[error("the stored file {wanted} has changed: its content hashes to {found}")]
    FileChanged {
        /// The hash it is stored under.
        wanted: Digest,
        /// The hash of what is there.
        found: Digest,
    },
    /// There is no stored file of that hash.
    #[error("there is no stored file {0}")]
    FileMissing(Digest),
    /// A checkpoint text is malformed or not signed by the expected key.
    #[error("the checkpoint is not valid: {0}")]
    Checkpoint(&'static str),
    /// Tree arithmetic failed on the stored tree head.
    #[error("the stored tree head is damaged: run the ledger verification")]
    TreeHead,
    /// A background task of the store died.
    #[error("a background task of the store stopped")]
    Task,
}

impl StoreError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Database(_) => "store.database",
            Self::Io { .. } => "store.io",
            Self::Locked(_) => "store.locked",
            Self::NotAFolder(_) => "store.not_a_folder",
            Self::Newer { .. } => "store.newer_version",
            Self::KeyMissing(_) => "store.key_missing",
            Self::KeyUnreadable(_) => "store.key_unreadable",
            Self::Random(_) => "store.no_random",
            Self::ClockBehind { .. } => "store.clock_behind",
            Self::Leaf(_) => "store.leaf",
            Self::LeafWithoutRow { .. } => "store.leaf_without_row",
            Self::HalfDone => "store.half_done",
            Self::Unreadable(_) => "store.unreadable",
            Self::Conflict { .. } => "store.conflict",
            Self::NoDraft => "store.no_draft",
            Self::TooLarge(_) => "store.too_large",
            Self::FileChanged { .. } => "store.file_changed",
            Self::FileMissing(_) => "store.file_missing",
            Self::Checkpoint(_) => "store.checkpoint",
            Self::TreeHead => "store.tree_head",
            Self::Task => "store.task",
        }
    }

    pub(crate) fn unreadable(what: &'static str) -> Self {
        Self::Unreadable(what)
    }

    pub(crate) fn io(path: &std::path::Path, source: std::io::Error) -> Self {
        Self::Io {
            path: path.to_owned(),
            source,
        }
    }
}
