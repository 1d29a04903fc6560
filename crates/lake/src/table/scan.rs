//! Which files of a snapshot a query has to open: the predicate against what
//! the log says about each file, and the same statistics for the engine.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, UInt64Array};
use arrow::datatypes::{DataType, SchemaRef};
use datafusion::common::pruning::PruningStatistics;
use datafusion::common::stats::Precision;
use datafusion::common::{Column, ColumnStatistics, ScalarValue, Statistics};

use super::columns::{COLUMNS, DAY, RETENTION};
use super::snapshot::FileEntry;
use super::stats::Bound;

/// The files of a snapshot as the engine's pruning asks about them.
pub(crate) struct Files<'a> {
    pub(crate) files: &'a [Arc<FileEntry>],
    pub(crate) schema: SchemaRef,
}

#[derive(Clone, Copy)]
enum Side {
    Low,
    High,
}

impl Files<'_> {
    fn bounds(&self, column: &Column, side: Side) -> Option<ArrayRef> {
        let field = self.schema.field_with_name(&column.name).ok()?;
        let values = self
            .files
            .iter()
            .map(|file| bound(file, &column.name, field.data_type(), side));
        ScalarValue::iter_to_array(values).ok()
    }
}

impl PruningStatistics for Files<'_> {
    fn min_values(&self, column: &Column) -> Option<ArrayRef> {
        self.bounds(column, Side::Low)
    }

    fn max_values(&self, column: &Column) -> Option<ArrayRef> {
        self.bounds(column, Side::High)
    }

    fn num_containers(&self) -> usize {
        self.files.len()
    }

    fn null_counts(&self, column: &Column) -> Option<ArrayRef> {
        let place = COLUMNS.iter().position(|spec| spec.name == column.name)?;
        let counts = self
            .files
            .iter()
            .map(|file| file.stats.nulls.get(place).copied().flatten());
        Some(Arc::new(UInt64Array::from_iter(counts)))
    }

    fn row_counts(&self) -> Option<ArrayRef> {
        let rows = self.files.iter().map(|file| file.stats.rows);
        Some(Arc::new(UInt64Array::from_iter_values(rows)))
    }

    fn contained(&self, _: &Column, _: &HashSet<ScalarValue>) -> Option<BooleanArray> {
        None
    }
}

/// A null of the column's type where nothing is known.
fn bound(file: &FileEntry, name: &str, kind: &DataType, side: Side) -> ScalarValue {
    let known = match name {
        RETENTION => Some(ScalarValue::Utf8(Some(file.class.to_string()))),
        DAY => Some(ScalarValue::Date32(Some(file.day))),
        _ => COLUMNS
            .iter()
            .position(|spec| spec.name == name)
            .and_then(|place| file.stats.ranges.get(place)?.as_ref())
            .and_then(|(low, high)| match side {
                Side::Low => scalar(low, kind),
                Side::High => scalar(high, kind),
            }),
    };
    known.unwrap_or_else(|| ScalarValue::try_from(kind).unwrap_or(ScalarValue::Null))
}

fn scalar(bound: &Bound, kind: &DataType) -> Option<ScalarValue> {
    Some(match (bound, kind) {
        (Bound::Whole(micros), DataType::Timestamp(_, zone)) => {
            ScalarValue::TimestampMicrosecond(Some(*micros), zone.clone())
        }
        (Bound::Whole(number), DataType::Int8) => {
            ScalarValue::Int8(Some((*number).try_into().ok()?))
        }
        (Bound::Whole(number), DataType::Int32) => {
            ScalarValue::Int32(Some((*number).try_into().ok()?))
        }
        (Bound::Text(text), DataType::Utf8View) => ScalarValue::Utf8View(Some(text.to_string())),
        _ => return None,
    })
}

/// What the engine is told about a file; the columns follow the schema a query sees.
pub(crate) fn statistics(file: &FileEntry, schema: &SchemaRef) -> Statistics {
    let column_statistics = schema
        .fields()
        .iter()
        .enumerate()
        .map(|(place, field)| {
            let side = |side| match bound(file, field.name(), field.data_type(), side) {
                value if value.is_null() => Precision::Absent,
                value => Precision::Exact(value),
            };
            let partition = place >= COLUMNS.len();
            let nulls = match file.stats.nulls.get(place).copied().flatten() {
                _ if partition => Precision::Exact(0),
                Some(count) => exact(count),
                None => Precision::Absent,
            };
            ColumnStatistics {
                null_count: nulls,
                min_value: side(Side::Low),
                max_value: side(Side::High),
                ..ColumnStatistics::new_unknown()
            }
        })
        .collect();
    Statistics {
        num_rows: exact(file.stats.rows),
        total_byte_size: Precision::Absent,
        column_statistics,
    }
}

fn exact(count: u64) -> Precision<usize> {
    usize::try_from(count).map_or(Precision::Absent, Precision::Exact)
}
