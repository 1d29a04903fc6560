//! Checkpoints: the whole table at one version in one Parquet file, so that
//! nobody has to read the log from its start (protocol section "Checkpoints").

use std::fs::File;
use std::sync::{Arc, LazyLock};

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, Fields, Schema, SchemaRef};
use arrow::json::{LineDelimitedWriter, ReaderBuilder};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use serde::{Deserialize, Serialize};

use super::actions::{Line, numbered, read_lines};
use super::error::LakeError;
use super::log::Log;
use super::snapshot::Snapshot;

/// The file that points at the newest checkpoint.
pub(crate) const LAST: &str = "_last_checkpoint";
/// Rows that are turned over at a time.
const CHUNK: usize = 4_096;

#[derive(Debug, Serialize, Deserialize)]
struct Pointer {
    version: u64,
    size: usize,
}

/// The name of the checkpoint of a version.
pub(crate) fn checkpoint_name(version: u64) -> String {
    format!("{version:020}.checkpoint.parquet")
}

/// The version of a file of the log, if it is a checkpoint in one part.
pub(crate) fn checkpoint_version(name: &str) -> Option<u64> {
    numbered(name, ".checkpoint.parquet")
}

/// Writes the checkpoint of a snapshot, then the pointer to it; both durable.
pub(crate) fn write(log: &Log, snapshot: &Snapshot, version: u64) -> Result<(), LakeError> {
    let lines = snapshot.lines();
    log.replace(&checkpoint_name(version), &to_parquet(&lines)?)?;
    let pointer = Pointer {
        version,
        size: lines.len(),
    };
    let pointer = serde_json::to_vec(&pointer).map_err(|why| LakeError::log(LAST, why))?;
    log.replace(LAST, &pointer)
}

/// Reads a checkpoint.
pub(crate) fn read(name: &str, file: File) -> Result<Vec<Line>, LakeError> {
    let damaged = |why: parquet::errors::ParquetError| LakeError::log(name, why);
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)
        .map_err(damaged)?
        .with_batch_size(CHUNK)
        .build()
        .map_err(damaged)?;
    let mut lines = Vec::new();
    for batch in reader {
        let batch = batch.map_err(|why| LakeError::log(name, why))?;
        let mut json = LineDelimitedWriter::new(Vec::new());
        json.write(&batch)
            .map_err(|why| LakeError::log(name, why))?;
        json.finish().map_err(|why| LakeError::log(name, why))?;
        lines.extend(read_lines(name, &json.into_inner())?);
    }
    Ok(lines)
}

fn to_parquet(lines: &[Line]) -> Result<Vec<u8>, LakeError> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
        .build();
    let mut writer = ArrowWriter::try_new(Vec::new(), Arc::clone(&SCHEMA), Some(properties))?;
    for chunk in lines.chunks(CHUNK) {
        if let Some(batch) = to_batch(chunk)? {
            writer.write(&batch)?;
        }
    }
    Ok(writer.into_inner()?)
}

fn to_batch(lines: &[Line]) -> Result<Option<RecordBatch>, LakeError> {
    let mut decoder = ReaderBuilder::new(Arc::clone(&SCHEMA))
        .with_batch_size(lines.len().max(1))
        .build_decoder()?;
    decoder.serialize(lines)?;
    Ok(decoder.flush()?)
}

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(schema);

fn schema() -> SchemaRef {
    let protocol = vec![
        field("minReaderVersion", DataType::Int32),
        field("minWriterVersion", DataType::Int32),
    ];
    let metadata = vec![
        field("id", DataType::Utf8),
        structure(
            "format",
            vec![field("provider", DataType::Utf8), texts("options")],
        ),
        field("schemaString", DataType::Utf8),
        field(
            "partitionColumns",
            DataType::List(Arc::new(field("element", DataType::Utf8))),
        ),
        texts("configuration"),
    ];
    let txn = vec![
        field("appId", DataType::Utf8),
        field("version", DataType::Int64),
        field("lastUpdated", DataType::Int64),
    ];
    let add = vec![
        field("path", DataType::Utf8),
        texts("partitionValues"),
        field("size", DataType::Int64),
        field("modificationTime", DataType::Int64),
        field("dataChange", DataType::Boolean),
        field("stats", DataType::Utf8),
        texts("tags"),
    ];
    let remove = vec![
        field("path", DataType::Utf8),
        field("deletionTimestamp", DataType::Int64),
        field("dataChange", DataType::Boolean),
        field("extendedFileMetadata", DataType::Boolean),
        texts("partitionValues"),
        field("size", DataType::Int64),
    ];
    Arc::new(Schema::new(vec![
        structure("protocol", protocol),
        structure("metaData", metadata),
        structure("txn", txn),
        structure("add", add),
        structure("remove", remove),
    ]))
}

fn field(name: &str, kind: DataType) -> Field {
    Field::new(name, kind, true)
}

fn structure(name: &str, fields: Vec<Field>) -> Field {
    field(name, DataType::Struct(Fields::from(fields)))
}

/// A map from text to text, in the names Parquet gives its parts.
fn texts(name: &str) -> Field {
    let entries = Fields::from(vec![
        Field::new("key", DataType::Utf8, false),
        Field::new("value", DataType::Utf8, true),
    ]);
    let entries = Field::new("key_value", DataType::Struct(entries), false);
    field(name, DataType::Map(Arc::new(entries), false))
}
