//! Addresses an account was signed in from.

use core::net::IpAddr;

use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};

use crate::{AccountId, StoreError, Tx, time};

mod row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One address of one account.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "known_addresses")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account: Vec<u8>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub address: String,
        pub last_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Tx {
    /// Whether the account was signed in from the address since an instant.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn knows_address(
        &self,
        account: AccountId,
        address: IpAddr,
        since: Timestamp,
    ) -> Result<bool, StoreError> {
        let query = row::Entity::find_by_id((account.to_column(), address.to_string()))
            .filter(row::Column::LastAt.gte(time::to_column(since)));
        Ok(query.one(&self.sql).await?.is_some())
    }

    /// Remembers that the account was signed in from the address now.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remember_address(
        &mut self,
        account: AccountId,
        address: IpAddr,
    ) -> Result<(), StoreError> {
        let row = row::ActiveModel {
            account: Set(account.to_column()),
            address: Set(address.to_string()),
            last_at: Set(time::to_column(self.at())),
        };
        let again = OnConflict::columns([row::Column::Account, row::Column::Address])
            .update_column(row::Column::LastAt)
            .to_owned();
        row::Entity::insert(row)
            .on_conflict(again)
            .exec_without_returning(&self.sql)
            .await?;
        Ok(())
    }

    /// Forgets the addresses of an account, as after a recovery.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn forget_addresses(&mut self, account: AccountId) -> Result<(), StoreError> {
        row::Entity::delete_many()
            .filter(row::Column::Account.eq(account.to_column()))
            .exec(&self.sql)
            .await?;
        Ok(())
    }
}
