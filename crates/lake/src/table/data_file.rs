//! One Parquet file of the table: how it is laid out, written and made durable.
//!
//! The layout is measured, see `docs/adr/010-event-table.md`. A file gets its
//! own random name and counts only once the log names it.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::RecordBatch;
use jiff::civil::Date;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::file::metadata::SortingColumn;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;

use super::columns::{COLUMNS, DAY, Layout, RETENTION, TIME, file_schema};
use super::disk::{Files, NewFile, random_name};
use super::error::LakeError;
use super::stats::{FileStats, Gathering};

/// Rows in a row group: what a query skips or reads as a whole.
pub(crate) const GROUP_ROWS: usize = 131_072;
/// Chance that a Bloom filter speaks of a value that is not there.
const BLOOM_MISTAKES: f64 = 0.01;
/// A page of records is the window in which the compressor finds repetitions.
const RAW_PAGE_BYTES: usize = 1 << 20;

/// How much time the compressor may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effort {
    /// For batches as they come.
    Quick,
    /// For days that are over.
    Thorough,
}

/// A file that is written, durable and not yet in the log.
#[derive(Debug)]
pub(crate) struct Written {
    /// Path within the table.
    pub(crate) path: String,
    pub(crate) class: String,
    pub(crate) day: i32,
    pub(crate) bytes: u64,
    /// CRC-32 of them.
    pub(crate) checksum: u32,
    pub(crate) stats: FileStats,
}

/// A file whose checksum is taken on the way: Parquet has none that its readers insist on.
struct Summed {
    file: NewFile,
    sum: crc32fast::Hasher,
    bytes: u64,
}

impl Write for Summed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.sum.update(bytes.get(..count).unwrap_or_default());
        self.bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A file being written.
pub(crate) struct DataFile {
    files: Files,
    root: PathBuf,
    path: String,
    class: String,
    day: i32,
    writer: ArrowWriter<Summed>,
    gathering: Gathering,
}

impl DataFile {
    /// Starts a file in the folder of its partition.
    pub(crate) fn create(
        (files, root): (&Files, &Path),
        class: &str,
        day: i32,
        path: String,
        effort: Effort,
    ) -> Result<Self, LakeError> {
        let whole = root.join(&path);
        if let Some(folder) = whole.parent() {
            files.create_dir(folder)?;
        }
        let file = Summed {
            file: files.create(&whole)?,
            sum: crc32fast::Hasher::new(),
            bytes: 0,
        };
        let options = ArrowWriterOptions::new()
            .with_properties(properties(effort)?)
            .with_skip_arrow_metadata(true);
        Ok(Self {
            files: files.clone(),
            root: root.to_owned(),
            path,
            class: class.to_owned(),
            day,
            writer: ArrowWriter::try_new_with_options(file, Arc::clone(file_schema()), options)?,
            gathering: Gathering::default(),
        })
    }

    /// Adds rows, which must follow those before them in time.
    pub(crate) fn write(&mut self, batch: &RecordBatch) -> Result<(), LakeError> {
        self.gathering.add(batch);
        self.writer.write(batch).map_err(|error| self.told(error))
    }

    /// Bytes written and waiting.
    pub(crate) fn bytes(&self) -> usize {
        self.writer.bytes_written() + self.writer.in_progress_size()
    }

    /// Closes the file and makes it durable.
    pub(crate) fn finish(mut self) -> Result<Written, LakeError> {
        let whole = self.root.join(&self.path);
        if let Err(error) = self.writer.finish() {
            return Err(self.told(error));
        }
        let written = self.writer.inner_mut();
        let synced = written.file.sync();
        synced.map_err(|source| LakeError::io(&whole, source))?;
        let (bytes, checksum) = (written.bytes, written.sum.clone().finalize());
        // The day's folder, the class's folder and the table's own: any of them may be new.
        for folder in whole.ancestors().skip(1).take(3) {
            self.files.sync_dir(folder)?;
        }
        Ok(Written {
            path: self.path,
            class: self.class,
            day: self.day,
            bytes,
            checksum,
            stats: self.gathering.finish(),
        })
    }

    /// A full disk reaches us as a Parquet error; it has to be told apart.
    fn told(&self, error: parquet::errors::ParquetError) -> LakeError {
        use std::error::Error as _;
        let full = matches!(&error, parquet::errors::ParquetError::External(source)
            if source.downcast_ref::<io::Error>().is_some_and(is_full))
            || error
                .source()
                .and_then(|source| source.downcast_ref::<io::Error>())
                .is_some_and(is_full);
        if full {
            return LakeError::Full(self.root.join(&self.path));
        }
        LakeError::Parquet(error)
    }
}

fn is_full(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::StorageFull
}

/// A new path for a file of that partition.
pub(crate) fn new_path(class: &str, day: i32) -> Result<String, LakeError> {
    let name = random_name()?;
    let day = day_text(day);
    Ok(format!(
        "{RETENTION}={class}/{DAY}={day}/part-{name}.zstd.parquet"
    ))
}

/// A day since 1970 as the log and the folders write it.
pub(crate) fn day_text(day: i32) -> String {
    date(day).to_string()
}

/// A day since 1970 as a date.
pub(crate) fn date(day: i32) -> Date {
    Date::constant(1970, 1, 1).saturating_add(jiff::Span::new().days(i64::from(day)))
}

fn properties(effort: Effort) -> Result<WriterProperties, LakeError> {
    let level = match effort {
        Effort::Quick => 1,
        Effort::Thorough => 6,
    };
    let compression = Compression::ZSTD(ZstdLevel::try_new(level)?);
    let sorting = SortingColumn {
        column_idx: i32::try_from(TIME).unwrap_or(0),
        descending: false,
        nulls_first: false,
    };
    let mut properties = WriterProperties::builder()
        .set_compression(compression)
        .set_max_row_group_row_count(Some(GROUP_ROWS))
        .set_created_by(concat!("khien ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_sorting_columns(Some(vec![sorting]));
    for spec in COLUMNS {
        let path = ColumnPath::from(spec.name);
        properties = match spec.layout {
            Layout::Dictionary => properties,
            Layout::Sought => properties
                .set_column_bloom_filter_fpp(path.clone(), BLOOM_MISTAKES)
                .set_column_bloom_filter_max_ndv(path, GROUP_ROWS as u64),
            Layout::Differences => properties
                .set_column_dictionary_enabled(path.clone(), false)
                .set_column_encoding(path, Encoding::DELTA_BINARY_PACKED),
            Layout::Prefixes => properties
                .set_column_dictionary_enabled(path.clone(), false)
                .set_column_encoding(path, Encoding::DELTA_BYTE_ARRAY),
            Layout::Lengths => properties
                .set_column_dictionary_enabled(path.clone(), false)
                .set_column_encoding(path.clone(), Encoding::DELTA_LENGTH_BYTE_ARRAY)
                .set_column_data_page_size_limit(path.clone(), RAW_PAGE_BYTES)
                .set_column_statistics_enabled(path, EnabledStatistics::None),
        };
    }
    Ok(properties.build())
}
