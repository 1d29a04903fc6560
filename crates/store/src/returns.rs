//! Returns: a unit's answer to a directive, closed by its head (chốt phiếu).

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use crate::bound::{Bound, Kept, Seal, all_kept, position_column};
use crate::ledger::row_hash::RowHasher;
use crate::{DirectiveId, LeafError, LeafSlot, Store, StoreError, Tx, time};

/// A closed return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    /// The directive answered.
    pub directive: DirectiveId,
    /// The unit that answers.
    pub unit: String,
    /// When it was closed.
    pub closed_at: Timestamp,
    /// The head who closed it.
    pub closed_by: String,
}

mod row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One closing.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "returns")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub leaf_seq: i64,
        pub recorded_at: i64,
        pub salt: Vec<u8>,
        pub directive: Vec<u8>,
        pub unit: String,
        pub closed_at: i64,
        pub closed_by: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Bound for Return {
    const TABLE: &'static str = "returns";
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
            .number(time::to_column(self.closed_at))
            .text(&self.closed_by);
    }

    fn to_row(&self, seal: Seal) -> Result<row::ActiveModel, StoreError> {
        Ok(row::ActiveModel {
            leaf_seq: Set(seal.leaf_seq),
            recorded_at: Set(seal.recorded_at),
            salt: Set(seal.salt),
            directive: Set(self.directive.to_column()),
            unit: Set(self.unit.clone()),
            closed_at: Set(time::to_column(self.closed_at)),
            closed_by: Set(self.closed_by.clone()),
        })
    }

    fn from_row(row: row::Model) -> Result<(Self, Seal), StoreError> {
        let closed = Self {
            directive: DirectiveId::from_column(&row.directive)?,
            unit: row.unit,
            closed_at: time::from_column(row.closed_at)?,
            closed_by: row.closed_by,
        };
        let seal = Seal {
            leaf_seq: row.leaf_seq,
            recorded_at: row.recorded_at,
            salt: row.salt,
        };
        Ok((closed, seal))
    }
}

impl Tx {
    /// Keeps that a unit closed its return.
    ///
    /// # Errors
    /// [`StoreError::Database`]; [`StoreError::Leaf`] when the closure fails.
    pub async fn close_return(
        &mut self,
        closed: Return,
        leaf: impl FnOnce(LeafSlot) -> Result<Vec<u8>, LeafError> + Send,
    ) -> Result<Kept<Return>, StoreError> {
        self.bind(closed, leaf).await
    }
}

impl Store {
    /// The closings of returns to a directive that stood at an instant, oldest first: recorded up to then
    /// and not opened again by then. The last one of a unit counts.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn returns(
        &self,
        directive: DirectiveId,
        recorded_until: Timestamp,
    ) -> Result<Vec<Kept<Return>>, StoreError> {
        let reopened = self.reopenings(directive, recorded_until).await?;
        let mut closings = self.closings(directive, recorded_until).await?;
        closings.retain(|closed| {
            let later = |r: &Kept<crate::Reopening>| {
                r.value.unit == closed.value.unit && r.seq > closed.seq
            };
            !reopened.iter().any(later)
        });
        Ok(closings)
    }

    /// Every closing recorded up to an instant, oldest first, those opened again included.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn closings(
        &self,
        directive: DirectiveId,
        recorded_until: Timestamp,
    ) -> Result<Vec<Kept<Return>>, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::Directive.eq(directive.to_column()))
            .filter(row::Column::RecordedAt.lte(time::to_column(recorded_until)))
            .order_by_asc(row::Column::LeafSeq);
        all_kept(query.all(&self.sql).await?)
    }

    /// The closings of returns to all directives whose leaf stands at position `leaves` or
    /// after it, oldest first: those that came since the ledger had so many leaves.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn returns_since(&self, leaves: u64) -> Result<Vec<Kept<Return>>, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::LeafSeq.gte(position_column(leaves)?))
            .order_by_asc(row::Column::LeafSeq);
        all_kept(query.all(&self.sql).await?)
    }
}
