//! A log file followed as it grows, across rotation and restarts.
//!
//! ```no_run
//! # use sources::follow::{Follow, Place};
//! # let kept: Option<Place> = None;
//! let mut follow = Follow::new("/var/log/app.log".into(), kept);
//! let read = follow.read(1 << 20)?;
//! for line in &read.lines { /* make it safe */ }
//! let place = follow.place(); // then keep the place
//! # Ok::<(), sources::Error>(())
//! ```
//!
//! Two ways of rotation are known: the file is renamed and a new one takes its name, or it is copied and emptied. A renamed
//! file is read to its end before the new one, also when it was renamed while nobody looked, and so are those that came
//! between the two. Which file is which is told by
//! its number in the file system and by its first bytes, since numbers are used again. A line without its end is waited
//! for. Packed files beside it (`.gz`) are old ones: they are never read, and when the rest of a file can only be in one,
//! that is told.
//!
//! A file that nothing comes to any more is closed until it looks different, so that a folder of old logs holds no handles.
//! Some files of a folder are not logs that grow but exports that appear whole: event logs of Windows (`.evtx`) and their
//! XML. Those are given once, when they look the same twice.
//!
//! Nothing waits here and no place is stored: the caller asks from time to time, and keeps [`Place`] once the lines before
//! it are safe. Lines read again after a crash are the price of losing none.

mod file;
mod folder;
mod whole;

pub use folder::{FILES_MAX, FollowFolder, InFolder, NAMES_MAX, What};
pub use whole::{Kind, Mark};

use crate::Error;
use file::{Look, Open};
use std::path::{Path, PathBuf};

/// First bytes of a file that are remembered.
pub const HEAD_BYTES: usize = 256;
/// Bytes of a line that are kept.
const LINE_BYTES_MAX: usize = 1 << 20;

/// Up to where a file was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Number of its file system.
    pub device: u64,
    /// Its number there.
    pub inode: u64,
    /// Bytes read, up to the end of a line.
    pub offset: u64,
    /// Its first bytes, at most [`HEAD_BYTES`] and at most `offset`.
    pub head: Vec<u8>,
}

/// What was read at once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Read {
    /// Whole lines without their ends, empty ones left out.
    pub lines: Vec<Vec<u8>>,
    /// How many of them are cut.
    pub cut: u64,
    /// True when there may be more already.
    pub more: bool,
    /// Files whose rest could not be found again, or that were emptied before they were read to the end.
    pub gaps: u64,
    /// How often the file was found emptied and read from its beginning again.
    pub emptied: u64,
    /// Which of the lines are the first of a file.
    pub begins: Vec<usize>,
}

impl Read {
    /// Whether nothing happened since the last look.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// One followed file.
#[derive(Debug)]
pub struct Follow {
    path: PathBuf,
    open: Option<Open>,
    /// Where to go on, until a file is open.
    from: Option<Place>,
    /// How the file looked when it was closed because nothing came any more.
    rests: Option<Look>,
    /// Looks in a row that found nothing.
    idle: u32,
    is_over: bool,
}

/// Looks that find nothing after which a file is closed until it looks different.
const IDLE_MAX: u32 = 60;
/// Looks that find nothing after which a name that is gone is looked for only now and then.
const FEW: u32 = 3;

impl Follow {
    /// Follows `path` on from a place that was kept; from its beginning without one.
    #[must_use]
    pub const fn new(path: PathBuf, from: Option<Place>) -> Self {
        Self {
            path,
            open: None,
            from,
            rests: None,
            idle: 0,
            is_over: false,
        }
    }

    /// The file's name, whatever file bears it.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Up to where was read: what to keep once the lines read are safe. `None` before the first file was there.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        let open = self.open.as_ref().map(Open::place);
        open.or_else(|| self.from.clone())
    }

