//! Commits: events into the table exactly once, and the one way in which any
//! version gets into the log.

use jiff::Timestamp;

use super::actions::Line;
use super::batch::{Batch, Rows};
use super::checkpoint;
use super::data_file::{DataFile, Effort, Written, new_path};
use super::disk::Put;
use super::error::LakeError;
use super::snapshot::{FileEntry, Snapshot};
use super::{Table, Writing, lock};

/// What a commit wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Commit {
    /// Version of the table that has it.
    pub version: u64,
    /// New files.
    pub files: usize,
    /// Events in them.
    pub rows: u64,
    /// Their bytes on disk.
    pub bytes: u64,
}

/// The lines of a version, made from the state they will be applied to; `None` when there is
/// nothing to do any more.
type Compose<'a> = &'a dyn Fn(&Snapshot) -> Result<Option<Vec<Line>>, LakeError>;

impl Table {
    /// Offset after the last event of that writer in the table, 0 when there is none. After any
    /// error of [`Table::commit`] this says whether the events are in.
    ///
    /// # Errors
    /// When the log can't be read.
    pub fn committed(&self, writer: &str) -> Result<u64, LakeError> {
        // What a failed attempt may have left is in the log, not in the snapshot.
        let _writing = lock(&self.inner.writing);
        let mut snapshot = (*self.snapshot()).clone();
        if self.inner.log.catch_up(&mut snapshot)? {
            self.publish(snapshot);
        }
        Ok(self.snapshot().committed(writer))
    }

    /// Puts the events of that writer from offset `from` to before `to` into the table. The batch
    /// may have fewer (offsets whose records were lost); an empty one only moves the offset.
    /// When this returns, the events are on disk and in every snapshot taken from now on.
    ///
    /// # Errors
    /// [`LakeError::Offset`] when the writer is elsewhere, in particular when these events are in
    /// already; [`LakeError::Full`]; [`LakeError::Failed`] after a failed sync, and from then on.
    /// After an error the table is as before, or has all of them: ask [`Table::committed`].
    pub fn commit(
        &self,
        writer: &str,
        from: u64,
        to: u64,
        batch: Batch,
    ) -> Result<Commit, LakeError> {
        self.may_write()?;
        let at = |snapshot: &Snapshot| {
            let committed = snapshot.committed(writer);
            if committed == from && to >= from {
                return Ok(());
            }
            Err(LakeError::Offset {
                writer: writer.to_owned(),
                committed,
                from,
            })
        };
        // Before anything is written for nothing.
        at(&self.snapshot())?;
        let at_ms = batch.newest().map_or(0, Timestamp::as_millisecond);
        let mut written = self.write_parts(batch.into_rows()?)?;
        let files: Vec<FileEntry> = written
            .files
            .iter()
            .map(|file| FileEntry::of(file, at_ms))
            .collect();
        written.keep();
        let version = self.put(&|snapshot| {
            at(snapshot)?;
            let mut lines = vec![Line::info("WRITE", at_ms, true)];
            lines.push(Line::transaction(writer, to, at_ms));
            lines.extend(files.iter().map(|file| file.added(true)));
            Ok(Some(lines))
        })?;
        Ok(Commit {
            version: version.unwrap_or_default(),
            files: files.len(),
            rows: files.iter().map(|file| file.stats.rows).sum(),
            bytes: files.iter().map(|file| file.bytes).sum(),
        })
    }

