//! Sources: where facts come from and how well they are founded.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use crate::bound::{Bound, Kept, Seal, all_kept, kept, letter, position, position_column};
use crate::ledger::row_hash::RowHasher;
use crate::{Digest, SourceId, Store, StoreError, time};

/// Where facts come from: a file, a probe run, a person's entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Id minted by the caller.
    pub id: SourceId,
    /// Code by which the fact tables refer to it.
    pub code: String,
    /// Unit it speaks for; `None` for the whole organisation.
    pub unit: Option<String>,
    /// What kind of source (`probe`, `export`, `statement`, …).
    pub kind: String,
    /// `A` seen by Khiên, `B` export of another system, `C` a named person with
    /// a file, `D` word only.
    pub basis: char,
    /// Title for people.
    pub title: Option<String>,
    /// Name of the file it came in.
    pub file_name: Option<String>,
    /// SHA-256 of that file.
    pub sha256: Option<Digest>,
    /// When the other system made it.
    pub generated_at: Option<Timestamp>,
    /// First instant of the period it covers.
    pub period_from: Option<Timestamp>,
    /// Last instant of that period.
    pub period_to: Option<Timestamp>,
    /// Rows it says it has.
    pub rows: Option<u64>,
    /// The named person.
    pub person: Option<String>,
}

/// A source as the store keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSource {
    /// The source as given.
    pub source: Source,
    /// Facts of it that were new.
    pub inserted: u64,
    /// Facts of it that were known already and gave no row.
    pub unchanged: u64,
    /// SHA-256 over the salted hashes of its new facts, in order.
    pub facts_digest: Digest,
}

mod entity {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One source.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sources")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub leaf_seq: i64,
        pub recorded_at: i64,
        pub salt: Vec<u8>,
        pub id: Vec<u8>,
        pub code: String,
        pub unit: Option<String>,
        pub kind: String,
        pub basis: String,
        pub title: Option<String>,
        pub file_name: Option<String>,
        pub sha256: Option<Vec<u8>>,
        pub generated_at: Option<i64>,
        pub period_from: Option<i64>,
        pub period_to: Option<i64>,
        pub row_count: Option<i64>,
        pub person: Option<String>,
        pub inserted: i64,
        pub unchanged: i64,
        pub facts_digest: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
pub(crate) use entity::{Column, Entity, Model};

impl Bound for KeptSource {
    const TABLE: &'static str = "sources";
    type Row = Entity;

    fn seq_column() -> Column {
        Column::LeafSeq
    }

    fn seq_of(row: &Model) -> i64 {
        row.leaf_seq
    }

    fn hash_into(&self, row: &mut RowHasher) {
        let source = &self.source;
        row.bytes(&source.id.to_column())
            .text(&source.code)
            .optional_text(source.unit.as_deref())
            .text(&source.kind)
            .text(&source.basis.to_string())
            .optional_text(source.title.as_deref())
            .optional_text(source.file_name.as_deref())
            .optional_bytes(source.sha256.as_ref().map(|hash| hash.0.as_slice()))
            .optional_number(source.generated_at.map(time::to_column))
            .optional_number(source.period_from.map(time::to_column))
            .optional_number(source.period_to.map(time::to_column))
            .optional_number(source.rows.and_then(|rows| i64::try_from(rows).ok()))
            .optional_text(source.person.as_deref())
            .number(i64::try_from(self.inserted).unwrap_or(i64::MAX))
            .number(i64::try_from(self.unchanged).unwrap_or(i64::MAX))
            .bytes(&self.facts_digest.0);
    }

    fn to_row(&self, seal: Seal) -> Result<entity::ActiveModel, StoreError> {
        let source = self.source.clone();
        Ok(entity::ActiveModel {
            leaf_seq: Set(seal.leaf_seq),
            recorded_at: Set(seal.recorded_at),
            salt: Set(seal.salt),
            id: Set(source.id.to_column()),
            code: Set(source.code),
            unit: Set(source.unit),
            kind: Set(source.kind),
            basis: Set(source.basis.to_string()),
            title: Set(source.title),
            file_name: Set(source.file_name),
            sha256: Set(source.sha256.map(Digest::to_column)),
            generated_at: Set(source.generated_at.map(time::to_column)),
            period_from: Set(source.period_from.map(time::to_column)),
            period_to: Set(source.period_to.map(time::to_column)),
            row_count: Set(source.rows.map(position_column).transpose()?),
            person: Set(source.person),
            inserted: Set(position_column(self.inserted)?),
            unchanged: Set(position_column(self.unchanged)?),
            facts_digest: Set(self.facts_digest.to_column()),
        })
    }

    fn from_row(row: Model) -> Result<(Self, Seal), StoreError> {
        let hash = |bytes: Vec<u8>| Digest::from_column(&bytes);
        let source = Source {
            id: SourceId::from_column(&row.id)?,
            code: row.code,
            unit: row.unit,
            kind: row.kind,
            basis: letter(&row.basis)?,
            title: row.title,
            file_name: row.file_name,
            sha256: row.sha256.map(hash).transpose()?,
            generated_at: time::from_optional(row.generated_at)?,
            period_from: time::from_optional(row.period_from)?,
            period_to: time::from_optional(row.period_to)?,
            rows: row.row_count.map(position).transpose()?,
            person: row.person,
        };
        let seal = Seal {
            leaf_seq: row.leaf_seq,
            recorded_at: row.recorded_at,
            salt: row.salt,
        };
        let content = Self {
            source,
            inserted: position(row.inserted)?,
            unchanged: position(row.unchanged)?,
            facts_digest: hash(row.facts_digest)?,
        };
        Ok((content, seal))
    }
}

impl Store {
    /// All sources, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn sources(&self) -> Result<Vec<Kept<KeptSource>>, StoreError> {
        let rows = Entity::find()
            .order_by_asc(Column::LeafSeq)
            .all(&self.sql)
            .await?;
        all_kept(rows)
    }

    /// One source.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn source(&self, id: SourceId) -> Result<Option<Kept<KeptSource>>, StoreError> {
        let query = Entity::find().filter(Column::Id.eq(id.to_column()));
        query.one(&self.sql).await?.map(kept).transpose()
    }

    /// The newest source of this kind that came in a file of this hash: the
    /// same file for the same purpose again adds nothing.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn source_of_file(
        &self,
        kind: &str,
        sha256: Digest,
    ) -> Result<Option<Kept<KeptSource>>, StoreError> {
        let query = Entity::find()
            .filter(Column::Sha256.eq(sha256.to_column()))
            .filter(Column::Kind.eq(kind))
            .order_by_desc(Column::LeafSeq);
        query.one(&self.sql).await?.map(kept).transpose()
    }
}
