//! The SQL row of a result and its salted hash.

use sea_orm::Set;

use super::{Judgement, JudgementKey};
use crate::bound::{Bound, Seal, letter};
use crate::ledger::row_hash::RowHasher;
use crate::{DirectiveId, StoreError, time};

mod entity {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One result.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "judgements")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub leaf_seq: i64,
        pub recorded_at: i64,
        pub salt: Vec<u8>,
        pub directive: Vec<u8>,
        pub obligation: String,
        pub unit: String,
        pub measure: String,
        pub status: String,
        pub basis: Option<String>,
        pub is_final: bool,
        pub as_of: i64,
        pub changes_at: Option<i64>,
        pub body: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
pub(crate) use entity::{ActiveModel, Column, Entity, Model};

impl Bound for Judgement {
    const TABLE: &'static str = "judgements";
    type Row = Entity;

    fn seq_column() -> Column {
        Column::LeafSeq
    }

    fn seq_of(row: &Model) -> i64 {
        row.leaf_seq
    }

    fn hash_into(&self, row: &mut RowHasher) {
        row.bytes(&self.key.directive.to_column())
            .text(&self.key.obligation)
            .text(&self.key.unit)
            .text(&self.key.measure)
            .text(&self.status)
            .optional_text(self.basis.map(String::from).as_deref())
            .truth(self.is_final)
            .number(time::to_column(self.as_of))
            .optional_number(self.changes_at.map(time::to_column))
            .text(&self.body);
    }

    fn to_row(&self, seal: Seal) -> Result<ActiveModel, StoreError> {
        let this = self.clone();
        Ok(ActiveModel {
            leaf_seq: Set(seal.leaf_seq),
            recorded_at: Set(seal.recorded_at),
            salt: Set(seal.salt),
            directive: Set(this.key.directive.to_column()),
            obligation: Set(this.key.obligation),
            unit: Set(this.key.unit),
            measure: Set(this.key.measure),
            status: Set(this.status),
            basis: Set(this.basis.map(String::from)),
            is_final: Set(this.is_final),
            as_of: Set(time::to_column(this.as_of)),
            changes_at: Set(this.changes_at.map(time::to_column)),
            body: Set(this.body),
        })
    }

    fn from_row(row: Model) -> Result<(Self, Seal), StoreError> {
        let judgement = Self {
            key: JudgementKey {
                directive: DirectiveId::from_column(&row.directive)?,
                obligation: row.obligation,
                unit: row.unit,
                measure: row.measure,
            },
            status: row.status,
            basis: row.basis.as_deref().map(letter).transpose()?,
            is_final: row.is_final,
            as_of: time::from_column(row.as_of)?,
            changes_at: time::from_optional(row.changes_at)?,
            body: row.body,
        };
        let seal = Seal {
            leaf_seq: row.leaf_seq,
            recorded_at: row.recorded_at,
            salt: row.salt,
        };
        Ok((judgement, seal))
    }
}
