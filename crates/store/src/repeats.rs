//! Requests that a program may send twice: what was asked under a name, and what was answered.
//!
//! Name and content are hashes of the caller's; the answer is an opaque text. The rows are not bound to the ledger: they
//! prove nothing, and losing them costs only that a repeated request is carried out again.

use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use crate::{Digest, StoreError, Tx, time};

/// A request under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeat {
    /// Hash of what was asked.
    pub content: Digest,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// What was answered; `None` while it runs.
    pub answer: Option<String>,
}

mod row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One request.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "repeats")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: Vec<u8>,
        pub content: Vec<u8>,
        pub begun_at: i64,
        pub answer: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Tx {
    /// What is known under a name.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn repeat(&self, name: Digest) -> Result<Option<Repeat>, StoreError> {
        let found = row::Entity::find_by_id(name.to_column());
        let Some(row) = found.one(&self.sql).await? else {
            return Ok(None);
        };
        Ok(Some(Repeat {
            content: Digest::from_column(&row.content)?,
            begun_at: time::from_column(row.begun_at)?,
            answer: row.answer,
        }))
    }

    /// Keeps a request in the place of what was known under its name.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn put_repeat(&mut self, name: Digest, repeat: Repeat) -> Result<(), StoreError> {
        let row = row::Model {
            name: name.to_column(),
            content: repeat.content.to_column(),
            begun_at: time::to_column(repeat.begun_at),
            answer: repeat.answer,
        };
        let again = OnConflict::column(row::Column::Name)
            .update_columns([
                row::Column::Content,
                row::Column::BegunAt,
                row::Column::Answer,
            ])
            .to_owned();
        row::Entity::insert(row.into_active_model())
            .on_conflict(again)
            .exec_without_returning(&self.sql)
            .await?;
        Ok(())
    }

    /// Forgets a request.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn drop_repeat(&mut self, name: Digest) -> Result<(), StoreError> {
        let gone = row::Entity::delete_by_id(name.to_column());
        gone.exec(&self.sql).await?;
        Ok(())
    }

    /// Forgets all requests begun before an instant.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn clear_repeats(&mut self, before: Timestamp) -> Result<(), StoreError> {
        let old = row::Column::BegunAt.lt(time::to_column(before));
        row::Entity::delete_many()
            .filter(old)
            .exec(&self.sql)
            .await?;
        Ok(())
    }
}
