//! Statements: what a named person says of a duty, with or without a file.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use crate::bound::{Bound, Kept, Seal, all_kept, position_column};
use crate::ledger::row_hash::RowHasher;
use crate::{Digest, DirectiveId, LeafError, LeafSlot, StatementId, Store, StoreError, Tx, time};

/// A statement of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Id minted by the caller.
    pub id: StatementId,
    /// The directive spoken of.
    pub directive: DirectiveId,
    /// The obligation's printed path.
    pub obligation: String,
    /// The unit spoken for.
    pub unit: String,
    /// The measure spoken of.
    pub measure: String,
    /// Who says it.
    pub person: String,
    /// The status claimed.
    pub status: String,
    /// What is said, in the person's words.
    pub text: String,
    /// SHA-256 of the file that comes with it.
    pub file: Option<Digest>,
    /// When what is claimed happened.
    pub occurred_at: Timestamp,
    /// When the statement ceases to count.
    pub expires_at: Option<Timestamp>,
}

mod row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One statement.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "statements")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub leaf_seq: i64,
        pub recorded_at: i64,
        pub salt: Vec<u8>,
        pub id: Vec<u8>,
        pub directive: Vec<u8>,
        pub obligation: String,
        pub unit: String,
        pub measure: String,
        pub person: String,
        pub status: String,
        pub statement: String,
        pub sha256: Option<Vec<u8>>,
        pub occurred_at: i64,
        pub expires_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Bound for Statement {
    const TABLE: &'static str = "statements";
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
            .text(&self.obligation)
            .text(&self.unit)
            .text(&self.measure)
            .text(&self.person)
            .text(&self.status)
            .text(&self.text)
            .optional_bytes(self.file.as_ref().map(|hash| hash.0.as_slice()))
            .number(time::to_column(self.occurred_at))
            .optional_number(self.expires_at.map(time::to_column));
    }

    fn to_row(&self, seal: Seal) -> Result<row::ActiveModel, StoreError> {
        let this = self.clone();
        Ok(row::ActiveModel {
            leaf_seq: Set(seal.leaf_seq),
            recorded_at: Set(seal.recorded_at),
            salt: Set(seal.salt),
            id: Set(this.id.to_column()),
            directive: Set(this.directive.to_column()),
            obligation: Set(this.obligation),
            unit: Set(this.unit),
            measure: Set(this.measure),
            person: Set(this.person),
            status: Set(this.status),
            statement: Set(this.text),
            sha256: Set(this.file.map(Digest::to_column)),
            occurred_at: Set(time::to_column(this.occurred_at)),
            expires_at: Set(this.expires_at.map(time::to_column)),
        })
    }

    fn from_row(row: row::Model) -> Result<(Self, Seal), StoreError> {
        let statement = Self {
            id: StatementId::from_column(&row.id)?,
            directive: DirectiveId::from_column(&row.directive)?,
            obligation: row.obligation,
            unit: row.unit,
            measure: row.measure,
            person: row.person,
            status: row.status,
            text: row.statement,
            file: row
                .sha256
                .map(|hash| Digest::from_column(&hash))
                .transpose()?,
            occurred_at: time::from_column(row.occurred_at)?,
            expires_at: time::from_optional(row.expires_at)?,
        };
        let seal = Seal {
            leaf_seq: row.leaf_seq,
            recorded_at: row.recorded_at,
            salt: row.salt,
        };
        Ok((statement, seal))
    }
}

impl Tx {
    /// Keeps a statement.
    ///
    /// # Errors
    /// [`StoreError::Database`]; [`StoreError::Leaf`] when the closure fails.
    pub async fn add_statement(
        &mut self,
        statement: Statement,
        leaf: impl FnOnce(LeafSlot) -> Result<Vec<u8>, LeafError> + Send,
    ) -> Result<Kept<Statement>, StoreError> {
        self.bind(statement, leaf).await
    }
}

impl Store {
    /// The statements on a directive recorded up to an instant, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn statements(
        &self,
        directive: DirectiveId,
        recorded_until: Timestamp,
    ) -> Result<Vec<Kept<Statement>>, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::Directive.eq(directive.to_column()))
            .filter(row::Column::RecordedAt.lte(time::to_column(recorded_until)))
            .order_by_asc(row::Column::LeafSeq);
        all_kept(query.all(&self.sql).await?)
    }

    /// The statements to all directives whose leaf stands at position `leaves` or
    /// after it, oldest first: those that came since the ledger had so many leaves.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn statements_since(&self, leaves: u64) -> Result<Vec<Kept<Statement>>, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::LeafSeq.gte(position_column(leaves)?))
            .order_by_asc(row::Column::LeafSeq);
        all_kept(query.all(&self.sql).await?)
    }
}
