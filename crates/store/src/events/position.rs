//! How far each writer has taken the intake log into the alerts.

use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, IntoActiveModel};

use super::number;
use crate::bound::position;
use crate::{StoreError, Tx};

mod row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One writer.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "events_taken")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub writer: String,
        pub position: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Tx {
    /// The offset after the last record of the log that a writer has taken; 0 when none.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn events_taken(&self, writer: &str) -> Result<u64, StoreError> {
        let found = row::Entity::find_by_id(writer).one(&self.sql).await?;
        found.map_or(Ok(0), |row| position(row.position))
    }

    /// Records that a writer has taken the log up to an offset.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn put_events_taken(&mut self, writer: &str, to: u64) -> Result<(), StoreError> {
        let row = row::Model {
            writer: writer.to_owned(),
            position: number(to)?,
        };
        let again = OnConflict::column(row::Column::Writer)
            .update_column(row::Column::Position)
            .to_owned();
        row::Entity::insert(row.into_active_model())
            .on_conflict(again)
            .exec_without_returning(&self.sql)
            .await?;
        Ok(())
    }
}
