//! All log files of a folder, new ones included.
//!
//! A file that another name of the folder turned into by rotation (`app.log` to `app.log.1`, `app.log-20240209`) is not a
//! new one: its lines were read under the first name, and the rest of them will be. So names that go on from that of a
//! followed file are left alone, as are hidden and packed ones.

use super::{Follow, Place, Read};
use crate::Error;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Endings of packed files.
const PACKED: [&str; 6] = [".gz", ".zst", ".xz", ".bz2", ".zip", ".7z"];
/// Files followed at once.
const FILES_MAX: usize = 1_000;

/// A followed folder; the folders in it are not.
#[derive(Debug)]
pub struct FollowFolder {
    folder: PathBuf,
    files: BTreeMap<String, Follow>,
    places: BTreeMap<String, Place>,
}

/// What was read of one file of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InFolder {
    /// Its name in the folder.
    pub name: String,
    /// What was read.
    pub read: Read,
    /// Up to where: what to keep by the name once the lines are safe.
    pub place: Option<Place>,
}

impl FollowFolder {
    /// Follows a folder on from the places kept by names.
    #[must_use]
    pub const fn new(folder: PathBuf, places: BTreeMap<String, Place>) -> Self {
        Self {
            folder,
            files: BTreeMap::new(),
            places,
        }
    }

    /// Reads about `bytes_max` more bytes of each file; only files with something new are told.
    ///
    /// # Errors
    /// [`Error::Io`] when the folder or a file in it can't be read.
    pub fn read(&mut self, bytes_max: usize) -> Result<Vec<InFolder>, Error> {
        self.look()?;
        let mut all = Vec::new();
        for (name, file) in &mut self.files {
            let read = file.read(bytes_max)?;
            if read != Read::default() {
                all.push(InFolder {
                    name: name.clone(),
                    read,
                    place: file.place(),
                });
            }
        }
        Ok(all)
    }

    /// Finds files that are new in the folder.
    fn look(&mut self) -> Result<(), Error> {
        let failed = |source| Error::Io {
            name: self.folder.display().to_string(),
            source,
        };
        let mut names = Vec::new();
        for entry in self.folder.read_dir().map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let is_file = entry.file_type().map_err(failed)?.is_file();
            let name = entry.file_name().into_string();
            names.extend(name.ok().filter(|name| is_file && is_plain(name)));
        }
        names.extend(self.places.keys().cloned());
        // A name stands before those that go on from it.
        names.sort();
        names.dedup();
        for name in names {
            let is_rotated = self.files.keys().any(|own| goes_on(&name, own));
            if is_rotated || self.files.len() >= FILES_MAX || self.files.contains_key(&name) {
                continue;
            }
            let from = self.places.remove(&name);
            let follow = Follow::new(self.folder.join(&name), from);
            self.files.insert(name, follow);
        }
        Ok(())
    }
}

fn is_plain(name: &str) -> bool {
    !name.starts_with('.') && !PACKED.iter().any(|ending| name.ends_with(ending))
}

/// Whether a name is that of a rotated `own`: `own`, a mark, and more.
fn goes_on(name: &str, own: &str) -> bool {
    let rest = name.strip_prefix(own);
    rest.is_some_and(|rest| rest.starts_with(['.', '-', '_', '~']))
}
