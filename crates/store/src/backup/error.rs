//! What can be wrong with a backup. Messages are for an operator, in plain
//! English; each error has a stable code, by which people's texts are found.

use std::path::PathBuf;

use crate::StoreError;

/// Why a backup was not written, or an archive was refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// The store refused or failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// The folder holds no data of this program.
    #[error("{0} is not a data folder of this program")]
    NotAFolder(PathBuf),
    /// The database is a server's, which this program does not copy.
    #[error(
        "the database is on a PostgreSQL server: copy it with pg_dump and ask for the files only"
    )]
    DatabaseApart,
    /// The archive would lie in the folder it saves.
    #[error("{0} lies inside the data folder: a backup belongs elsewhere")]
    TargetInside(PathBuf),
    /// The folder to restore into holds something.
    #[error("{0} is not empty: a restore never writes over anything")]
    NotEmpty(PathBuf),
    /// The ledger in the archive does not verify.
    #[error("the ledger in the archive does not verify: {0}")]
    LedgerBroken(String),
    /// A file of the folder has a name that no archive can carry safely.
    #[error("{0} has a name that a backup can't hold: rename or remove it")]
    NameUnfit(PathBuf),
    /// The file is no archive of ours, or not whole.
    #[error("it is no whole backup archive: {0}")]
    Malformed(String),
    /// An archive of a newer program.
    #[error("it was written in a form this program does not know: use a newer program")]
    Newer,
    /// An entry would land outside the folder, or is no plain file.
    #[error("the entry {0} is not one that a backup holds")]
    EntryRefused(String),
    /// The list of hashes and the entries are not the same set.
    #[error("the entry {0} is missing, or is not in the list of hashes")]
    ListDiffers(String),
    /// An entry is not what the list says.
    #[error("the entry {0} has another content than the list of hashes says")]
    HashDiffers(String),
    /// It would unpack to more than it may.
    #[error("it unpacks to more than {0} bytes, which no backup of its size does")]
    TooLarge(u64),
}

impl BackupError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Io { .. } => "backup.io",
            Self::NotAFolder(_) => "backup.not_a_folder",
            Self::DatabaseApart => "backup.database_apart",
            Self::TargetInside(_) => "backup.target_inside",
            Self::NotEmpty(_) => "backup.not_empty",
            Self::LedgerBroken(_) => "backup.ledger_broken",
            Self::NameUnfit(_) => "backup.name_unfit",
            Self::Malformed(_) => "backup.malformed",
            Self::Newer => "backup.newer",
            Self::EntryRefused(_) => "backup.entry_refused",
            Self::ListDiffers(_) => "backup.list_differs",
            Self::HashDiffers(_) => "backup.hash_differs",
            Self::TooLarge(_) => "backup.too_large",
        }
    }

    /// What it is about: a path, an entry, a cause. Empty for what needs none.
    #[must_use]
    pub fn detail(&self) -> String {
        match self {
            Self::Store(error) => error.to_string(),
            Self::Io { path, source } => format!("{}: {source}", path.display()),
            Self::NotAFolder(path)
            | Self::TargetInside(path)
            | Self::NotEmpty(path)
            | Self::NameUnfit(path) => path.display().to_string(),
            Self::DatabaseApart | Self::Newer => String::new(),
            Self::LedgerBroken(text)
            | Self::Malformed(text)
            | Self::EntryRefused(text)
            | Self::ListDiffers(text)
            | Self::HashDiffers(text) => text.clone(),
            Self::TooLarge(bytes) => bytes.to_string(),
        }
    }

    pub(super) fn io(path: &std::path::Path, source: std::io::Error) -> Self {
        Self::Io {
            path: path.to_owned(),
            source,
        }
    }

    pub(super) fn malformed(cause: impl core::fmt::Display) -> Self {
        Self::Malformed(cause.to_string())
    }
}
