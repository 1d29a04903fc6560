//! One-time links: the first administrator, invitations, recovery.

use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use crate::{AccountId, Digest, OneTimeLinkId, Store, StoreError, Tx, time};

/// What a one-time link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkPurpose {
    /// Makes the first account.
    FirstAdmin,
    /// Gives a new account its password.
    Invite,
    /// Gives an account a new password.
    Recover,
}

impl LinkPurpose {
    /// The word kept.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FirstAdmin => "first_admin",
            Self::Invite => "invite",
            Self::Recover => "recover",
        }
    }

    fn parse(word: &str) -> Result<Self, StoreError> {
        [Self::FirstAdmin, Self::Invite, Self::Recover]
            .into_iter()
            .find(|purpose| purpose.as_str() == word)
            .ok_or_else(|| StoreError::unreadable("purpose"))
    }
}

/// A link that works once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneTimeLink {
    /// Id minted by the caller.
    pub id: OneTimeLinkId,
    /// SHA-256 of its secret.
    pub secret: Digest,
    /// What for.
    pub purpose: LinkPurpose,
    /// Whose account; `None` for the first administrator, who has none yet.
    pub account: Option<AccountId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is dead.
    pub expires_at: Timestamp,
    /// When it was used, or replaced by another.
    pub used_at: Option<Timestamp>,
}

mod row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One link.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "one_time_links")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Vec<u8>,
        pub secret: Vec<u8>,
        pub purpose: String,
        pub account: Option<Vec<u8>>,
        pub created_at: i64,
        pub expires_at: i64,
        pub used_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn link(row: &row::Model) -> Result<OneTimeLink, StoreError> {
    let account = row.account.as_deref().map(AccountId::from_column);
    Ok(OneTimeLink {
        id: OneTimeLinkId::from_column(&row.id)?,
        secret: Digest::from_column(&row.secret)?,
        purpose: LinkPurpose::parse(&row.purpose)?,
        account: account.transpose()?,
        created_at: time::from_column(row.created_at)?,
        expires_at: time::from_column(row.expires_at)?,
        used_at: time::from_optional(row.used_at)?,
    })
}

fn by_secret(secret: Digest) -> sea_orm::Select<row::Entity> {
    row::Entity::find().filter(row::Column::Secret.eq(secret.to_column()))
}

impl Store {
    /// The link of a secret, dead or not.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn one_time_link(&self, secret: Digest) -> Result<Option<OneTimeLink>, StoreError> {
        by_secret(secret)
            .one(&self.sql)
            .await?
            .as_ref()
            .map(link)
            .transpose()
    }
}

impl Tx {
    /// The link of a secret, as this transaction sees it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn one_time_link(&self, secret: Digest) -> Result<Option<OneTimeLink>, StoreError> {
        by_secret(secret)
            .one(&self.sql)
            .await?
            .as_ref()
            .map(link)
            .transpose()
    }

    /// Keeps a new link; every older one of the same account, or of the first administrator, is dead from now on.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn add_one_time_link(&mut self, link: &OneTimeLink) -> Result<(), StoreError> {
        self.use_one_time_links(link.account).await?;
        let row = row::Model {
            id: link.id.to_column(),
            secret: link.secret.to_column(),
            purpose: link.purpose.as_str().to_owned(),
            account: link.account.map(AccountId::to_column),
            created_at: time::to_column(link.created_at),
            expires_at: time::to_column(link.expires_at),
            used_at: link.used_at.map(time::to_column),
        };
        row::Entity::insert(row.into_active_model())
            .exec_without_returning(&self.sql)
            .await?;
        Ok(())
    }

    /// Makes all links of an account, or of the first administrator, dead from now on.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn use_one_time_links(
        &mut self,
        account: Option<AccountId>,
    ) -> Result<(), StoreError> {
        let whose = match account {
            Some(id) => row::Column::Account.eq(id.to_column()),
            None => row::Column::Account.is_null(),
        };
        row::Entity::update_many()
            .col_expr(row::Column::UsedAt, Expr::value(time::to_column(self.at())))
            .filter(row::Column::UsedAt.is_null())
            .filter(whose)
            .exec(&self.sql)
            .await?;
        Ok(())
    }
}
