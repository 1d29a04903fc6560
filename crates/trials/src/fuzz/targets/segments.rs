//! What opens and reads the intake log, whose files a broken disk may have changed.
//!
//! Beyond not panicking: a log that opens takes a record, gives it back, and gives
//! the same answer when it is read a second time.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use lake::intake::{Arrival, Disk, DiskFile, IntakeError, IntakeLog, Lock, Options, Read};

use super::super::shape::Shape;
use super::Target;

const DIR: &str = "intake";
const OLDEST: &str = "intake/00000000000000000000.log";

/// `lake::intake`: one segment, the only one of its log.
pub(super) static SEGMENTS: Target = Target {
    name: "lake.segments",
    run: |input| try_segment(input).unwrap_or_else(|error| Shape::new().word(&kind(&error))),
    samples: || [0, 1, 7].map(segment).to_vec(),
    folders: &[],
    dictionary: &["KHIENLOG", "\u{1}\0\0\0", "\0\0\0\0\0\0\0\0"],
};

fn try_segment(input: &[u8]) -> Result<Shape, IntakeError> {
    let disk = Memory::default();
    disk.put(OLDEST, input.to_vec());
    let (log, recovered) = IntakeLog::open(Path::new(DIR), options(&disk))?;
    let before = read_all(&log)?;
    let range = log.append(vec![arrival(0)])?.wait()?;
    let read = log.read(range.start, 1)?;
    assert_eq!(read.arrivals, [(range.start, arrival(0))]);
    let after = read_all(&log)?;
    assert!(after.arrivals.starts_with(&before.arrivals));
    assert!(range.start >= before.next);
    Ok(Shape::new()
        .count(before.arrivals.len())
        .count(before.lost.len())
        .count(recovered.damage.len())
        .flag(recovered.tail.is_some())
        .flag(recovered.tail.is_some_and(|tail| tail.torn)))
}

fn read_all(log: &IntakeLog) -> Result<Read, IntakeError> {
    log.read(0, usize::MAX)
}

fn kind(error: &IntakeError) -> String {
    let text = format!("{error:?}");
    text.chars().take_while(char::is_ascii_alphabetic).collect()
}

/// A segment with so many records.
fn segment(records: u8) -> Vec<u8> {
    let disk = Memory::default();
    // Without an error: nothing in memory fails.
    let write = || -> Result<(), IntakeError> {
        let (log, _) = IntakeLog::open(Path::new(DIR), options(&disk))?;
        let last = (0..=records).map(arrival).collect();
        log.append(last)?.wait().map(drop)
    };
    write().map_or_else(|_| Vec::new(), |()| disk.bytes(Path::new(OLDEST)))
}

fn arrival(number: u8) -> Arrival {
    Arrival {
        source: Arc::from("tường lửa"),
        received: Timestamp::UNIX_EPOCH,
        payload: vec![number; usize::from(number) * 9],
    }
}

fn options(disk: &Memory) -> Options {
    Options {
        disk: Arc::new(disk.clone()),
        ..Options::default()
    }
}

/// Files in memory.
#[derive(Clone, Default)]
struct Memory {
    files: Arc<Mutex<BTreeMap<PathBuf, Vec<u8>>>>,
}

impl Memory {
    fn with<T>(&self, act: impl FnOnce(&mut BTreeMap<PathBuf, Vec<u8>>) -> T) -> T {
        act(&mut self.files.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn put(&self, path: &str, bytes: Vec<u8>) {
        self.with(|files| files.insert(path.into(), bytes));
    }

    fn bytes(&self, path: &Path) -> Vec<u8> {
        self.with(|files| files.get(path).cloned().unwrap_or_default())
    }

    fn change<T>(&self, path: &Path, act: impl FnOnce(&mut Vec<u8>) -> T) -> io::Result<T> {
        self.with(|files| files.get_mut(path).map(act))
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

fn index(length: u64) -> usize {
    usize::try_from(length).unwrap_or(usize::MAX)
}

impl Disk for Memory {
    fn create_dir(&self, _dir: &Path) -> io::Result<()> {
        Ok(())
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<OsString>> {
        let inside = |path: &PathBuf| path.parent() == Some(dir);
        let name = |path: &PathBuf| path.file_name().map(OsString::from);
        Ok(self.with(|files| {
            files
                .keys()
                .filter(|path| inside(path))
                .filter_map(name)
                .collect()
        }))
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        self.with(|files| files.insert(path.to_owned(), Vec::new()));
        Ok(Box::new(MemoryFile {
            memory: self.clone(),
            path: path.to_owned(),
        }))
    }

    fn len(&self, path: &Path) -> io::Result<u64> {
        let length = self.change(path, |bytes| bytes.len())?;
        Ok(u64::try_from(length).unwrap_or(u64::MAX))
    }

    fn read_at(&self, path: &Path, position: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.change(path, |bytes| {
            let rest = bytes.get(index(position)..).unwrap_or_default();
            buffer
                .iter_mut()
                .zip(rest)
                .map(|(to, from)| *to = *from)
                .count()
        })
    }

    fn truncate(&self, path: &Path, length: u64) -> io::Result<()> {
        self.change(path, |bytes| bytes.truncate(index(length)))
    }

    fn sync(&self, _path: &Path) -> io::Result<()> {
        Ok(())
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        let bytes = self.change(from, |bytes| bytes.clone())?;
        self.with(|files| match files.contains_key(to) {
            true => Err(io::ErrorKind::AlreadyExists.into()),
            false => {
                files.insert(to.to_owned(), bytes);
                Ok(())
            }
        })
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let bytes = self.change(from, |bytes| bytes.clone())?;
        self.with(|files| {
            files.remove(from);
            files.insert(to.to_owned(), bytes);
        });
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.with(|files| files.remove(path));
        Ok(())
    }

    fn sync_dir(&self, _dir: &Path) -> io::Result<()> {
        Ok(())
    }

    fn free(&self, _dir: &Path) -> io::Result<u64> {
        Ok(u64::MAX)
    }

    fn lock(&self, _path: &Path) -> io::Result<Option<Lock>> {
        Ok(Some(Lock::new(())))
    }
}

struct MemoryFile {
    memory: Memory,
    path: PathBuf,
}

impl MemoryFile {
    // A segment is made under one name and written under another.
    fn path(&self) -> PathBuf {
        let name = self.path.to_string_lossy();
        let plain = PathBuf::from(name.trim_end_matches(".new"));
        let unfinished = self.memory.with(|files| files.contains_key(&self.path));
        if unfinished { self.path.clone() } else { plain }
    }
}

impl DiskFile for MemoryFile {
    fn append(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.memory
            .change(&self.path(), |file| file.extend(bytes))?;
        Ok(bytes.len())
    }

    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn truncate(&mut self, length: u64) -> io::Result<()> {
        self.memory
            .change(&self.path(), |file| file.truncate(index(length)))
    }
}
