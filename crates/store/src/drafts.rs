//! Drafts of readings: a document as it was read, with the corrections people made before it came into force.
//!
//! A draft is not bound to the ledger and is changed in place; its revision counts the changes, and a change
//! names the revision it was made on. What the texts mean is not known here.

use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait as _, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use crate::bound::{position, position_column};
use crate::{Digest, DirectiveId, DraftId, Store, StoreError, Tx, time};

/// A reading that waits for a person, or waited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Id minted by the caller.
    pub id: DraftId,
    /// SHA-256 of the file it was read from.
    pub sha256: Digest,
    /// Name of that file.
    pub file_name: String,
    /// The word of who brought it.
    pub uploaded_by: String,
    /// When.
    pub uploaded_at: Timestamp,
    /// The text the reader worked on.
    pub source_text: String,
    /// JSON of the reading as the program made it; never changed.
    pub body: String,
    /// JSON of the corrections in the order they were made.
    pub corrections: String,
    /// How many changes it has seen.
    pub revision: u64,
    /// Where it stands (`reading`, `confirmed`, `dropped`).
    pub state: String,
    /// The directive it became.
    pub directive: Option<DirectiveId>,
    /// When it was last changed.
    pub changed_at: Timestamp,
}

/// What a change puts in place of what stood in a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftChange {
    /// JSON of all corrections.
    pub corrections: String,
    /// Where it stands now.
    pub state: String,
    /// The directive it became.
    pub directive: Option<DirectiveId>,
}

mod row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One draft.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "drafts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Vec<u8>,
        pub sha256: Vec<u8>,
        pub file_name: String,
        pub uploaded_by: String,
        pub uploaded_at: i64,
        pub source_text: String,
        pub body: String,
        pub corrections: String,
        pub revision: i64,
        pub state: String,
        pub directive: Option<Vec<u8>>,
        pub changed_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Draft {
    fn from_row(row: row::Model) -> Result<Self, StoreError> {
        let directive = row.directive.as_deref().map(DirectiveId::from_column);
        Ok(Self {
            id: DraftId::from_column(&row.id)?,
            sha256: Digest::from_column(&row.sha256)?,
            file_name: row.file_name,
            uploaded_by: row.uploaded_by,
            uploaded_at: time::from_column(row.uploaded_at)?,
            source_text: row.source_text,
            body: row.body,
            corrections: row.corrections,
            revision: position(row.revision)?,
            state: row.state,
            directive: directive.transpose()?,
            changed_at: time::from_column(row.changed_at)?,
        })
    }
}

impl Tx {
    /// Keeps a new draft.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn add_draft(&mut self, draft: Draft) -> Result<(), StoreError> {
        let row = row::ActiveModel {
            id: Set(draft.id.to_column()),
            sha256: Set(draft.sha256.to_column()),
            file_name: Set(draft.file_name),
            uploaded_by: Set(draft.uploaded_by),
            uploaded_at: Set(time::to_column(draft.uploaded_at)),
            source_text: Set(draft.source_text),
            body: Set(draft.body),
            corrections: Set(draft.corrections),
            revision: Set(position_column(draft.revision)?),
            state: Set(draft.state),
            directive: Set(draft.directive.map(DirectiveId::to_column)),
            changed_at: Set(time::to_column(draft.changed_at)),
        };
        row.insert(&self.sql).await?;
        Ok(())
    }

    /// Changes a draft that stands at `revision`, which then grows by one.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] with the present revision when it stands at another; nothing is changed then.
    /// [`StoreError::NoDraft`] when there is none of this id; [`StoreError::Database`].
    pub async fn change_draft(
        &mut self,
        id: DraftId,
        revision: u64,
        change: DraftChange,
    ) -> Result<u64, StoreError> {
        let next = revision
            .checked_add(1)
            .ok_or(StoreError::TooLarge("revision"))?;
        let changed = row::Entity::update_many()
            .col_expr(row::Column::Corrections, Expr::value(change.corrections))
            .col_expr(row::Column::State, Expr::value(change.state))
            .col_expr(
                row::Column::Directive,
                Expr::value(change.directive.map(DirectiveId::to_column)),
            )
            .col_expr(row::Column::Revision, Expr::value(position_column(next)?))
            .col_expr(
                row::Column::ChangedAt,
                Expr::value(time::to_column(self.at())),
            )
            .filter(row::Column::Id.eq(id.to_column()))
            .filter(row::Column::Revision.eq(position_column(revision)?))
            .exec(&self.sql)
            .await?;
        if changed.rows_affected == 1 {
            return Ok(next);
        }
        let found = row::Entity::find_by_id(id.to_column())
            .one(&self.sql)
            .await?;
        match found {
            Some(row) => Err(StoreError::Conflict {
                current: position(row.revision)?,
            }),
            None => Err(StoreError::NoDraft),
        }
    }
}

impl Store {
    /// One draft.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn draft(&self, id: DraftId) -> Result<Option<Draft>, StoreError> {
        let row = row::Entity::find_by_id(id.to_column())
            .one(&self.sql)
            .await?;
        row.map(Draft::from_row).transpose()
    }

    /// All drafts, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn drafts(&self) -> Result<Vec<Draft>, StoreError> {
        let rows = row::Entity::find()
            .order_by_desc(row::Column::UploadedAt)
            .order_by_desc(row::Column::Id)
            .all(&self.sql)
            .await?;
        rows.into_iter().map(Draft::from_row).collect()
    }

    /// The drafts read from a file of this hash, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn drafts_of_file(&self, sha256: Digest) -> Result<Vec<Draft>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::Sha256.eq(sha256.to_column()))
            .order_by_desc(row::Column::UploadedAt)
            .order_by_desc(row::Column::Id)
            .all(&self.sql)
            .await?;
        rows.into_iter().map(Draft::from_row).collect()
    }
}
