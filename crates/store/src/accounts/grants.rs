//! Grants of accounts and of tokens: a role, for a unit or for all.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};
use uuid::Uuid;

use crate::{Store, StoreError, Tx};

/// A role held for a unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grant {
    /// The role's word.
    pub role: String,
    /// The unit with all below it; `None` for the whole organisation.
    pub unit: Option<String>,
}

mod row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One grant; the unit is empty for the whole organisation.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "grants")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub holder: Vec<u8>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub role: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub unit: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn of(holder: Uuid) -> sea_orm::Select<row::Entity> {
    row::Entity::find()
        .filter(row::Column::Holder.eq(holder.as_bytes().to_vec()))
        .order_by_asc(row::Column::Role)
        .order_by_asc(row::Column::Unit)
}

fn grants(rows: Vec<row::Model>) -> Vec<Grant> {
    let mut grants: Vec<Grant> = rows
        .into_iter()
        .map(|row| Grant {
            role: row.role,
            unit: Some(row.unit).filter(|unit| !unit.is_empty()),
        })
        .collect();
    // Sorted here: the two engines order text differently.
    grants.sort();
    grants
}

impl Store {
    /// What the holder (an account or a token, by its id) has been granted.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn grants_of(&self, holder: Uuid) -> Result<Vec<Grant>, StoreError> {
        Ok(grants(of(holder).all(&self.sql).await?))
    }
}

impl Tx {
    /// What the holder has been granted, as this transaction sees it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn grants_of(&self, holder: Uuid) -> Result<Vec<Grant>, StoreError> {
        Ok(grants(of(holder).all(&self.sql).await?))
    }

    /// The accounts and tokens that hold a role.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn holders_of(&self, role: &str) -> Result<Vec<Uuid>, StoreError> {
        let query = row::Entity::find().filter(row::Column::Role.eq(role));
        let rows = query.all(&self.sql).await?;
        rows.iter()
            .map(|row| Uuid::from_slice(&row.holder).map_err(|_| StoreError::unreadable("holder")))
            .collect()
    }

    /// Puts these grants in the place of all the holder had.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn put_grants(&mut self, holder: Uuid, grants: &[Grant]) -> Result<(), StoreError> {
        row::Entity::delete_many()
            .filter(row::Column::Holder.eq(holder.as_bytes().to_vec()))
            .exec(&self.sql)
            .await?;
        let mut grants = grants.to_vec();
        grants.sort();
        grants.dedup();
        for grant in grants {
            let row = row::ActiveModel {
                holder: Set(holder.as_bytes().to_vec()),
                role: Set(grant.role),
                unit: Set(grant.unit.unwrap_or_default()),
            };
            row::Entity::insert(row)
                .exec_without_returning(&self.sql)
                .await?;
        }
        Ok(())
    }
}
