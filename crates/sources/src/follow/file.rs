//! One open file of those that bear a name one after the other.

use super::folder::PACKED;
use super::{HEAD_BYTES, LINE_BYTES_MAX, Place, Read};
use memchr::memchr;
use std::fs::{File, Metadata};
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::time::SystemTime;

/// Bytes read at once.
const BUFFER_BYTES: usize = 64 * 1024;
/// Names beside a file that are looked at when it was renamed.
const BESIDE_MAX: usize = 10_000;

#[derive(Debug)]
pub(super) struct Open {
    file: File,
    device: u64,
    inode: u64,
    /// Bytes up to the end of the last whole line.
    offset: u64,
    head: Vec<u8>,
    /// The line that has no end yet.
    begun: Vec<u8>,
    /// Bytes of that line, those beyond its limit included.
    begun_bytes: u64,
    left: bool,
}

impl Open {
    /// Opens a file to read on from a place of it; `None` when there is none, or no file of bytes.
    pub(super) fn at(path: &Path, from: Option<&Place>) -> io::Result<Option<Self>> {
        let file = match File::open(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            file => file?,
        };
        let found = file.metadata()?;
        if !found.is_file() {
            return Ok(None);
        }
        let (device, inode) = numbers(&found);
        let mut open = Self {
            file,
            device,
            inode,
            offset: 0,
            head: Vec::new(),
            begun: Vec::new(),
            begun_bytes: 0,
            left: false,
        };
        if let Some(from) = from {
            open.offset = from.offset;
            open.head.clone_from(&from.head);
            open.file.seek(SeekFrom::Start(from.offset))?;
        }
        Ok(Some(open))
    }

