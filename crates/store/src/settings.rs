//! Settings of the organisation, such as its thresholds: each change a bound row, the newest counts.
//!
//! Key and value are opaque words here. A change names the revision it replaces, so that two people who
//! edit the same setting can't overwrite each other unseen.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use crate::bound::{Bound, Kept, Seal, all_kept, position, position_column};
use crate::ledger::row_hash::RowHasher;
use crate::{LeafError, LeafSlot, Store, StoreError, Tx};

/// One change of a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingChange {
    /// Which setting.
    pub key: String,
    /// Its new value.
    pub value: String,
    /// How many times it has been changed, this change included.
    pub revision: u64,
    /// The word of who changed it.
    pub changed_by: String,
    /// Why.
    pub reason: String,
}

mod row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One change.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "settings")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub leaf_seq: i64,
        pub recorded_at: i64,
        pub salt: Vec<u8>,
        pub key_name: String,
        pub value_text: String,
        pub revision: i64,
        pub changed_by: String,
        pub reason: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Bound for SettingChange {
    const TABLE: &'static str = "settings";
    type Row = row::Entity;

    fn seq_column() -> row::Column {
        row::Column::LeafSeq
    }

    fn seq_of(row: &row::Model) -> i64 {
        row.leaf_seq
    }

    fn hash_into(&self, row: &mut RowHasher) {
        row.text(&self.key)
            .text(&self.value)
            .number(i64::try_from(self.revision).unwrap_or(i64::MAX))
            .text(&self.changed_by)
            .text(&self.reason);
    }

    fn to_row(&self, seal: Seal) -> Result<row::ActiveModel, StoreError> {
        let this = self.clone();
        Ok(row::ActiveModel {
            leaf_seq: Set(seal.leaf_seq),
            recorded_at: Set(seal.recorded_at),
            salt: Set(seal.salt),
            revision: Set(position_column(this.revision)?),
            key_name: Set(this.key),
            value_text: Set(this.value),
            changed_by: Set(this.changed_by),
            reason: Set(this.reason),
        })
    }

    fn from_row(row: row::Model) -> Result<(Self, Seal), StoreError> {
        let change = Self {
            revision: position(row.revision)?,
            key: row.key_name,
            value: row.value_text,
            changed_by: row.changed_by,
            reason: row.reason,
        };
        let seal = Seal {
            leaf_seq: row.leaf_seq,
            recorded_at: row.recorded_at,
            salt: row.salt,
        };
        Ok((change, seal))
    }
}

impl Tx {
    /// Keeps a change of a setting.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when its revision is not the next one of its key: somebody else was faster.
    /// [`StoreError::Database`]; [`StoreError::Leaf`] when the closure fails.
    pub async fn change_setting(
        &mut self,
        change: SettingChange,
        leaf: impl FnOnce(LeafSlot) -> Result<Vec<u8>, LeafError> + Send,
    ) -> Result<Kept<SettingChange>, StoreError> {
        let current = newest_of(&self.sql, &change.key).await?;
        if current.checked_add(1) != Some(change.revision) {
            return Err(StoreError::Conflict { current });
        }
        self.bind(change, leaf).await
    }
}

async fn newest_of(sql: &impl ConnectionTrait, key: &str) -> Result<u64, StoreError> {
    let newest = row::Entity::find()
        .filter(row::Column::KeyName.eq(key))
        .order_by_desc(row::Column::Revision)
        .one(sql)
        .await?;
    newest.map_or(Ok(0), |row| position(row.revision))
}

impl Store {
    /// The newest change of every setting that was ever changed, by key.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn settings(&self) -> Result<BTreeMap<String, Kept<SettingChange>>, StoreError> {
        let query = row::Entity::find().order_by_asc(row::Column::LeafSeq);
        let all = all_kept::<SettingChange>(query.all(&self.sql).await?)?;
        Ok(all.into_iter().map(|k| (k.value.key.clone(), k)).collect())
    }

    /// All changes of one setting, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn setting_changes(&self, key: &str) -> Result<Vec<Kept<SettingChange>>, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::KeyName.eq(key))
            .order_by_asc(row::Column::LeafSeq);
        all_kept(query.all(&self.sql).await?)
    }
}
