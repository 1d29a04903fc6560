//! A file that was kept, as the ledger knows it.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use crate::bound::{Bound, Kept, Seal, all_kept, position, position_column};
use crate::ledger::row_hash::RowHasher;
use crate::{Digest, LeafError, LeafSlot, Store, StoreError, Tx, time};

/// A file that was kept under its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFile {
    /// SHA-256 of the content, its name in [`crate::FileStore`].
    pub sha256: Digest,
    /// The name it came with.
    pub name: String,
    /// What it is for (`directive`, `import`, `statement`, `report`, …).
    pub purpose: String,
    /// Bytes.
    pub size: u64,
}

pub(crate) mod row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One keeping.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "files")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub leaf_seq: i64,
        pub recorded_at: i64,
        pub salt: Vec<u8>,
        pub sha256: Vec<u8>,
        pub name: String,
        pub purpose: String,
        pub size: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Bound for KeptFile {
    const TABLE: &'static str = "files";
    type Row = row::Entity;

    fn seq_column() -> row::Column {
        row::Column::LeafSeq
    }

    fn seq_of(row: &row::Model) -> i64 {
        row.leaf_seq
    }

    fn hash_into(&self, row: &mut RowHasher) {
        row.bytes(&self.sha256.0)
            .text(&self.name)
            .text(&self.purpose)
            .number(i64::try_from(self.size).unwrap_or(i64::MAX));
    }

    fn to_row(&self, seal: Seal) -> Result<row::ActiveModel, StoreError> {
        Ok(row::ActiveModel {
            leaf_seq: Set(seal.leaf_seq),
            recorded_at: Set(seal.recorded_at),
            salt: Set(seal.salt),
            sha256: Set(self.sha256.to_column()),
            name: Set(self.name.clone()),
            purpose: Set(self.purpose.clone()),
            size: Set(position_column(self.size)?),
        })
    }

    fn from_row(row: row::Model) -> Result<(Self, Seal), StoreError> {
        let file = Self {
            sha256: Digest::from_column(&row.sha256)?,
            name: row.name,
            purpose: row.purpose,
            size: position(row.size)?,
        };
        let seal = Seal {
            leaf_seq: row.leaf_seq,
            recorded_at: row.recorded_at,
            salt: row.salt,
        };
        Ok((file, seal))
    }
}

impl Tx {
    /// Records that a file was kept. Put the content into [`Store::files`] first.
    ///
    /// # Errors
    /// [`StoreError::Database`]; [`StoreError::Leaf`] when the closure fails.
    pub async fn add_file(
        &mut self,
        file: KeptFile,
        leaf: impl FnOnce(LeafSlot) -> Result<Vec<u8>, LeafError> + Send,
    ) -> Result<Kept<KeptFile>, StoreError> {
        self.bind(file, leaf).await
    }
}

impl Store {
    /// When something was last kept under a name.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn last_kept(&self, name: &str) -> Result<Option<Timestamp>, StoreError> {
        let newest = row::Entity::find()
            .filter(row::Column::Name.eq(name))
            .order_by_desc(row::Column::LeafSeq)
            .one(&self.sql)
            .await?;
        newest
            .map(|row| time::from_column(row.recorded_at))
            .transpose()
    }

    /// Under which names and for which purposes a content was kept, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn files_of(&self, sha256: Digest) -> Result<Vec<Kept<KeptFile>>, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::Sha256.eq(sha256.to_column()))
            .order_by_asc(row::Column::LeafSeq);
        all_kept(query.all(&self.sql).await?)
    }
}
