//! Cut-offs: frozen, hashed snapshots for a report (chốt số liệu). They are
//! never recomputed; later facts make a new one.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use crate::bound::{Bound, Kept, Seal, all_kept, kept, position};
use crate::ledger::row_hash::RowHasher;
use crate::{
    CutOffId, Digest, DirectiveId, LeafError, LeafSlot, Store, StoreError, Tx, sha256, time,
};

/// A frozen snapshot; it was frozen when it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutOff {
    /// Id minted by the caller.
    pub id: CutOffId,
    /// The directive reported on.
    pub directive: DirectiveId,
    /// The snapshot uses what was known up to this instant.
    pub as_of: Timestamp,
    /// Canonical JSON of the snapshot; opaque here.
    pub body: String,
}

impl CutOff {
    /// SHA-256 of the snapshot.
    #[must_use]
    pub fn digest(&self) -> Digest {
        sha256(self.body.as_bytes())
    }
}

/// A snapshot without its content, for lists: a body may be megabytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutOffLine {
    /// Position of its leaf in the ledger.
    pub seq: u64,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Its id.
    pub id: CutOffId,
    /// The snapshot uses what was known up to this instant.
    pub as_of: Timestamp,
    /// SHA-256 as kept beside the snapshot.
    pub sha256: Digest,
}

mod row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One snapshot.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "cutoffs")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub leaf_seq: i64,
        pub recorded_at: i64,
        pub salt: Vec<u8>,
        pub id: Vec<u8>,
        pub directive: Vec<u8>,
        pub as_of: i64,
        pub sha256: Vec<u8>,
        pub body: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Bound for CutOff {
    const TABLE: &'static str = "cutoffs";
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
            .number(time::to_column(self.as_of))
            .bytes(&self.digest().0);
    }

    fn to_row(&self, seal: Seal) -> Result<row::ActiveModel, StoreError> {
        Ok(row::ActiveModel {
            leaf_seq: Set(seal.leaf_seq),
            recorded_at: Set(seal.recorded_at),
            salt: Set(seal.salt),
            id: Set(self.id.to_column()),
            directive: Set(self.directive.to_column()),
            as_of: Set(time::to_column(self.as_of)),
            sha256: Set(self.digest().to_column()),
            body: Set(self.body.clone()),
        })
    }

    fn from_row(row: row::Model) -> Result<(Self, Seal), StoreError> {
        let cut_off = Self {
            id: CutOffId::from_column(&row.id)?,
            directive: DirectiveId::from_column(&row.directive)?,
            as_of: time::from_column(row.as_of)?,
            body: row.body,
        };
        if cut_off.digest().to_column() != row.sha256 {
            return Err(StoreError::unreadable("snapshot with its hash"));
        }
        let seal = Seal {
            leaf_seq: row.leaf_seq,
            recorded_at: row.recorded_at,
            salt: row.salt,
        };
        Ok((cut_off, seal))
    }
}

impl Tx {
    /// Keeps a snapshot.
    ///
    /// # Errors
    /// [`StoreError::Database`]; [`StoreError::Leaf`] when the closure fails.
    pub async fn add_cut_off(
        &mut self,
        cut_off: CutOff,
        leaf: impl FnOnce(LeafSlot) -> Result<Vec<u8>, LeafError> + Send,
    ) -> Result<Kept<CutOff>, StoreError> {
        self.bind(cut_off, leaf).await
    }
}

impl Store {
    /// One snapshot.
    ///
    /// # Errors
    /// [`StoreError::Database`]; [`StoreError::Unreadable`] when it no longer
    /// has the hash kept with it.
    pub async fn cut_off(&self, id: CutOffId) -> Result<Option<Kept<CutOff>>, StoreError> {
        let query = row::Entity::find().filter(row::Column::Id.eq(id.to_column()));
        query.one(&self.sql).await?.map(kept).transpose()
    }

    /// The snapshots for a directive, oldest first.
    ///
    /// # Errors
    /// As [`Self::cut_off`].
    pub async fn cut_offs(&self, directive: DirectiveId) -> Result<Vec<Kept<CutOff>>, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::Directive.eq(directive.to_column()))
            .order_by_asc(row::Column::LeafSeq);
        all_kept(query.all(&self.sql).await?)
    }

    /// The snapshots for a directive without their content, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn cut_off_lines(
        &self,
        directive: DirectiveId,
    ) -> Result<Vec<CutOffLine>, StoreError> {
        let rows = row::Entity::find()
            .select_only()
            .columns([
                row::Column::LeafSeq,
                row::Column::RecordedAt,
                row::Column::Id,
                row::Column::AsOf,
                row::Column::Sha256,
            ])
            .filter(row::Column::Directive.eq(directive.to_column()))
            .order_by_asc(row::Column::LeafSeq)
            .into_tuple::<(i64, i64, Vec<u8>, i64, Vec<u8>)>()
            .all(&self.sql)
            .await?;
        rows.into_iter()
            .map(|(seq, recorded_at, id, as_of, sha256)| {
                Ok(CutOffLine {
                    seq: position(seq)?,
                    recorded_at: time::from_column(recorded_at)?,
                    id: CutOffId::from_column(&id)?,
                    as_of: time::from_column(as_of)?,
                    sha256: Digest::from_column(&sha256)?,
                })
            })
            .collect()
    }
}
