//! Sessions of accounts.

use core::net::IpAddr;

use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
};

use crate::{AccountId, Digest, SessionId, Store, StoreError, Tx, time};

/// A session: somebody signed in at some browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Id minted by the caller; no secret.
    pub id: SessionId,
    /// SHA-256 of the secret the browser holds.
    pub secret: Digest,
    /// Whose session it is.
    pub account: AccountId,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, give or take a minute.
    pub last_seen_at: Timestamp,
    /// When it ends, however much it is used.
    pub expires_at: Timestamp,
    /// What the browser says it is.
    pub user_agent: String,
    /// Where it was last used from.
    pub address: IpAddr,
}

mod row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One session.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sessions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Vec<u8>,
        pub secret: Vec<u8>,
        pub account: Vec<u8>,
        pub created_at: i64,
        pub last_seen_at: i64,
        pub expires_at: i64,
        pub user_agent: String,
        pub address: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn session(row: row::Model) -> Result<Session, StoreError> {
    Ok(Session {
        id: SessionId::from_column(&row.id)?,
        secret: Digest::from_column(&row.secret)?,
        account: AccountId::from_column(&row.account)?,
        created_at: time::from_column(row.created_at)?,
        last_seen_at: time::from_column(row.last_seen_at)?,
        expires_at: time::from_column(row.expires_at)?,
        user_agent: row.user_agent,
        address: row
            .address
            .parse()
            .map_err(|_| StoreError::unreadable("address"))?,
    })
}

impl Store {
    /// The session of a secret, over or not.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn session_of(&self, secret: Digest) -> Result<Option<Session>, StoreError> {
        let query = row::Entity::find().filter(row::Column::Secret.eq(secret.to_column()));
        query.one(&self.sql).await?.map(session).transpose()
    }

    /// The sessions of an account, last used first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn sessions(&self, account: AccountId) -> Result<Vec<Session>, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::Account.eq(account.to_column()))
            .order_by_desc(row::Column::LastSeenAt)
            .order_by_desc(row::Column::Id);
        let rows = query.all(&self.sql).await?;
        rows.into_iter().map(session).collect()
    }

    /// How many sessions are not over at `now` and were used after `used_after`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn live_sessions(
        &self,
        now: Timestamp,
        used_after: Timestamp,
    ) -> Result<u64, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::ExpiresAt.gt(time::to_column(now)))
            .filter(row::Column::LastSeenAt.gt(time::to_column(used_after)));
        Ok(query.count(&self.sql).await?)
    }
}

impl Tx {
    /// Keeps a new session.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn add_session(&mut self, session: &Session) -> Result<(), StoreError> {
        let row = row::Model {
            id: session.id.to_column(),
            secret: session.secret.to_column(),
            account: session.account.to_column(),
            created_at: time::to_column(session.created_at),
            last_seen_at: time::to_column(session.last_seen_at),
            expires_at: time::to_column(session.expires_at),
            user_agent: session.user_agent.clone(),
            address: session.address.to_string(),
        };
        row::Entity::insert(row.into_active_model())
            .exec_without_returning(&self.sql)
            .await?;
        Ok(())
    }

    /// Notes that a session was used now, from an address.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn touch_session(
        &mut self,
        id: SessionId,
        address: IpAddr,
    ) -> Result<(), StoreError> {
        row::Entity::update_many()
            .col_expr(
                row::Column::LastSeenAt,
                Expr::value(time::to_column(self.at())),
            )
            .col_expr(row::Column::Address, Expr::value(address.to_string()))
            .filter(row::Column::Id.eq(id.to_column()))
            .exec(&self.sql)
            .await?;
        Ok(())
    }

    /// Ends one session of an account; says whether it was there.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_session(
        &mut self,
        account: AccountId,
        id: SessionId,
    ) -> Result<bool, StoreError> {
        let done = row::Entity::delete_many()
            .filter(row::Column::Id.eq(id.to_column()))
            .filter(row::Column::Account.eq(account.to_column()))
            .exec(&self.sql)
            .await?;
        Ok(done.rows_affected > 0)
    }

    /// Ends all sessions of an account but one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_sessions(
        &mut self,
        account: AccountId,
        but: Option<SessionId>,
    ) -> Result<(), StoreError> {
        let mut query =
            row::Entity::delete_many().filter(row::Column::Account.eq(account.to_column()));
        if let Some(but) = but {
            query = query.filter(row::Column::Id.ne(but.to_column()));
        }
        query.exec(&self.sql).await?;
        Ok(())
    }

    /// Clears away sessions that are over: expired by now, or not used since an instant.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn clear_sessions(&mut self, unused_since: Timestamp) -> Result<(), StoreError> {
        let over = Condition::any()
            .add(row::Column::ExpiresAt.lte(time::to_column(self.at())))
            .add(row::Column::LastSeenAt.lte(time::to_column(unused_since)));
        row::Entity::delete_many()
            .filter(over)
            .exec(&self.sql)
            .await?;
        Ok(())
    }
}
