//! Writing so that it survives a power cut: a file is synced, then the folder
//! that names it.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::error::LakeError;

/// Makes the names in a folder durable.
pub(crate) fn sync_dir(path: &Path) -> Result<(), LakeError> {
    // Windows has no such call and keeps names without it.
    #[cfg(unix)]
    File::open(path)
        .and_then(|dir| dir.sync_all())
        .map_err(|source| LakeError::io(path, source))?;
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
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

/// Puts a file under a name that must be free, or leaves nothing: the contents are synced under a
/// temporary name, which then gets its real name in one step.
pub(crate) fn put_if_absent(dir: &Path, name: &str, bytes: &[u8]) -> Result<Put, LakeError> {
    let temporary = write_temporary(dir, name, bytes)?;
    let target = dir.join(name);
    let linked = fs::hard_link(&temporary, &target);
    // What is left of a temporary name is swept when the table is opened.
    drop(fs::remove_file(&temporary));
    match linked {
        Ok(()) => {}
        Err(source) if source.kind() == ErrorKind::AlreadyExists => return Ok(Put::Taken),
        Err(source) => return Err(LakeError::io(&target, source)),
    }
    sync_dir(dir).map_err(|_| LakeError::Failed)?;
    Ok(Put::Done)
}

/// Puts a file under a name, in place of any file that was there.
pub(crate) fn replace(dir: &Path, name: &str, bytes: &[u8]) -> Result<(), LakeError> {
    let temporary = write_temporary(dir, name, bytes)?;
    let target = dir.join(name);
    fs::rename(&temporary, &target).map_err(|source| LakeError::io(&target, source))?;
    sync_dir(dir)
}

/// Start of the names that files have before they are whole.
pub(crate) const TEMPORARY: &str = ".tmp-";

fn write_temporary(dir: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, LakeError> {
    let path = dir.join(format!("{TEMPORARY}{name}"));
    let written = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .open(&path)
        .and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
    match written {
        Ok(()) => Ok(path),
        Err(source) => {
            drop(fs::remove_file(&path));
            Err(LakeError::io(&path, source))
        }
    }
}

/// Removes a file that may be gone already.
pub(crate) fn remove(path: &Path) -> Result<(), LakeError> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != ErrorKind::NotFound => Err(LakeError::io(path, source)),
        _ => Ok(()),
    }
}

/// 16 random bytes in hexadecimal.
pub(crate) fn random_name() -> Result<String, LakeError> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|source| {
        LakeError::io(Path::new("random numbers"), std::io::Error::other(source))
    })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
