//! Where rule sets and indicator lists stand: in force, or waiting for somebody to try them first.
//!
//! What waits lies in `.waiting` beside what is in force. Readers of what is in force pass over names that begin with a
//! dot, backups take them along, and a change from one to the other is one step of the file system.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// The folder of what waits, in the folder of what is in force.
const WAITING: &str = ".waiting";

/// Where a rule set or a list stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shelf {
    /// Events are judged by it.
    #[default]
    InForce,
    /// It is kept, and nothing is judged by it.
    Waiting,
}

impl Shelf {
    /// Both.
    pub const ALL: [Self; 2] = [Self::InForce, Self::Waiting];

    /// The word of it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InForce => "in_force",
            Self::Waiting => "waiting",
        }
    }

    /// The shelf of this word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shelf| shelf.as_str() == word)
    }

    /// Its folder, `folder` being that of what is in force.
    pub(crate) fn within(self, folder: PathBuf) -> PathBuf {
        match self {
            Self::InForce => folder,
            Self::Waiting => folder.join(WAITING),
        }
    }

    /// What the ledger calls something on it; what waits is not what is in force, there too.
    pub(crate) fn in_ledger(self, folder: &str, name: &str) -> String {
        match self {
            Self::InForce => format!("{folder}/{name}"),
            Self::Waiting => format!("{folder}/waiting/{name}"),
        }
    }
}

/// Makes new names in a folder survive a crash.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    // Windows has no such call and keeps renames without it.
    #[cfg(unix)]
    File::open(path)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}
