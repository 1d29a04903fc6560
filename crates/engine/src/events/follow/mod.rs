//! Files and folders followed as they grow: what they hold as records to keep, and up to where it was kept.
//!
//! ```text
//! file, folder ──► Follower::read ──► records ──► intake log      (the door's part)
//!                       ▲                │
//!    DIR/follow/NAME ───┴── kept ◄───────┘ once they survive a loss of power
//! ```
//!
//! The place is kept after the records are, so a crash between the two has them read again. What the intake log still
//! holds behind the offset that was kept with the place is then left out, record by record: each is there once. Only when
//! the log was let go of meanwhile does what was read in one look ([`PASS_BYTES`]) come again.
//!
//! What this is not: no waiting and no threads, and nothing is parsed but headings ([`heading`]) and exports of Windows.

mod again;
mod export;
mod heading;
mod places;
#[cfg(test)]
mod tests;

use super::Events;
use crate::EngineError;
use again::Again;
use detect::formats::ParseContext;
use export::Export;
use lake::intake::IntakeLog;
use places::Places;
use sources::follow::{Follow, FollowFolder, Kind, Mark, Place, What};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Folder of the places in the data folder.
pub const FOLLOW_FOLDER: &str = "follow";
/// Bytes of a file read at one look.
const READ_BYTES: usize = 256 * 1024;
/// Bytes of all files of a folder read at one look, more or less.
pub const PASS_BYTES: usize = 2 * 1024 * 1024;
/// Bytes of a record that are kept.
const RECORD_BYTES_MAX: usize = 256 * 1024;

/// A file or a folder to follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// What its sender is called: `file/` and this.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
}

impl Followed {
    /// Whether a text can be a name: small letters, digits, `-`, `_` and `.`, at most 60, no mark first.
    #[must_use]
    pub fn is_name(text: &str) -> bool {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_.".contains(&b);
        let begins = text
            .bytes()
            .next()
            .is_some_and(|b| b.is_ascii_alphanumeric());
        begins && text.len() <= 60 && text.bytes().all(plain)
    }
}

/// What one look found.
#[derive(Debug, Default)]
pub struct Pass {
    /// By file, in the order in which it must be kept.
    pub portions: Vec<Portion>,
    /// What can't be read just now, by the name of the file; the name is blank for the file or folder itself.
    pub problems: BTreeMap<String, String>,
    /// True when there may be more already.
    pub more: bool,
    /// Files of the folder that are not read because there are too many.
    pub left_out: usize,
}

/// Records of one file.
#[derive(Debug, Default)]
pub struct Portion {
    /// Its name in the folder; blank where a single file is followed.
    pub file: String,
    /// The records, in order.
    pub records: Vec<Vec<u8>>,
    /// How many of them are cut.
    pub cut: u64,
    /// Files or records that are lost: emptied or removed before they were read, or damaged.
    pub lost: u64,
    /// How often the file was found emptied.
    pub emptied: u64,
}

/// Reads what is followed under one name.
#[derive(Debug)]
pub struct Follower {
    source: String,
    path: PathBuf,
    kept_at: PathBuf,
    context: ParseContext,
    log: IntakeLog,
    of: Option<Of>,
    places: Places,
    has_news: bool,
    /// Looked at until all was read once.
    again: Again,
    waiting: BTreeMap<String, (PathBuf, Kind, Mark)>,
    export: Option<Export>,
}

#[derive(Debug)]
enum Of {
    File(Box<Follow>),
    Folder(FollowFolder),
}

impl Events {
    /// Goes on following where it was left. Blocks.
    ///
    /// # Errors
    /// [`EngineError::File`] and [`EngineError::Damaged`] for what was kept of it; as the log.
    pub fn follow(&self, followed: &Followed) -> Result<Follower, EngineError> {
        let data = self.engine().store.folder().path();
        let context = ParseContext {
            received_at: self.engine().clock.now(),
            zone: self.engine().zone().clone(),
            year: None,
        };
        let kept_at = data
            .join(FOLLOW_FOLDER)
            .join(format!("{}.json", followed.name));
        Follower::open(followed, self.log().clone(), kept_at, context)
    }
}

