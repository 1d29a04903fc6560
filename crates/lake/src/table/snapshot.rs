//! What the table consists of at one version: the sum of the lines of its log.
//!
//! Pure: bytes come in as lines, nothing is read or written here. A line that
//! would lead outside the table's folder, or asks for what this version does
//! not know, is refused.

use std::collections::BTreeMap;
use std::path::{Component, Path};
use std::sync::Arc;

use jiff::civil::Date;
use serde_json::Value;

use super::actions::{
    Add, Line, MetaData, Protocol, READER_VERSION, Remove, WRITER_VERSION, commit_name, read_lines,
};
use super::batch::is_class;
use super::columns::{DAY, RETENTION, delta_schema};
use super::data_file::{Written, day_text};
use super::error::LakeError;
use super::stats::FileStats;

/// The tag of a file with the CRC-32 of its bytes, in hexadecimal.
const CHECKSUM: &str = "khien.crc32";

/// A data file of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileEntry {
    /// Path within the table.
    pub(crate) path: Arc<str>,
    pub(crate) class: Arc<str>,
    /// Days since 1970.
    pub(crate) day: i32,
    pub(crate) bytes: u64,
    pub(crate) modified_ms: i64,
    /// CRC-32 of its bytes; another writer's file has none.
    pub(crate) checksum: Option<u32>,
    pub(crate) stats: FileStats,
}

/// A file that left the table and may still be read by somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Gone {
    pub(crate) at_ms: i64,
    pub(crate) bytes: u64,
}

/// The table at one version.
#[derive(Debug, Clone, Default)]
pub(crate) struct Snapshot {
    /// The newest version read; none before the first.
    pub(crate) version: Option<u64>,
    pub(crate) protocol: Option<Protocol>,
    pub(crate) metadata: Option<Arc<MetaData>>,
    pub(crate) files: BTreeMap<Arc<str>, Arc<FileEntry>>,
    pub(crate) gone: BTreeMap<Arc<str>, Gone>,
    /// Offset after the last event of each writer, and when it was committed.
    pub(crate) writers: BTreeMap<String, (u64, Option<i64>)>,
    /// The newest checkpoint known.
    pub(crate) checkpoint: Option<u64>,
}

impl FileEntry {
    pub(crate) fn of(written: &Written, modified_ms: i64) -> Self {
        Self {
            path: written.path.as_str().into(),
            class: written.class.as_str().into(),
            day: written.day,
            bytes: written.bytes,
            modified_ms,
            checksum: Some(written.checksum),
            stats: written.stats.clone(),
        }
    }

    fn read(add: Add) -> Result<Self, String> {
        if add.deletion_vector.is_some() {
            return Err("a file has a deletion vector".to_owned());
        }
        safe_path(&add.path)?;
        let value = |name: &str| add.partition_values.get(name)?.as_deref();
        let class = value(RETENTION).filter(|class| is_class(class));
        let class = class.ok_or("a file has no retention class")?;
        let day = value(DAY).and_then(|day| day.parse().ok());
        let day = days(day.ok_or("a file has no day")?);
        let stats = add.stats.as_deref().and_then(FileStats::from_json);
        let checksum = add
            .tags
            .as_ref()
            .and_then(|tags| tags.get(CHECKSUM)?.as_deref());
        Ok(Self {
            class: class.into(),
            day,
            bytes: u64::try_from(add.size).map_err(|_| "a file has a negative size")?,
            modified_ms: add.modification_time,
            checksum: checksum.and_then(|text| u32::from_str_radix(text, 16).ok()),
            stats: stats.ok_or("a file has no number of rows")?,
            path: add.path.into(),
        })
    }

    fn partition_values(&self) -> BTreeMap<String, Option<String>> {
        BTreeMap::from([
            (RETENTION.to_owned(), Some(self.class.to_string())),
            (DAY.to_owned(), Some(day_text(self.day))),
        ])
    }

