//! Runs of new rules and lists over the events kept, and how far each has come.

use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};

use super::number;
use crate::bound::position;
use crate::{RetroHuntId, Store, StoreError, Tx, time};

/// One run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetroHunt {
    /// Id minted by the caller.
    pub id: RetroHuntId,
    /// What is run: a word of the caller, such as `list:botnet-2024-02.txt`.
    pub what: String,
    /// Beginning of the range.
    pub from: Timestamp,
    /// Its end.
    pub to: Timestamp,
    /// Everything before this is done.
    pub done_to: Timestamp,
    /// Where it stands (`waiting`, `running`, `paused`, `done`, `failed`).
    pub state: String,
    /// Events looked at.
    pub events: u64,
    /// Findings.
    pub found: u64,
    /// What it judges by, as the caller writes it; empty until it is begun.
    pub judged: Vec<u8>,
    /// What there is to say about it, such as why it failed.
    pub note: Option<String>,
    /// Who asked for it, as the ledger names actors.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// When it was last changed.
    pub changed_at: Timestamp,
}

mod row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One run.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "retro_hunts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Vec<u8>,
        pub what: String,
        pub from_at: i64,
        pub to_at: i64,
        pub done_to: i64,
        pub state: String,
        pub events: i64,
        pub found: i64,
        pub judged: Vec<u8>,
        pub note: Option<String>,
        pub made_by: String,
        pub made_at: i64,
        pub changed_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn run(row: row::Model) -> Result<RetroHunt, StoreError> {
    Ok(RetroHunt {
        id: RetroHuntId::from_column(&row.id)?,
        what: row.what,
        from: time::from_column(row.from_at)?,
        to: time::from_column(row.to_at)?,
        done_to: time::from_column(row.done_to)?,
        state: row.state,
        events: position(row.events)?,
        found: position(row.found)?,
        judged: row.judged,
        note: row.note,
        made_by: row.made_by,
        made_at: time::from_column(row.made_at)?,
        changed_at: time::from_column(row.changed_at)?,
    })
}

impl Tx {
    /// Keeps a run in the place of what was known of it, as changed now.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn put_retro_hunt(&mut self, hunt: &RetroHunt) -> Result<(), StoreError> {
        use row::Column as C;
        let row = row::Model {
            id: hunt.id.to_column(),
            what: hunt.what.clone(),
            from_at: time::to_column(hunt.from),
            to_at: time::to_column(hunt.to),
            done_to: time::to_column(hunt.done_to),
            state: hunt.state.clone(),
            events: number(hunt.events)?,
            found: number(hunt.found)?,
            judged: hunt.judged.clone(),
            note: hunt.note.clone(),
            made_by: hunt.made_by.clone(),
            made_at: time::to_column(hunt.made_at),
            changed_at: time::to_column(self.at()),
        };
        let again = OnConflict::column(C::Id)
            .update_columns([
                C::FromAt,
                C::ToAt,
                C::DoneTo,
                C::State,
                C::Events,
                C::Found,
                C::Judged,
                C::Note,
                C::ChangedAt,
            ])
            .to_owned();
        row::Entity::insert(row.into_active_model())
            .on_conflict(again)
            .exec_without_returning(&self.sql)
            .await?;
        Ok(())
    }

    /// One run, as this transaction sees it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn retro_hunt(&self, id: RetroHuntId) -> Result<Option<RetroHunt>, StoreError> {
        let found = row::Entity::find_by_id(id.to_column())
            .one(&self.sql)
            .await?;
        found.map(run).transpose()
    }
}

impl Tx {
    /// All runs of one thing, the oldest first, as this transaction sees them.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn retro_hunts_of(&self, what: &str) -> Result<Vec<RetroHunt>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::What.eq(what))
            .order_by_asc(row::Column::Id)
            .all(&self.sql)
            .await?;
        rows.into_iter().map(run).collect()
    }
}

impl Store {
    /// At most `limit` runs, the newest first; only those in one of these states, where any are named.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn retro_hunts(
        &self,
        states: &[&str],
        limit: u64,
    ) -> Result<Vec<RetroHunt>, StoreError> {
        let mut query = row::Entity::find()
            .order_by_desc(row::Column::Id)
            .limit(limit);
        if !states.is_empty() {
            query = query.filter(row::Column::State.is_in(states.iter().copied()));
        }
        let rows = query.all(&self.sql).await?;
        rows.into_iter().map(run).collect()
    }
}