impl Follower {
    pub(super) fn open(
        followed: &Followed,
        log: IntakeLog,
        kept_at: PathBuf,
        context: ParseContext,
    ) -> Result<Self, EngineError> {
        let source = format!("file/{}", followed.name);
        let mut places = Places::read(&kept_at)?;
        let id: String = log.id().iter().map(|byte| format!("{byte:02x}")).collect();
        if places.log != id {
            // Nothing is known of the log: all of it is looked at.
            (places.log, places.at) = (id, 0);
        }
        let again = Again::of(&log, &source, places.at)?;
        Ok(Self {
            source,
            path: followed.path.clone(),
            kept_at,
            context,
            log,
            of: None,
            places,
            has_news: false,
            again,
            waiting: BTreeMap::new(),
            export: None,
        })
    }

    /// The key of the sender.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What is followed.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Looks once. All portions must be safe before [`Self::kept`] is called, and that before the next look. Blocks.
    pub fn read(&mut self) -> Pass {
        let mut pass = Pass::default();
        let done = match self.of.take().or_else(|| self.of_path()) {
            None => Ok(()),
            Some(Of::File(mut file)) => {
                let done = self.read_file(&mut file, &mut pass);
                self.of = Some(Of::File(file));
                done
            }
            Some(Of::Folder(mut folder)) => {
                let done = self.read_folder(&mut folder, &mut pass);
                self.of = Some(Of::Folder(folder));
                done
            }
        };
        if let Err(problem) = done {
            pass.problems.insert(String::new(), told(&problem));
        }
        let waits = matches!(&self.of, Some(Of::Folder(folder)) if folder.waits());
        if !pass.more && !waits && pass.problems.is_empty() {
            // Everything was read up to its end once.
            self.again = Again::default();
        }
        pass
    }

    /// Keeps up to where was read, so that it survives a loss of power. Blocks.
    ///
    /// # Errors
    /// [`EngineError::File`]; the same may be tried again.
    pub fn kept(&mut self) -> Result<(), EngineError> {
        if !self.has_news {
            return Ok(());
        }
        self.places.at = self.log.synced();
        self.places.write(&self.kept_at)?;
        self.has_news = false;
        Ok(())
    }

    /// Whether it is a file or a folder; `None` while it is not there.
    fn of_path(&self) -> Option<Of> {
        let files = &self.places.files;
        let found = self.path.metadata();
        if found.as_ref().is_ok_and(std::fs::Metadata::is_dir) {
            let places = files
                .iter()
                .filter_map(|(name, known)| Some((name.clone(), known.place.clone()?)));
            let marks = files
                .iter()
                .filter_map(|(name, known)| Some((name.clone(), known.taken?)));
            let folder = FollowFolder::new(self.path.clone(), places.collect(), marks.collect());
            return Some(Of::Folder(folder));
        }
        let known = files.get("").and_then(|known| known.place.clone());
        // A file that was just renamed is found by its place.
        (found.is_ok() || known.is_some() || found.is_err_and(|error| is_refusal(&error)))
            .then(|| Of::File(Box::new(Follow::new(self.path.clone(), known))))
    }

    fn read_file(&mut self, file: &mut Follow, pass: &mut Pass) -> Result<(), sources::Error> {
        if file.place().is_none_or(|place| place.offset == 0) && is_export(&self.path) {
            let told = "exports of event logs are followed by their folder";
            pass.problems.insert(String::new(), told.to_owned());
            return Ok(());
        }
        let read = file.read(READ_BYTES)?;
        if !read.is_nothing() {
            self.grown(String::new(), read, file.place(), pass);
        }
        Ok(())
    }

    fn read_folder(
        &mut self,
        folder: &mut FollowFolder,
        pass: &mut Pass,
    ) -> Result<(), sources::Error> {
        for found in folder.read(READ_BYTES, PASS_BYTES)? {
            match found.what {
                What::Grown { read, place } => self.grown(found.name, read, place, pass),
                What::Appeared { path, kind, mark } => {
                    self.waiting.insert(found.name, (path, kind, mark));
                }
                What::Failed(error) => {
                    pass.problems.insert(found.name, told(&error));
                }
            }
        }
        pass.left_out = folder.left_out();
        pass.more |= folder.has_more();
        let name = self.export.as_ref().map(|export| export.name.clone());
        let name = name.or_else(|| self.waiting.keys().next().cloned());
        if let Some(name) = name
            && let Err(error) = self.take_export(&name, folder, pass)
        {
            self.export = None;
            self.waiting.remove(&name);
            pass.problems.insert(name, told(&error));
        }
        pass.more |= self.export.is_some() || !self.waiting.is_empty();
        self.places.files.retain(|name, _| folder.knows(name));
        Ok(())
    }

