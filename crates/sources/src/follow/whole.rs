//! Files of a folder that appear whole: exports of event logs of Windows.
//!
//! Such a file is told by its first bytes. It is given when it looks the same at two looks, so that a copy under way is not
//! taken for the whole, and given again only when it looks different from when it was taken.

use super::file::Look;
use crate::Error;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::time::UNIX_EPOCH;

/// First bytes that say what a file is.
const HEAD_BYTES: u64 = 64;

/// How a file of a folder is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A log that grows by lines.
    Lines,
    /// An event log of Windows (`.evtx`).
    EventLog,
    /// Events of Windows as XML.
    Xml,
}

impl Kind {
    /// By the first bytes of a file; `None` while there are none.
    #[must_use]
    pub fn of(head: &[u8]) -> Option<Self> {
        if head.is_empty() {
            return None;
        }
        if head.starts_with(b"ElfFile\0") {
            return Some(Self::EventLog);
        }
        // Of UTF-16 every other byte is zero here.
        let marks = [0xef, 0xbb, 0xbf, 0xfe, 0xff, 0];
        let plain: Vec<u8> = head
            .iter()
            .copied()
            .filter(|b| !marks.contains(b))
            .collect();
        let begins = ["<?xml", "<Events", "<Event "];
        match begins.iter().any(|tag| plain.starts_with(tag.as_bytes())) {
            true => Some(Self::Xml),
            false => Some(Self::Lines),
        }
    }

    /// By the file itself; `None` while it is empty or gone.
    pub(super) fn at(path: &Path) -> io::Result<Option<Self>> {
        let file = match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file?,
        };
        let mut head = Vec::new();
        file.take(HEAD_BYTES).read_to_end(&mut head)?;
        Ok(Self::of(&head))
    }
}

/// How a file looked when it was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Its length.
    pub bytes: u64,
    /// When it was last changed, in nanoseconds since 1970.
    pub changed: u64,
}

/// A file that is given once.
#[derive(Debug)]
pub(super) struct Whole {
    pub(super) kind: Kind,
    pub(super) taken: Option<Mark>,
    seen: Option<Mark>,
}

impl Whole {
    pub(super) const fn new(kind: Kind, taken: Option<Mark>) -> Self {
        Self {
            kind,
            taken,
            seen: None,
        }
    }

    /// Whether it looks different from when it was taken.
    pub(super) fn is_new(&self) -> bool {
        self.seen.is_some() && self.seen != self.taken
    }

    /// How it looks, when it is to be taken now.
    pub(super) fn ready(&mut self, path: &Path) -> Result<Option<Mark>, Error> {
        let look = Look::at(path).map_err(|source| Error::Io {
            name: path.display().to_string(),
            source,
        })?;
        let now = look.map(|look| Mark {
            bytes: look.bytes,
            changed: look.changed.map_or(0, nanoseconds),
        });
        let before = std::mem::replace(&mut self.seen, now);
        Ok(now.filter(|_| now == before && now != self.taken))
    }
}

fn nanoseconds(at: std::time::SystemTime) -> u64 {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}
