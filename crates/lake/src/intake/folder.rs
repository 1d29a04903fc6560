//! The files of a log in their folder: made whole or not at all, and set aside
//! when they are damaged.

use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::format::{self, HEAD_BYTES, Head, Identity, Previous, segment_name};
use super::{Disk, DiskFile, IntakeError, RESERVE_BYTES};

/// The file of the log's identity.
pub(super) const IDENTITY: &str = "log.id";
/// The file whose lock says that the log is open.
pub(super) const LOCK: &str = "lock";
/// How an unfinished file ends.
pub(super) const UNFINISHED: &str = ".new";

const QUARANTINE: &str = "quarantine";
const COPY_BYTES: u64 = 64 * 1024;

/// Where a log lies.
pub(super) struct Folder {
    pub(super) disk: Arc<dyn Disk>,
    pub(super) dir: PathBuf,
}

/// The segment that will be made next.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Next {
    pub(super) first: u64,
    pub(super) previous: Previous,
}

impl Folder {
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// Makes a segment with nothing but its head, durably, and then notes it as the
    /// newest, so that its absence would show.
    pub(super) fn create_segment(
        &self,
        identity: Identity,
        next: Next,
    ) -> Result<Box<dyn DiskFile>, IntakeError> {
        let head = format::write_head(&Head {
            identity,
            first: next.first,
            previous: next.previous,
        });
        let file = self.put(&segment_name(next.first), &head)?;
        self.write_identity(identity, Some(next.first))?;
        Ok(file)
    }

    pub(super) fn write_identity(
        &self,
        identity: Identity,
        newest: Option<u64>,
    ) -> Result<(), IntakeError> {
        self.put(IDENTITY, &format::write_identity(identity, newest))
            .map(drop)
    }

    /// A file that appears under its name with all its bytes or not at all.
    fn put(&self, name: &str, bytes: &[u8]) -> Result<Box<dyn DiskFile>, IntakeError> {
        let path = self.path(name);
        let unfinished = self.path(&format!("{name}{UNFINISHED}"));
        let made = self.write_new(&unfinished, bytes).and_then(|file| {
            self.disk.rename(&unfinished, &path)?;
            Ok(file)
        });
        let file = made.map_err(|error| {
            // What is left of it would only take space; the next opening removes it too.
            drop(self.disk.remove(&unfinished));
            IntakeError::io("write", &path)(error)
        })?;
        self.disk
            .sync_dir(&self.dir)
            .map_err(IntakeError::io("sync", &self.dir))?;
        Ok(file)
    }

    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<Box<dyn DiskFile>> {
        let mut file = self.disk.create(path)?;
        append_all(&mut *file, bytes)?;
        file.sync()?;
        Ok(file)
    }

    /// The first bytes of a segment, fewer when it has fewer.
    pub(super) fn head_of(&self, name: &str) -> Result<Vec<u8>, IntakeError> {
        let mut bytes = vec![0; HEAD_BYTES];
        let path = self.path(name);
        let read = self
            .disk
            .read_at(&path, 0, &mut bytes)
            .map_err(IntakeError::io("read", &path))?;
        bytes.truncate(read);
        Ok(bytes)
    }

    /// Bytes that may be written before the reserve is touched.
    pub(super) fn room(&self) -> u64 {
        // A file system that does not say is asked by writing to it.
        self.disk
            .free(&self.dir)
            .map_or(u64::MAX, |free| free.saturating_sub(RESERVE_BYTES))
    }

    /// Copies damaged bytes into the quarantine, once; `None` when that can't be done.
    pub(super) fn keep_copy(&self, name: &str, at: &Range<u64>) -> Option<PathBuf> {
        let length = at.end.saturating_sub(at.start);
        let dir = self.dir.join(QUARANTINE);
        let path = dir.join(format!("{name}.{}-{}", at.start, at.end));
        if self.disk.len(&path).is_ok_and(|known| known == length) {
            return Some(path);
        }
        if self.room() < length {
            return None;
        }
        let copied = self
            .disk
            .create_dir(&dir)
            .and_then(|()| self.copy(&self.path(name), at.clone(), &path))
            .and_then(|()| self.disk.sync_dir(&dir));
        match copied {
            Ok(()) => Some(path),
            Err(_) => {
                // Half a copy would be taken for a whole one by people.
                drop(self.disk.remove(&path));
                None
            }
        }
    }

    fn copy(&self, from: &Path, at: Range<u64>, to: &Path) -> io::Result<()> {
        let mut file = self.disk.create(to)?;
        let mut position = at.start;
        while position < at.end {
            let wanted = COPY_BYTES.min(at.end - position);
            let mut bytes = vec![0; usize::try_from(wanted).unwrap_or_default()];
            let read = self.disk.read_at(from, position, &mut bytes)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            append_all(&mut *file, bytes.get(..read).unwrap_or_default())?;
            position += u64::try_from(read).unwrap_or_default();
        }
        file.sync()
    }

    /// Moves a whole file into the quarantine.
    pub(super) fn set_aside(&self, name: &str) -> Result<PathBuf, IntakeError> {
        let dir = self.dir.join(QUARANTINE);
        let to = dir.join(name);
        self.disk
            .create_dir(&dir)
            .and_then(|()| self.disk.rename(&self.path(name), &to))
            .and_then(|()| self.disk.sync_dir(&dir))
            .and_then(|()| self.disk.sync_dir(&self.dir))
            .map_err(IntakeError::io("set aside", &self.path(name)))?;
        Ok(to)
    }
}

/// Writes all bytes, however few the file takes at a time.
pub(super) fn append_all(file: &mut dyn DiskFile, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match file.append(bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
