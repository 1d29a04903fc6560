//! All log files of a folder, new ones included.
//!
//! A file that another name of the folder turned into by rotation (`app.log` to `app.log.1`, `app.log-20240209`) is not a
//! new one: its lines were read under the first name, and the rest of them will be. So names that go on with a
//! number, a date or `.old` from that of a followed file are left alone, as are hidden and packed ones.

use super::file::is_mark;
use super::whole::{Kind, Mark, Whole};
use super::{Follow, Place, Read};
use crate::Error;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Bound;
use std::path::{Path, PathBuf};

/// Endings of packed files.
pub(super) const PACKED: [&str; 6] = [".gz", ".zst", ".xz", ".bz2", ".zip", ".7z"];
/// What programs that keep one old file put behind its name.
const OLD: [&str; 5] = [".old", ".bak", ".prev", ".save", "~"];
/// Files followed at once.
pub const FILES_MAX: usize = 500;
/// Names of a folder that are looked at.
pub const NAMES_MAX: usize = 10_000;

/// A followed folder; the folders in it are not.
#[derive(Debug)]
pub struct FollowFolder {
    folder: PathBuf,
    files: BTreeMap<String, Follow>,
    whole: BTreeMap<String, Whole>,
    /// Of files that are not there just now: a folder may be away for a while, and come back as it was.
    places: BTreeMap<String, Place>,
    marks: BTreeMap<String, Mark>,
    left_out: usize,
    has_looked: bool,
    /// The file to begin with: one that grows fast may not hold up the others.
    next: Option<String>,
}

/// Something new about one file of a folder.
#[derive(Debug)]
pub struct InFolder {
    /// Its name in the folder.
    pub name: String,
    /// What it is.
    pub what: What,
}

/// What is new about a file.
#[derive(Debug)]
pub enum What {
    /// It grew.
    Grown {
        /// What was read.
        read: Read,
        /// Up to where: what to keep by the name once the lines are safe.
        place: Option<Place>,
    },
    /// It appeared whole, and is given until [`FollowFolder::taken`] says that it was taken.
    Appeared {
        /// Where it is.
        path: PathBuf,
        /// What it is.
        kind: Kind,
        /// What to keep by the name once it was taken.
        mark: Mark,
    },
    /// It can't be read just now.
    Failed(Error),
}

impl FollowFolder {
    /// Follows a folder on from the places and marks kept by names.
    #[must_use]
    pub fn new(
        folder: PathBuf,
        places: BTreeMap<String, Place>,
        marks: BTreeMap<String, Mark>,
    ) -> Self {
        Self {
            folder,
            files: BTreeMap::new(),
            whole: BTreeMap::new(),
            places,
            marks,
            left_out: 0,
            has_looked: false,
            next: None,
        }
    }

    /// Reads about `bytes_max` more bytes of each file, until `all_max` were read; only files with something new are told.
    ///
    /// # Errors
    /// [`Error::Io`] when the folder can't be read. A file that can't be is told and the others are read.
    pub fn read(&mut self, bytes_max: usize, all_max: usize) -> Result<Vec<InFolder>, Error> {
        let mut all = self.look()?;
        let mut over = Vec::new();
        let mut taken = 0_usize;
        let begin = self.next.take().unwrap_or_default();
        let mut names: VecDeque<String> = self.files.keys().cloned().collect();
        let before = (Bound::Unbounded, Bound::Excluded(begin.as_str()));
        names.rotate_left(self.files.range::<str, _>(before).count());
        for name in names {
            if taken >= all_max {
                self.next = Some(name);
                break;
            }
            let Some(file) = self.files.get_mut(&name) else {
                continue;
            };
            let what = match file.read(bytes_max) {
                Ok(read) if read.is_nothing() => {
                    over.extend(file.is_over().then_some(name));
                    continue;
                }
                Ok(read) => {
                    taken += read.lines.iter().map(Vec::len).sum::<usize>();
                    let place = file.place();
                    What::Grown { read, place }
                }
                Err(error) => What::Failed(error),
            };
            all.push(InFolder { name, what });
        }
        for name in over {
            let file = self.files.remove(&name);
            let place = file
                .filter(|file| !file.is_removed())
                .and_then(|file| file.place());
            self.places.extend(place.map(|place| (name, place)));
        }
        for (name, file) in &mut self.whole {
            let path = self.folder.join(name);
            let what = match file.ready(&path) {
                Ok(None) => continue,
                Ok(Some(mark)) => What::Appeared {
                    path,
                    kind: file.kind,
                    mark,
                },
                Err(error) => What::Failed(error),
            };
            let name = name.clone();
            all.push(InFolder { name, what });
        }
        Ok(all)
    }

