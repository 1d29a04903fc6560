//! What the log says about the values in a data file, so that a query can leave
//! the file closed: rows, nulls, lowest and highest value.
//!
//! Bytes have no place in these statistics (they are JSON), long texts are left
//! out: a bound is stated whole or not at all.

use arrow::array::{Array, AsArray as _, RecordBatch};
use arrow::compute::{max, max_string, min, min_string};
use arrow::datatypes::{Int8Type, Int32Type, TimestampMicrosecondType};
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::columns::{COLUMNS, ColumnSpec, Kind};

/// Longer texts are not stated as a bound.
const TEXT_BYTES_MAX: usize = 64;

/// Statistics of one file; the lists follow [`COLUMNS`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileStats {
    pub(crate) rows: u64,
    /// Nulls of each column, where known.
    pub(crate) nulls: Box<[Option<u64>]>,
    /// Lowest and highest value of each column, where known.
    pub(crate) ranges: Box<[Option<(Bound, Bound)>]>,
}

/// A value that bounds a column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Bound {
    /// A number, or microseconds since 1970.
    Whole(i64),
    /// A text.
    Text(Box<str>),
}

impl FileStats {
    /// Nothing is known but the number of rows.
    pub(crate) fn unknown(rows: u64) -> Self {
        Self {
            rows,
            nulls: COLUMNS.iter().map(|_| None).collect(),
            ranges: COLUMNS.iter().map(|_| None).collect(),
        }
    }

    /// The range of a column of instants or numbers.
    pub(crate) fn whole(&self, column: usize) -> Option<(i64, i64)> {
        match self.ranges.get(column)? {
            Some((Bound::Whole(low), Bound::Whole(high))) => Some((*low, *high)),
            _ => None,
        }
    }

    /// The form the Delta protocol gives them ("Per-file Statistics").
    pub(crate) fn to_json(&self) -> String {
        let mut low = Map::new();
        let mut high = Map::new();
        let mut nulls = Map::new();
        for ((spec, range), count) in COLUMNS.iter().zip(&self.ranges).zip(&self.nulls) {
            if let Some((least, most)) = range
                && let (Some(least), Some(most)) = (to_value(spec, least), to_value(spec, most))
            {
                low.insert(spec.name.to_owned(), least);
                high.insert(spec.name.to_owned(), most);
            }
            if let Some(count) = count {
                nulls.insert(spec.name.to_owned(), Value::from(*count));
            }
        }
        serde_json::json!({
            "numRecords": self.rows, "minValues": low, "maxValues": high, "nullCount": nulls,
        })
        .to_string()
    }

    /// Reads that form. What is not understood is not known; without a number of rows there is
    /// nothing to go by.
    pub(crate) fn from_json(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        let mut stats = Self::unknown(value.get("numRecords")?.as_u64()?);
        let slots = stats.ranges.iter_mut().zip(&mut stats.nulls);
        for (spec, (range, nulls)) in COLUMNS.iter().zip(slots) {
            let bound = |side: &str| from_value(spec, value.get(side)?.get(spec.name)?);
            *range = bound("minValues").zip(bound("maxValues"));
            *nulls = value
                .get("nullCount")
                .and_then(|counts| counts.get(spec.name)?.as_u64());
        }
        Some(stats)
    }
}

fn to_value(spec: &ColumnSpec, bound: &Bound) -> Option<Value> {
    Some(match bound {
        Bound::Whole(micros) if spec.kind == Kind::Instant => {
            let at = Timestamp::from_microsecond(*micros).ok()?;
            Value::from(format!("{at:.6}"))
        }
        Bound::Whole(number) => Value::from(*number),
        Bound::Text(text) => Value::from(text.as_ref()),
    })
}

fn from_value(spec: &ColumnSpec, value: &Value) -> Option<Bound> {
    match spec.kind {
        Kind::Instant => {
            let at: Timestamp = value.as_str()?.parse().ok()?;
            Some(Bound::Whole(at.as_microsecond()))
        }
        Kind::Small | Kind::Whole => value.as_i64().map(Bound::Whole),
        Kind::Text => value.as_str().map(|text| Bound::Text(text.into())),
        Kind::Bytes => None,
    }
}

/// Gathers statistics of a file while its batches are written.
#[derive(Debug, Default)]
pub(crate) struct Gathering {
    stats: Option<FileStats>,
}

impl Gathering {
    pub(crate) fn add(&mut self, batch: &RecordBatch) {
        if batch.num_rows() == 0 {
            return;
        }
        let found = of_batch(batch);
        let Some(stats) = &mut self.stats else {
            self.stats = Some(found);
            return;
        };
        stats.rows += found.rows;
        for (sum, more) in stats.nulls.iter_mut().zip(found.nulls) {
            *sum = sum.zip(more).map(|(sum, more)| sum + more);
        }
        for (range, more) in stats.ranges.iter_mut().zip(found.ranges) {
            *range = match (range.take(), more) {
                (Some((low, high)), Some((least, most))) => Some((low.min(least), high.max(most))),
                (range, more) => range.or(more),
            };
        }
    }

    pub(crate) fn finish(self) -> FileStats {
        let mut stats = self.stats.unwrap_or_else(|| FileStats::unknown(0));
        for range in &mut stats.ranges {
            if range
                .as_ref()
                .is_some_and(|(low, high)| long(low) || long(high))
            {
                *range = None;
            }
        }
        stats
    }
}

fn long(bound: &Bound) -> bool {
    matches!(bound, Bound::Text(text) if text.len() > TEXT_BYTES_MAX)
}

fn of_batch(batch: &RecordBatch) -> FileStats {
    let rows = u64::try_from(batch.num_rows()).unwrap_or(u64::MAX);
    let mut stats = FileStats::unknown(rows);
    let slots = stats.ranges.iter_mut().zip(&mut stats.nulls);
    for ((spec, array), (range, nulls)) in COLUMNS.iter().zip(batch.columns()).zip(slots) {
        *nulls = u64::try_from(array.null_count()).ok();
        if spec.ranged {
            *range = range_of(spec, array.as_ref());
        }
    }
    stats
}

/// `None` also for a column of nulls, which bounds nothing.
fn range_of(spec: &ColumnSpec, array: &dyn Array) -> Option<(Bound, Bound)> {
    let whole = |low: i64, high: i64| (Bound::Whole(low), Bound::Whole(high));
    match spec.kind {
        Kind::Instant => {
            let array = array.as_primitive_opt::<TimestampMicrosecondType>()?;
            Some(whole(min(array)?, max(array)?))
        }
        Kind::Small => {
            let array = array.as_primitive_opt::<Int8Type>()?;
            Some(whole(min(array)?.into(), max(array)?.into()))
        }
        Kind::Whole => {
            let array = array.as_primitive_opt::<Int32Type>()?;
            Some(whole(min(array)?.into(), max(array)?.into()))
        }
        Kind::Text => {
            let array = array.as_string_opt::<i32>()?;
            let text = |value: &str| Bound::Text(value.into());
            Some((text(min_string(array)?), text(max_string(array)?)))
        }
        Kind::Bytes => None,
    }
}