    fn grown(
        &mut self,
        file: String,
        read: sources::follow::Read,
        place: Option<Place>,
        pass: &mut Pass,
    ) {
        let known = self.places.files.entry(file.clone()).or_default();
        let mut portion = Portion {
            file,
            cut: read.cut,
            lost: read.gaps,
            emptied: read.emptied,
            ..Portion::default()
        };
        let count = read.lines.len();
        for (at, line) in read.lines.into_iter().enumerate() {
            if read.begins.contains(&at) {
                known.heading = heading::Heading::default();
            }
            let record =
                known
                    .heading
                    .record(&self.context, &line, RECORD_BYTES_MAX, &mut portion.cut);
            portion
                .records
                .extend(record.filter(|record| !self.again.takes(record)));
        }
        if read.begins.contains(&count) {
            known.heading = heading::Heading::default();
        }
        known.place = place;
        self.has_news = true;
        pass.more |= read.more;
        pass.portions.push(portion);
    }

    fn take_export(
        &mut self,
        name: &str,
        folder: &mut FollowFolder,
        pass: &mut Pass,
    ) -> Result<(), sources::Error> {
        let mut portion = Portion {
            file: name.to_owned(),
            ..Portion::default()
        };
        if self.export.is_none()
            && let Some(of) = self.waiting.get(name).cloned()
        {
            let begun = self.places.files.get(name).and_then(|known| known.begun);
            let done = begun
                .filter(|(mark, _)| *mark == of.2)
                .map_or(0, |(_, done)| done);
            let (export, damaged) = match Export::open(name.to_owned(), of.clone(), done) {
                Err(sources::Error::TooLarge {
                    name: file,
                    limit,
                    unit,
                }) => {
                    // It stays so until it is another file.
                    self.is_taken(name, of.2, folder);
                    return Err(sources::Error::TooLarge {
                        name: file,
                        limit,
                        unit,
                    });
                }
                opened => opened?,
            };
            portion.lost = damaged;
            self.export = Some(export);
        }
        let Some(export) = &mut self.export else {
            return Ok(());
        };
        let part = export
            .part(RECORD_BYTES_MAX)
            .map_err(|source| sources::Error::Io {
                name: name.to_owned(),
                source,
            })?;
        let (mark, done) = (export.mark, export.done);
        portion.cut = part.cut;
        portion.lost += part.damaged;
        let again = &mut self.again;
        let new = part
            .records
            .into_iter()
            .filter(|record| !again.takes(record));
        portion.records.extend(new);
        pass.portions.push(portion);
        if part.is_last {
            self.is_taken(name, mark, folder);
        } else {
            let known = self.places.files.entry(name.to_owned()).or_default();
            known.begun = Some((mark, done));
        }
        self.has_news = true;
        Ok(())
    }

    fn is_taken(&mut self, name: &str, mark: Mark, folder: &mut FollowFolder) {
        let known = self.places.files.entry(name.to_owned()).or_default();
        known.taken = Some(mark);
        known.begun = None;
        folder.taken(name, mark);
        self.waiting.remove(name);
        self.export = None;
        self.has_news = true;
    }
}

fn cut_to(mut record: Vec<u8>, most: usize, cut: &mut u64) -> Vec<u8> {
    if record.len() > most {
        *cut += 1;
        record.truncate(most);
    }
    record
}

fn is_refusal(error: &std::io::Error) -> bool {
    error.kind() != std::io::ErrorKind::NotFound
}

fn is_export(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(64).read_to_end(&mut head));
    read.is_ok() && matches!(Kind::of(&head), Some(Kind::EventLog | Kind::Xml))
}

/// An error with its cause, on one line.
fn told(error: &sources::Error) -> String {
    match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}