    /// Says that a whole file was taken.
    pub fn taken(&mut self, name: &str, mark: Mark) {
        if let Some(file) = self.whole.get_mut(name) {
            file.taken = Some(mark);
        }
    }

    /// Files that are not read because there are too many.
    #[must_use]
    pub const fn left_out(&self) -> usize {
        self.left_out
    }

    /// Whether files were left for the next look.
    #[must_use]
    pub const fn has_more(&self) -> bool {
        self.next.is_some()
    }

    /// Whether a file waits to be given, or to be taken.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.whole.values().any(Whole::is_new)
    }

    /// Whether what was kept by this name is still of use.
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        self.is_followed(name) || self.places.contains_key(name) || self.marks.contains_key(name)
    }

    fn is_followed(&self, name: &str) -> bool {
        self.files.contains_key(name) || self.whole.contains_key(name)
    }

    /// Finds files that are new in the folder, and those that can't be looked at.
    fn look(&mut self) -> Result<Vec<InFolder>, Error> {
        let mut names = self.names()?;
        let gone = self.whole.extract_if(.., |name, _| !names.contains(name));
        let gone = gone.filter_map(|(name, file)| Some((name, file.taken?)));
        self.marks.extend(gone);
        if !std::mem::replace(&mut self.has_looked, true) {
            // Files that were renamed meanwhile are found by their old names.
            names.extend(self.places.keys().cloned());
        }
        while self.places.len() > NAMES_MAX {
            self.places.pop_first();
        }
        while self.marks.len() > NAMES_MAX {
            self.marks.pop_first();
        }
        let mut failed = Vec::new();
        self.left_out = 0;
        // A name stands before those that go on from it.
        for name in names {
            if self.is_followed(&name) || self.is_rotated(&name) {
                continue;
            }
            match self.take_in(&name) {
                Ok(()) => {}
                Err(source) => failed.push(InFolder {
                    what: What::Failed(Error::Io {
                        name: self.folder.join(&name).display().to_string(),
                        source,
                    }),
                    name,
                }),
            }
        }
        Ok(failed)
    }

    /// Whether a name is that of a followed file and what rotation puts behind it; `mail.log` beside `mail` is not.
    fn is_rotated(&self, name: &str) -> bool {
        let mut marks = name.match_indices(['.', '-', '_', '~']);
        marks.any(|(at, _)| {
            let (stem, mark) = name.split_at(at);
            self.files.contains_key(stem) && (is_mark(mark) || OLD.contains(&mark))
        })
    }

    fn take_in(&mut self, name: &str) -> std::io::Result<()> {
        let path = self.folder.join(name);
        let is_kept = self.places.contains_key(name);
        let kind = match Kind::at(&path)? {
            // What was followed before is looked for under its other names, too.
            None if is_kept => Kind::Lines,
            None => return Ok(()),
            Some(kind) => kind,
        };
        if kind == Kind::Lines || is_kept {
            if self.files.len() >= FILES_MAX {
                self.left_out += 1;
                return Ok(());
            }
            let from = self.places.remove(name);
            self.files.insert(name.to_owned(), Follow::new(path, from));
            return Ok(());
        }
        let taken = self.marks.remove(name);
        self.whole.insert(name.to_owned(), Whole::new(kind, taken));
        Ok(())
    }

    fn names(&self) -> Result<BTreeSet<String>, Error> {
        let failed = |source| Error::Io {
            name: self.folder.display().to_string(),
            source,
        };
        let mut names = BTreeSet::new();
        for entry in self.folder.read_dir().map_err(failed)?.take(NAMES_MAX) {
            let entry = entry.map_err(failed)?;
            let kind = entry.file_type().map_err(failed)?;
            let is_file = kind.is_file() || kind.is_symlink() && is_file(&entry.path());
            let name = entry.file_name().into_string();
            names.extend(name.ok().filter(|name| is_file && is_plain(name)));
        }
        Ok(names)
    }
}

/// Whether a link leads to a file.
fn is_file(path: &Path) -> bool {
    path.metadata().is_ok_and(|found| found.is_file())
}

fn is_plain(name: &str) -> bool {
    !name.starts_with('.') && !PACKED.iter().any(|ending| name.ends_with(ending))
}
