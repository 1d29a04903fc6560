//! The real file system, broken on demand. It does not really sync, which makes
//! thousands of openings quick.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};

use lake::intake::{Disk, DiskFile, LocalDisk, Lock};

#[derive(Clone, Default)]
pub(super) struct TestDisk {
    faults: Arc<Mutex<Faults>>,
    opened: Arc<Condvar>,
}

#[derive(Default)]
pub(super) struct Faults {
    /// Bytes that can still be written.
    pub(super) room: Option<usize>,
    /// What the file system says is free.
    pub(super) free: Option<u64>,
    /// Bytes that one write takes at most.
    pub(super) write_max: Option<usize>,
    /// The error of every write.
    pub(super) write: Option<io::ErrorKind>,
    /// The error of every sync of a file.
    pub(super) sync: Option<io::ErrorKind>,
    /// The error of every file that is made.
    pub(super) create: Option<io::ErrorKind>,
    /// The error of every file that is cut.
    pub(super) truncate: Option<io::ErrorKind>,
    /// Bytes of files that the medium does not give back.
    pub(super) unreadable: Option<std::ops::Range<u64>>,
    /// Syncs wait as long as this is set.
    pub(super) stuck: bool,
}

impl TestDisk {
    pub(super) fn break_it(&self, change: impl FnOnce(&mut Faults)) {
        change(&mut self.faults.lock().unwrap());
        self.opened.notify_all();
    }

    pub(super) fn mend(&self) {
        self.break_it(|faults| *faults = Faults::default());
    }

    fn check(&self, fault: impl FnOnce(&Faults) -> Option<io::ErrorKind>) -> io::Result<()> {
        fault(&self.faults.lock().unwrap()).map_or(Ok(()), |kind| Err(kind.into()))
    }
}

impl Disk for TestDisk {
    fn create_dir(&self, dir: &Path) -> io::Result<()> {
        LocalDisk.create_dir(dir)
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<OsString>> {
        LocalDisk.list(dir)
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        self.check(|faults| faults.create)?;
        Ok(Box::new(TestFile {
            disk: self.clone(),
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
        self.check(|faults| faults.truncate)?;
        LocalDisk.truncate(path, length)
    }

    fn sync(&self, _path: &Path) -> io::Result<()> {
        self.check(|faults| faults.sync)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        LocalDisk.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        LocalDisk.remove(path)
    }

    fn sync_dir(&self, _dir: &Path) -> io::Result<()> {
        Ok(())
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
    file: Box<dyn DiskFile>,
}

impl DiskFile for TestFile {
    fn append(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.disk.check(|faults| faults.write)?;
        let mut faults = self.disk.faults.lock().unwrap();
        let mut length = bytes.len().min(faults.write_max.unwrap_or(usize::MAX));
        if let Some(room) = &mut faults.room {
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
        faults.sync.map_or(Ok(()), |kind| Err(kind.into()))
    }

    fn truncate(&mut self, length: u64) -> io::Result<()> {
        self.disk.check(|faults| faults.truncate)?;
        self.file.truncate(length)
    }
}
