//! The real file system, broken on demand. It does not really sync, which makes
//! thousands of openings quick.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};

use lake::intake::{Disk, DiskFile, LocalDisk, Lock};

#[derive(Clone, Default)]
pub(crate) struct TestDisk {
    faults: Arc<Mutex<Faults>>,
    opened: Arc<Condvar>,
}

#[derive(Default)]
pub(crate) struct Faults {
    /// Bytes that can still be written.
    pub(crate) room: Option<usize>,
    /// What the file system says is free.
    pub(crate) free: Option<u64>,
    /// Bytes that one write takes at most.
    pub(crate) write_max: Option<usize>,
    /// The error of every write.
    pub(crate) write: Option<io::ErrorKind>,
    /// The error of every sync of a file.
    pub(crate) sync: Option<io::ErrorKind>,
    /// The error of every file that is made.
    pub(crate) create: Option<io::ErrorKind>,
    /// The error of every file that is cut.
    pub(crate) truncate: Option<io::ErrorKind>,
    /// Bytes of files that the medium does not give back.
    pub(crate) unreadable: Option<std::ops::Range<u64>>,
    /// The error of every sync of a folder.
    pub(crate) sync_dir: Option<io::ErrorKind>,
    /// The error of every second name that is given.
    pub(crate) link: Option<io::ErrorKind>,
    /// What a path must contain for any of this to happen to it; blank for all.
    pub(crate) within: &'static str,
    /// Syncs wait as long as this is set.
    pub(crate) stuck: bool,
}

impl TestDisk {
    pub(crate) fn break_it(&self, change: impl FnOnce(&mut Faults)) {
        change(&mut self.faults.lock().unwrap());
        self.opened.notify_all();
    }

    pub(crate) fn mend(&self) {
        self.break_it(|faults| *faults = Faults::default());
    }

    fn check(
        &self,
        path: &Path,
        fault: impl FnOnce(&Faults) -> Option<io::ErrorKind>,
    ) -> io::Result<()> {
        let faults = self.faults.lock().unwrap();
        match fault(&faults).filter(|_| faults.reaches(path)) {
            Some(kind) => Err(kind.into()),
            None => Ok(()),
        }
    }
}

impl Faults {
    fn reaches(&self, path: &Path) -> bool {
        path.to_str().unwrap().contains(self.within)
    }
}

impl Disk for TestDisk {
    fn create_dir(&self, dir: &Path) -> io::Result<()> {
        if !dir.is_dir() {
            self.check(dir, |faults| faults.create)?;
        }
        LocalDisk.create_dir(dir)
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<OsString>> {
        LocalDisk.list(dir)
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        self.check(path, |faults| faults.create)?;
        Ok(Box::new(TestFile {
            disk: self.clone(),
            path: path.to_owned(),
            file: LocalDisk.create(path)?,
        }))
    }

    fn len(&self, path: &Path) -> io::Result<u64> {
        LocalDisk.len(path)
    }

    fn read_at(&self, path: &Path, position: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let bad = self.faults.lock().unwrap().unreadable.clone();
        let end = position + buffer.len() as u64;
        if bad.is_some_and(|bad| bad.start < end && position < bad.end) {
            return Err(io::Error::from_raw_os_error(5));
        }
        LocalDisk.read_at(path, position, buffer)
    }

    fn truncate(&self, path: &Path, length: u64) -> io::Result<()> {
        self.check(path, |faults| faults.truncate)?;
        LocalDisk.truncate(path, length)
    }

    fn sync(&self, path: &Path) -> io::Result<()> {
        self.check(path, |faults| faults.sync)
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.check(to, |faults| faults.link)?;
        LocalDisk.link(from, to)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        LocalDisk.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        LocalDisk.remove(path)
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        self.check(dir, |faults| faults.sync_dir)
    }

    fn free(&self, dir: &Path) -> io::Result<u64> {
        let free = self.faults.lock().unwrap().free;
        free.map_or_else(|| LocalDisk.free(dir), Ok)
    }

    fn lock(&self, path: &Path) -> io::Result<Option<Lock>> {
        LocalDisk.lock(path)
    }
}

struct TestFile {
    disk: TestDisk,
    path: PathBuf,
    file: Box<dyn DiskFile>,
}

impl DiskFile for TestFile {
    fn append(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.disk.check(&self.path, |faults| faults.write)?;
        let mut faults = self.disk.faults.lock().unwrap();
        let mut length = bytes.len().min(faults.write_max.unwrap_or(usize::MAX));
        let is_reached = faults.reaches(&self.path);
        if let Some(room) = faults.room.as_mut().filter(|_| is_reached) {
            if *room == 0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            length = length.min(*room);
            *room -= length;
        }
        self.file.append(&bytes[..length])
    }

    fn sync(&mut self) -> io::Result<()> {
        let faults = self.disk.faults.lock().unwrap();
        let faults = self
            .disk
            .opened
            .wait_while(faults, |faults| faults.stuck)
            .unwrap();
        let failing = faults.sync.filter(|_| faults.reaches(&self.path));
        failing.map_or(Ok(()), |kind| Err(kind.into()))
    }

    fn truncate(&mut self, length: u64) -> io::Result<()> {
        self.disk.check(&self.path, |faults| faults.truncate)?;
        self.file.truncate(length)
    }
}
