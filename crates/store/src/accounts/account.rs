//! Accounts of people.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};

use crate::{AccountId, Store, StoreError, Tx, time};

/// The account of a person.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Id minted by the caller.
    pub id: AccountId,
    /// The name signed in with, folded by the caller; unique.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// Hash of the password as a PHC string; `None` until the invitation is taken up.
    pub password: Option<String>,
    /// Secret of the second factor in use.
    pub totp_secret: Option<Vec<u8>>,
    /// Secret of a second factor that is not confirmed yet.
    pub totp_pending: Option<Vec<u8>>,
    /// The last time step of which a code was used.
    pub totp_last_step: Option<i64>,
    /// Since when the account is disabled.
    pub disabled_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

mod row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One account.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Vec<u8>,
        pub login: String,
        pub name: String,
        pub password: Option<String>,
        pub totp_secret: Option<Vec<u8>>,
        pub totp_pending: Option<Vec<u8>>,
        pub totp_last_step: Option<i64>,
        pub disabled_at: Option<i64>,
        pub created_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Account {
    fn to_row(&self) -> row::Model {
        let this = self.clone();
        row::Model {
            id: this.id.to_column(),
            login: this.login,
            name: this.name,
            password: this.password,
            totp_secret: this.totp_secret,
            totp_pending: this.totp_pending,
            totp_last_step: this.totp_last_step,
            disabled_at: this.disabled_at.map(time::to_column),
            created_at: time::to_column(this.created_at),
        }
    }

    fn from_row(row: row::Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: AccountId::from_column(&row.id)?,
            login: row.login,
            name: row.name,
            password: row.password,
            totp_secret: row.totp_secret,
            totp_pending: row.totp_pending,
            totp_last_step: row.totp_last_step,
            disabled_at: time::from_optional(row.disabled_at)?,
            created_at: time::from_column(row.created_at)?,
        })
    }
}

impl core::fmt::Debug for Account {
    // Neither the hash nor the secrets may reach a log.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Account")
            .field("id", &self.id)
            .field("login", &self.login)
            .field("disabled_at", &self.disabled_at)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// All accounts, by login.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        let query = row::Entity::find().order_by_asc(row::Column::Login);
        let rows = query.all(&self.sql).await?;
        rows.into_iter().map(Account::from_row).collect()
    }

    /// One account.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn account(&self, id: AccountId) -> Result<Option<Account>, StoreError> {
        let query = row::Entity::find_by_id(id.to_column());
        query
            .one(&self.sql)
            .await?
            .map(Account::from_row)
            .transpose()
    }
}

impl Tx {
    /// Whether there is any account.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn has_accounts(&self) -> Result<bool, StoreError> {
        Ok(row::Entity::find().one(&self.sql).await?.is_some())
    }

    /// One account, as this transaction sees it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn account(&self, id: AccountId) -> Result<Option<Account>, StoreError> {
        let query = row::Entity::find_by_id(id.to_column());
        query
            .one(&self.sql)
            .await?
            .map(Account::from_row)
            .transpose()
    }

    /// The account of a folded login.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn account_of(&self, login: &str) -> Result<Option<Account>, StoreError> {
        let query = row::Entity::find().filter(row::Column::Login.eq(login));
        query
            .one(&self.sql)
            .await?
            .map(Account::from_row)
            .transpose()
    }

    /// Keeps a new account.
    ///
    /// # Errors
    /// [`StoreError::Database`], also when the login is taken.
    pub async fn add_account(&mut self, account: &Account) -> Result<(), StoreError> {
        let row = account.to_row().into_active_model();
        row::Entity::insert(row)
            .exec_without_returning(&self.sql)
            .await?;
        Ok(())
    }

    /// Puts an account in the place of what was kept under its id.
    ///
    /// # Errors
    /// [`StoreError::Database`], also when there is none.
    pub async fn put_account(&mut self, account: &Account) -> Result<(), StoreError> {
        let row = account.to_row().into_active_model().reset_all();
        row::Entity::update(row).exec(&self.sql).await?;
        Ok(())
    }
}
