//! Reading facts: the state at an instant, and what came since a position.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Statement, Value,
};

use super::KeptFact;
use super::row::{Column, Entity, Model};
use crate::bound::{position, position_column};
use crate::{Store, StoreError, time};

/// Which units' facts are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Units {
    /// Those of every unit and those of no unit.
    #[default]
    All,
    /// Those of these units.
    Of {
        /// The units' codes.
        units: Vec<String>,
        /// Also those of no unit (what concerns the whole organisation).
        shared: bool,
    },
}

/// A question for the state of the facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateQuery {
    /// The state as it was known at this instant.
    pub at: Timestamp,
    /// Only these tables; `None` for all.
    pub tables: Option<Vec<String>>,
    /// Only these units. A fact belongs to the unit of its newest row.
    pub units: Units,
}

impl StateQuery {
    /// Everything known at an instant.
    #[must_use]
    pub fn at(at: Timestamp) -> Self {
        Self {
            at,
            tables: None,
            units: Units::All,
        }
    }
}

/// That a fact was learned, without what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TouchedFact {
    /// Its position.
    pub seq: u64,
    /// Fact table.
    pub table: String,
    /// Natural key.
    pub code: String,
    /// The unit it belongs to.
    pub unit: Option<String>,
    /// Where it follows another row of its key: the unit that one belonged to.
    pub unit_before: Option<Option<String>>,
}

#[derive(FromQueryResult)]
struct TouchedRow {
    seq: i64,
    table_name: String,
    code: String,
    unit: Option<String>,
    before_seq: Option<i64>,
    before_unit: Option<String>,
}

impl Store {
    /// The facts that stood at an instant: of each key the newest row recorded
    /// up to then, unless that row withdraws the fact. Ordered by table and code.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn facts_at(&self, query: &StateQuery) -> Result<Vec<KeptFact>, StoreError> {
        let statement = newest_rows(&self.sql, query)?;
        let mut rows = Model::find_by_statement(statement).all(&self.sql).await?;
        // Sorted here: the two engines order text differently.
        rows.sort_by(|a, b| (&a.table_name, &a.code).cmp(&(&b.table_name, &b.code)));
        rows.into_iter().map(Model::into_kept).collect()
    }

    /// At most `limit` rows learned after position `seq`, retractions included,
    /// in the order they were learned.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn facts_since(&self, seq: u64, limit: u64) -> Result<Vec<KeptFact>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Seq.gt(position_column(seq)?))
            .order_by_asc(Column::Seq)
            .limit(limit)
            .all(&self.sql)
            .await?;
        rows.into_iter().map(Model::into_kept).collect()
    }

    /// At most `limit` of the facts learned after position `seq`, in that order,
    /// without what they say.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn facts_touched_since(
        &self,
        seq: u64,
        limit: u64,
    ) -> Result<Vec<TouchedFact>, StoreError> {
        let values: [Value; 2] = [position_column(seq)?.into(), position_column(limit)?.into()];
        let query = Statement::from_sql_and_values(
            self.sql.get_database_backend(),
            "SELECT f.seq, f.table_name, f.code, f.unit, b.seq AS before_seq, b.unit AS before_unit
            FROM facts f LEFT JOIN facts b ON b.fact_id = f.supersedes
            WHERE f.seq > $1 ORDER BY f.seq LIMIT $2",
            values,
        );
        let rows = TouchedRow::find_by_statement(query).all(&self.sql).await?;
        rows.into_iter()
            .map(|row| {
                Ok(TouchedFact {
                    seq: position(row.seq)?,
                    table: row.table_name,
                    code: row.code,
                    unit: row.unit,
                    unit_before: row.before_seq.map(|_| row.before_unit),
                })
            })
            .collect()
    }

    /// The newest row of one fact recorded up to an instant, also when it
    /// withdraws the fact; `None` when there is none.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn newest_fact(
        &self,
        table: &str,
        code: &str,
        at: Timestamp,
    ) -> Result<Option<KeptFact>, StoreError> {
        let newest = Entity::find()
            .filter(Column::TableName.eq(table))
            .filter(Column::Code.eq(code))
            .filter(Column::RecordedAt.lte(time::to_column(at)))
            .order_by_desc(Column::Seq)
            .one(&self.sql)
            .await?;
        newest.map(Model::into_kept).transpose()
    }

    /// Position of the newest fact, 0 when there is none.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn last_fact_seq(&self) -> Result<u64, StoreError> {
        last_seq(&self.sql).await
    }
}

/// Position of the newest fact, 0 when there is none.
pub(crate) async fn last_seq(sql: &impl ConnectionTrait) -> Result<u64, StoreError> {
    let newest = Entity::find().order_by_desc(Column::Seq).one(sql).await?;
    newest.map_or(Ok(0), |row| position(row.seq))
}

// The keys that occur among the wanted rows, and of each the newest row. Both
// engines answer the inner question from the index (table, code, seq).
fn newest_rows(sql: &impl ConnectionTrait, query: &StateQuery) -> Result<Statement, StoreError> {
    let mut values: Vec<Value> = vec![time::to_column(query.at).into()];
    let tables = match &query.tables {
        None => String::new(),
        Some(tables) => format!(" AND table_name IN ({})", list(&mut values, tables)),
    };
    let units = match &query.units {
        Units::All => String::new(),
        Units::Of { units, shared } => {
            let shared = if *shared { " OR unit IS NULL" } else { "" };
            format!(" AND (unit IN ({}){shared})", list(&mut values, units))
        }
    };
    let text = format!(
        "SELECT f.* FROM (
            SELECT DISTINCT table_name, code FROM facts
            WHERE recorded_at <= $1{tables}{units}
        ) k JOIN facts f ON f.seq = (
            SELECT n.seq FROM facts n
            WHERE n.table_name = k.table_name AND n.code = k.code AND n.recorded_at <= $1
            ORDER BY n.seq DESC LIMIT 1
        ) WHERE NOT f.retracted{}",
        units.replace("unit", "f.unit")
    );
    let backend = sql.get_database_backend();
    Ok(Statement::from_sql_and_values(backend, text, values))
}

fn list(values: &mut Vec<Value>, words: &[String]) -> String {
    let mut places = Vec::with_capacity(words.len());
    for word in words {
        values.push(word.as_str().into());
        places.push(format!("${}", values.len()));
    }
    // An empty list matches nothing; SQL has no empty list.
    if places.is_empty() {
        return "NULL".to_owned();
    }
    places.join(", ")
}
