//! Figures over found events: how many in each stretch of time, and the most
//! frequent values of a field.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use arrow::array::{AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use datafusion::functions_aggregate::expr_fn::count;
use datafusion::logical_expr::cast as cast_expr;
use datafusion::prelude::{ident, lit};
use futures::TryStreamExt;
use jiff::Timestamp;

use super::field::{Field, Kind};
use super::found::shown;
use super::function::{bytes_of, other_value};
use super::search::{Search, SearchError, Searcher};
use crate::table::Table;

/// How many events in each of some stretches of the same width, without gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Histogram {
    /// Start of the first stretch, at or before the search's.
    pub start: Timestamp,
    /// Width of each, in seconds.
    pub width_s: i64,
    /// Events in each.
    pub counts: Vec<u64>,
}

/// The most frequent values of a field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facet {
    /// Values with their counts, the most frequent first.
    pub top: Vec<(String, u64)>,
    /// Events with another value.
    pub rest: u64,
    /// Different values.
    pub distinct: u64,
    /// Events without a value.
    pub missing: u64,
}

/// Widths people read easily, in seconds.
const WIDTHS_S: &[i64] = &[
    1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 604_800,
    2_592_000, 31_536_000,
];
const MICROS: i64 = 1_000_000;
/// Stretches a histogram may have.
const STRETCHES_MAX: i64 = 1000;

/// Start in microseconds, width in seconds and number of the stretches that cover a range.
fn stretches(from: i64, to: i64, most: i64, offset_s: i64) -> (i64, i64, i64) {
    let most = most.clamp(1, STRETCHES_MAX);
    let of_width = |width_s: i64| {
        let (width, offset) = (width_s * MICROS, offset_s * MICROS);
        let start = (from + offset).div_euclid(width) * width - offset;
        let count = (to - start + width - 1).div_euclid(width).max(1);
        (start, width_s, count)
    };
    let fitting = WIDTHS_S.iter().map(|width_s| of_width(*width_s));
    let found = fitting.into_iter().find(|(_, _, count)| *count <= most);
    found.unwrap_or_else(|| {
        let years = (to - from).div_euclid(31_536_000 * MICROS) / most + 2;
        of_width(31_536_000 * years)
    })
}

impl Searcher {
    /// Counts over the time of the search in at most `most` stretches (and no more than 1000). `offset_s` is the
    /// distance of local time from UTC in seconds, so that days begin at local midnight.
    ///
    /// # Errors
    ///
    /// When the table can't be read, or a limit is met.
    pub async fn histogram(
        &self,
        table: &Table,
        search: &Search,
        most: u16,
        offset_s: i32,
    ) -> Result<Histogram, SearchError> {
        let (from, to) = (search.from.as_microsecond(), search.to.as_microsecond());
        let (start, width_s, count_of) = stretches(from, to, most.into(), offset_s.into());
        let time = cast_expr(ident("time"), DataType::Int64);
        let place = (time - lit(start)) / lit(width_s * MICROS);
        let frame = self.all_events(table, search)?;
        let frame = frame.aggregate(
            vec![place.alias("place")],
            vec![count(lit(1_i64)).alias("count")],
        )?;
        let batches = self.in_time(async { Ok(frame.collect().await?) }).await?;
        let mut counts = vec![0; usize::try_from(count_of).unwrap_or(1)];
        for batch in &batches {
            let [places, found] = [wholes(batch, 0)?, wholes(batch, 1)?];
            for (place, found) in places.into_iter().zip(found) {
                let place = place.and_then(|place| usize::try_from(place).ok());
                if let Some(count) = place.and_then(|place| counts.get_mut(place)) {
                    *count = found.and_then(|one| u64::try_from(one).ok()).unwrap_or(0);
                }
            }
        }
        Ok(Histogram {
            start: Timestamp::from_microsecond(start).unwrap_or(search.from),
            width_s,
            counts,
        })
    }

    /// The `top` most frequent values of a field, equal counts in the order of the values.
    ///
    /// # Errors
    ///
    /// When the table can't be read, or a limit is met, as by a field with a different value in each of very many events.
    pub async fn facet(
        &self,
        table: &Table,
        search: &Search,
        field: &Field,
        top: usize,
    ) -> Result<Facet, SearchError> {
        let value = match field {
            Field::Column(column) => ident(column.table()),
            Field::Other(name) => other_value(name, &self.reader),
        };
        let frame = self.all_events(table, search)?;
        let frame = frame.aggregate(
            vec![value.alias("value")],
            vec![count(lit(1_i64)).alias("count")],
        )?;
        self.in_time(async {
            let mut tally = Tally::new(top);
            let mut groups = frame.execute_stream().await?;
            while let Some(batch) = groups.try_next().await? {
                for (value, count) in groups_of(&batch, field)? {
                    tally.add(value, count);
                }
            }
            Ok(tally.facet())
        })
        .await
    }
}

fn wholes(batch: &RecordBatch, at: usize) -> Result<Vec<Option<i64>>, SearchError> {
    let array = cast(batch.column(at), &DataType::Int64).map_err(arrow_error)?;
    Ok(array.as_primitive::<Int64Type>().iter().collect())
}

pub(super) fn arrow_error(error: arrow::error::ArrowError) -> SearchError {
    datafusion::error::DataFusionError::from(error).into()
}

fn groups_of(
    batch: &RecordBatch,
    field: &Field,
) -> Result<Vec<(Option<String>, u64)>, SearchError> {
    let counts = wholes(batch, 1)?.into_iter();
    let counts = counts.map(|one| one.and_then(|one| u64::try_from(one).ok()).unwrap_or(0));
    let values: Vec<Option<String>> = match field {
        Field::Column(column) if column.kind() == Kind::Number => {
            let values = wholes(batch, 0)?.into_iter();
            values.map(|one| one.map(|one| one.to_string())).collect()
        }
        field => {
            let bytes = bytes_of(batch.column(0))?;
            let text = |bytes: &[u8]| match field {
                Field::Column(column) => shown(*column, bytes),
                Field::Other(_) => String::from_utf8_lossy(bytes).into_owned(),
            };
            bytes.iter().map(|one| one.map(text)).collect()
        }
    };
    Ok(values.into_iter().zip(counts).collect())
}

/// Keeps the most frequent values of a stream of groups.
struct Tally {
    top: usize,
    /// The least frequent kept value comes out first.
    kept: BinaryHeap<Reverse<(u64, Reverse<String>)>>,
    rest: u64,
    distinct: u64,
    missing: u64,
}

impl Tally {
    fn new(top: usize) -> Self {
        Self {
            top,
            kept: BinaryHeap::new(),
            rest: 0,
            distinct: 0,
            missing: 0,
        }
    }

    fn add(&mut self, value: Option<String>, count: u64) {
        let Some(value) = value else {
            self.missing += count;
            return;
        };
        self.distinct += 1;
        self.kept.push(Reverse((count, Reverse(value))));
        if self.kept.len() > self.top
            && let Some(Reverse((count, _))) = self.kept.pop()
        {
            self.rest += count;
        }
    }

    fn facet(self) -> Facet {
        let sorted = self.kept.into_sorted_vec().into_iter();
        let top = sorted.map(|Reverse((count, Reverse(value)))| (value, count));
        Facet {
            top: top.collect(),
            rest: self.rest,
            distinct: self.distinct,
            missing: self.missing,
        }
    }
}
