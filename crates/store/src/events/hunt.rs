//! Hunts in the events kept: what was supposed, what was asked, what was found, and what follows from it.

use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};

use super::{number, of_units};
use crate::bound::position;
use crate::{EventHuntId, Store, StoreError, Tx, time};

/// One hunt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventHunt {
    /// Id minted by the caller.
    pub id: EventHuntId,
    /// What was supposed.
    pub hypothesis: String,
    /// The words searched for.
    pub query: String,
    /// The unit it was made for.
    pub unit: Option<String>,
    /// Beginning of the range searched.
    pub from: Timestamp,
    /// Its end.
    pub to: Timestamp,
    /// Events found.
    pub found: u64,
    /// What follows from it; `None` while it goes on.
    pub conclusion: Option<String>,
    /// What of it turned out to be an intruder's doing; known with the conclusion.
    pub findings: u64,
    /// How many of those are dealt with.
    pub disposed: u64,
    /// Who began it, as the ledger names actors.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// Who concluded it.
    pub concluded_by: Option<String>,
    /// When.
    pub concluded_at: Option<Timestamp>,
    /// How many changes it has seen.
    pub revision: u64,
}

mod row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One hunt.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "event_hunts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Vec<u8>,
        pub hypothesis: String,
        pub query: String,
        pub unit: Option<String>,
        pub from_at: i64,
        pub to_at: i64,
        pub found: i64,
        pub conclusion: Option<String>,
        pub findings: i64,
        pub disposed: i64,
        pub made_by: String,
        pub made_at: i64,
        pub concluded_by: Option<String>,
        pub concluded_at: Option<i64>,
        pub revision: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn hunt(row: row::Model) -> Result<EventHunt, StoreError> {
    Ok(EventHunt {
        id: EventHuntId::from_column(&row.id)?,
        hypothesis: row.hypothesis,
        query: row.query,
        unit: row.unit,
        from: time::from_column(row.from_at)?,
        to: time::from_column(row.to_at)?,
        found: position(row.found)?,
        conclusion: row.conclusion,
        findings: position(row.findings)?,
        disposed: position(row.disposed)?,
        made_by: row.made_by,
        made_at: time::from_column(row.made_at)?,
        concluded_by: row.concluded_by,
        concluded_at: time::from_optional(row.concluded_at)?,
        revision: position(row.revision)?,
    })
}

impl Tx {
    /// Keeps a hunt in the place of what was known of it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn put_event_hunt(&mut self, hunt: &EventHunt) -> Result<(), StoreError> {
        use row::Column as C;
        let row = row::Model {
            id: hunt.id.to_column(),
            hypothesis: hunt.hypothesis.clone(),
            query: hunt.query.clone(),
            unit: hunt.unit.clone(),
            from_at: time::to_column(hunt.from),
            to_at: time::to_column(hunt.to),
            found: number(hunt.found)?,
            conclusion: hunt.conclusion.clone(),
            findings: number(hunt.findings)?,
            disposed: number(hunt.disposed)?,
            made_by: hunt.made_by.clone(),
            made_at: time::to_column(hunt.made_at),
            concluded_by: hunt.concluded_by.clone(),
            concluded_at: hunt.concluded_at.map(time::to_column),
            revision: number(hunt.revision)?,
        };
        let again = OnConflict::column(C::Id)
            .update_columns([
                C::Found,
                C::Conclusion,
                C::Findings,
                C::Disposed,
                C::ConcludedBy,
                C::ConcludedAt,
                C::Revision,
            ])
            .to_owned();
        row::Entity::insert(row.into_active_model())
            .on_conflict(again)
            .exec_without_returning(&self.sql)
            .await?;
        Ok(())
    }

    /// One hunt, as this transaction sees it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn event_hunt(&self, id: EventHuntId) -> Result<Option<EventHunt>, StoreError> {
        let found = row::Entity::find_by_id(id.to_column())
            .one(&self.sql)
            .await?;
        found.map(hunt).transpose()
    }
}

impl Store {
    /// At most `limit` hunts of some units, the newest first; `None` is all units, and those of no unit.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn event_hunts(
        &self,
        units: Option<&[String]>,
        limit: u64,
    ) -> Result<Vec<EventHunt>, StoreError> {
        let rows = row::Entity::find()
            .filter(of_units(row::Column::Unit, units))
            .order_by_desc(row::Column::Id)
            .limit(limit)
            .all(&self.sql)
            .await?;
        rows.into_iter().map(hunt).collect()
    }
}
