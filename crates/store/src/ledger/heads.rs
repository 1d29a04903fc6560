//! Leaves and signed tree heads as they are kept.
//!
//! The newest head carries the frontier of the tree, so that a transaction
//! starts without reading old leaves. The verification trusts neither.

use jiff::Timestamp;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};

use super::checkpoint::Checkpoint;
use super::tree::Frontier;
use crate::bound::{position, position_column};
use crate::{StoreError, time};

/// The leaves.
pub(crate) mod leaf_row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One leaf.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "ledger_leaves")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i64,
        pub leaf: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The tree heads.
pub(crate) mod head_row {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "generated items of the entity"
    )]
    use sea_orm::entity::prelude::*;

    /// One signed head, written by the transaction that made the tree so large.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "ledger_heads")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub size: i64,
        pub at: i64,
        pub root: Vec<u8>,
        pub frontier: Vec<u8>,
        pub note: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The newest head, `None` while the ledger is empty.
pub(crate) async fn newest(
    sql: &impl ConnectionTrait,
) -> Result<Option<head_row::Model>, StoreError> {
    Ok(head_row::Entity::find()
        .order_by_desc(head_row::Column::Size)
        .one(sql)
        .await?)
}

/// The tree to append to, and the instant of its newest entry.
pub(crate) async fn tree(
    sql: &impl ConnectionTrait,
) -> Result<(Frontier, Option<Timestamp>), StoreError> {
    let Some(head) = newest(sql).await? else {
        return Ok((Frontier::default(), None));
    };
    let frontier = Frontier::from_bytes(position(head.size)?, &head.frontier)?;
    Ok((frontier, Some(time::from_column(head.at)?)))
}

/// Appends leaves from position `first` on.
pub(crate) async fn append(
    sql: &impl ConnectionTrait,
    first: u64,
    leaves: Vec<Vec<u8>>,
) -> Result<(), StoreError> {
    const CHUNK: usize = 1000;
    let mut rows = Vec::with_capacity(leaves.len());
    for (seq, leaf) in (position_column(first)?..).zip(leaves) {
        let seq = sea_orm::Set(seq);
        let leaf = sea_orm::Set(leaf);
        rows.push(leaf_row::ActiveModel { seq, leaf });
    }
    for chunk in rows.chunks(CHUNK) {
        leaf_row::Entity::insert_many(chunk.to_vec())
            .exec_without_returning(sql)
            .await?;
    }
    Ok(())
}

/// Keeps the head of the tree as it is after the transaction.
pub(crate) async fn keep(
    sql: &impl ConnectionTrait,
    tree: &Frontier,
    at: Timestamp,
    checkpoint: &Checkpoint,
) -> Result<(), StoreError> {
    let row = head_row::ActiveModel {
        size: sea_orm::Set(position_column(checkpoint.size)?),
        at: sea_orm::Set(time::to_column(at)),
        root: sea_orm::Set(checkpoint.root.to_column()),
        frontier: sea_orm::Set(tree.to_bytes()),
        note: sea_orm::Set(checkpoint.text.clone()),
    };
    head_row::Entity::insert(row)
        .exec_without_returning(sql)
        .await?;
    Ok(())
}
