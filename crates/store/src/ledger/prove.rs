//! Leaves read back, and the proof that one stands in the signed tree
//! (RFC 6962 section 2.1.1).
//!
//! A proof is computed from the leaves themselves in one pass, not from what was
//! kept beside them: it costs the time of reading the ledger once. Memory is that
//! of the path and one page of leaves.

use std::cell::RefCell;
use std::collections::BTreeMap;

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tlog_tiles::{Error, Hash, HashReader, check_record, prove_record, record_hash};

use super::checkpoint::Checkpoint;
use super::heads::{self, leaf_row};
use super::tree::Frontier;
use crate::bound::{position, position_column};
use crate::connect::begin_reading;
use crate::{Digest, Store, StoreError, time};

const LEAVES_AT_ONCE: u64 = 2000;

/// One leaf as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerLeaf {
    /// Its position, from 0.
    pub seq: u64,
    /// Its bytes; their form is the caller's.
    pub bytes: Vec<u8>,
}

/// A leaf with what shows that the newest checkpoint covers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inclusion {
    /// The bytes of the leaf.
    pub leaf: Vec<u8>,
    /// `SHA-256(0x00 ‖ leaf)`.
    pub hash: Digest,
    /// The hashes beside the way from the leaf up to the root, the lowest first.
    pub path: Vec<Digest>,
    /// The newest checkpoint.
    pub checkpoint: Checkpoint,
    /// When that checkpoint was signed.
    pub at: Timestamp,
    /// Whether leaf and path give the root that the checkpoint signs; `false` only for a ledger that was altered.
    pub holds: bool,
}

impl Store {
    /// At most `limit` leaves before a position, newest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn newest_leaves(
        &self,
        before: Option<u64>,
        limit: u64,
    ) -> Result<Vec<LedgerLeaf>, StoreError> {
        let mut query = leaf_row::Entity::find()
            .order_by_desc(leaf_row::Column::Seq)
            .limit(limit);
        if let Some(before) = before {
            query = query.filter(leaf_row::Column::Seq.lt(position_column(before)?));
        }
        let rows = query.all(&self.sql).await?;
        rows.into_iter().map(leaf).collect()
    }

    /// The leaves at these positions, those there are.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn leaves_at(&self, seqs: &[u64]) -> Result<Vec<LedgerLeaf>, StoreError> {
        let wanted = seqs.iter().map(|seq| position_column(*seq));
        let wanted = wanted.collect::<Result<Vec<_>, _>>()?;
        let query = leaf_row::Entity::find().filter(leaf_row::Column::Seq.is_in(wanted));
        let rows = query.all(&self.sql).await?;
        rows.into_iter().map(leaf).collect()
    }

    /// The proof that the leaf at `seq` is in the tree of the newest checkpoint; `None` when that has no such leaf.
    ///
    /// # Errors
    /// [`StoreError::Database`]; [`StoreError::Checkpoint`] when the stored checkpoint is damaged. Leaves that were
    /// altered give a proof that does not hold, not an error.
    pub async fn inclusion(&self, seq: u64) -> Result<Option<Inclusion>, StoreError> {
        let sql = begin_reading(&self.sql).await?;
        let Some(head) = heads::newest(&sql).await? else {
            return Ok(None);
        };
        let checkpoint = Checkpoint::open(&self.signer.verifier(), &head.note)?;
        if seq >= checkpoint.size {
            return Ok(None);
        }
        let mut wanted = Wanted::of(checkpoint.size, seq)?;
        let mut tree = Frontier::default();
        let mut bytes = None;
        let mut after = None;
        while tree.size() < checkpoint.size {
            let mut query = leaf_row::Entity::find().order_by_asc(leaf_row::Column::Seq);
            if let Some(after) = after {
                query = query.filter(leaf_row::Column::Seq.gt(after));
            }
            let page = query.limit(LEAVES_AT_ONCE).all(&sql).await?;
            let Some(last) = page.last().map(|row| row.seq) else {
                break;
            };
            after = Some(last);
            for row in page {
                if tree.size() >= checkpoint.size {
                    break;
                }
                tree.append_telling(&row.leaf, |index, hash| wanted.tell(index, hash))?;
                if row.seq == position_column(seq)? {
                    bytes = Some(row.leaf);
                }
            }
        }
        let at = time::from_column(head.at)?;
        Ok(bytes.map(|bytes| wanted.proof(bytes, seq, checkpoint, at)))
    }
}

fn leaf(row: leaf_row::Model) -> Result<LedgerLeaf, StoreError> {
    Ok(LedgerLeaf {
        seq: position(row.seq)?,
        bytes: row.leaf,
    })
}

/// The hashes that a proof needs, found while the leaves go by.
struct Wanted(BTreeMap<u64, Option<Hash>>);

impl Wanted {
    fn of(size: u64, seq: u64) -> Result<Self, StoreError> {
        let asked = Asked(RefCell::default());
        prove_record(size, seq, &asked).map_err(|_| StoreError::TreeHead)?;
        let indexes = asked.0.into_inner().into_iter();
        Ok(Self(indexes.map(|index| (index, None)).collect()))
    }

    fn tell(&mut self, index: u64, hash: Hash) {
        if let Some(place) = self.0.get_mut(&index) {
            *place = Some(hash);
        }
    }

    fn proof(&self, leaf: Vec<u8>, seq: u64, checkpoint: Checkpoint, at: Timestamp) -> Inclusion {
        let hash = record_hash(&leaf);
        let path = prove_record(checkpoint.size, seq, self).ok();
        let root = Hash(checkpoint.root.0);
        let holds = path
            .as_ref()
            .is_some_and(|path| check_record(path, checkpoint.size, root, seq, hash).is_ok());
        let path = path.unwrap_or_default().into_iter();
        Inclusion {
            leaf,
            hash: Digest(hash.0),
            path: path.map(|hash| Digest(hash.0)).collect(),
            checkpoint,
            at,
            holds,
        }
    }
}

impl HashReader for Wanted {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Error> {
        let found = indexes.iter().map(|index| self.0.get(index).copied());
        found
            .map(|hash| hash.flatten().ok_or(Error::IndexesNotInTree))
            .collect()
    }
}

/// Answers nothing of use, but notes what a proof asks for.
struct Asked(RefCell<Vec<u64>>);

impl HashReader for Asked {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Error> {
        self.0.borrow_mut().extend_from_slice(indexes);
        Ok(vec![Hash([0; 32]); indexes.len()])
    }
}
