//! Writing so that it survives a power cut: a file is synced, then the folder
//! that names it.

use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::LakeError;
use crate::intake::{Disk, DiskFile};

/// The disk of a table, with the errors of tables.
#[derive(Clone)]
pub(crate) struct Files(Arc<dyn Disk>);

impl fmt::Debug for Files {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Files")
    }
}

/// Whether a name was free.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub(crate) enum Put {
    /// The file is there, durable and complete.
    Done,
    /// A file of that name was there before; it is untouched.
    Taken,
}

/// Start of the names that files have before they are whole.
pub(crate) const TEMPORARY: &str = ".tmp-";

impl Files {
    pub(crate) fn new(disk: Arc<dyn Disk>) -> Self {
        Self(disk)
    }

    /// Makes a folder and those above it.
    pub(crate) fn create_dir(&self, path: &Path) -> Result<(), LakeError> {
        let made = self.0.create_dir(path);
        made.map_err(|source| LakeError::io(path, source))
    }

    /// Makes an empty file to write to.
    pub(crate) fn create(&self, path: &Path) -> Result<NewFile, LakeError> {
        let file = self.0.create(path);
        file.map(NewFile)
            .map_err(|source| LakeError::io(path, source))
    }

    /// Makes the names in a folder durable.
    pub(crate) fn sync_dir(&self, path: &Path) -> Result<(), LakeError> {
        let synced = self.0.sync_dir(path);
        synced.map_err(|source| LakeError::io(path, source))
    }

    /// Puts a file under a name that must be free, or leaves nothing: the contents are synced
    /// under a temporary name, which then gets its real name in one step.
    pub(crate) fn put_if_absent(
        &self,
        dir: &Path,
        name: &str,
        bytes: &[u8],
    ) -> Result<Put, LakeError> {
        let temporary = self.write_temporary(dir, name, bytes)?;
        let target = dir.join(name);
        let linked = self.0.link(&temporary, &target);
        // What is left of a temporary name is swept when the table is opened.
        drop(self.0.remove(&temporary));
        match linked {
            Ok(()) => {}
            Err(source) if source.kind() == ErrorKind::AlreadyExists => return Ok(Put::Taken),
            Err(source) => return Err(LakeError::io(&target, source)),
        }
        self.sync_dir(dir).map_err(|_| LakeError::Failed)?;
        Ok(Put::Done)
    }

    /// Puts a file under a name, in place of any file that was there.
    pub(crate) fn replace(&self, dir: &Path, name: &str, bytes: &[u8]) -> Result<(), LakeError> {
        let temporary = self.write_temporary(dir, name, bytes)?;
        let target = dir.join(name);
        let renamed = self.0.rename(&temporary, &target);
        renamed.map_err(|source| LakeError::io(&target, source))?;
        self.sync_dir(dir)
    }

    fn write_temporary(&self, dir: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, LakeError> {
        let path = dir.join(format!("{TEMPORARY}{name}"));
        let written = self.0.create(&path).map(NewFile).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync()
        });
        match written {
            Ok(()) => Ok(path),
            Err(source) => {
                drop(self.0.remove(&path));
                Err(LakeError::io(&path, source))
            }
        }
    }

    /// Removes a file that may be gone already.
    pub(crate) fn remove(&self, path: &Path) -> Result<(), LakeError> {
        match self.0.remove(path) {
            Err(source) if source.kind() != ErrorKind::NotFound => Err(LakeError::io(path, source)),
            _ => Ok(()),
        }
    }
}

/// A file that is being written.
pub(crate) struct NewFile(Box<dyn DiskFile>);

impl NewFile {
    /// Makes what was written durable.
    pub(crate) fn sync(&mut self) -> io::Result<()> {
        self.0.sync()
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.append(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// 16 random bytes in hexadecimal.
pub(crate) fn random_name() -> Result<String, LakeError> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes)
        .map_err(|source| LakeError::io(Path::new("random numbers"), io::Error::other(source)))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
