//! Secret links by which a unit without accounts answers a directive.

use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use crate::{Digest, DirectiveId, Store, StoreError, Tx, UnitLinkId, time};

/// A secret link of a unit for one directive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitLink {
    /// Id minted by the caller.
    pub id: UnitLinkId,
    /// SHA-256 of its secret.
    pub secret: Digest,
    /// The directive answered.
    pub directive: DirectiveId,
    /// The unit that answers.
    pub unit: String,
    /// Who made it, as the ledger names actors.
    pub created_by: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
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

    /// One link.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "unit_links")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Vec<u8>,
        pub secret: Vec<u8>,
        pub directive: Vec<u8>,
        pub unit: String,
        pub created_by: String,
        pub created_at: i64,
        pub expires_at: i64,
        pub revoked_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn link(row: row::Model) -> Result<UnitLink, StoreError> {
    Ok(UnitLink {
        id: UnitLinkId::from_column(&row.id)?,
        secret: Digest::from_column(&row.secret)?,
        directive: DirectiveId::from_column(&row.directive)?,
        unit: row.unit,
        created_by: row.created_by,
        created_at: time::from_column(row.created_at)?,
        expires_at: time::from_column(row.expires_at)?,
        revoked_at: time::from_optional(row.revoked_at)?,
    })
}

impl Store {
    /// The link of a secret, good or not.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn unit_link_of(&self, secret: Digest) -> Result<Option<UnitLink>, StoreError> {
        let query = row::Entity::find().filter(row::Column::Secret.eq(secret.to_column()));
        query.one(&self.sql).await?.map(link).transpose()
    }

    /// All links on a directive, newest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn unit_links(&self, directive: DirectiveId) -> Result<Vec<UnitLink>, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::Directive.eq(directive.to_column()))
            .order_by_desc(row::Column::Id);
        let rows = query.all(&self.sql).await?;
        rows.into_iter().map(link).collect()
    }
}

impl Tx {
    /// One link, as this transaction sees it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn unit_link(&self, id: UnitLinkId) -> Result<Option<UnitLink>, StoreError> {
        let query = row::Entity::find_by_id(id.to_column());
        query.one(&self.sql).await?.map(link).transpose()
    }

    /// Keeps a new link.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn add_unit_link(&mut self, link: &UnitLink) -> Result<(), StoreError> {
        let row = row::Model {
            id: link.id.to_column(),
            secret: link.secret.to_column(),
            directive: link.directive.to_column(),
            unit: link.unit.clone(),
            created_by: link.created_by.clone(),
            created_at: time::to_column(link.created_at),
            expires_at: time::to_column(link.expires_at),
            revoked_at: link.revoked_at.map(time::to_column),
        };
        row::Entity::insert(row.into_active_model())
            .exec_without_returning(&self.sql)
            .await?;
        Ok(())
    }

    /// Revokes a link from now on; says whether it was good until now.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn revoke_unit_link(&mut self, id: UnitLinkId) -> Result<bool, StoreError> {
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
