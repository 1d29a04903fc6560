//! Directives as a person confirmed them. A later confirmation under the same
//! id corrects the one before; both are kept.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use crate::bound::{Bound, Kept, Seal, all_kept, kept};
use crate::ledger::row_hash::RowHasher;
use crate::{Digest, DirectiveId, LeafError, LeafSlot, Store, StoreError, Tx, time};

/// A confirmed directive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// Id minted by the caller; the same for every correction.
    pub id: DirectiveId,
    /// SHA-256 of the file it was read from.
    pub sha256: Digest,
    /// Name of that file.
    pub file_name: String,
    /// When it arrived (ngày văn bản đến).
    pub received_at: Timestamp,
    /// First and last instant of the watch, where one is named.
    pub watch: Option<(Timestamp, Timestamp)>,
    /// Who confirmed what was read.
    pub confirmed_by: Option<String>,
    /// Canonical JSON of the confirmed reading; opaque here.
    pub body: String,
}

mod row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One confirmation.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "directives")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub leaf_seq: i64,
        pub recorded_at: i64,
        pub salt: Vec<u8>,
        pub id: Vec<u8>,
        pub sha256: Vec<u8>,
        pub file_name: String,
        pub received_at: i64,
        pub watch_from: Option<i64>,
        pub watch_to: Option<i64>,
        pub confirmed_by: Option<String>,
        pub body: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Bound for Directive {
    const TABLE: &'static str = "directives";
    type Row = row::Entity;

    fn seq_column() -> row::Column {
        row::Column::LeafSeq
    }

    fn seq_of(row: &row::Model) -> i64 {
        row.leaf_seq
    }

    fn hash_into(&self, row: &mut RowHasher) {
        row.bytes(&self.id.to_column())
            .bytes(&self.sha256.0)
            .text(&self.file_name)
            .number(time::to_column(self.received_at))
            .optional_number(self.watch.map(|(from, _)| time::to_column(from)))
            .optional_number(self.watch.map(|(_, to)| time::to_column(to)))
            .optional_text(self.confirmed_by.as_deref())
            .text(&self.body);
    }

    fn to_row(&self, seal: Seal) -> Result<row::ActiveModel, StoreError> {
        let this = self.clone();
        Ok(row::ActiveModel {
            leaf_seq: Set(seal.leaf_seq),
            recorded_at: Set(seal.recorded_at),
            salt: Set(seal.salt),
            id: Set(this.id.to_column()),
            sha256: Set(this.sha256.to_column()),
            file_name: Set(this.file_name),
            received_at: Set(time::to_column(this.received_at)),
            watch_from: Set(this.watch.map(|(from, _)| time::to_column(from))),
            watch_to: Set(this.watch.map(|(_, to)| time::to_column(to))),
            confirmed_by: Set(this.confirmed_by),
            body: Set(this.body),
        })
    }

    fn from_row(row: row::Model) -> Result<(Self, Seal), StoreError> {
        let watch = match (row.watch_from, row.watch_to) {
            (Some(from), Some(to)) => Some((time::from_column(from)?, time::from_column(to)?)),
            (None, None) => None,
            _ => return Err(StoreError::unreadable("watch")),
        };
        let directive = Self {
            id: DirectiveId::from_column(&row.id)?,
            sha256: Digest::from_column(&row.sha256)?,
            file_name: row.file_name,
            received_at: time::from_column(row.received_at)?,
            watch,
            confirmed_by: row.confirmed_by,
            body: row.body,
        };
        let seal = Seal {
            leaf_seq: row.leaf_seq,
            recorded_at: row.recorded_at,
            salt: row.salt,
        };
        Ok((directive, seal))
    }
}

impl Tx {
    /// Keeps a confirmation of a directive.
    ///
    /// # Errors
    /// [`StoreError::Database`]; [`StoreError::Leaf`] when the closure fails.
    pub async fn add_directive(
        &mut self,
        directive: Directive,
        leaf: impl FnOnce(LeafSlot) -> Result<Vec<u8>, LeafError> + Send,
    ) -> Result<Kept<Directive>, StoreError> {
        self.bind(directive, leaf).await
    }
}

impl Store {
    /// The newest confirmation of a directive.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn directive(&self, id: DirectiveId) -> Result<Option<Kept<Directive>>, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::Id.eq(id.to_column()))
            .order_by_desc(row::Column::LeafSeq);
        query.one(&self.sql).await?.map(kept).transpose()
    }

    /// The newest confirmation of every directive, in the order they first came.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn directives(&self) -> Result<Vec<Kept<Directive>>, StoreError> {
        let query = row::Entity::find().order_by_asc(row::Column::LeafSeq);
        let mut newest: Vec<Kept<Directive>> = Vec::new();
        for directive in all_kept::<Directive>(query.all(&self.sql).await?)? {
            match newest.iter_mut().find(|d| d.value.id == directive.value.id) {
                Some(earlier) => *earlier = directive,
                None => newest.push(directive),
            }
        }
        Ok(newest)
    }
}
