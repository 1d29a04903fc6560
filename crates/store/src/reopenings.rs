//! Returns opened again: the closing before it no longer counts, and both stay in the ledger.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use crate::bound::{Bound, Kept, Seal, all_kept, position_column};
use crate::ledger::row_hash::RowHasher;
use crate::{DirectiveId, LeafError, LeafSlot, Store, StoreError, Tx, time};

/// A closed return that was opened again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reopening {
    /// The directive answered.
    pub directive: DirectiveId,
    /// The unit that answers.
    pub unit: String,
    /// When it was opened again.
    pub reopened_at: Timestamp,
    /// The word of who opened it.
    pub reopened_by: String,
    /// Why.
    pub reason: String,
}

mod row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One reopening.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "reopenings")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub leaf_seq: i64,
        pub recorded_at: i64,
        pub salt: Vec<u8>,
        pub directive: Vec<u8>,
        pub unit: String,
        pub reopened_at: i64,
        pub reopened_by: String,
        pub reason: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Bound for Reopening {
    const TABLE: &'static str = "reopenings";
    type Row = row::Entity;

    fn seq_column() -> row::Column {
        row::Column::LeafSeq
    }

    fn seq_of(row: &row::Model) -> i64 {
        row.leaf_seq
    }

    fn hash_into(&self, row: &mut RowHasher) {
        row.bytes(&self.directive.to_column())
            .text(&self.unit)
            .number(time::to_column(self.reopened_at))
            .text(&self.reopened_by)
            .text(&self.reason);
    }

    fn to_row(&self, seal: Seal) -> Result<row::ActiveModel, StoreError> {
        let this = self.clone();
        Ok(row::ActiveModel {
            leaf_seq: Set(seal.leaf_seq),
            recorded_at: Set(seal.recorded_at),
            salt: Set(seal.salt),
            directive: Set(this.directive.to_column()),
            unit: Set(this.unit),
            reopened_at: Set(time::to_column(this.reopened_at)),
            reopened_by: Set(this.reopened_by),
            reason: Set(this.reason),
        })
    }

    fn from_row(row: row::Model) -> Result<(Self, Seal), StoreError> {
        let reopening = Self {
            directive: DirectiveId::from_column(&row.directive)?,
            unit: row.unit,
            reopened_at: time::from_column(row.reopened_at)?,
            reopened_by: row.reopened_by,
            reason: row.reason,
        };
        let seal = Seal {
            leaf_seq: row.leaf_seq,
            recorded_at: row.recorded_at,
            salt: row.salt,
        };
        Ok((reopening, seal))
    }
}

impl Tx {
    /// Keeps that a closed return was opened again.
    ///
    /// # Errors
    /// [`StoreError::Database`]; [`StoreError::Leaf`] when the closure fails.
    pub async fn reopen_return(
        &mut self,
        reopening: Reopening,
        leaf: impl FnOnce(LeafSlot) -> Result<Vec<u8>, LeafError> + Send,
    ) -> Result<Kept<Reopening>, StoreError> {
        self.bind(reopening, leaf).await
    }
}

impl Store {
    /// The reopenings of returns to a directive recorded up to an instant, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn reopenings(
        &self,
        directive: DirectiveId,
        recorded_until: Timestamp,
    ) -> Result<Vec<Kept<Reopening>>, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::Directive.eq(directive.to_column()))
            .filter(row::Column::RecordedAt.lte(time::to_column(recorded_until)))
            .order_by_asc(row::Column::LeafSeq);
        all_kept(query.all(&self.sql).await?)
    }

    /// The reopenings whose leaves stand at `leaves` or later, oldest first, of all directives.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn reopenings_since(&self, leaves: u64) -> Result<Vec<Kept<Reopening>>, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::LeafSeq.gte(position_column(leaves)?))
            .order_by_asc(row::Column::LeafSeq);
        all_kept(query.all(&self.sql).await?)
    }
}
