//! The table as DataFusion sees it: a snapshot turned into the engine's own
//! Parquet scan, so that pruning, Bloom filters and late reading are the
//! engine's and a plan can be sent to other machines.
//!
//! No folder is listed for a query: the log says which files there are.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{DFSchema, ScalarValue, Statistics};
use datafusion::config::TableParquetOptions;
use datafusion::datasource::TableType;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::parquet::CachedParquetFileReaderFactory;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::logical_expr::utils::conjunction;
use datafusion::logical_expr::{BinaryExpr, Expr, Operator, TableProviderFilterPushDown};
use datafusion::object_store::path::Path as StorePath;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_optimizer::pruning::PruningPredicateBuilder;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::union::UnionExec;
use datafusion::prelude::{SessionConfig, SessionContext};

use arrow::datatypes::SchemaRef;

use super::Table;
use super::columns::{COLUMNS, TIME, partition_fields, read_schema, schema};
use super::scan::{Files, statistics};
use super::snapshot::{FileEntry, Snapshot};

/// The footer of a file in one read, with what of its page index lies there.
const FOOTER_BYTES: usize = 64 << 10;

/// Files from this size on are read by several threads where there are few.
const CUT_BYTES: u64 = 16 << 20;

/// The table at one version, for queries.
pub(crate) struct EventsProvider {
    table: Table,
    snapshot: Arc<Snapshot>,
    schema: SchemaRef,
}

impl Table {
    /// The table as it is now, for a `SessionContext`; the columns are those of [`schema`]. Later
    /// commits do not show in it; its files stay as long as it, or a plan made from it, lives.
    #[must_use]
    pub fn provider(&self) -> Arc<dyn TableProvider> {
        Arc::new(EventsProvider {
            table: self.clone(),
            snapshot: self.snapshot(),
            schema: schema(),
        })
    }

    /// A context with the table as it is now under the name `events`, and the settings its files
    /// are made for.
    ///
    /// # Errors
    /// When the name can't be registered.
    pub fn context(&self) -> Result<SessionContext> {
        let context = SessionContext::new_with_config(session_config());
        context.register_table("events", self.provider())?;
        Ok(context)
    }
}

/// The settings the files of the table are made for; whoever makes a context of his own (with a
/// memory limit, say) starts from these.
#[must_use]
pub fn session_config() -> SessionConfig {
    let mut config = SessionConfig::new();
    let parquet = &mut config.options_mut().execution.parquet;
    parquet.pushdown_filters = true;
    parquet.reorder_filters = true;
    parquet.bloom_filter_on_read = true;
    parquet.enable_page_index = true;
    config
}