    /// Writes a file for each part; they are durable and in no version yet.
    pub(super) fn write_parts(&self, parts: Vec<Rows>) -> Result<Unlogged<'_>, LakeError> {
        let mut written = Unlogged::new(self);
        for part in parts {
            let path = written.reserve(&part.class, part.day)?;
            let at = (&self.inner.files, self.inner.root.as_path());
            let mut file = DataFile::create(at, &part.class, part.day, path, Effort::Quick)?;
            file.write(&part.batch)?;
            written.files.push(file.finish()?);
        }
        Ok(written)
    }

    /// Writes the next version. The lines are composed again from the newest state when somebody
    /// else was quicker. Returns the version, or `None` when there was nothing to do.
    pub(super) fn put(&self, compose: Compose<'_>) -> Result<Option<u64>, LakeError> {
        let mut writing = lock(&self.inner.writing);
        if writing.failed {
            return Err(LakeError::Failed);
        }
        let mut snapshot = (*self.snapshot()).clone();
        loop {
            if self.inner.log.catch_up(&mut snapshot)? {
                self.publish(snapshot.clone());
            }
            let Some(lines) = compose(&snapshot)? else {
                return Ok(None);
            };
            let version = snapshot.version.map_or(0, |version| version + 1);
            match self.inner.log.put(version, &lines) {
                Ok(Put::Taken) => {}
                Ok(Put::Done) => {
                    snapshot.apply(version, lines)?;
                    self.checkpoint_if_due(&mut snapshot, version, &mut writing);
                    self.publish(snapshot);
                    return Ok(Some(version));
                }
                Err(error) => {
                    writing.failed = matches!(error, LakeError::Failed);
                    return Err(error);
                }
            }
        }
    }

    /// The version is in the log whatever becomes of its checkpoint: a failure is remembered for
    /// [`Table::status`] and tried again with the next version.
    fn checkpoint_if_due(&self, snapshot: &mut Snapshot, version: u64, writing: &mut Writing) {
        let last = snapshot.checkpoint.unwrap_or(0);
        if version < last.saturating_add(self.inner.options.checkpoint_every.max(1)) {
            return;
        }
        match checkpoint::write(&self.inner.log, snapshot, version) {
            Ok(()) => {
                snapshot.checkpoint = Some(version);
                writing.checkpoint_problem = None;
            }
            Err(problem) => writing.checkpoint_problem = Some(problem.to_string()),
        }
    }

    /// Writes a checkpoint of the newest version and removes from the log what is older than the
    /// options ask. Returns how many files of the log went.
    ///
    /// # Errors
    /// When it can't be written or the log can't be cleaned.
    pub fn checkpoint(&self, now: Timestamp) -> Result<usize, LakeError> {
        self.may_write()?;
        let mut writing = lock(&self.inner.writing);
        if writing.failed {
            return Err(LakeError::Failed);
        }
        let mut snapshot = (*self.snapshot()).clone();
        let version = snapshot.version.unwrap_or(0);
        if snapshot.checkpoint != Some(version) {
            checkpoint::write(&self.inner.log, &snapshot, version)?;
            snapshot.checkpoint = Some(version);
            writing.checkpoint_problem = None;
            self.publish(snapshot);
        }
        let before = now.checked_sub(self.inner.options.log_keep);
        let before = before.unwrap_or(Timestamp::MIN);
        self.inner.log.clean(version, before)
    }

    pub(super) fn may_write(&self) -> Result<(), LakeError> {
        if self.inner.lock.is_none() {
            return Err(LakeError::ReadOnly);
        }
        if lock(&self.inner.writing).failed {
            return Err(LakeError::Failed);
        }
        Ok(())
    }
}

/// Files that are written and not yet in the log. As long as this lives nobody takes them for
/// orphans; until the log may name them they are removed with it.
pub(super) struct Unlogged<'a> {
    table: &'a Table,
    pub(super) files: Vec<Written>,
    names: Vec<String>,
    keep: bool,
}

impl Unlogged<'_> {
    pub(super) fn new(table: &Table) -> Unlogged<'_> {
        Unlogged {
            table,
            files: Vec::new(),
            names: Vec::new(),
            keep: false,
        }
    }

    /// From here on a version may name them, also when writing it fails: what turns out to be an
    /// orphan is left to vacuum.
    pub(super) fn keep(&mut self) {
        self.keep = true;
    }

    /// A name for a new file, which is from now on known to be ours.
    pub(super) fn reserve(&mut self, class: &str, day: i32) -> Result<String, LakeError> {
        let path = new_path(class, day)?;
        lock(&self.table.inner.pending).insert(path.clone());
        self.names.push(path.clone());
        Ok(path)
    }
}

impl Drop for Unlogged<'_> {
    fn drop(&mut self) {
        for name in self.names.iter().filter(|_| !self.keep) {
            // What stays behind is an orphan, too.
            let inner = &self.table.inner;
            drop(inner.files.remove(&inner.root.join(name)));
        }
        let mut pending = lock(&self.table.inner.pending);
        for name in &self.names {
            pending.remove(name);
        }
    }
}
