//! The SQL row of a fact and its salted hash.

use sea_orm::Set;

use super::{Fact, KeptFact};
use crate::bound::position;
use crate::ledger::row_hash::RowHasher;
use crate::{Digest, FactId, SourceId, StoreError, time};

mod entity {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One fact.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "facts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i64,
        pub fact_id: Vec<u8>,
        pub table_name: String,
        pub code: String,
        pub unit: Option<String>,
        pub source_id: Vec<u8>,
        pub occurred_at: Option<i64>,
        pub recorded_at: i64,
        pub supersedes: Option<Vec<u8>>,
        pub retracted: bool,
        pub salt: Vec<u8>,
        pub body: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
pub(crate) use entity::{ActiveModel, Column, Entity, Model};

impl Model {
    /// The row of a fact newly learned.
    pub(crate) fn new(
        fact: &Fact,
        seq: i64,
        source: SourceId,
        recorded_at: i64,
        supersedes: Option<Vec<u8>>,
        salt: Vec<u8>,
    ) -> Self {
        Self {
            seq,
            fact_id: fact.id.to_column(),
            table_name: fact.table.clone(),
            code: fact.code.clone(),
            unit: fact.unit.clone(),
            source_id: source.to_column(),
            occurred_at: fact.occurred_at.map(time::to_column),
            recorded_at,
            supersedes,
            retracted: fact.retracted,
            salt,
            body: fact.body.clone(),
        }
    }

    /// The salted hash of this row; those of an import are hashed together
    /// into the row of its source.
    pub(crate) fn hash(&self) -> Digest {
        let mut row = RowHasher::new("facts", &self.salt);
        row.number(self.recorded_at)
            .bytes(&self.fact_id)
            .text(&self.table_name)
            .text(&self.code)
            .optional_text(self.unit.as_deref())
            .bytes(&self.source_id)
            .optional_number(self.occurred_at)
            .optional_bytes(self.supersedes.as_deref())
            .truth(self.retracted)
            .text(&self.body);
        row.finish()
    }

    /// Whether the row states exactly this.
    pub(crate) fn states(&self, fact: &Fact) -> bool {
        self.body == fact.body
            && self.unit == fact.unit
            && self.retracted == fact.retracted
            && self.occurred_at == fact.occurred_at.map(time::to_column)
    }

    pub(crate) fn into_kept(self) -> Result<KeptFact, StoreError> {
        Ok(KeptFact {
            seq: position(self.seq)?,
            fact: Fact {
                id: FactId::from_column(&self.fact_id)?,
                table: self.table_name,
                code: self.code,
                unit: self.unit,
                occurred_at: time::from_optional(self.occurred_at)?,
                retracted: self.retracted,
                body: self.body,
            },
            source: SourceId::from_column(&self.source_id)?,
            recorded_at: time::from_column(self.recorded_at)?,
            supersedes: self
                .supersedes
                .map(|id| FactId::from_column(&id))
                .transpose()?,
        })
    }

    pub(crate) fn into_insert(self) -> ActiveModel {
        ActiveModel {
            seq: Set(self.seq),
            fact_id: Set(self.fact_id),
            table_name: Set(self.table_name),
            code: Set(self.code),
            unit: Set(self.unit),
            source_id: Set(self.source_id),
            occurred_at: Set(self.occurred_at),
            recorded_at: Set(self.recorded_at),
            supersedes: Set(self.supersedes),
            retracted: Set(self.retracted),
            salt: Set(self.salt),
            body: Set(self.body),
        }
    }
}
