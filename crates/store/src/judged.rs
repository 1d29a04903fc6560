//! Up to where the results of each directive are complete, so that a restart
//! judges only what came after.
//!
//! The rows are not bound to the ledger: they prove nothing and losing them
//! costs only the time of judging everything again.

use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, Set};

use crate::bound::{position, position_column};
use crate::{Digest, DirectiveId, Store, StoreError, Tx};

/// Up to where the kept results of a directive are complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedUntil {
    /// The directive.
    pub directive: DirectiveId,
    /// What they were judged by (rules, thresholds, pack, reading); of the caller.
    pub fingerprint: Digest,
    /// How often what is held of the directive has changed.
    pub revision: u64,
    /// Every fact up to this position is judged.
    pub facts_seq: u64,
    /// Every statement and return among the first so many leaves is judged.
    pub leaves: u64,
}

mod row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One directive.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "judged")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub directive: Vec<u8>,
        pub fingerprint: Vec<u8>,
        pub revision: i64,
        pub facts_seq: i64,
        pub leaves: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Store {
    /// Up to where the results of a directive are complete; `None` when that was never kept.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn judged_until(
        &self,
        directive: DirectiveId,
    ) -> Result<Option<JudgedUntil>, StoreError> {
        let found = row::Entity::find_by_id(directive.to_column())
            .one(&self.sql)
            .await?;
        found.map(JudgedUntil::try_from).transpose()
    }
}

impl Tx {
    /// Keeps up to where the results of a directive are complete.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn set_judged_until(&mut self, until: &JudgedUntil) -> Result<(), StoreError> {
        let row = row::ActiveModel {
            directive: Set(until.directive.to_column()),
            fingerprint: Set(until.fingerprint.to_column()),
            revision: Set(position_column(until.revision)?),
            facts_seq: Set(position_column(until.facts_seq)?),
            leaves: Set(position_column(until.leaves)?),
        };
        let again = OnConflict::column(row::Column::Directive)
            .update_columns([
                row::Column::Fingerprint,
                row::Column::Revision,
                row::Column::FactsSeq,
                row::Column::Leaves,
            ])
            .to_owned();
        row::Entity::insert(row)
            .on_conflict(again)
            .exec_without_returning(&self.sql)
            .await?;
        Ok(())
    }
}

impl TryFrom<row::Model> for JudgedUntil {
    type Error = StoreError;

    fn try_from(row: row::Model) -> Result<Self, StoreError> {
        Ok(Self {
            directive: DirectiveId::from_column(&row.directive)?,
            fingerprint: Digest::from_column(&row.fingerprint)?,
            revision: position(row.revision)?,
            facts_seq: position(row.facts_seq)?,
            leaves: position(row.leaves)?,
        })
    }
}
