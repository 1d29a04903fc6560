//! Counters of failed attempts. What is counted, and how many are too many,
//! the caller decides; here they are kept, so that a restart forgives nothing.

use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use crate::{StoreError, Tx, time};

/// The state of one counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counter {
    /// Attempts that failed or are still being checked.
    pub failures: i64,
    /// When the last one was made.
    pub last_at: Timestamp,
    /// When the counter is forgotten.
    pub until: Timestamp,
}

mod row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One counter.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sign_in_failures")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub counter: String,
        pub failures: i64,
        pub last_at: i64,
        pub until: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Tx {
    /// The counter of a name; `None` when nothing is counted, or no longer.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn counter(&self, name: &str) -> Result<Option<Counter>, StoreError> {
        let query = row::Entity::find_by_id(name.to_owned())
            .filter(row::Column::Until.gt(time::to_column(self.at())));
        let Some(row) = query.one(&self.sql).await? else {
            return Ok(None);
        };
        Ok(Some(Counter {
            failures: row.failures,
            last_at: time::from_column(row.last_at)?,
            until: time::from_column(row.until)?,
        }))
    }

    /// Puts a counter in the place of what was kept under its name.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn put_counter(&mut self, name: &str, counter: Counter) -> Result<(), StoreError> {
        let row = row::Model {
            counter: name.to_owned(),
            failures: counter.failures,
            last_at: time::to_column(counter.last_at),
            until: time::to_column(counter.until),
        };
        let again = OnConflict::column(row::Column::Counter)
            .update_columns([
                row::Column::Failures,
                row::Column::LastAt,
                row::Column::Until,
            ])
            .to_owned();
        row::Entity::insert(row.into_active_model())
            .on_conflict(again)
            .exec_without_returning(&self.sql)
            .await?;
        Ok(())
    }

    /// Forgets a counter.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn clear_counter(&mut self, name: &str) -> Result<(), StoreError> {
        row::Entity::delete_by_id(name.to_owned())
            .exec(&self.sql)
            .await?;
        Ok(())
    }

    /// Forgets all counters whose time is over.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn clear_old_counters(&mut self) -> Result<(), StoreError> {
        row::Entity::delete_many()
            .filter(row::Column::Until.lte(time::to_column(self.at())))
            .exec(&self.sql)
            .await?;
        Ok(())
    }
}
