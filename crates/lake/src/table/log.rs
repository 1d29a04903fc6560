//! The folder `_delta_log`: read when the table is opened, one file further
//! with each version, swept of what checkpoints made superfluous.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::actions::{Line, commit_name, commit_version, read_lines, write_lines};
use super::checkpoint::{self, checkpoint_name, checkpoint_version};
use super::disk::{Files, Put, TEMPORARY};
use super::error::LakeError;
use super::snapshot::Snapshot;

/// Name of the folder within the table.
pub(crate) const FOLDER: &str = "_delta_log";
/// Older checkpoints are of no use to anybody.
const CHECKPOINTS_KEPT: usize = 2;

/// The log of one table.
#[derive(Debug)]
pub(crate) struct Log {
    folder: PathBuf,
    files: Files,
}

/// What lies in the folder.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// In ascending order.
    pub(crate) commits: Vec<u64>,
    /// In ascending order.
    pub(crate) checkpoints: Vec<u64>,
    temporary: Vec<PathBuf>,
}

impl Log {
    pub(crate) fn new(table: &Path, files: Files) -> Self {
        Self {
            folder: table.join(FOLDER),
            files,
        }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes the folder, and its name durable.
    pub(crate) fn create(&self) -> Result<(), LakeError> {
        self.files.create_dir(&self.folder)?;
        for folder in self.folder.ancestors().skip(1).take(2) {
            self.files.sync_dir(folder)?;
        }
        // What another run linked last and could not sync is made durable before it is believed.
        self.files.sync_dir(&self.folder)
    }

    pub(crate) fn list(&self) -> Result<Listing, LakeError> {
        let mut listing = Listing::default();
        let failed = |source| LakeError::io(&self.folder, source);
        for entry in fs::read_dir(&self.folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            if let Some(version) = commit_version(name) {
                listing.commits.push(version);
            } else if let Some(version) = checkpoint_version(name) {
                listing.checkpoints.push(version);
            } else if name.starts_with(TEMPORARY) {
                listing.temporary.push(entry.path());
            }
        }
        listing.commits.sort_unstable();
        listing.checkpoints.sort_unstable();
        Ok(listing)
    }

    /// The newest snapshot; one without a version where there is no table yet.
    pub(crate) fn load(&self) -> Result<Snapshot, LakeError> {
        let listing = self.list()?;
        let mut snapshot = self.start(&listing)?;
        let first = snapshot.version.map_or(0, |version| version + 1);
        for (expected, version) in (first..).zip(listing.after(first)) {
            if version != expected {
                let name = commit_name(expected);
                return Err(LakeError::log(&name, "this version is missing"));
            }
            let lines = self.read(version)?;
            let lines = lines.ok_or_else(|| LakeError::log(&commit_name(version), "vanished"))?;
            snapshot.apply(version, lines)?;
        }
        if let Some(version) = snapshot.version {
            snapshot.check(&commit_name(version))?;
        }
        Ok(snapshot)
    }

    /// The newest checkpoint that can be read. A damaged one is passed over as long as the
    /// versions before it are still there; else it is the error.
    fn start(&self, listing: &Listing) -> Result<Snapshot, LakeError> {
        let mut damage = None;
        for version in listing.checkpoints.iter().rev().copied() {
            match self.read_checkpoint(version) {
                Ok(snapshot) => return Ok(snapshot),
                Err(why) => damage = damage.or(Some(why)),
            }
        }
        match damage {
            Some(why) if listing.commits.first() != Some(&0) => Err(why),
            _ => Ok(Snapshot::default()),
        }
    }

    pub(crate) fn read_checkpoint(&self, version: u64) -> Result<Snapshot, LakeError> {
        let name = checkpoint_name(version);
        let path = self.folder.join(&name);
        let file = File::open(&path).map_err(|source| LakeError::io(&path, source))?;
        let mut snapshot = Snapshot::default();
        snapshot.apply(version, checkpoint::read(&name, file)?)?;
        snapshot.check(&name)?;
        snapshot.checkpoint = Some(version);
        Ok(snapshot)
    }

    /// The lines of a version, if it exists.
    pub(crate) fn read(&self, version: u64) -> Result<Option<Vec<Line>>, LakeError> {
        let name = commit_name(version);
        let path = self.folder.join(&name);
        match fs::read(&path) {
            Ok(bytes) => read_lines(&name, &bytes).map(Some),
            Err(source) if source.kind() == ErrorKind::NotFound => Ok(None),
            Err(source) => Err(LakeError::io(&path, source)),
        }
    }

    /// Applies the versions written since; says whether there were any.
    pub(crate) fn catch_up(&self, snapshot: &mut Snapshot) -> Result<bool, LakeError> {
        let mut moved = false;
        loop {
            let next = snapshot.version.map_or(0, |version| version + 1);
            let Some(lines) = self.read(next)? else {
                return Ok(moved);
            };
            snapshot.apply(next, lines)?;
            moved = true;
        }
    }

    /// Writes a version, durably, unless somebody else has written it.
    pub(crate) fn put(&self, version: u64, lines: &[Line]) -> Result<Put, LakeError> {
        let bytes = write_lines(lines)?;
        let name = commit_name(version);
        self.files.put_if_absent(&self.folder, &name, &bytes)
    }

    /// Writes a file of the folder, durably, in place of one of that name.
    pub(crate) fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), LakeError> {
        self.files.replace(&self.folder, name, bytes)
    }

    /// Removes what runs that were cut off left behind.
    pub(crate) fn sweep(&self) -> Result<(), LakeError> {
        for path in self.list()?.temporary {
            self.files.remove(&path)?;
        }
        Ok(())
    }

    /// Removes checkpoints but the newest ones, and versions that these contain and that were
    /// written before that instant. Returns how many files went.
    pub(crate) fn clean(&self, checkpoint: u64, before: Timestamp) -> Result<usize, LakeError> {
        let listing = self.list()?;
        let older = listing
            .checkpoints
            .iter()
            .filter(|version| **version <= checkpoint);
        let mut kept: Vec<u64> = older.copied().collect();
        let superfluous = kept.len().saturating_sub(CHECKPOINTS_KEPT);
        let mut gone = 0;
        for version in kept.drain(..superfluous) {
            let path = self.folder.join(checkpoint_name(version));
            self.files.remove(&path)?;
            gone += 1;
        }
        // An older checkpoint serves when the newest is damaged: what follows it stays. From the
        // oldest version on, so that no gap arises whenever this is cut off.
        let floor = kept.first().copied().unwrap_or(0);
        for version in listing
            .commits
            .into_iter()
            .take_while(|version| *version < floor)
        {
            let path = self.folder.join(commit_name(version));
            let written = fs::metadata(&path).and_then(|metadata| metadata.modified());
            let written = written.map_err(|source| LakeError::io(&path, source))?;
            if Timestamp::try_from(written).is_ok_and(|written| written >= before) {
                break;
            }
            self.files.remove(&path)?;
            gone += 1;
        }
        Ok(gone)
    }
}

impl Listing {
    fn after(&self, first: u64) -> impl Iterator<Item = u64> + '_ {
        self.commits
            .iter()
            .copied()
            .filter(move |version| *version >= first)
    }
}
