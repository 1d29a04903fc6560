//! What came in during a stretch of time, read piece by piece, for whoever judges it again.
//!
//! A query asks for a few events of many; a walk looks at all of them. So the engine of queries has no part in it:
//! each piece (a row group, or a small file) is read by itself, by any thread, and of the records that are not wanted
//! nothing but the record is decoded. What a walk sees stays the same whatever is committed or merged meanwhile.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use arrow::array::{Array as _, AsArray as _, BooleanArray, RecordBatch};
use arrow::buffer::BooleanBuffer;
use arrow::datatypes::TimestampMicrosecondType;
use arrow::error::ArrowError;
use jiff::Timestamp;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowPredicate, ArrowPredicateFn, ArrowReaderMetadata, ArrowReaderOptions,
    ParquetRecordBatchReaderBuilder, RowFilter,
};
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData, RowGroupMetaData};
use parquet::file::statistics::Statistics;

use super::Table;
use super::columns::{COLUMNS, RECEIVED, file_schema};
use super::data_file::GROUP_ROWS;
use super::error::LakeError;
use super::merge::fitted;
use super::snapshot::{FileEntry, Snapshot};

/// Rows decoded at once; records may be large.
const BATCH_ROWS: usize = 1_024;

/// Says of a record whether its event is wanted. It is asked by whatever thread reads a piece.
pub type Wanted = Arc<dyn Fn(&[u8]) -> bool + Send + Sync>;

/// The table as it is now, to be read from one end to the other.
#[derive(Debug, Clone)]
pub struct Walk {
    root: PathBuf,
    snapshot: Arc<Snapshot>,
}

/// A part of a walk that is read by itself.
#[derive(Debug, Clone)]
pub struct Piece {
    file: Arc<FileEntry>,
    /// Of a file of several row groups, what was read of it already, and the group.
    group: Option<(ArrowReaderMetadata, usize)>,
    from: i64,
    to: i64,
}

impl Table {
    /// A walk through the events as they are now.
    #[must_use]
    pub fn walk(&self) -> Walk {
        Walk {
            root: self.folder().to_owned(),
            snapshot: self.snapshot(),
        }
    }
}

impl Walk {
    /// When the oldest event came in; `None` when there is none, or nobody knows.
    #[must_use]
    pub fn begins(&self) -> Option<Timestamp> {
        let files = self.snapshot.files.values();
        let ranges = files.filter_map(|file| file.stats.whole(RECEIVED));
        let first = ranges.map(|(first, _)| first).min()?;
        Timestamp::from_microsecond(first).ok()
    }

    /// The pieces with events that came in at or after `from` and before `to`, the oldest first.
    ///
    /// # Errors
    /// When a file's footer can't be read.
    pub fn pieces(&self, from: Timestamp, to: Timestamp) -> Result<Vec<Piece>, LakeError> {
        let (from, to) = (from.as_microsecond(), to.as_microsecond());
        let files = self.snapshot.files.values();
        let mut files: Vec<&Arc<FileEntry>> = files
            .filter(|file| overlaps(file.stats.whole(RECEIVED), from, to))
            .collect();
        files.sort_by_key(|file| file.stats.whole(RECEIVED));
        let mut pieces = Vec::new();
        for file in files {
            let piece = |group| Piece {
                file: Arc::clone(file),
                group,
                from,
                to,
            };
            if file.stats.rows <= GROUP_ROWS as u64 {
                pieces.push(piece(None));
                continue;
            }
            let metadata = self.metadata(file, &self.open(file)?)?;
            let groups = metadata.metadata().row_groups().iter().enumerate();
            let groups = groups.filter(|(_, group)| overlaps(received(group), from, to));
            pieces.extend(groups.map(|(number, _)| piece(Some((metadata.clone(), number)))));
        }
        Ok(pieces)
    }

