//! The lines of the Delta log: what they look like (protocol section
//! "Actions"), how they are read and written. What they add up to is in
//! `snapshot`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::LakeError;

/// The protocol this table is written in: no features that a plain reader lacks.
pub(crate) const READER_VERSION: i32 = 1;
/// Writers of version 2 know append-only tables and invariants; this table has neither.
pub(crate) const WRITER_VERSION: i32 = 2;
/// A line of the log holds one file with its statistics; this is far more than that takes.
const LINE_BYTES_MAX: usize = 16 << 20;

/// One line: exactly one of its parts is there. Parts nobody here knows are passed over, as the
/// protocol asks of readers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Line {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) protocol: Option<Protocol>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) meta_data: Option<MetaData>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) txn: Option<Transaction>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) add: Option<Add>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) remove: Option<Remove>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) commit_info: Option<Value>,
}

/// What a reader and a writer must know.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Protocol {
    pub(crate) min_reader_version: i32,
    pub(crate) min_writer_version: i32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reader_features: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) writer_features: Option<Vec<String>>,
}

/// Schema and settings of the table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MetaData {
    pub(crate) id: String,
    pub(crate) format: FileFormat,
    pub(crate) schema_string: String,
    pub(crate) partition_columns: Vec<String>,
    #[serde(default)]
    pub(crate) configuration: BTreeMap<String, Option<String>>,
}

/// How data files are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FileFormat {
    pub(crate) provider: String,
    #[serde(default)]
    pub(crate) options: BTreeMap<String, Option<String>>,
}

impl Default for FileFormat {
    fn default() -> Self {
        Self {
            provider: "parquet".to_owned(),
            options: BTreeMap::new(),
        }
    }
}

/// How far a writer has come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Transaction {
    pub(crate) app_id: String,
    pub(crate) version: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_updated: Option<i64>,
}

/// A file that belongs to the table from here on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Add {
    pub(crate) path: String,
    pub(crate) partition_values: BTreeMap<String, Option<String>>,
    pub(crate) size: i64,
    pub(crate) modification_time: i64,
    pub(crate) data_change: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) stats: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) tags: Option<BTreeMap<String, Option<String>>>,
    #[serde(default, skip_serializing)]
    pub(crate) deletion_vector: Option<Value>,
}

/// A file that no longer belongs to the table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Remove {
    pub(crate) path: String,
    #[serde(default)]
    pub(crate) deletion_timestamp: Option<i64>,
    pub(crate) data_change: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) extended_file_metadata: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) partition_values: Option<BTreeMap<String, Option<String>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) size: Option<i64>,
}

impl Line {
    pub(crate) fn add(add: Add) -> Self {
        Self {
            add: Some(add),
            ..Self::default()
        }
    }

    pub(crate) fn remove(remove: Remove) -> Self {
        Self {
            remove: Some(remove),
            ..Self::default()
        }
    }

    pub(crate) fn transaction(writer: &str, offset: u64, at_ms: i64) -> Self {
        Self {
            txn: Some(Transaction {
                app_id: writer.to_owned(),
                version: i64::try_from(offset).unwrap_or(i64::MAX),
                last_updated: Some(at_ms),
            }),
            ..Self::default()
        }
    }

    /// Who did what when; only people read it.
    pub(crate) fn info(operation: &str, at_ms: i64, blind_append: bool) -> Self {
        Self {
            commit_info: Some(serde_json::json!({
                "timestamp": at_ms,
                "operation": operation,
                "operationParameters": {},
                "isBlindAppend": blind_append,
                "engineInfo": concat!("khien/", env!("CARGO_PKG_VERSION")),
            })),
            ..Self::default()
        }
    }
}

/// The name of the file of a version.
pub(crate) fn commit_name(version: u64) -> String {
    format!("{version:020}.json")
}

/// The version of a file of the log, if it is a commit.
pub(crate) fn commit_version(name: &str) -> Option<u64> {
    numbered(name, ".json")
}

/// Reads `NUMBER20` in front of that ending.
pub(crate) fn numbered(name: &str, ending: &str) -> Option<u64> {
    let number = name.strip_suffix(ending)?;
    let plain = number.len() == 20 && number.bytes().all(|byte| byte.is_ascii_digit());
    number.parse().ok().filter(|_| plain)
}

/// Reads the file of one version.
pub(crate) fn read_lines(name: &str, bytes: &[u8]) -> Result<Vec<Line>, LakeError> {
    bytes
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty())
        .map(|line| {
            if line.len() > LINE_BYTES_MAX {
                return Err(LakeError::log(name, "a line is too long"));
            }
            serde_json::from_slice(line).map_err(|why| LakeError::log(name, why))
        })
        .collect()
}

/// Writes the file of one version.
pub(crate) fn write_lines(lines: &[Line]) -> Result<Vec<u8>, LakeError> {
    let mut bytes = Vec::new();
    for line in lines {
        serde_json::to_writer(&mut bytes, line)
            .map_err(|why| LakeError::log("a new version", why))?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}