    /// The line that brings it into the table; `data_change` says whether it brings new rows.
    pub(crate) fn added(&self, data_change: bool) -> Line {
        Line::add(Add {
            path: self.path.to_string(),
            partition_values: self.partition_values(),
            size: i64::try_from(self.bytes).unwrap_or(i64::MAX),
            modification_time: self.modified_ms,
            data_change,
            stats: Some(self.stats.to_json()),
            tags: self.checksum.map(|checksum| {
                BTreeMap::from([(CHECKSUM.to_owned(), Some(format!("{checksum:08x}")))])
            }),
            deletion_vector: None,
        })
    }

    /// The line that takes it out.
    pub(crate) fn removed(&self, at_ms: i64, data_change: bool) -> Line {
        Line::remove(Remove {
            path: self.path.to_string(),
            deletion_timestamp: Some(at_ms),
            data_change,
            extended_file_metadata: Some(true),
            partition_values: Some(self.partition_values()),
            size: i64::try_from(self.bytes).ok(),
        })
    }
}

impl Snapshot {
    /// Applies the lines of the version that follows.
    pub(crate) fn apply(&mut self, version: u64, lines: Vec<Line>) -> Result<(), LakeError> {
        for line in lines {
            self.apply_line(line)
                .map_err(|why| why.into_error(&commit_name(version)))?;
        }
        self.version = Some(version);
        Ok(())
    }

    fn apply_line(&mut self, line: Line) -> Result<(), Refusal> {
        if let Some(protocol) = line.protocol {
            check_protocol(&protocol)?;
            self.protocol = Some(protocol);
        }
        if let Some(metadata) = line.meta_data {
            check_metadata(&metadata)?;
            self.metadata = Some(Arc::new(metadata));
        }
        if let Some(txn) = line.txn {
            let offset = u64::try_from(txn.version);
            let offset = offset.map_err(|_| "a transaction has a negative version")?;
            self.writers.insert(txn.app_id, (offset, txn.last_updated));
        }
        // A file may leave and come in the same version; what counts is that it is there after.
        if let Some(remove) = line.remove {
            safe_path(&remove.path)?;
            let path: Arc<str> = remove.path.into();
            self.files.remove(&path);
            let bytes = remove.size.and_then(|size| u64::try_from(size).ok());
            let gone = Gone {
                at_ms: remove.deletion_timestamp.unwrap_or(0),
                bytes: bytes.unwrap_or(0),
            };
            self.gone.insert(path, gone);
        }
        if let Some(add) = line.add {
            let entry = FileEntry::read(add)?;
            self.gone.remove(&entry.path);
            self.files.insert(Arc::clone(&entry.path), Arc::new(entry));
        }
        Ok(())
    }

    /// The lines that make this snapshot out of nothing, for a checkpoint.
    pub(crate) fn lines(&self) -> Vec<Line> {
        let mut lines = vec![
            Line {
                protocol: self.protocol.clone(),
                ..Line::default()
            },
            Line {
                meta_data: self.metadata.as_deref().cloned(),
                ..Line::default()
            },
        ];
        lines.extend(
            self.writers
                .iter()
                .map(|(writer, (offset, at))| Line::transaction(writer, *offset, at.unwrap_or(0))),
        );
        lines.extend(self.gone.iter().map(|(path, gone)| {
            Line::remove(Remove {
                path: path.to_string(),
                deletion_timestamp: Some(gone.at_ms),
                data_change: false,
                extended_file_metadata: None,
                partition_values: None,
                size: i64::try_from(gone.bytes).ok(),
            })
        }));
        lines.extend(self.files.values().map(|file| file.added(false)));
        lines
    }

    /// A table without its first lines is none.
    pub(crate) fn check(&self, name: &str) -> Result<(), LakeError> {
        if self.protocol.is_none() || self.metadata.is_none() {
            return Err(LakeError::log(name, "protocol or schema is missing"));
        }
        Ok(())
    }

