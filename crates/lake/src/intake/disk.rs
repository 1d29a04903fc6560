//! The file system as the log and the event table use it, so that a test can stand in for a full,
//! failing or read-only disk.
//!
//! It knows nothing of records; what each call must guarantee is told on it.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

/// A file system.
pub trait Disk: Send + Sync {
    /// Makes a folder and those above it; no error when it is there.
    ///
    /// # Errors
    /// Whatever the file system refuses; so for all calls here.
    fn create_dir(&self, dir: &Path) -> io::Result<()>;

    /// The names of what lies in a folder, in any order.
    ///
    /// # Errors
    /// The folder can't be read.
    fn list(&self, dir: &Path) -> io::Result<Vec<OsString>>;

    /// Makes an empty file, or empties it, to append to.
    ///
    /// # Errors
    /// The file can't be made.
    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>>;

    /// The length of a file in bytes.
    ///
    /// # Errors
    /// There is no such file.
    fn len(&self, path: &Path) -> io::Result<u64>;

    /// Fills `buffer` from `position` on; fewer bytes only at the end of the file.
    ///
    /// # Errors
    /// The file can't be read there.
    fn read_at(&self, path: &Path, position: u64, buffer: &mut [u8]) -> io::Result<usize>;

    /// Cuts a file to `length` bytes and syncs it.
    ///
    /// # Errors
    /// The file can't be cut or synced.
    fn truncate(&self, path: &Path, length: u64) -> io::Result<()>;

    /// Syncs the contents of a file that is not open here.
    ///
    /// # Errors
    /// The contents may not be durable.
    fn sync(&self, path: &Path) -> io::Result<()>;

    /// Gives a file a second name, which must be free.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] when it is not; the file can't be linked.
    fn link(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Renames a file over another or none.
    ///
    /// # Errors
    /// The file can't be renamed.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file.
    ///
    /// # Errors
    /// The file can't be removed.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Makes what was created, renamed and removed in a folder durable.
    ///
    /// # Errors
    /// The names may not be durable.
    fn sync_dir(&self, dir: &Path) -> io::Result<()>;

    /// Bytes that this process may still write to the file system of a folder.
    ///
    /// # Errors
    /// The file system does not say.
    fn free(&self, dir: &Path) -> io::Result<u64>;

    /// Takes the lock that a file stands for; `None` when another has it.
    ///
    /// # Errors
    /// The file can't be made or locked.
    fn lock(&self, path: &Path) -> io::Result<Option<Lock>>;
}

/// A file that is being appended to.
pub trait DiskFile: Send {
    /// Writes some of the bytes at the end, and says how many.
    ///
    /// # Errors
    /// None of the bytes were written.
    fn append(&mut self, bytes: &[u8]) -> io::Result<usize>;

    /// Makes all that was appended durable.
    ///
    /// # Errors
    /// Nothing may be assumed of what was appended since the last success.
    fn sync(&mut self) -> io::Result<()>;

    /// Cuts it to `length` bytes; the next bytes are appended there.
    ///
    /// # Errors
    /// The length is not known.
    fn truncate(&mut self, length: u64) -> io::Result<()>;
}

/// A lock that is held until it is dropped, or the process ends in any way.
pub struct Lock {
    _held: Box<dyn Send + Sync>,
}

impl Lock {
    /// A lock that dropping `held` gives back.
    pub fn new(held: impl Send + Sync + 'static) -> Self {
        Self {
            _held: Box::new(held),
        }
    }
}

/// The file system of this computer.
#[derive(Debug, Clone, Copy, Default)]
pub struct LocalDisk;

impl Disk for LocalDisk {
    fn create_dir(&self, dir: &Path) -> io::Result<()> {
        fs::create_dir_all(dir)
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<OsString>> {
        fs::read_dir(dir)?
            .map(|entry| entry.map(|entry| entry.file_name()))
            .collect()
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .open(path)?;
        Ok(Box::new(LocalFile { file }))
    }

    fn len(&self, path: &Path) -> io::Result<u64> {
        Ok(fs::metadata(path)?.len())
    }

    fn read_at(&self, path: &Path, position: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(position))?;
        let mut filled = 0;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match file.read(rest) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }

    fn truncate(&self, path: &Path, length: u64) -> io::Result<()> {
        let file = OpenOptions::new().write(true).open(path)?;
        file.set_len(length)?;
        file.sync_all()
    }

    fn sync(&self, path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::hard_link(from, to)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    #[cfg(unix)]
    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        File::open(dir)?.sync_all()
    }

    // Elsewhere a folder can't be opened as a file; its names are journalled.
    #[cfg(not(unix))]
    fn sync_dir(&self, _dir: &Path) -> io::Result<()> {
        Ok(())
    }

    #[cfg(unix)]
    fn free(&self, dir: &Path) -> io::Result<u64> {
        let disk = rustix::fs::statvfs(dir)?;
        Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
    }

    // What is not known is not refused; a write that finds no room is undone.
    #[cfg(not(unix))]
    fn free(&self, _dir: &Path) -> io::Result<u64> {
        Ok(u64::MAX)
    }

    fn lock(&self, path: &Path) -> io::Result<Option<Lock>> {
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Lock::new(LockedFile { file }))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

struct LockedFile {
    file: File,
}

impl Drop for LockedFile {
    fn drop(&mut self) {
        // A process that is just being started has the file open too for a moment, and
        // would hold the lock beyond the closing of this one.
        drop(self.file.unlock());
    }
}

struct LocalFile {
    file: File,
}

impl DiskFile for LocalFile {
    fn append(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.file.sync_data()
    }

    fn truncate(&mut self, length: u64) -> io::Result<()> {
        self.file.set_len(length)?;
        self.file.seek(SeekFrom::Start(length)).map(drop)
    }
}
