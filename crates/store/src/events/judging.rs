//! By which lists and rules the records of a log were judged as they came, from which record on.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use super::number;
use crate::bound::position;
use crate::{Store, StoreError, Tx};

/// What a writer judged by from a record on, until the next such row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventJudging {
    /// The writer, as in the event table.
    pub writer: String,
    /// Offset of the first record judged so.
    pub from: u64,
    /// The lists, as the caller writes them.
    pub lists: String,
    /// The rules, as the caller writes them.
    pub rules: Vec<u8>,
}

mod row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// From one record on.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "event_judgings")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub writer: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i64,
        pub lists: String,
        pub rules: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn judging(row: row::Model) -> Result<EventJudging, StoreError> {
    Ok(EventJudging {
        writer: row.writer,
        from: position(row.position)?,
        lists: row.lists,
        rules: row.rules,
    })
}

impl Tx {
    /// Records what a writer judges by from a record on.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn put_event_judging(&mut self, judging: EventJudging) -> Result<(), StoreError> {
        use row::Column as C;
        let row = row::Model {
            writer: judging.writer,
            position: number(judging.from)?,
            lists: judging.lists,
            rules: judging.rules,
        };
        let again = OnConflict::columns([C::Writer, C::Position])
            .update_columns([C::Lists, C::Rules])
            .to_owned();
        row::Entity::insert(row.into_active_model())
            .on_conflict(again)
            .exec_without_returning(&self.sql)
            .await?;
        Ok(())
    }

    /// What a writer judges by now, as this transaction sees it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn event_judging(&self, writer: &str) -> Result<Option<EventJudging>, StoreError> {
        let found = row::Entity::find()
            .filter(row::Column::Writer.eq(writer))
            .order_by_desc(row::Column::Position)
            .one(&self.sql)
            .await?;
        found.map(judging).transpose()
    }
}

impl Store {
    /// All that writers judged by, each from the first record on.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn event_judgings(&self) -> Result<Vec<EventJudging>, StoreError> {
        let rows = row::Entity::find()
            .order_by_asc(row::Column::Writer)
            .order_by_asc(row::Column::Position)
            .all(&self.sql)
            .await?;
        rows.into_iter().map(judging).collect()
    }
}