impl fmt::Debug for EventsProvider {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("EventsProvider")
            .field("version", &self.snapshot.version)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl TableProvider for EventsProvider {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    /// All filters choose files. Those of time are dealt with here, since of most files they leave out nothing; the
    /// others the engine hands to the source of its plan, where they choose row groups and rows.
    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>> {
        let filters = filters.iter().map(|filter| match Within::of(filter) {
            Some(_) => TableProviderFilterPushDown::Exact,
            None => TableProviderFilterPushDown::Inexact,
        });
        Ok(filters.collect())
    }

    fn statistics(&self) -> Option<Statistics> {
        None
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let predicate = self.predicate(state, filters)?;
        let files = self.files(predicate.as_ref())?;
        let (times, others): (Vec<&Expr>, Vec<&Expr>) = filters
            .iter()
            .partition(|filter| Within::of(filter).is_some());
        let within = times.iter().filter_map(|filter| Within::of(filter));
        let within = within.fold(Within::default(), Within::and);
        let (inside, edge): (Vec<_>, Vec<_>) = files
            .into_iter()
            .partition(|file| within.holds(file.stats.whole(TIME)));
        let times: Vec<Expr> = times.into_iter().cloned().collect();
        // With other filters the limit is not that of the rows read.
        let limit = limit.filter(|_| others.is_empty());
        let mut sources = Vec::new();
        if !inside.is_empty() || edge.is_empty() {
            sources.push(self.source(state, &inside, projection, None, limit)?);
        }
        if !edge.is_empty() {
            let predicate = self.predicate(state, &times)?;
            sources.push(self.source(state, &edge, projection, predicate, None)?);
        }
        match sources.len() {
            1 => sources
                .pop()
                .ok_or_else(|| DataFusionError::Internal("no source".to_owned())),
            _ => UnionExec::try_new(sources),
        }
    }
}

/// The stretch of time that filters of the column `time` leave.
#[derive(Debug, Clone, Copy, Default)]
struct Within {
    /// The first microsecond.
    from: Option<i64>,
    /// The first one that is not in it any more.
    to: Option<i64>,
}

impl Within {
    /// What a filter leaves; `None` when it is another than `time >= INSTANT` or `time < INSTANT`.
    fn of(filter: &Expr) -> Option<Self> {
        let Expr::BinaryExpr(BinaryExpr { left, op, right }) = filter else {
            return None;
        };
        let (Expr::Column(column), Expr::Literal(value, _)) = (left.as_ref(), right.as_ref())
        else {
            return None;
        };
        let ScalarValue::TimestampMicrosecond(Some(at), _) = value else {
            return None;
        };
        let name = COLUMNS.get(TIME).map(|column| column.name);
        match op {
            _ if Some(column.name.as_str()) != name => None,
            Operator::GtEq => Some(Self {
                from: Some(*at),
                to: None,
            }),
            Operator::Lt => Some(Self {
                from: None,
                to: Some(*at),
            }),
            _ => None,
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            from: self.from.max(other.from),
            to: self.to.into_iter().chain(other.to).min(),
        }
    }

    /// Whether all of a file with these times lies in it.
    fn holds(&self, times: Option<(i64, i64)>) -> bool {
        match (self.from, self.to, times) {
            (None, None, _) => true,
            (_, _, None) => false,
            (from, to, Some((first, last))) => {
                from.is_none_or(|from| from <= first) && to.is_none_or(|to| last < to)
            }
        }
    }
}

impl EventsProvider {
    /// A scan of some files, of which the rows pass `predicate`.
    fn source(
        &self,
        state: &dyn Session,
        files: &[Arc<FileEntry>],
        projection: Option<&Vec<usize>>,
        predicate: Option<Arc<dyn PhysicalExpr>>,
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let table_schema = TableSchema::builder(Arc::clone(read_schema()))
            .with_table_partition_cols(partition_fields().to_vec())
            .build();
        let mut options = TableParquetOptions {
            global: state.config_options().execution.parquet.clone(),
            ..TableParquetOptions::default()
        };
        // Nobody else filters by the time.
        options.global.pushdown_filters = true;
        let url = ObjectStoreUrl::local_filesystem();
        let runtime = state.runtime_env();
        // Files never change: what their footers say is read once, as long as there is room for it.
        let reading = CachedParquetFileReaderFactory::new(
            runtime.object_store(&url)?,
            runtime.cache_manager.get_file_metadata_cache(),
        );
        let mut source = ParquetSource::new(table_schema)
            .with_table_parquet_options(options)
            .with_parquet_file_reader_factory(Arc::new(reading))
            .with_metadata_size_hint(FOOTER_BYTES);
        if let Some(predicate) = predicate {
            source = source.with_predicate(predicate);
        }
        let groups = self.groups(files, state.config().target_partitions())?;
        let config = FileScanConfigBuilder::new(url, Arc::new(source))
            .with_file_groups(groups)
            .with_statistics(self.total(files))
            .with_projection_indices(projection.cloned())?
            .with_limit(limit)
            .build();
        Ok(DataSourceExec::from_data_source(config))
    }

