//! Tokens of programs that import or read.

use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use crate::{Digest, Store, StoreError, TokenId, Tx, time};

/// A token; what it may do are the grants of its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Id minted by the caller.
    pub id: TokenId,
    /// SHA-256 of its secret.
    pub secret: Digest,
    /// What it is called.
    pub name: String,
    /// Who made it, as the ledger names actors.
    pub created_by: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends; `None` when it is good until revoked.
    pub expires_at: Option<Timestamp>,
    /// Since when it is revoked.
    pub revoked_at: Option<Timestamp>,
}

mod row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One token.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "tokens")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Vec<u8>,
        pub secret: Vec<u8>,
        pub name: String,
        pub created_by: String,
        pub created_at: i64,
        pub expires_at: Option<i64>,
        pub revoked_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn token(row: row::Model) -> Result<Token, StoreError> {
    Ok(Token {
        id: TokenId::from_column(&row.id)?,
        secret: Digest::from_column(&row.secret)?,
        name: row.name,
        created_by: row.created_by,
        created_at: time::from_column(row.created_at)?,
        expires_at: time::from_optional(row.expires_at)?,
        revoked_at: time::from_optional(row.revoked_at)?,
    })
}

impl Store {
    /// The token of a secret, good or not.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn token_of(&self, secret: Digest) -> Result<Option<Token>, StoreError> {
        let query = row::Entity::find().filter(row::Column::Secret.eq(secret.to_column()));
        query.one(&self.sql).await?.map(token).transpose()
    }

    /// All tokens, newest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn tokens(&self) -> Result<Vec<Token>, StoreError> {
        let query = row::Entity::find().order_by_desc(row::Column::Id);
        let rows = query.all(&self.sql).await?;
        rows.into_iter().map(token).collect()
    }
}

impl Tx {
    /// One token, as this transaction sees it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn token(&self, id: TokenId) -> Result<Option<Token>, StoreError> {
        let query = row::Entity::find_by_id(id.to_column());
        query.one(&self.sql).await?.map(token).transpose()
    }

    /// Keeps a new token.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn add_token(&mut self, token: &Token) -> Result<(), StoreError> {
        let row = row::Model {
            id: token.id.to_column(),
            secret: token.secret.to_column(),
            name: token.name.clone(),
            created_by: token.created_by.clone(),
            created_at: time::to_column(token.created_at),
            expires_at: token.expires_at.map(time::to_column),
            revoked_at: token.revoked_at.map(time::to_column),
        };
        row::Entity::insert(row.into_active_model())
            .exec_without_returning(&self.sql)
            .await?;
        Ok(())
    }

    /// Revokes a token from now on; says whether it was good until now.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn revoke_token(&mut self, id: TokenId) -> Result<bool, StoreError> {
        let done = row::Entity::update_many()
            .col_expr(
                row::Column::RevokedAt,
                Expr::value(time::to_column(self.at())),
            )
            .filter(row::Column::Id.eq(id.to_column()))
            .filter(row::Column::RevokedAt.is_null())
            .exec(&self.sql)
            .await?;
        Ok(done.rows_affected > 0)
    }
}
