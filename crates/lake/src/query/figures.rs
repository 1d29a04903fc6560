//! Figures over found events: how many in each stretch of time, and the most
//! frequent values of a field.

use arrow::array::{AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use datafusion::error::DataFusionError;
use datafusion::execution::memory_pool::MemoryConsumer;
use datafusion::functions_aggregate::expr_fn::count;
use datafusion::logical_expr::{Expr, cast as cast_expr};
use datafusion::prelude::{DataFrame, ident, lit};
use futures::TryStreamExt;
use jiff::Timestamp;
use tokio::task::JoinSet;

use super::field::{Field, Kind};
use super::found::shown;
use super::function::{bytes_of, other_value};
use super::search::{Search, SearchError, Searcher};
use super::tally::{Counts, Tally};
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
        let work = async {
            match field {
                Field::Column(column) if column.kind() == Kind::Number => {
                    numbers(frame, value, top).await
                }
                field => {
                    let counts = self
                        .counts(frame.select(vec![value.alias("value")])?)
                        .await?;
                    Ok(counts.facet(top, |bytes| match field {
                        Field::Column(column) => shown(*column, bytes),
                        Field::Other(_) => String::from_utf8_lossy(bytes).into_owned(),
                    }))
                }
            }
        };
        self.in_time(work).await
    }

    /// How often each value of a frame's one column is there; its parts are read side by side.
    async fn counts(&self, frame: DataFrame) -> Result<Counts, SearchError> {
        let pool = &self.runtime.memory_pool;
        let new = || Counts::new(MemoryConsumer::new("values").register(pool));
        // What is not awaited any more ends with the set.
        let mut parts = JoinSet::new();
        for mut batches in frame.execute_stream_partitioned().await? {
            let mut counts = new();
            parts.spawn(async move {
                while let Some(batch) = batches.try_next().await? {
                    counts.add(&bytes_of(batch.column(0))?)?;
                }
                Ok::<_, DataFusionError>(counts.done())
            });
        }
        let mut all: Option<Counts> = None;
        while let Some(part) = parts.join_next().await {
            let part = part.map_err(|error| DataFusionError::External(Box::new(error)))??;
            all = Some(match all {
                Some(others) => others.merged(part)?,
                None => part,
            });
        }
        Ok(all.unwrap_or_else(new))
    }
}

/// The most frequent numbers.
async fn numbers(frame: DataFrame, value: Expr, top: usize) -> Result<Facet, SearchError> {
    let frame = frame.aggregate(
        vec![value.alias("value")],
        vec![count(lit(1_i64)).alias("count")],
    )?;
    let mut tally = Tally::new(top);
    let mut groups = frame.execute_stream().await?;
    while let Some(batch) = groups.try_next().await? {
        let [values, counts] = [wholes(&batch, 0)?, wholes(&batch, 1)?];
        for (value, count) in values.into_iter().zip(counts) {
            let count = count.and_then(|one| u64::try_from(one).ok()).unwrap_or(0);
            tally.add(value.map(|value| value.to_string()), count);
        }
    }
    Ok(tally.facet())
}

fn wholes(batch: &RecordBatch, at: usize) -> Result<Vec<Option<i64>>, SearchError> {
    let array = cast(batch.column(at), &DataType::Int64).map_err(arrow_error)?;
    Ok(array.as_primitive::<Int64Type>().iter().collect())
}

pub(super) fn arrow_error(error: arrow::error::ArrowError) -> SearchError {
    DataFusionError::from(error).into()
}