    fn predicate(
        &self,
        state: &dyn Session,
        filters: &[Expr],
    ) -> Result<Option<Arc<dyn PhysicalExpr>>> {
        let Some(filter) = conjunction(filters.iter().cloned()) else {
            return Ok(None);
        };
        let schema = DFSchema::try_from(Arc::clone(&self.schema))?;
        state.create_physical_expr(filter, &schema).map(Some)
    }

    /// The files that may have rows for the predicate, newest first: a query for the newest rows
    /// then leaves most of the others closed.
    fn files(&self, predicate: Option<&Arc<dyn PhysicalExpr>>) -> Result<Vec<Arc<FileEntry>>> {
        let mut files: Vec<Arc<FileEntry>> = self.snapshot.files.values().cloned().collect();
        if let Some(predicate) = predicate {
            let pruning = PruningPredicateBuilder::new()
                .with_file_schema(Arc::clone(&self.schema))
                .try_build(Arc::clone(predicate))?;
            let keep = pruning.prune(&Files {
                files: &files,
                schema: Arc::clone(&self.schema),
            })?;
            let mut keep = keep.into_iter();
            files.retain(|_| keep.next().unwrap_or(true));
        }
        files.sort_by_key(|file| std::cmp::Reverse(file.stats.whole(TIME).map(|(_, last)| last)));
        Ok(files)
    }

    /// Deals the files out to as many groups as run side by side; where there are fewer files than groups, the larger
    /// ones are cut between row groups.
    fn groups(&self, files: &[Arc<FileEntry>], count: usize) -> Result<Vec<FileGroup>> {
        let cuts = match files.len() {
            few if few < count => count.div_ceil(few.max(1)),
            _ => 1,
        };
        let mut parts = Vec::new();
        for file in files {
            let part = self.part(file)?;
            if cuts == 1 || file.bytes < CUT_BYTES {
                parts.push(part);
                continue;
            }
            parts.extend(ranges(file.bytes, cuts).map(|(start, end)| {
                let known = statistics(file, &self.schema).to_inexact();
                let part = part.clone().with_statistics(Arc::new(known));
                part.with_range(start, end)
            }));
        }
        let count = count.clamp(1, parts.len().max(1));
        let mut groups: Vec<FileGroup> = (0..count).map(|_| FileGroup::default()).collect();
        for (place, part) in parts.into_iter().enumerate() {
            if let Some(group) = groups.get_mut(place % count) {
                group.push(part);
            }
        }
        Ok(groups)
    }

    fn part(&self, file: &FileEntry) -> Result<PartitionedFile> {
        let path = std::path::absolute(self.table.folder().join(file.path.as_ref()))?;
        let location = StorePath::from_absolute_path(&path)
            .map_err(|why| DataFusionError::External(Box::new(why)))?;
        let mut part = PartitionedFile::new(String::new(), file.bytes);
        part.object_meta.location = location;
        Ok(part
            .with_partition_values(vec![
                ScalarValue::Utf8(Some(file.class.to_string())),
                ScalarValue::Date32(Some(file.day)),
            ])
            // A plan that outlives the provider keeps the files of its snapshot.
            .with_extension(Arc::clone(&self.snapshot))
            .with_statistics(Arc::new(statistics(file, &self.schema))))
    }

    fn total(&self, files: &[Arc<FileEntry>]) -> Statistics {
        let each: Vec<Statistics> = files
            .iter()
            .map(|file| statistics(file, &self.schema))
            .collect();
        Statistics::try_merge_iter(each.iter(), &self.schema)
            .unwrap_or_else(|_| Statistics::new_unknown(&self.schema))
    }
}

/// A file's bytes in parts of about the same size, first byte and the one after the last.
fn ranges(bytes: u64, parts: usize) -> impl Iterator<Item = (i64, i64)> {
    let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
    let parts = i64::try_from(parts).unwrap_or(1).max(1);
    let each = bytes / parts + 1;
    (0..parts).map(move |place| (each * place, (each * (place + 1)).min(bytes)))
}
