//! Bound rows: rows whose salted hash stands in a leaf of the ledger.
//!
//! A kind of row becomes provable by implementing [`Bound`]; insert and
//! verification are then the same for all of them. A bound row is never
//! changed: a correction is a new row.

use jiff::Timestamp;
use sea_orm::{EntityTrait, ModelTrait};

use crate::ledger::row_hash::RowHasher;
use crate::{Digest, StoreError, time};

/// A row as the store keeps it: its content and what the store added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept<T> {
    /// Position of its leaf in the ledger; also its order among its kind.
    pub seq: u64,
    /// When it was recorded (the instant of its transaction).
    pub recorded_at: Timestamp,
    /// The content.
    pub value: T,
}

/// What binds a row to its leaf; columns of every bound table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seal {
    pub(crate) leaf_seq: i64,
    pub(crate) recorded_at: i64,
    pub(crate) salt: Vec<u8>,
}

/// A kind of row that a leaf stands for.
pub(crate) trait Bound: Sized + Send + Sync {
    /// The SQL table; part of the hash.
    const TABLE: &'static str;
    /// The entity of that table.
    type Row: EntityTrait;

    /// The column of the leaf's position.
    fn seq_column() -> <Self::Row as EntityTrait>::Column;
    /// The position of a stored row's leaf.
    fn seq_of(row: &<Self::Row as EntityTrait>::Model) -> i64;
    /// Feeds every field to the hash, in an order that may never change.
    fn hash_into(&self, row: &mut RowHasher);
    /// The row to insert.
    fn to_row(&self, seal: Seal) -> Result<<Self::Row as EntityTrait>::ActiveModel, StoreError>;
    /// The content of a stored row.
    fn from_row(row: <Self::Row as EntityTrait>::Model) -> Result<(Self, Seal), StoreError>;
}

/// The salted hash of a row, as its leaf must name it.
pub(crate) fn row_hash<B: Bound>(value: &B, seal: &Seal) -> Digest {
    let mut row = RowHasher::new(B::TABLE, &seal.salt);
    row.number(seal.recorded_at);
    value.hash_into(&mut row);
    row.finish()
}

/// A stored row for the outside.
pub(crate) fn kept<B: Bound>(row: <B::Row as EntityTrait>::Model) -> Result<Kept<B>, StoreError>
where
    <B::Row as EntityTrait>::Model: ModelTrait,
{
    let (value, seal) = B::from_row(row)?;
    Ok(Kept {
        seq: position(seal.leaf_seq)?,
        recorded_at: time::from_column(seal.recorded_at)?,
        value,
    })
}

/// Several stored rows for the outside.
pub(crate) fn all_kept<B: Bound>(
    rows: Vec<<B::Row as EntityTrait>::Model>,
) -> Result<Vec<Kept<B>>, StoreError> {
    rows.into_iter().map(kept).collect()
}

/// A position or count out of its column.
pub(crate) fn position(column: i64) -> Result<u64, StoreError> {
    u64::try_from(column).map_err(|_| StoreError::unreadable("position"))
}

/// The column of a position or count.
pub(crate) fn position_column(position: u64) -> Result<i64, StoreError> {
    i64::try_from(position).map_err(|_| StoreError::TooLarge("position"))
}

/// The letter of a basis out of its column.
pub(crate) fn letter(column: &str) -> Result<char, StoreError> {
    column.parse().map_err(|_| StoreError::unreadable("basis"))
}
