//! The data folder: `DIR/{VERSION, LOCK, khien.db, files/sha256/, keys/}`.
//!
//! Opening takes `LOCK` for this process alone, so that two programs can never
//! write the same ledger. Other parts of Khiên put their own folders beside
//! these; this module does not know them.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::StoreError;

/// The version of the folder's layout that this program writes.
const LAYOUT: i64 = 1;

/// An open data folder, locked for this process while the value lives.
#[derive(Debug)]
pub struct Folder {
    dir: PathBuf,
    // The lock is the open file itself: it ends when the process does, however it ends.
    _lock: File,
}

impl Folder {
    /// Opens the folder, making it when there is none or it is empty.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another process has it, [`StoreError::Newer`]
    /// for a newer layout, [`StoreError::NotAFolder`] when something else lives there.
    pub(crate) fn open(dir: &Path) -> Result<Self, StoreError> {
        make_dir(dir)?;
        refuse_foreign(dir)?;
        let lock = take_lock(&dir.join("LOCK"), dir)?;
        check_version(&dir.join("VERSION"))?;
        let folder = Self {
            dir: dir.to_owned(),
            _lock: lock,
        };
        make_dir(&folder.files())?;
        make_dir(&folder.keys())?;
        keep_private(&folder.keys())?;
        Ok(folder)
    }

    /// The folder itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.dir
    }

    /// The SQLite database file.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.dir.join("khien.db")
    }

    /// Where files are kept under their SHA-256.
    #[must_use]
    pub fn files(&self) -> PathBuf {
        self.dir.join("files").join("sha256")
    }

    /// Where keys are kept, readable by the owner only.
    #[must_use]
    pub fn keys(&self) -> PathBuf {
        self.dir.join("keys")
    }
}

/// Writes a file so that after a crash either the whole new content is there
/// or nothing is: temporary file, sync, rename, sync of the folder.
pub(crate) fn write_durably(path: &Path, bytes: &[u8], private: bool) -> Result<(), StoreError> {
    let fail = |source| StoreError::io(path, source);
    let parent = path.parent().unwrap_or_else(|| Path::new("."));
    let mut nonce = [0_u8; 8];
    getrandom::fill(&mut nonce).map_err(StoreError::Random)?;
    let temporary = parent.join(format!(".new-{:016x}", u64::from_be_bytes(nonce)));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if private {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    #[cfg(not(unix))]
    let _ = private;
    let mut file = options.open(&temporary).map_err(fail)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    drop(file);
    if let Err(source) = written.and_then(|()| fs::rename(&temporary, path)) {
        // The half-written file is of no use; when even this fails there is nothing left to try.
        drop(fs::remove_file(&temporary));
        return Err(fail(source));
    }
    sync_dir(parent)
}

/// Makes a folder and its parents.
pub(crate) fn make_dir(path: &Path) -> Result<(), StoreError> {
    fs::create_dir_all(path).map_err(|source| StoreError::io(path, source))
}

/// Makes new names in a folder survive a crash.
pub(crate) fn sync_dir(path: &Path) -> Result<(), StoreError> {
    // Windows has no such call and keeps renames without it.
    #[cfg(unix)]
    File::open(path)
        .and_then(|dir| dir.sync_all())
        .map_err(|source| StoreError::io(path, source))?;
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

fn refuse_foreign(dir: &Path) -> Result<(), StoreError> {
    if dir.join("VERSION").exists() || dir.join("LOCK").exists() {
        return Ok(());
    }
    let mut entries = fs::read_dir(dir).map_err(|source| StoreError::io(dir, source))?;
    // A freshly made volume is empty but for this folder of its file system.
    let foreign =
        entries.any(|entry| entry.map_or(true, |entry| entry.file_name() != "lost+found"));
    if foreign {
        return Err(StoreError::NotAFolder(dir.to_owned()));
    }
    Ok(())
}

fn take_lock(path: &Path, dir: &Path) -> Result<File, StoreError> {
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .map_err(|source| StoreError::io(path, source))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::Locked(dir.to_owned())),
        Err(TryLockError::Error(source)) => Err(StoreError::io(path, source)),
    }
}

fn check_version(path: &Path) -> Result<(), StoreError> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(source) if source.kind() == ErrorKind::NotFound => {
            return write_durably(path, format!("{LAYOUT}\n").as_bytes(), false);
        }
        Err(source) => return Err(StoreError::io(path, source)),
    };
    match text.trim().parse::<i64>() {
        Ok(found) if found > LAYOUT => Err(StoreError::Newer {
            what: "data folder",
            found,
            known: LAYOUT,
        }),
        Ok(found) if found == LAYOUT => Ok(()),
        _ => Err(StoreError::NotAFolder(
            path.parent().unwrap_or(path).to_owned(),
        )),
    }
}

fn keep_private(path: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700))
            .map_err(|source| StoreError::io(path, source))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

#[cfg(test)]
mod tests;