    /// The file of a place among those beside `path`, whatever it is called now.
    pub(super) fn renamed(path: &Path, from: &Place) -> io::Result<Option<Self>> {
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
        let folder = folder.unwrap_or_else(|| Path::new("."));
        let beside = match folder.read_dir() {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            beside => beside?,
        };
        for entry in beside.take(BESIDE_MAX) {
            let entry = entry?;
            if numbers(&entry.metadata()?) != (from.device, from.inode) {
                continue;
            }
            let found = Self::at(&entry.path(), Some(from))?;
            if let Some(found) = found
                && found.has(from)?
            {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// The oldest of the files that bore the name `path` after this one and were renamed since; and how many were packed
    /// before that.
    pub(super) fn next_renamed(&self, path: &Path) -> io::Result<(Option<Self>, u64)> {
        let own = path.file_name().and_then(|name| name.to_str());
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
        let folder = folder.unwrap_or_else(|| Path::new("."));
        let last = self.file.metadata()?.modified()?;
        let mut later = Vec::new();
        let beside = match folder.read_dir() {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok((None, 0)),
            beside => beside?,
        };
        for entry in beside.take(BESIDE_MAX) {
            let entry = entry?;
            let (name, found) = (entry.file_name(), entry.metadata()?);
            let marked = name
                .to_str()
                .zip(own)
                .and_then(|(name, own)| name.strip_prefix(own));
            let Some(mark) = marked.filter(|_| found.is_file()) else {
                continue;
            };
            let plain = PACKED.iter().find_map(|ending| mark.strip_suffix(ending));
            let changed = found.modified()?;
            let is_other = numbers(&found) != (self.device, self.inode);
            if is_other && changed > last && is_mark(plain.unwrap_or(mark)) {
                later.push((changed, plain.is_some(), entry.path()));
            }
        }
        later.sort();
        let mut packed = 0;
        for (_, is_packed, path) in later {
            match is_packed {
                true => packed += 1,
                false => return Ok((Self::at(&path, None)?, packed)),
            }
        }
        Ok((None, packed))
    }

    pub(super) fn place(&self) -> Place {
        Place {
            device: self.device,
            inode: self.inode,
            offset: self.offset,
            head: self.head.clone(),
        }
    }

    /// Whether both are one file.
    pub(super) fn is(&self, other: &Self) -> bool {
        (self.device, self.inode) == (other.device, other.inode)
    }

    /// Whether a place is one of this file.
    pub(super) fn has(&self, from: &Place) -> io::Result<bool> {
        let same = (self.device, self.inode) == (from.device, from.inode);
        Ok(same && self.file.metadata()?.len() >= from.offset && self.begins(&from.head)?)
    }

    /// Whether it was emptied since it was read: shorter than before, or with another beginning.
    pub(super) fn was_emptied(&self) -> io::Result<bool> {
        let read = self.offset.saturating_add(self.begun_bytes);
        Ok(self.file.metadata()?.len() < read || !self.begins(&self.head)?)
    }

    fn begins(&self, head: &[u8]) -> io::Result<bool> {
        // A second handle has its own place on no system; the place of this one is put back.
        let mut file = &self.file;
        let at = file.stream_position()?;
        file.seek(SeekFrom::Start(0))?;
        let mut found = Vec::with_capacity(head.len());
        let most = u64::try_from(head.len()).unwrap_or(u64::MAX);
        let read = file.take(most).read_to_end(&mut found);
        file.seek(SeekFrom::Start(at))?;
        read.map(|_| found == head)
    }

    /// Begins anew; true when the beginning of a line is lost by it.
    pub(super) fn rewind(&mut self) -> io::Result<bool> {
        let lost = self.begun_bytes > 0;
        self.file.seek(SeekFrom::Start(0))?;
        self.offset = 0;
        self.begun_bytes = 0;
        self.begun.clear();
        self.head.clear();
        Ok(lost)
    }

    /// Reads on; false when at the end with nothing new.
    pub(super) fn read(&mut self, bytes_max: usize, into: &mut Read) -> io::Result<bool> {
        let mut buffer = vec![0; BUFFER_BYTES];
        let mut taken = 0_usize;
        while taken < bytes_max {
            let length = match self.file.read(&mut buffer) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                length => length?,
            };
            if length == 0 {
                return Ok(taken > 0);
            }
            taken += length;
            self.left = false;
            self.take(buffer.get(..length).unwrap_or_default(), into);
        }
        into.more = true;
        Ok(true)
    }

    fn take(&mut self, mut bytes: &[u8], into: &mut Read) {
        while let Some(end) = memchr(b'\n', bytes) {
            let (line, rest) = bytes.split_at(end);
            self.extend(line);
            bytes = rest.get(1..).unwrap_or_default();
            self.head_of_line();
            self.offset = self.offset.saturating_add(self.begun_bytes + 1);
            self.give(into);
        }
        self.extend(bytes);
    }

    fn extend(&mut self, bytes: &[u8]) {
        let room = LINE_BYTES_MAX.saturating_sub(self.begun.len());
        self.begun.extend(bytes.iter().take(room));
        let more = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.begun_bytes = self.begun_bytes.saturating_add(more);
    }

    /// Remembers the line among the first bytes of the file.
    fn head_of_line(&mut self) {
        let read = u64::try_from(self.head.len()).unwrap_or(u64::MAX);
        if read == self.offset && self.head.len() < HEAD_BYTES {
            let line = self.begun.iter().chain(b"\n");
            self.head.extend(line.take(HEAD_BYTES - self.head.len()));
        }
    }

    fn give(&mut self, into: &mut Read) {
        let is_cut = self.begun_bytes > u64::try_from(self.begun.len()).unwrap_or(u64::MAX);
        self.begun_bytes = 0;
        let mut line = std::mem::take(&mut self.begun);
        if line.ends_with(b"\r") {
            line.pop();
        }
        if !line.is_empty() {
            into.cut += u64::from(is_cut);
            into.lines.push(line);
        }
    }

    /// Whether nothing of it was read yet.
    pub(super) fn is_at_beginning(&self) -> bool {
        self.offset == 0 && self.begun_bytes == 0
    }

    /// Whether it was removed: no name leads to it.
    pub(super) fn is_gone(&self) -> bool {
        self.file.metadata().is_ok_and(|found| !has_name(&found))
    }

    /// Another file bears its name since the last look.
    pub(super) fn leave(&mut self) {
        self.left = true;
    }

    /// Whether that was so at the last look already, and nothing was written since.
    pub(super) fn is_left(&self) -> bool {
        self.left
    }

    /// The line that will get no end any more.
    pub(super) fn last_line(&mut self, into: &mut Read) {
        self.offset = self.offset.saturating_add(self.begun_bytes);
        self.give(into);
    }
}

/// Whether this is what rotation puts behind a name: a number or a date.
pub(super) fn is_mark(text: &str) -> bool {
    let marks = ['.', '-', '_', '~', ':', 'T'];
    let mut rest = text.strip_prefix(['.', '-', '_', '~']).into_iter();
    rest.any(|rest| {
        rest.contains(|c: char| c.is_ascii_digit())
            && rest
                .chars()
                .all(|c| c.is_ascii_digit() || marks.contains(&c))
    })
}

/// How a name looks from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Look {
    numbers: (u64, u64),
    pub(super) bytes: u64,
    pub(super) changed: Option<SystemTime>,
}

impl Look {
    /// `None` when nothing bears the name.
    pub(super) fn at(path: &Path) -> io::Result<Option<Self>> {
        let found = match path.metadata() {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            found => found?,
        };
        Ok(Some(Self {
            numbers: numbers(&found),
            bytes: found.len(),
            changed: found.modified().ok(),
        }))
    }
}

#[cfg(unix)]
fn has_name(found: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    found.nlink() > 0
}

/// Elsewhere a file that is open keeps its name.
#[cfg(not(unix))]
fn has_name(_: &Metadata) -> bool {
    true
}

#[cfg(unix)]
fn numbers(found: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt as _;
    (found.dev(), found.ino())
}

/// Elsewhere files are told by their first bytes alone.
#[cfg(not(unix))]
fn numbers(_: &Metadata) -> (u64, u64) {
    (0, 0)
}
