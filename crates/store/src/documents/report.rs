//! A report that was written.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use crate::bound::{Bound, Kept, Seal, all_kept};
use crate::ledger::row_hash::RowHasher;
use crate::{CutOffId, Digest, DirectiveId, LeafError, LeafSlot, ReportId, Store, StoreError, Tx};

/// A written report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Id minted by the caller.
    pub id: ReportId,
    /// The directive reported on.
    pub directive: DirectiveId,
    /// The snapshot it was written from.
    pub cut_off: Option<CutOffId>,
    /// Name of the file.
    pub file_name: String,
    /// SHA-256 of the file.
    pub sha256: Digest,
}

mod row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One report.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "reports")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub leaf_seq: i64,
        pub recorded_at: i64,
        pub salt: Vec<u8>,
        pub id: Vec<u8>,
        pub directive: Vec<u8>,
        pub cutoff: Option<Vec<u8>>,
        pub file_name: String,
        pub sha256: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Bound for Report {
    const TABLE: &'static str = "reports";
    type Row = row::Entity;

    fn seq_column() -> row::Column {
        row::Column::LeafSeq
    }

    fn seq_of(row: &row::Model) -> i64 {
        row.leaf_seq
    }

    fn hash_into(&self, row: &mut RowHasher) {
        row.bytes(&self.id.to_column())
            .bytes(&self.directive.to_column())
            .optional_bytes(self.cut_off.map(CutOffId::to_column).as_deref())
            .text(&self.file_name)
            .bytes(&self.sha256.0);
    }

    fn to_row(&self, seal: Seal) -> Result<row::ActiveModel, StoreError> {
        Ok(row::ActiveModel {
            leaf_seq: Set(seal.leaf_seq),
            recorded_at: Set(seal.recorded_at),
            salt: Set(seal.salt),
            id: Set(self.id.to_column()),
            directive: Set(self.directive.to_column()),
            cutoff: Set(self.cut_off.map(CutOffId::to_column)),
            file_name: Set(self.file_name.clone()),
            sha256: Set(self.sha256.to_column()),
        })
    }

    fn from_row(row: row::Model) -> Result<(Self, Seal), StoreError> {
        let report = Self {
            id: ReportId::from_column(&row.id)?,
            directive: DirectiveId::from_column(&row.directive)?,
            cut_off: row
                .cutoff
                .map(|id| CutOffId::from_column(&id))
                .transpose()?,
            file_name: row.file_name,
            sha256: Digest::from_column(&row.sha256)?,
        };
        let seal = Seal {
            leaf_seq: row.leaf_seq,
            recorded_at: row.recorded_at,
            salt: row.salt,
        };
        Ok((report, seal))
    }
}

impl Tx {
    /// Keeps that a report was written.
    ///
    /// # Errors
    /// [`StoreError::Database`]; [`StoreError::Leaf`] when the closure fails.
    pub async fn add_report(
        &mut self,
        report: Report,
        leaf: impl FnOnce(LeafSlot) -> Result<Vec<u8>, LeafError> + Send,
    ) -> Result<Kept<Report>, StoreError> {
        self.bind(report, leaf).await
    }
}

impl Store {
    /// The reports on a directive, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn reports(&self, directive: DirectiveId) -> Result<Vec<Kept<Report>>, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::Directive.eq(directive.to_column()))
            .order_by_asc(row::Column::LeafSeq);
        all_kept(query.all(&self.sql).await?)
    }
}