    /// True once the file was read to its end, and nothing bears its name any more.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.is_over
    }

    /// Whether the file was seen to be removed: no name leads to it.
    #[must_use]
    pub fn is_removed(&self) -> bool {
        self.open.as_ref().is_some_and(Open::is_gone)
    }

    /// Reads about `bytes_max` more bytes; no lines when nothing is new or the file is not there.
    ///
    /// # Errors
    /// [`Error::Io`] when it can't be read; the same may be asked again.
    pub fn read(&mut self, bytes_max: usize) -> Result<Read, Error> {
        let mut read = Read::default();
        match self.look(bytes_max, &mut read) {
            // What was read before it failed is not read again; the failure comes again.
            Err(source) if read.is_nothing() => Err(Error::Io {
                name: self.path.display().to_string(),
                source,
            }),
            _ => Ok(read),
        }
    }

    fn look(&mut self, bytes_max: usize, read: &mut Read) -> std::io::Result<()> {
        if let Some(seen) = &self.rests {
            let now = Look::at(&self.path)?;
            if now.as_ref() == Some(seen) {
                return Ok(());
            }
            self.rests = None;
        }
        self.read_into(bytes_max, read)?;
        if !read.is_nothing() {
            self.idle = 0;
            return Ok(());
        }
        self.idle = self.idle.saturating_add(1);
        let gone = self
            .open
            .as_ref()
            .map_or(self.from.is_some(), Open::is_gone);
        let seen = Look::at(&self.path)?;
        self.is_over = seen.is_none() && gone;
        if self.idle >= IDLE_MAX && seen.is_some() {
            self.rest(seen);
        }
        Ok(())
    }

    /// Closes the file; what stands behind its last whole line is read again later.
    fn rest(&mut self, seen: Option<Look>) {
        self.from = self.place();
        self.open = None;
        self.rests = seen;
        self.idle = 0;
    }

    fn read_into(&mut self, bytes_max: usize, read: &mut Read) -> std::io::Result<()> {
        if self.open.is_none() {
            self.open = self.begin(read)?;
        }
        let Some(open) = &mut self.open else {
            return Ok(());
        };
        if open.was_emptied()? {
            read.gaps += u64::from(open.rewind()?);
            read.emptied += 1;
        }
        if open.is_at_beginning() {
            read.begins.push(0);
        }
        if open.read(bytes_max, read)? {
            return Ok(());
        }
        // Nothing came: nothing begins yet.
        read.begins.clear();
        // At its end. When another file bears the name, or bore it since, this one is over: a writer that still had it open
        // has had the time between two looks.
        let newest = Open::at(&self.path, None)?;
        if newest.as_ref().is_some_and(|newest| newest.is(open)) {
            return Ok(());
        }
        if !open.is_left() {
            open.leave();
            return Ok(());
        }
        // Looking at all names beside it is dear, and nobody may be writing any more.
        if newest.is_none() && self.idle > FEW && !self.idle.is_multiple_of(IDLE_MAX) {
            return Ok(());
        }
        let (between, packed) = open.next_renamed(&self.path)?;
        let Some(mut next) = between.or(newest) else {
            return Ok(());
        };
        read.gaps += packed;
        open.last_line(read);
        read.begins.push(read.lines.len());
        next.read(bytes_max, read)?;
        self.open = Some(next);
        Ok(())
    }

    /// The file to begin with: the one of the place, under whatever name it has now, else the one of the name.
    fn begin(&mut self, read: &mut Read) -> std::io::Result<Option<Open>> {
        let Some(from) = &self.from else {
            return Open::at(&self.path, None);
        };
        let Some(own) = Open::at(&self.path, None)? else {
            // Between renaming and making anew there is none; the renamed one is looked for.
            return Open::renamed(&self.path, from);
        };
        if own.has(from)? {
            return Open::at(&self.path, Some(from));
        }
        let renamed = Open::renamed(&self.path, from)?;
        if renamed.is_none() {
            read.gaps += 1;
        }
        Ok(renamed.or(Some(own)))
    }
}

#[cfg(test)]
mod tests;
