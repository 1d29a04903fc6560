//! Compaction: many small files of a partition become few large ones, beside
//! running commits. The rows stay the same, so nothing changes for a query.
//!
//! Of the running day, files of about the same size are merged once there are
//! several, so that a row is rewritten a few times at most; of a day that is
//! over, whatever is small.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::actions::Line;
use super::batch::day_of;
use super::columns::TIME;
use super::commit::Unlogged;
use super::data_file::{DataFile, Effort, Written};
use super::error::LakeError;
use super::merge::{Merge, Pieces};
use super::snapshot::{FileEntry, Snapshot};
use super::{Table, lock};

/// How files are merged.
#[derive(Debug, Clone)]
pub struct CompactOptions {
    /// Size to aim at, in bytes. Files of half of it and more stay as they are.
    pub target_bytes: u64,
    /// Files of a size that must have gathered in the running day before they are merged.
    pub files_min: usize,
    /// At most so many files are merged at once; each takes some memory.
    pub files_max: usize,
    /// At most so many merges in one call.
    pub merges_max: usize,
}

impl Default for CompactOptions {
    fn default() -> Self {
        Self {
            target_bytes: 256 << 20,
            files_min: 8,
            files_max: 64,
            merges_max: usize::MAX,
        }
    }
}

/// What a compaction did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Compacted {
    /// Merges done.
    pub merges: usize,
    /// Files that went.
    pub files_before: usize,
    /// Files in their place.
    pub files_after: usize,
    /// Events in them.
    pub rows: u64,
    /// Bytes before.
    pub bytes_before: u64,
    /// Bytes after.
    pub bytes_after: u64,
}

type Files = Vec<Arc<FileEntry>>;

impl Table {
    /// Merges small files. Runs beside commits; a second call at the same time waits. When it
    /// fails, the merges done before stay.
    ///
    /// # Errors
    /// [`LakeError::Data`] and [`LakeError::Io`] name a file that can't be read.
    pub fn compact(
        &self,
        options: &CompactOptions,
        now: Timestamp,
    ) -> Result<Compacted, LakeError> {
        self.may_write()?;
        let _alone = lock(&self.inner.compacting);
        let plan = plan(&self.snapshot(), options, day_of(now));
        let mut done = Compacted::default();
        for files in plan.into_iter().take(options.merges_max) {
            self.merge(&files, options.target_bytes, now, &mut done)?;
        }
        Ok(done)
    }

    fn merge(
        &self,
        files: &Files,
        target_bytes: u64,
        now: Timestamp,
        done: &mut Compacted,
    ) -> Result<(), LakeError> {
        let mut unlogged = Unlogged::new(self);
        // What will be merged again is not worth much of the compressor's time.
        let over = files.iter().all(|file| file.day < day_of(now));
        let effort = if over {
            Effort::Thorough
        } else {
            Effort::Quick
        };
        self.rewrite(files, target_bytes, effort, &mut unlogged)?;
        let at_ms = now.as_millisecond();
        let merged: Vec<FileEntry> = unlogged
            .files
            .iter()
            .map(|file| FileEntry::of(file, at_ms))
            .collect();
        let rows = |files: &mut dyn Iterator<Item = &FileEntry>| -> u64 {
            files.map(|file| file.stats.rows).sum()
        };
        let expected = rows(&mut files.iter().map(AsRef::as_ref));
        let found = rows(&mut merged.iter());
        if expected != found {
            let name = files.first().map_or("", |file| &file.path);
            let why = format!("{found} rows read from this and its neighbours, not {expected}");
            return Err(LakeError::data(name, why));
        }
        unlogged.keep();
        let version = self.put(&|snapshot| {
            // Retention may have been quicker; then the merged file must not bring them back.
            if !files
                .iter()
                .all(|file| snapshot.files.contains_key(&file.path))
            {
                return Ok(None);
            }
            let mut lines = vec![Line::info("OPTIMIZE", at_ms, false)];
            lines.extend(files.iter().map(|file| file.removed(at_ms, false)));
            lines.extend(merged.iter().map(|file| file.added(false)));
            Ok(Some(lines))
        })?;
        if version.is_some() {
            done.merges += 1;
            done.files_before += files.len();
            done.files_after += merged.len();
            done.rows += found;
            done.bytes_before += files.iter().map(|file| file.bytes).sum::<u64>();
            done.bytes_after += merged.iter().map(|file| file.bytes).sum::<u64>();
        }
        Ok(())
    }

    fn rewrite(
        &self,
        files: &Files,
        target_bytes: u64,
        effort: Effort,
        unlogged: &mut Unlogged<'_>,
    ) -> Result<(), LakeError> {
        let Some(first) = files.first() else {
            return Ok(());
        };
        let root = &self.inner.root;
        let inputs: Vec<Pieces> = files
            .iter()
            .map(|file| Pieces::open(root, &file.path))
            .collect::<Result<_, _>>()?;
        let mut merge = Merge::new(inputs)?;
        let mut open: Option<DataFile> = None;
        let mut closed: Vec<Written> = Vec::new();
        while let Some(batch) = merge.next()? {
            let file = match &mut open {
                Some(file) => file,
                None => {
                    let path = unlogged.reserve(&first.class, first.day)?;
                    let at = (&self.inner.files, root.as_path());
                    let new = DataFile::create(at, &first.class, first.day, path, effort)?;
                    open.insert(new)
                }
            };
            file.write(&batch)?;
            if file.bytes() as u64 >= target_bytes
                && let Some(full) = open.take()
            {
                closed.push(full.finish()?);
            }
        }
        if let Some(last) = open {
            closed.push(last.finish()?);
        }
        unlogged.files = closed;
        Ok(())
    }
}

/// Which files to merge with each other, all of a kind in one partition. Pure.
fn plan(snapshot: &Snapshot, options: &CompactOptions, today: i32) -> Vec<Files> {
    let mut partitions: BTreeMap<(&str, i32), Files> = BTreeMap::new();
    for file in snapshot.files.values() {
        if file.bytes < options.target_bytes / 2 {
            let partition = partitions.entry((&file.class, file.day)).or_default();
            partition.push(Arc::clone(file));
        }
    }
    let mut plan = Vec::new();
    for ((_, day), files) in partitions {
        if day < today {
            plan.extend(bins(files, options).into_iter().filter(|bin| bin.len() > 1));
            continue;
        }
        let mut sizes: BTreeMap<u32, Files> = BTreeMap::new();
        for file in files {
            // Sizes within a factor of eight are alike.
            let size = file.bytes.max(1).ilog2() / 3;
            sizes.entry(size).or_default().push(file);
        }
        let enough = options.files_min.max(2);
        let bins = sizes.into_values().flat_map(|files| bins(files, options));
        plan.extend(bins.filter(|bin| bin.len() >= enough));
    }
    plan
}

/// Neighbours in time up to the size aimed at.
fn bins(mut files: Files, options: &CompactOptions) -> Vec<Files> {
    files.sort_by_key(|file| file.stats.whole(TIME));
    let mut bins: Vec<Files> = Vec::new();
    let mut bytes = 0;
    for file in files {
        let fits = bytes + file.bytes <= options.target_bytes;
        match bins.last_mut() {
            Some(bin) if fits && bin.len() < options.files_max.max(2) => {
                bin.push(Arc::clone(&file))
            }
            _ => {
                bins.push(vec![Arc::clone(&file)]);
                bytes = 0;
            }
        }
        bytes += file.bytes;
    }
    bins
}