    /// Offset after the last event of that writer.
    pub(crate) fn committed(&self, writer: &str) -> u64 {
        self.writers.get(writer).map_or(0, |(offset, _)| *offset)
    }
}

/// What is wrong with the bytes of one version of a Delta log, if anything: never read as the
/// start of a table, only checked by itself.
#[must_use]
pub fn log_problem(bytes: &[u8]) -> Option<LakeError> {
    let lines = match read_lines(&commit_name(0), bytes) {
        Ok(lines) => lines,
        Err(problem) => return Some(problem),
    };
    Snapshot::default().apply(0, lines).err()
}

/// Why a line is not taken.
enum Refusal {
    Damaged(String),
    Unsupported(String),
}

impl Refusal {
    fn into_error(self, file: &str) -> LakeError {
        match self {
            Self::Damaged(why) => LakeError::log(file, why),
            Self::Unsupported(what) => LakeError::Unsupported(what),
        }
    }
}

impl From<String> for Refusal {
    fn from(why: String) -> Self {
        Self::Damaged(why)
    }
}

impl From<&str> for Refusal {
    fn from(why: &str) -> Self {
        Self::Damaged(why.to_owned())
    }
}

fn check_protocol(protocol: &Protocol) -> Result<(), Refusal> {
    let features = [&protocol.reader_features, &protocol.writer_features];
    if let Some(feature) = features.into_iter().flatten().flatten().next() {
        return Err(Refusal::Unsupported(format!("the Delta feature {feature}")));
    }
    let (reader, writer) = (protocol.min_reader_version, protocol.min_writer_version);
    if reader > READER_VERSION || writer > WRITER_VERSION {
        let what = format!("Delta reader version {reader} and writer version {writer}");
        return Err(Refusal::Unsupported(what));
    }
    Ok(())
}

/// The columns must be ours, or the first of ours: later versions add some at the end.
fn check_metadata(metadata: &MetaData) -> Result<(), Refusal> {
    if metadata.format.provider != "parquet" {
        return Err(Refusal::Unsupported(format!(
            "files of the format {}",
            metadata.format.provider
        )));
    }
    if metadata.partition_columns != [RETENTION, DAY] {
        let what = format!("partitions by {}", metadata.partition_columns.join(", "));
        return Err(Refusal::Unsupported(what));
    }
    for field in fields(&metadata.schema_string).ok_or("the schema can't be read")? {
        if !known().contains(&field) {
            return Err(Refusal::Unsupported(format!(
                "the column {} {}",
                field.0, field.1
            )));
        }
    }
    Ok(())
}

/// Whether the table has every column of this version.
pub(crate) fn is_current(metadata: &MetaData) -> bool {
    fields(&metadata.schema_string).is_some_and(|fields| fields.len() == known().len())
}

fn known() -> Vec<(String, String)> {
    fields(&delta_schema().to_string()).unwrap_or_default()
}

/// Name and type of each column.
fn fields(schema: &str) -> Option<Vec<(String, String)>> {
    let schema: Value = serde_json::from_str(schema).ok()?;
    let fields = schema.get("fields")?.as_array()?;
    let text = |field: &Value, key: &str| field.get(key)?.as_str().map(str::to_owned);
    fields
        .iter()
        .map(|field| {
            // A type that is no plain word is an array or the like: not one of ours.
            let kind = text(field, "type").unwrap_or_else(|| "of a nested type".to_owned());
            Some((text(field, "name")?, kind))
        })
        .collect()
}

/// Paths are read as they stand: ours need no escapes, and a foreign one must not lead outside.
fn safe_path(path: &str) -> Result<(), String> {
    let inside = Path::new(path)
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    if path.is_empty() || !inside || path.contains(['%', ':', '\\', '\0']) {
        return Err(format!("{path:?} is no path within the table"));
    }
    Ok(())
}

fn days(date: Date) -> i32 {
    let span = Date::constant(1970, 1, 1).until(date);
    span.map_or(0, |span| span.get_days())
}