    /// Reads a piece: `take` gets its wanted events (all of them without a word), in the order of their time, with all
    /// columns of a data file. Says how many events of its stretch of time the piece has.
    pub(crate) fn read_batches(
        &self,
        piece: &Piece,
        wanted: Option<&Wanted>,
        take: &mut dyn FnMut(&RecordBatch) -> Result<(), LakeError>,
    ) -> Result<u64, LakeError> {
        let name = &piece.file.path;
        let file = self.open(&piece.file)?;
        let (metadata, groups) = match &piece.group {
            Some((metadata, group)) => (metadata.clone(), vec![*group]),
            None => {
                let metadata = self.metadata(&piece.file, &file)?;
                let groups = (0..metadata.metadata().num_row_groups()).collect();
                (metadata, groups)
            }
        };
        let among = Among::of(metadata.metadata(), &groups, piece);
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata);
        let columns = |name| ProjectionMask::columns(builder.parquet_schema(), [name]);
        let mut filters: Vec<Box<dyn ArrowPredicate>> = Vec::new();
        let counted = Arc::new(AtomicUsize::new(0));
        if among.is_partial {
            let counted = Arc::clone(&counted);
            let (from, to) = (piece.from, piece.to);
            filters.push(Box::new(ArrowPredicateFn::new(
                columns("received"),
                move |batch| {
                    let within = came_between(&batch, from, to)?;
                    counted.fetch_add(within.true_count(), Ordering::Relaxed);
                    Ok(within)
                },
            )));
        }
        if let Some(wanted) = wanted {
            let wanted = Arc::clone(wanted);
            filters.push(Box::new(ArrowPredicateFn::new(
                columns("raw"),
                move |batch| of_records(&batch, &*wanted),
            )));
        }
        let mut builder = builder.with_batch_size(BATCH_ROWS).with_row_groups(groups);
        if !filters.is_empty() {
            builder = builder.with_row_filter(RowFilter::new(filters));
        }
        let reader = builder.build().map_err(|why| LakeError::data(name, why))?;
        for batch in reader {
            let batch = batch.map_err(|why| LakeError::data(name, why))?;
            if batch.num_rows() > 0 {
                take(&fitted(name, &batch)?)?;
            }
        }
        Ok(if among.is_partial {
            u64::try_from(counted.load(Ordering::Relaxed)).unwrap_or(u64::MAX)
        } else {
            among.rows
        })
    }

    fn open(&self, file: &FileEntry) -> Result<File, LakeError> {
        let path = self.root.join(file.path.as_ref());
        File::open(&path).map_err(|source| LakeError::io(&path, source))
    }

    fn metadata(&self, file: &FileEntry, open: &File) -> Result<ArrowReaderMetadata, LakeError> {
        // The page index says which pages hold nothing that is wanted.
        let options = ArrowReaderOptions::new().with_page_index_policy(PageIndexPolicy::Optional);
        ArrowReaderMetadata::load(open, options).map_err(|why| LakeError::data(&file.path, why))
    }
}

/// Whether a range may have something from `from` to before `to`; one that nobody knows may.
fn overlaps(range: Option<(i64, i64)>, from: i64, to: i64) -> bool {
    range.is_none_or(|(first, last)| first < to && last >= from)
}

/// When the first and the last event of a row group came in.
fn received(group: &RowGroupMetaData) -> Option<(i64, i64)> {
    let name = COLUMNS.get(RECEIVED)?.name;
    let mut columns = group.columns().iter();
    let column = columns.find(|column| column.column_path().string() == name)?;
    match column.statistics()? {
        Statistics::Int64(known) => known.min_opt().copied().zip(known.max_opt().copied()),
        _ => None,
    }
}

/// How much of some row groups lies in a piece's stretch of time.
struct Among {
    rows: u64,
    is_partial: bool,
}

impl Among {
    fn of(metadata: &ParquetMetaData, groups: &[usize], piece: &Piece) -> Self {
        let groups = groups
            .iter()
            .filter_map(|number| metadata.row_groups().get(*number));
        let whole = |group: &RowGroupMetaData| {
            received(group).is_some_and(|(first, last)| first >= piece.from && last < piece.to)
        };
        let rows = groups.clone().map(RowGroupMetaData::num_rows).sum::<i64>();
        Self {
            rows: u64::try_from(rows).unwrap_or(0),
            is_partial: !groups.clone().all(whole),
        }
    }
}

fn came_between(batch: &RecordBatch, from: i64, to: i64) -> Result<BooleanArray, ArrowError> {
    let times = batch.columns().first().and_then(|column| {
        let times = column.as_primitive_opt::<TimestampMicrosecondType>()?;
        Some(times.values().clone())
    });
    let times = times.ok_or_else(|| unfit("received"))?;
    Ok(times
        .iter()
        .map(|time| Some((from..to).contains(time)))
        .collect())
}

fn of_records(
    batch: &RecordBatch,
    wanted: &(dyn Fn(&[u8]) -> bool + Send + Sync),
) -> Result<BooleanArray, ArrowError> {
    let column = batch.columns().first();
    let records = column.and_then(|column| column.as_binary_opt::<i32>());
    let records = records.ok_or_else(|| unfit("raw"))?;
    let found = BooleanBuffer::collect_bool(records.len(), |at| wanted(records.value(at)));
    Ok(BooleanArray::new(found, None))
}

fn unfit(name: &str) -> ArrowError {
    let kind = file_schema()
        .field_with_name(name)
        .map(|field| field.data_type().clone());
    ArrowError::SchemaError(format!("{name} is not {kind:?}"))
}
