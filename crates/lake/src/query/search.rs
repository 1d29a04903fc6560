//! Answers from the event table: pages of events, counts, single events.
//!
//! Every question runs with a limit of memory and of time, and ends when its
//! future is dropped. A page walks from the newest moment backwards in windows
//! that widen, so that a search with many hits reads little.

use std::future::Future;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use datafusion::catalog::TableProvider;
use datafusion::error::DataFusionError;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::logical_expr::Expr;
use datafusion::prelude::{DataFrame, SessionContext, ident, lit};
use jiff::Timestamp;

use super::found::{Cursor, FoundEvent, events};
use super::lower::{bytes, instant, lower};
use super::matching::FieldReader;
use super::syntax::Query;
use crate::table::{Table, session_config};

/// What is asked.
#[derive(Debug, Clone)]
pub struct Search {
    /// The condition.
    pub query: Query,
    /// Events at or after this instant,
    pub from: Timestamp,
    /// and before this one.
    pub to: Timestamp,
    /// Events of these units only; events of sources without a unit are seen by those who see all.
    pub units: Option<Vec<[u8; 16]>>,
}

/// Some events, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The events.
    pub rows: Vec<FoundEvent>,
    /// Where to go on; `None` when there are no older ones.
    pub next: Option<Cursor>,
}

/// What is known of the moment of an event; it spares opening the files of other days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Its time.
    Happened(Timestamp),
    /// When it was received.
    Received(Timestamp),
}

/// What a question may cost.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of memory of all questions of one [`Searcher`] together; what the footers of files say comes on top, 32 MB at
    /// most.
    pub memory_bytes: usize,
    /// How long one answer, or one part of an export, may take.
    pub deadline: Duration,
    /// How many threads' worth of work one question is cut into.
    pub partitions: NonZeroUsize,
    /// Events of an export that are held at once; it needs memory for them.
    pub part_rows: NonZeroUsize,
}

impl Default for Limits {
    fn default() -> Self {
        let cores = std::thread::available_parallelism();
        Self {
            memory_bytes: 256 << 20,
            deadline: Duration::from_secs(60),
            partitions: cores.unwrap_or(NonZeroUsize::MIN),
            part_rows: NonZeroUsize::MIN.saturating_add(9_999),
        }
    }
}

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SearchError {
    /// It took longer than [`Limits::deadline`].
    #[error("the search did not end in time")]
    Deadline,
    /// It needs more memory than [`Limits::memory_bytes`].
    #[error("the search needs too much memory")]
    Memory,
    /// The table could not be read.
    #[error("the event table could not be searched")]
    Table(#[source] Box<DataFusionError>),
}

impl SearchError {
    /// The stable word, dotted snake case.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Deadline => "search.deadline",
            Self::Memory => "search.memory",
            Self::Table(_) => "search.table",
        }
    }
}

impl From<DataFusionError> for SearchError {
    fn from(error: DataFusionError) -> Self {
        match error.find_root() {
            DataFusionError::ResourcesExhausted(_) => Self::Memory,
            _ => Self::Table(Box::new(error)),
        }
    }
}

/// Answers questions about events. Cheap to clone; clones share one limit of memory.
#[derive(Clone)]
pub struct Searcher {
    pub(super) runtime: Arc<RuntimeEnv>,
    pub(super) reader: Arc<dyn FieldReader>,
    pub(super) limits: Limits,
}

/// Events at or after the first instant and before the second, microseconds since 1970.
type Window = (i64, i64);

/// Memory for what the footers of files say, so that they are not read for each question: those of a month of 100
/// million events have room.
const FOOTERS_BYTES: usize = 32 << 20;

/// Widths of windows in microseconds: the first, and by what each next is wider.
const FIRST_WINDOW: i64 = 60_000_000;
const WIDER: i64 = 8;

impl Searcher {
    /// A searcher that reads fields that are no columns through `reader`.
    ///
    /// # Errors
    ///
    /// When the query engine refuses the limits.
    pub fn new(reader: Arc<dyn FieldReader>, limits: Limits) -> Result<Self, SearchError> {
        // Answers that do not fit are refused, never written to a disk that logs may need.
        let no_disk = DiskManagerBuilder::default().with_mode(DiskManagerMode::Disabled);
        let runtime = RuntimeEnvBuilder::new()
            .with_memory_pool(Arc::new(FairSpillPool::new(limits.memory_bytes)))
            .with_disk_manager_builder(no_disk)
            .with_metadata_cache_limit(FOOTERS_BYTES)
            .build_arc()?;
        Ok(Self {
            runtime,
            reader,
            limits,
        })
    }

