//! Signed heads and exported checkpoints against the recomputed tree.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use super::super::checkpoint::Checkpoint;
use super::super::heads::head_row;
use super::super::note::NoteVerifier;
use super::{Check, ProblemCode, Trust};
use crate::bound::position_column;
use crate::{Digest, StoreError};

/// What the tree must be at certain sizes.
pub(super) struct Heads {
    key: NoteVerifier,
    exported: Vec<String>,
    // Of the heads in the database, those of the page under way.
    stored: BTreeMap<u64, Digest>,
    outside: BTreeMap<u64, Vec<Digest>>,
    // Positions that have no leaf, so that one gap is reported once.
    gap: u64,
    mismatch_told: bool,
    signed_size: u64,
    pub(super) compared: u64,
    pub(super) exported_compared: u64,
}

impl Heads {
    pub(super) fn new(key: NoteVerifier, trust: &Trust) -> Self {
        Self {
            key,
            exported: trust.checkpoints.clone(),
            stored: BTreeMap::new(),
            outside: BTreeMap::new(),
            gap: 0,
            mismatch_told: false,
            signed_size: 0,
            compared: 0,
            exported_compared: 0,
        }
    }

    /// Opens what was brought from outside.
    pub(super) fn open_exported(&mut self, check: &mut Check<'_>) {
        for text in std::mem::take(&mut self.exported) {
            match Checkpoint::open(&self.key, &text) {
                Ok(checkpoint) => {
                    let roots = self.outside.entry(checkpoint.size).or_default();
                    roots.push(checkpoint.root);
                }
                Err(error) => {
                    check.problem(ProblemCode::CheckpointForged, None, error.to_string());
                }
            }
        }
    }

    /// Loads the heads that the next `leaves` leaves reach.
    pub(super) async fn load(
        &mut self,
        check: &mut Check<'_>,
        leaves: usize,
    ) -> Result<(), StoreError> {
        let from = check.tree.size();
        let to = from.saturating_add(u64::try_from(leaves).unwrap_or(u64::MAX));
        let rows = head_row::Entity::find()
            .filter(head_row::Column::Size.gt(position_column(from)?))
            .filter(head_row::Column::Size.lte(position_column(to)?))
            .order_by_asc(head_row::Column::Size)
            .all(check.sql)
            .await?;
        for row in rows {
            self.open_stored(check, &row);
        }
        Ok(())
    }

    // A head counts for what its signed text says; columns that say something
    // else were edited.
    fn open_stored(&mut self, check: &mut Check<'_>, row: &head_row::Model) {
        let last = u64::try_from(row.size)
            .ok()
            .and_then(|size| size.checked_sub(1));
        match Checkpoint::open(&self.key, &row.note) {
            Ok(signed)
                if i64::try_from(signed.size) == Ok(row.size)
                    && signed.root.to_column() == row.root =>
            {
                self.stored.insert(signed.size, signed.root);
                self.signed_size = self.signed_size.max(signed.size);
            }
            Ok(_) => {
                let text = format!("the head of size {} does not say what it signed", row.size);
                check.problem(ProblemCode::HeadForged, last, text);
            }
            Err(error) => {
                let text = format!("the head of size {}: {error}", row.size);
                check.problem(ProblemCode::HeadForged, last, text);
            }
        }
    }

    /// Compares the tree at its size with what was signed for it.
    pub(super) fn compare(&mut self, check: &mut Check<'_>) -> Result<(), StoreError> {
        let size = check.tree.size();
        let last = size.checked_sub(1);
        if let Some(root) = self.stored.remove(&size) {
            self.compared = self.compared.saturating_add(1);
            // After the first difference every later root differs too.
            if root != check.tree.root()? && !self.mismatch_told {
                self.mismatch_told = true;
                let text = format!("the first {size} leaves are not those that were signed");
                check.problem(ProblemCode::RootMismatch, last, text);
            }
        }
        for root in self.outside.remove(&size).unwrap_or_default() {
            self.exported_compared = self.exported_compared.saturating_add(1);
            if root != check.tree.root()? {
                let text = format!("the exported checkpoint of size {size} has another root");
                check.problem(ProblemCode::CheckpointMismatch, last, text);
            }
        }
        Ok(())
    }

    /// What remains when the leaves are at their end.
    pub(super) async fn finish(&mut self, check: &mut Check<'_>) -> Result<(), StoreError> {
        let size = check.tree.size();
        if size > self.signed_size {
            let text = format!("no signed head covers the leaves from {}", self.signed_size);
            check.problem(ProblemCode::Unsigned, Some(self.signed_size), text);
        }
        let beyond = head_row::Entity::find()
            .filter(head_row::Column::Size.gt(position_column(size)?))
            .count(check.sql)
            .await?;
        if beyond > 0 && self.gap == 0 {
            let text = format!("signed heads say the ledger had more than {size} leaves");
            check.problem(ProblemCode::LeafMissing, Some(size), text);
        }
        for (claimed, roots) in std::mem::take(&mut self.outside) {
            let count = u64::try_from(roots.len()).unwrap_or(u64::MAX);
            self.exported_compared = self.exported_compared.saturating_add(count);
            // A checkpoint of the empty ledger agrees with every ledger.
            if claimed > size {
                let text = format!("an exported checkpoint has {claimed} leaves, here are {size}");
                check.problem(ProblemCode::Truncated, Some(size), text);
            }
        }
        Ok(())
    }

    /// The position the next leaf must have.
    pub(super) fn next_position(&self, size: u64) -> u64 {
        size.saturating_add(self.gap)
    }

    /// Goes on after a gap as if it had been expected.
    pub(super) fn skip_to(&mut self, found: Option<u64>, size: u64) {
        if let Some(found) = found {
            self.gap = found.saturating_sub(size);
        }
        // Without a leaf no later root can agree: that is told once.
        self.mismatch_told = true;
    }
}
