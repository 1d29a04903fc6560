//! What can go wrong with the event table.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use arrow::error::ArrowError;
use datafusion::error::DataFusionError;
use parquet::errors::ParquetError;

/// Why the event table could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum LakeError {
    /// Another program, or another part of this one, has the table open for writing.
    #[error("the event table {} is in use by another program", .0.display())]
    Locked(PathBuf),
    /// A file or folder could not be read or written.
    #[error("{}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The disk is full; nothing of the batch is in the table.
    #[error("no space left for {}", .0.display())]
    Full(PathBuf),
    /// A sync failed earlier: what is on disk is not known, so nothing more is written until the
    /// table is opened again.
    #[error("the event table was closed for writing after a failed sync")]
    Failed,
    /// The table was opened only to read.
    #[error("the event table is open to read only")]
    ReadOnly,
    /// There is no table in the folder.
    #[error("no event table in {}", .0.display())]
    Absent(PathBuf),
    /// The table asks for something this version does not know; nothing was touched.
    #[error("the event table needs {0}, which this version does not know")]
    Unsupported(String),
    /// A file of the log that does not say what it should.
    #[error("{file}: {why}")]
    Log {
        /// Name of the file in `_delta_log`.
        file: String,
        /// What is wrong with it.
        why: String,
    },
    /// The writer has moved on: these events, or some of them, are in the table already.
    #[error("{writer} is at offset {committed}, not {from}")]
    Offset {
        /// Who commits.
        writer: String,
        /// Offset after the last event in the table.
        committed: u64,
        /// Where the batch starts.
        from: u64,
    },
    /// A retention class that can't be the name of a folder.
    #[error("{0:?} is no name of a retention class")]
    Class(String),
    /// A data file that holds something else than the log says.
    #[error("{file}: {why}")]
    Data {
        /// Path within the table.
        file: String,
        /// What is wrong with it.
        why: String,
    },
    /// Arrow refused a batch.
    #[error("columns could not be built")]
    Arrow(#[from] ArrowError),
    /// A Parquet file could not be written or read.
    #[error("a data file could not be written or read")]
    Parquet(#[from] ParquetError),
    /// The query engine refused.
    #[error("the query could not be run")]
    Query(#[from] DataFusionError),
}

impl LakeError {
    /// The stable code shown to people and programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Locked(_) => "lake.locked",
            Self::Io { .. } => "lake.io",
            Self::Full(_) => "lake.full",
            Self::Failed => "lake.failed",
            Self::ReadOnly => "lake.read_only",
            Self::Absent(_) => "lake.absent",
            Self::Unsupported(_) => "lake.unsupported",
            Self::Log { .. } => "lake.damaged_log",
            Self::Offset { .. } => "lake.offset",
            Self::Class(_) => "lake.retention_class",
            Self::Data { .. } | Self::Parquet(_) => "lake.damaged_data",
            Self::Arrow(_) | Self::Query(_) => "lake.query",
        }
    }

    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        if source.kind() == io::ErrorKind::StorageFull {
            return Self::Full(path.to_owned());
        }
        Self::Io {
            path: path.to_owned(),
            source,
        }
    }

    pub(crate) fn log(file: &str, why: impl fmt::Display) -> Self {
        Self::Log {
            file: file.to_owned(),
            why: format!("{why}"),
        }
    }

    pub(crate) fn data(file: &str, why: impl fmt::Display) -> Self {
        Self::Data {
            file: file.to_owned(),
            why: format!("{why}"),
        }
    }
}