    /// At most `limit` events, newest first, older than `after`.
    ///
    /// # Errors
    ///
    /// When the table can't be read, or a limit is met.
    pub async fn page(
        &self,
        table: &Table,
        search: &Search,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Page, SearchError> {
        let table = table.provider();
        self.in_time(self.walk(&table, search, limit, after)).await
    }

    async fn walk(
        &self,
        table: &Arc<dyn TableProvider>,
        search: &Search,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Page, SearchError> {
        let past = |time: Timestamp| time.as_microsecond().saturating_add(1);
        let from = search.from.as_microsecond();
        let to = search.to.as_microsecond();
        let mut end = after.map_or(to, |cursor| past(cursor.time).min(to));
        let (mut width, mut rows) = (FIRST_WINDOW, Vec::new());
        let wanted = limit.saturating_add(1);
        while end > from && rows.len() < wanted {
            let start = end.saturating_sub(width).max(from);
            let mut frame = self.events(table, search, (start, end))?;
            if let Some(cursor) = after {
                let older = ident("time").lt(instant(cursor.time));
                let same = ident("time").eq(instant(cursor.time));
                let lower = ident("event_id").lt(bytes(cursor.id));
                frame = frame.filter(older.or(same.and(lower)))?;
            }
            let newest = [ident("time"), ident("event_id")].map(|one| one.sort(false, false));
            let frame = frame.sort(newest.to_vec())?;
            let frame = frame.limit(0, Some(wanted - rows.len()))?;
            for batch in frame.collect().await? {
                rows.extend(events(&batch)?);
            }
            end = start;
            width = width.saturating_mul(WIDER);
        }
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(FoundEvent::cursor);
        Ok(Page { rows, next })
    }

    /// How many events there are.
    ///
    /// # Errors
    ///
    /// When the table can't be read, or a limit is met.
    pub async fn count(&self, table: &Table, search: &Search) -> Result<u64, SearchError> {
        let frame = self.all_events(table, search)?;
        let count = self.in_time(async { Ok(frame.count().await?) }).await?;
        Ok(u64::try_from(count).unwrap_or(u64::MAX))
    }

    /// One event by its id, if it is among what may be seen. What is known of its moment makes it quick.
    ///
    /// # Errors
    ///
    /// When the table can't be read, or a limit is met.
    pub async fn event(
        &self,
        table: &Table,
        id: [u8; 16],
        when: Option<When>,
        units: Option<&[[u8; 16]]>,
    ) -> Result<Option<FoundEvent>, SearchError> {
        let mut frame = self.context().read_table(table.provider())?;
        let known = when.map(|when| match when {
            When::Happened(time) => ("time", time),
            When::Received(time) => ("received", time),
        });
        if let Some((column, time)) = known {
            frame = frame.filter(ident(column).eq(instant(time)))?;
        }
        if let Some(units) = units {
            frame = frame.filter(scope(units))?;
        }
        frame = frame.filter(ident("event_id").eq(bytes(id)))?;
        let frame = frame.limit(0, Some(1))?;
        let batches = self.in_time(async { Ok(frame.collect().await?) }).await?;
        let found = batches.iter().map(events).collect::<Result<Vec<_>, _>>()?;
        Ok(found.into_iter().flatten().next())
    }

    /// All events of the search.
    pub(super) fn all_events(
        &self,
        table: &Table,
        search: &Search,
    ) -> Result<DataFrame, SearchError> {
        let window = (search.from.as_microsecond(), search.to.as_microsecond());
        self.events(&table.provider(), search, window)
    }

    /// The events of the search in a part of its time.
    pub(super) fn events(
        &self,
        table: &Arc<dyn TableProvider>,
        search: &Search,
        (from, to): Window,
    ) -> Result<DataFrame, SearchError> {
        let end = |micros: i64| Timestamp::from_microsecond(micros).unwrap_or(search.to);
        let within = || {
            let begun = ident("time").gt_eq(instant(end(from)));
            begun.and(ident("time").lt(instant(end(to))))
        };
        let parts = search.query.parts();
        let context = match parts.iter().all(|part| part.sought.is_empty()) {
            true => self.context(),
            // What few events pass is asked first, however large its column is.
            false => self.context_in_order(),
        };
        let all = context.read_table(Arc::clone(table))?;
        let mut found: Option<DataFrame> = None;
        for part in parts {
            let condition = [
                lower(&part.sought, &self.reader),
                Some(within()),
                search.units.as_deref().map(scope),
                lower(&part.rest, &self.reader),
            ];
            let condition = condition.into_iter().flatten().reduce(Expr::and);
            let frame = all.clone().filter(condition.unwrap_or_else(|| lit(true)))?;
            found = Some(match found {
                Some(others) => others.union(frame)?,
                None => frame,
            });
        }
        Ok(found.unwrap_or(all))
    }

    fn context(&self) -> SessionContext {
        let config = session_config().with_target_partitions(self.limits.partitions.get());
        SessionContext::new_with_config_rt(config, Arc::clone(&self.runtime))
    }

    /// A context in which filters are asked in the order in which they are given.
    fn context_in_order(&self) -> SessionContext {
        let mut config = session_config().with_target_partitions(self.limits.partitions.get());
        config.options_mut().execution.parquet.reorder_filters = false;
        SessionContext::new_with_config_rt(config, Arc::clone(&self.runtime))
    }

    pub(super) async fn in_time<T>(
        &self,
        work: impl Future<Output = Result<T, SearchError>>,
    ) -> Result<T, SearchError> {
        let begun = std::time::Instant::now();
        let ended = tokio::time::timeout(self.limits.deadline, work).await;
        match ended {
            // Work that never pauses is not seen by the timer; it is late all the same.
            Ok(done) if begun.elapsed() <= self.limits.deadline => done,
            _ => Err(SearchError::Deadline),
        }
    }
}

/// The events of these units; of no unit when none is given.
fn scope(units: &[[u8; 16]]) -> Expr {
    if units.is_empty() {
        return lit(false);
    }
    let units = units.iter().map(|unit| bytes(*unit)).collect();
    ident("unit").in_list(units, false)
}
