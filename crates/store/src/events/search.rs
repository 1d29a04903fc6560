//! Searches that people keep for another day.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use crate::{SavedSearchId, Store, StoreError, Tx, time};

/// One saved search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedSearch {
    /// Id minted by the caller.
    pub id: SavedSearchId,
    /// What it is called.
    pub name: String,
    /// The words searched for.
    pub query: String,
    /// The range of time, in words of the caller.
    pub span: String,
    /// The unit whose people may use it too; `None` keeps it to its owner.
    pub unit: Option<String>,
    /// Who saved it, as the ledger names actors.
    pub owner: String,
    /// When.
    pub saved_at: Timestamp,
}

mod row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One saved search.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "saved_searches")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Vec<u8>,
        pub name: String,
        pub query: String,
        pub span: String,
        pub unit: Option<String>,
        pub owner: String,
        pub saved_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn search(row: row::Model) -> Result<SavedSearch, StoreError> {
    Ok(SavedSearch {
        id: SavedSearchId::from_column(&row.id)?,
        name: row.name,
        query: row.query,
        span: row.span,
        unit: row.unit,
        owner: row.owner,
        saved_at: time::from_column(row.saved_at)?,
    })
}

impl Tx {
    /// Keeps a new search.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn add_saved_search(&mut self, new: SavedSearch) -> Result<(), StoreError> {
        let row = row::Model {
            id: new.id.to_column(),
            name: new.name,
            query: new.query,
            span: new.span,
            unit: new.unit,
            owner: new.owner,
            saved_at: time::to_column(new.saved_at),
        };
        row::Entity::insert(row.into_active_model())
            .exec_without_returning(&self.sql)
            .await?;
        Ok(())
    }

    /// Forgets a search of this owner; says whether there was one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn drop_saved_search(
        &mut self,
        id: SavedSearchId,
        owner: &str,
    ) -> Result<bool, StoreError> {
        let done = row::Entity::delete_many()
            .filter(row::Column::Id.eq(id.to_column()))
            .filter(row::Column::Owner.eq(owner))
            .exec(&self.sql)
            .await?;
        Ok(done.rows_affected > 0)
    }
}

impl Store {
    /// All saved searches, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn saved_searches(&self) -> Result<Vec<SavedSearch>, StoreError> {
        let query = row::Entity::find().order_by_desc(row::Column::Id);
        let rows = query.all(&self.sql).await?;
        rows.into_iter().map(search).collect()
    }
}
