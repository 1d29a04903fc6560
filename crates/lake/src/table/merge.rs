//! Several data files read as one, in the order of time, without holding more
//! than a piece of each in memory.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray as _, RecordBatch, new_null_array};
use arrow::compute::interleave_record_batch;
use arrow::datatypes::TimestampMicrosecondType;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use super::columns::{TIME, file_schema};
use super::error::LakeError;

/// Rows of one piece. Few, because records may be large and many files are merged at once.
const PIECE_ROWS: usize = 1_024;

/// The rows of one data file, in pieces with the columns of this version.
pub(crate) struct Pieces {
    name: String,
    reader: ParquetRecordBatchReader,
}

impl Pieces {
    pub(crate) fn open(root: &Path, path: &str) -> Result<Self, LakeError> {
        let whole = root.join(path);
        let file = File::open(&whole).map_err(|source| LakeError::io(&whole, source))?;
        let reader = ParquetRecordBatchReaderBuilder::try_new(file)
            .and_then(|builder| builder.with_batch_size(PIECE_ROWS).build())
            .map_err(|why| LakeError::data(path, why))?;
        Ok(Self {
            name: path.to_owned(),
            reader,
        })
    }

    pub(crate) fn next(&mut self) -> Result<Option<RecordBatch>, LakeError> {
        for batch in self.reader.by_ref() {
            let batch = batch.map_err(|why| LakeError::data(&self.name, why))?;
            if batch.num_rows() > 0 {
                return fitted(&self.name, &batch).map(Some);
            }
        }
        Ok(None)
    }
}

/// A file of an earlier version lacks the columns that came since: they are null in it.
pub(crate) fn fitted(name: &str, batch: &RecordBatch) -> Result<RecordBatch, LakeError> {
    let columns: Vec<ArrayRef> = file_schema()
        .fields()
        .iter()
        .map(|field| match batch.column_by_name(field.name()) {
            Some(column) => Arc::clone(column),
            None => new_null_array(field.data_type(), batch.num_rows()),
        })
        .collect();
    RecordBatch::try_new(Arc::clone(file_schema()), columns)
        .map_err(|why| LakeError::data(name, why))
}

/// The instants of a piece, in microseconds.
pub(crate) fn times(batch: &RecordBatch) -> &[i64] {
    let column = batch.column(TIME);
    let times = column.as_primitive_opt::<TimestampMicrosecondType>();
    times.map_or(&[], |times| times.values())
}

/// Files being merged.
pub(crate) struct Merge {
    runs: Vec<Run>,
    /// The next row of each run by its time; runs of equal time go by their number.
    heads: BinaryHeap<Reverse<(i64, usize)>>,
}

struct Run {
    pieces: Pieces,
    batch: RecordBatch,
    row: usize,
    /// Number of the batch among those of the piece being put together.
    slot: usize,
}

impl Merge {
    pub(crate) fn new(inputs: Vec<Pieces>) -> Result<Self, LakeError> {
        let mut merge = Self {
            runs: Vec::new(),
            heads: BinaryHeap::new(),
        };
        for mut pieces in inputs {
            let Some(batch) = pieces.next()? else {
                continue;
            };
            let run = Run {
                pieces,
                batch,
                row: 0,
                slot: 0,
            };
            merge.heads.extend(run.head(merge.runs.len()));
            merge.runs.push(run);
        }
        Ok(merge)
    }

    /// The next rows of all, in order.
    pub(crate) fn next(&mut self) -> Result<Option<RecordBatch>, LakeError> {
        let mut batches: Vec<RecordBatch> = Vec::with_capacity(self.runs.len());
        for run in &mut self.runs {
            run.slot = batches.len();
            batches.push(run.batch.clone());
        }
        let mut picked: Vec<(usize, usize)> = Vec::with_capacity(PIECE_ROWS);
        while picked.len() < PIECE_ROWS
            && let Some(Reverse((_, number))) = self.heads.pop()
            && let Some(run) = self.runs.get_mut(number)
        {
            picked.push((run.slot, run.row));
            run.row += 1;
            if run.row == run.batch.num_rows() {
                let Some(batch) = run.pieces.next()? else {
                    continue;
                };
                run.batch = batch;
                run.row = 0;
                run.slot = batches.len();
                batches.push(run.batch.clone());
            }
            self.heads.extend(run.head(number));
        }
        if picked.is_empty() {
            return Ok(None);
        }
        let batches: Vec<&RecordBatch> = batches.iter().collect();
        Ok(Some(interleave_record_batch(&batches, &picked)?))
    }
}

impl Run {
    fn head(&self, number: usize) -> Option<Reverse<(i64, usize)>> {
        times(&self.batch)
            .get(self.row)
            .map(|time| Reverse((*time, number)))
    }
}
