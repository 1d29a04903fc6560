//! A write transaction: rows and their leaves enter together or not at all.
//!
//! One writer at a time: the in-process mutex orders tasks of this program, the
//! engine's own lock orders programs. What is not committed is rolled back when
//! the value is dropped.

use std::sync::Arc;

use jiff::Timestamp;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait};
use tokio::sync::{OwnedMutexGuard, watch};

use crate::bound::{Bound, Kept, Seal, position_column, row_hash};
use crate::ledger::heads;
use crate::ledger::note::NoteSigner;
use crate::ledger::row_hash::new_salt;
use crate::ledger::tree::Frontier;
use crate::{Checkpoint, Digest, LeafError, LeafSlot, StoreError, time};

/// An open write transaction at one instant.
#[must_use = "a transaction that is not committed is rolled back"]
pub struct Tx {
    pub(crate) sql: DatabaseTransaction,
    at: Timestamp,
    tree: Frontier,
    pending: Vec<Vec<u8>>,
    // True while a row and its leaf are not both in; what failed or was cancelled
    // there must not be committed.
    half_done: bool,
    signer: Arc<NoteSigner>,
    commits: Arc<watch::Sender<u64>>,
    // Held to the end, so that the next writer sees what this one committed.
    _writer: OwnedMutexGuard<()>,
}

impl Tx {
    pub(crate) fn new(
        sql: DatabaseTransaction,
        at: Timestamp,
        tree: Frontier,
        signer: Arc<NoteSigner>,
        commits: Arc<watch::Sender<u64>>,
        writer: OwnedMutexGuard<()>,
    ) -> Self {
        Self {
            sql,
            at: time::as_kept(at),
            tree,
            pending: Vec::new(),
            half_done: false,
            signer,
            commits,
            _writer: writer,
        }
    }

    /// The instant of this transaction: `recorded_at` of every row it writes,
    /// to the microsecond.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// Commits. When this returns, everything is on disk: only now may it be
    /// acknowledged to anybody.
    ///
    /// Returns the signed checkpoint when the transaction appended to the ledger.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::HalfDone`]; then nothing of the
    /// transaction is kept.
    pub async fn commit(mut self) -> Result<Option<Checkpoint>, StoreError> {
        if self.half_done {
            return Err(StoreError::HalfDone);
        }
        let checkpoint = if self.pending.is_empty() {
            None
        } else {
            let first = self.first_pending();
            let leaves = std::mem::take(&mut self.pending);
            heads::append(&self.sql, first, leaves).await?;
            let checkpoint = Checkpoint::sign(&self.signer, self.tree.size(), self.tree.root()?)?;
            heads::keep(&self.sql, &self.tree, self.at, &checkpoint).await?;
            Some(checkpoint)
        };
        self.sql.commit().await?;
        if checkpoint.is_some() {
            self.commits
                .send_modify(|commits| *commits = commits.wrapping_add(1));
        }
        Ok(checkpoint)
    }

    /// Inserts a bound row and appends its leaf.
    pub(crate) async fn bind<B: Bound>(
        &mut self,
        value: B,
        leaf: impl FnOnce(LeafSlot) -> Result<Vec<u8>, LeafError> + Send,
    ) -> Result<Kept<B>, StoreError> {
        let seal = self.seal(new_salt()?)?;
        let seq = self.append(row_hash(&value, &seal), leaf)?;
        self.half();
        B::Row::insert(value.to_row(seal)?)
            .exec_without_returning(&self.sql)
            .await?;
        self.whole();
        Ok(Kept {
            seq,
            recorded_at: self.at,
            value,
        })
    }

    /// The engine under this transaction.
    pub(crate) fn backend(&self) -> DbBackend {
        self.sql.get_database_backend()
    }

    /// What will bind the next row.
    pub(crate) fn seal(&self, salt: Vec<u8>) -> Result<Seal, StoreError> {
        Ok(Seal {
            leaf_seq: position_column(self.tree.size())?,
            recorded_at: time::to_column(self.at),
            salt,
        })
    }

    /// Appends the leaf of a row of this hash and returns its position.
    pub(crate) fn append(
        &mut self,
        row: Digest,
        leaf: impl FnOnce(LeafSlot) -> Result<Vec<u8>, LeafError>,
    ) -> Result<u64, StoreError> {
        let seq = self.tree.size();
        let at = self.at;
        let bytes = leaf(LeafSlot { seq, at, row }).map_err(StoreError::Leaf)?;
        if !names_row(&bytes, row) {
            return Err(StoreError::LeafWithoutRow { seq });
        }
        self.tree.append(&bytes)?;
        self.pending.push(bytes);
        Ok(seq)
    }

    /// Marks the transaction unfit for commit until [`Self::whole`].
    pub(crate) fn half(&mut self) {
        self.half_done = true;
    }

    /// Rows and leaves agree again.
    pub(crate) fn whole(&mut self) {
        self.half_done = false;
    }

    fn first_pending(&self) -> u64 {
        let pending = u64::try_from(self.pending.len()).unwrap_or(u64::MAX);
        self.tree.size().saturating_sub(pending)
    }
}

impl core::fmt::Debug for Tx {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Tx")
            .field("at", &self.at)
            .field("leaves", &self.pending.len())
            .finish_non_exhaustive()
    }
}

/// Whether a leaf names a row by the written form of its hash.
pub(crate) fn names_row(leaf: &[u8], row: Digest) -> bool {
    memchr::memmem::find(leaf, row.to_hex().as_bytes()).is_some()
}
