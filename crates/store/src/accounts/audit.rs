//! The audit: who did what to whom, and what it was before. Only ever added to.

use core::net::IpAddr;

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};

use crate::{AuditId, Store, StoreError, Tx, time};

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Id minted by the caller; ids sort by time.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// Who, as the ledger names actors: never a name.
    pub actor: String,
    /// What was done: a dotted code.
    pub action: String,
    /// To whom or what: an id.
    pub target: Option<String>,
    /// What it was before, as JSON; never a secret.
    pub old: Option<String>,
    /// What it is now, as JSON; never a secret.
    pub new: Option<String>,
    /// Where from.
    pub address: Option<IpAddr>,
}

mod row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One entry.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Vec<u8>,
        pub at: i64,
        pub actor: String,
        pub action: String,
        pub target: Option<String>,
        pub old: Option<String>,
        pub new: Option<String>,
        pub address: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn entry(row: row::Model) -> Result<AuditEntry, StoreError> {
    let address = row.address.map(|address| address.parse()).transpose();
    Ok(AuditEntry {
        id: AuditId::from_column(&row.id)?,
        at: time::from_column(row.at)?,
        actor: row.actor,
        action: row.action,
        target: row.target,
        old: row.old,
        new: row.new,
        address: address.map_err(|_| StoreError::unreadable("address"))?,
    })
}

/// Which entries are wanted; every one without a word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only what this actor did, by the word in the entry.
    pub actor: Option<String>,
    /// Only this action.
    pub action: Option<String>,
}

/// The words that stand in the audit, to choose a filter from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditWords {
    /// The actors, in the order of their words.
    pub actors: Vec<String>,
    /// The actions, in the order of their codes.
    pub actions: Vec<String>,
}

impl Store {
    /// At most `limit` entries before one, newest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn audit(
        &self,
        filter: &AuditFilter,
        before: Option<AuditId>,
        limit: u64,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        let mut query = row::Entity::find()
            .order_by_desc(row::Column::Id)
            .limit(limit);
        if let Some(actor) = &filter.actor {
            query = query.filter(row::Column::Actor.eq(actor.as_str()));
        }
        if let Some(action) = &filter.action {
            query = query.filter(row::Column::Action.eq(action.as_str()));
        }
        if let Some(before) = before {
            query = query.filter(row::Column::Id.lt(before.to_column()));
        }
        let rows = query.all(&self.sql).await?;
        rows.into_iter().map(entry).collect()
    }

    /// Every actor and every action that stands in the audit.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn audit_words(&self) -> Result<AuditWords, StoreError> {
        let distinct = |column: row::Column| {
            row::Entity::find()
                .select_only()
                .column(column)
                .distinct()
                .order_by_asc(column)
                .into_tuple::<String>()
        };
        Ok(AuditWords {
            actors: distinct(row::Column::Actor).all(&self.sql).await?,
            actions: distinct(row::Column::Action).all(&self.sql).await?,
        })
    }
}

impl Tx {
    /// Keeps an entry.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn add_audit(&mut self, entry: AuditEntry) -> Result<(), StoreError> {
        let row = row::Model {
            id: entry.id.to_column(),
            at: time::to_column(entry.at),
            actor: entry.actor,
            action: entry.action,
            target: entry.target,
            old: entry.old,
            new: entry.new,
            address: entry.address.map(|address| address.to_string()),
        };
        row::Entity::insert(row.into_active_model())
            .exec_without_returning(&self.sql)
            .await?;
        Ok(())
    }
}
