//! What must be judged again: pairs of unit and kind of fact.
//!
//! An import marks in its transaction. A job reads the marks, judges, and
//! clears in the transaction that keeps the results exactly the marks it read:
//! what was marked again in between stays.

use std::collections::BTreeMap;

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use crate::{Store, StoreError, Tx};

const ROWS_AT_ONCE: usize = 1000;

/// A kind of fact of a unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dirty {
    /// The unit; `None` for what concerns the whole organisation.
    pub unit: Option<String>,
    /// The fact table.
    pub kind: String,
}

/// A mark as it was read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DirtyMark {
    /// What is dirty.
    pub what: Dirty,
    mark: i64,
}

mod row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One mark; the unit is empty for the whole organisation.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "dirty")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub unit: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        pub mark: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Store {
    /// All marks, ordered by unit and kind.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn dirty(&self) -> Result<Vec<DirtyMark>, StoreError> {
        let rows = row::Entity::find()
            .order_by_asc(row::Column::Unit)
            .order_by_asc(row::Column::Kind)
            .all(&self.sql)
            .await?;
        let mut marks: Vec<DirtyMark> = rows.into_iter().map(DirtyMark::from).collect();
        marks.sort();
        Ok(marks)
    }
}

impl Tx {
    /// Marks what must be judged again.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn mark_dirty(
        &mut self,
        what: impl IntoIterator<Item = Dirty> + Send,
    ) -> Result<(), StoreError> {
        let mut random = [0_u8; 8];
        getrandom::fill(&mut random).map_err(StoreError::Random)?;
        // A value never used before is all that a mark has to be.
        let mark = i64::from_be_bytes(random);
        let mut what: Vec<Dirty> = what.into_iter().collect();
        what.sort();
        what.dedup();
        for chunk in what.chunks(ROWS_AT_ONCE) {
            let rows = chunk.iter().map(|dirty| row::ActiveModel {
                unit: Set(dirty.unit.clone().unwrap_or_default()),
                kind: Set(dirty.kind.clone()),
                mark: Set(mark),
            });
            let again = OnConflict::columns([row::Column::Unit, row::Column::Kind])
                .update_column(row::Column::Mark)
                .to_owned();
            row::Entity::insert_many(rows)
                .on_conflict(again)
                .exec_without_returning(&self.sql)
                .await?;
        }
        Ok(())
    }

    /// Clears marks as they were read; what was marked again since stays.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn clear_dirty(&mut self, marks: &[DirtyMark]) -> Result<(), StoreError> {
        // One statement for all units that one import marked for one kind of fact: a province has thousands of marks.
        let mut alike: BTreeMap<(i64, &str), Vec<String>> = BTreeMap::new();
        for mark in marks {
            let unit = mark.what.unit.clone().unwrap_or_default();
            let key = (mark.mark, mark.what.kind.as_str());
            alike.entry(key).or_default().push(unit);
        }
        for ((mark, kind), units) in alike {
            for chunk in units.chunks(ROWS_AT_ONCE) {
                row::Entity::delete_many()
                    .filter(row::Column::Mark.eq(mark))
                    .filter(row::Column::Kind.eq(kind))
                    .filter(row::Column::Unit.is_in(chunk.to_vec()))
                    .exec(&self.sql)
                    .await?;
            }
        }
        Ok(())
    }
}

impl From<row::Model> for DirtyMark {
    fn from(row: row::Model) -> Self {
        Self {
            what: Dirty {
                unit: Some(row.unit).filter(|unit| !unit.is_empty()),
                kind: row.kind,
            },
            mark: row.mark,
        }
    }
}
