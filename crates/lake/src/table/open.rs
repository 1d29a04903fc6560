//! Opening the table: the lock, the first version of a new one, the columns
//! that a newer program adds to an old one.

use std::collections::{BTreeMap, HashSet};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::sync::{Arc, Mutex, RwLock};

use super::actions::{Line, MetaData, Protocol, READER_VERSION, WRITER_VERSION};
use super::columns::{DAY, RETENTION, delta_schema};
use super::disk::{Files, Put, random_name};
use super::error::LakeError;
use super::log::Log;
use super::snapshot::{Snapshot, is_current};
use super::{Inner, Table, TableOptions, Writing};

/// Readers of the table pass over names that start so.
const LOCK: &str = "_lock";

impl Table {
    /// Opens the table in that folder for writing, and makes it when there is none.
    ///
    /// # Errors
    /// [`LakeError::Locked`] when somebody else has it open for writing; [`LakeError::Unsupported`]
    /// when it was made by something newer; [`LakeError::Log`] names a damaged file of the log.
    pub fn open(dir: &Path, options: TableOptions) -> Result<Self, LakeError> {
        let files = Files::new(Arc::clone(&options.disk));
        files.create_dir(dir)?;
        let lock = take_lock(dir)?;
        let log = Log::new(dir, files.clone());
        log.create()?;
        log.sweep()?;
        let mut snapshot = log.load()?;
        if snapshot.version.is_none() {
            begin(&log, &mut snapshot, &options)?;
        }
        widen(&log, &mut snapshot)?;
        Ok(Self::of(dir, log, options, Some(lock), snapshot))
    }

    /// Opens the table only to read; another program may be writing it.
    ///
    /// # Errors
    /// [`LakeError::Absent`] where there is none; else as [`Table::open`].
    pub fn open_to_read(dir: &Path) -> Result<Self, LakeError> {
        let options = TableOptions::default();
        let log = Log::new(dir, Files::new(Arc::clone(&options.disk)));
        if !log.folder().is_dir() {
            return Err(LakeError::Absent(dir.to_owned()));
        }
        let snapshot = log.load()?;
        if snapshot.version.is_none() {
            return Err(LakeError::Absent(dir.to_owned()));
        }
        Ok(Self::of(dir, log, options, None, snapshot))
    }

    /// Reads what others have committed since.
    ///
    /// # Errors
    /// When a new version can't be read.
    pub fn refresh(&self) -> Result<(), LakeError> {
        if self.inner.lock.is_some() {
            // Nobody else writes.
            return Ok(());
        }
        let mut snapshot = (*self.snapshot()).clone();
        // A reader that slept while the log was cleaned finds the next version gone.
        let cleaned = self.inner.log.list()?.commits.first().copied();
        if cleaned > snapshot.version.map(|version| version + 1) {
            self.publish(self.inner.log.load()?);
        } else if self.inner.log.catch_up(&mut snapshot)? {
            self.publish(snapshot);
        }
        Ok(())
    }

    fn of(
        dir: &Path,
        log: Log,
        options: TableOptions,
        lock: Option<File>,
        snapshot: Snapshot,
    ) -> Self {
        let snapshot = Arc::new(snapshot);
        Self {
            inner: Arc::new(Inner {
                root: dir.to_owned(),
                log,
                files: Files::new(Arc::clone(&options.disk)),
                options,
                lock,
                held: Mutex::new(vec![Arc::downgrade(&snapshot)]),
                current: RwLock::new(snapshot),
                writing: Mutex::new(Writing::default()),
                pending: Mutex::new(HashSet::new()),
                compacting: Mutex::new(()),
            }),
        }
    }
}

fn take_lock(dir: &Path) -> Result<File, LakeError> {
    let path = dir.join(LOCK);
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(|source| LakeError::io(&path, source))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(LakeError::Locked(dir.to_owned())),
        Err(TryLockError::Error(source)) => Err(LakeError::io(&path, source)),
    }
}

fn begin(log: &Log, snapshot: &mut Snapshot, options: &TableOptions) -> Result<(), LakeError> {
    let hours = options.log_keep.as_secs().div_ceil(3_600).max(1);
    let setting = |name: &str, value: String| (name.to_owned(), Some(value));
    let metadata = MetaData {
        id: uuid(&random_name()?),
        schema_string: delta_schema().to_string(),
        partition_columns: vec![RETENTION.to_owned(), DAY.to_owned()],
        configuration: BTreeMap::from([
            setting(
                "delta.logRetentionDuration",
                format!("interval {hours} hours"),
            ),
            setting(
                "delta.deletedFileRetentionDuration",
                "interval 1 hours".to_owned(),
            ),
            setting(
                "delta.checkpointInterval",
                options.checkpoint_every.to_string(),
            ),
        ]),
        ..MetaData::default()
    };
    let lines = vec![
        Line {
            protocol: Some(Protocol {
                min_reader_version: READER_VERSION,
                min_writer_version: WRITER_VERSION,
                ..Protocol::default()
            }),
            ..Line::default()
        },
        Line {
            meta_data: Some(metadata),
            ..Line::default()
        },
    ];
    put(log, snapshot, lines)
}

/// Gives a table of an earlier version the columns that came since; its files stay as they are.
fn widen(log: &Log, snapshot: &mut Snapshot) -> Result<(), LakeError> {
    let metadata = snapshot.metadata.as_deref();
    let Some(metadata) = metadata.filter(|metadata| !is_current(metadata)) else {
        return Ok(());
    };
    let wider = MetaData {
        schema_string: delta_schema().to_string(),
        ..metadata.clone()
    };
    let line = Line {
        meta_data: Some(wider),
        ..Line::default()
    };
    put(log, snapshot, vec![line])
}

fn put(log: &Log, snapshot: &mut Snapshot, lines: Vec<Line>) -> Result<(), LakeError> {
    let version = snapshot.version.map_or(0, |version| version + 1);
    match log.put(version, &lines)? {
        Put::Done => snapshot.apply(version, lines),
        Put::Taken => Err(LakeError::Locked(log.folder().to_owned())),
    }
}

/// Random bytes in hexadecimal as a UUID of version 4.
fn uuid(hex: &str) -> String {
    let at = |range| hex.get(range).unwrap_or_default();
    let (a, b, c, d, e) = (at(0..8), at(8..12), at(13..16), at(17..20), at(20..32));
    format!("{a}-{b}-4{c}-a{d}-{e}")
}
