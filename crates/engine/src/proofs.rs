//! The ledger as people look at it: its newest entries, one entry with its proof, and verifying it.
//!
//! Who sees the ledger of a part of the tree sees the entries of its units and those of no unit, which hold ids only;
//! the entries of other units are left out. How many there are is no secret: it stands in every checkpoint.

use crate::actor::Actor;
use crate::{Engine, EngineError};
use domain::access::{Action, UnitTree};
use domain::key::Key;
use jiff::Timestamp;
use store::LedgerLeaf;
use wire::ledger::Leaf;

pub use store::{Checkpoint, Digest, Inclusion, VerifyReport};

/// Entries of one page.
pub const ENTRIES_MAX: usize = 50;

/// Leaves read at once, and how often at most for one page; where a viewer's own entries are rarer than that, the page
/// is shorter and goes on from where it stopped.
const LEAVES_AT_ONCE: u64 = 400;
const READS_MAX: usize = 25;

/// How far the ledger is.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The newest signed checkpoint and when it was signed; none while the ledger is empty.
    pub newest: Option<(Checkpoint, Timestamp)>,
    /// The public key that signs, in the form of a C2SP signed note.
    pub key: String,
}

/// A page of entries.
#[derive(Debug, Clone)]
pub struct Entries {
    /// The entries in sight, newest first.
    pub leaves: Vec<Leaf>,
    /// The position before which the next page begins, where there may be more.
    pub before: Option<u64>,
}

/// One entry with what proves it.
#[derive(Debug, Clone)]
pub struct ProvenEntry {
    /// What it says.
    pub leaf: Leaf,
    /// Its canonical JSON, the bytes that are hashed.
    pub text: String,
    /// The proof.
    pub inclusion: Inclusion,
}

impl Engine {
    /// The newest checkpoint and the key.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ViewLedger`]; as the store.
    pub async fn ledger_standing(&self, actor: &Actor) -> Result<Standing, EngineError> {
        sees_ledger(actor)?;
        let checkpoint = self.store.checkpoint().await?;
        let at = self.store.last_at().await?;
        Ok(Standing {
            newest: checkpoint.zip(at),
            key: self.store.ledger_key(),
        })
    }

    /// The newest entries before a position that the actor may see.
    ///
    /// # Errors
    /// As [`Engine::ledger_standing`]; [`EngineError::Damaged`] when a leaf can't be read.
    pub async fn ledger_entries(
        &self,
        actor: &Actor,
        before: Option<u64>,
    ) -> Result<Entries, EngineError> {
        self.ledger_page(actor, before, ENTRIES_MAX).await
    }

    /// As [`Engine::ledger_entries`], at most `most` of them.
    ///
    /// # Errors
    /// As [`Engine::ledger_entries`].
    pub async fn ledger_page(
        &self,
        actor: &Actor,
        before: Option<u64>,
        most: usize,
    ) -> Result<Entries, EngineError> {
        sees_ledger(actor)?;
        let tree = self.unit_tree().await?;
        let (mut leaves, mut before) = (Vec::new(), before);
        for _ in 0..READS_MAX {
            let read = self.store.newest_leaves(before, LEAVES_AT_ONCE).await?;
            if read.is_empty() {
                return Ok(Entries {
                    leaves,
                    before: None,
                });
            }
            for kept in read {
                before = Some(kept.seq);
                let leaf = leaf_of(&kept)?;
                if !sees(actor, &leaf, &tree) {
                    continue;
                }
                leaves.push(leaf);
                if leaves.len() == most {
                    let before = before.filter(|seq| *seq > 0);
                    return Ok(Entries { leaves, before });
                }
            }
        }
        Ok(Entries { leaves, before })
    }

    /// One entry with the proof that the newest checkpoint covers it.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is no such entry or it speaks of a unit out of sight;
    /// [`EngineError::Forbidden`]; as the store.
    pub async fn ledger_entry(&self, actor: &Actor, seq: u64) -> Result<ProvenEntry, EngineError> {
        sees_ledger(actor)?;
        let nothing = || {
            EngineError::not_found(
                format_args!("mục {seq} của sổ"),
                format_args!("entry {seq} of the ledger"),
            )
        };
        let inclusion = self.store.inclusion(seq).await?.ok_or_else(nothing)?;
        let leaf = leaf_of(&LedgerLeaf {
            seq,
            bytes: inclusion.leaf.clone(),
        })?;
        if let Some(unit) = &leaf.unit {
            self.require(actor, Action::ViewLedger, Some(&Key::new(unit)))
                .await?;
        }
        let text = String::from_utf8_lossy(&inclusion.leaf).into_owned();
        Ok(ProvenEntry {
            leaf,
            text,
            inclusion,
        })
    }

    /// Computes the whole ledger again, against a checkpoint kept elsewhere where one is given.
    ///
    /// # Errors
    /// As [`Engine::ledger_standing`]; what was altered is in the report, not an error.
    pub async fn verify_ledger_for(
        &self,
        actor: &Actor,
        checkpoint: Option<&str>,
    ) -> Result<VerifyReport, EngineError> {
        sees_ledger(actor)?;
        let given: Vec<String> = checkpoint.map(str::to_owned).into_iter().collect();
        self.verify_ledger(&given).await
    }
}

fn sees_ledger(actor: &Actor) -> Result<(), EngineError> {
    if actor.may_anywhere(Action::ViewLedger) {
        Ok(())
    } else {
        Err(EngineError::Forbidden)
    }
}

fn sees(actor: &Actor, leaf: &Leaf, tree: &UnitTree) -> bool {
    leaf.unit.as_deref().is_none_or(|unit| {
        actor
            .may(Action::ViewLedger, Some(&Key::new(unit)), tree)
            .is_granted()
    })
}

/// A leaf as it says itself.
pub(crate) fn leaf_of(kept: &LedgerLeaf) -> Result<Leaf, EngineError> {
    Leaf::from_bytes(&kept.bytes)
        .map_err(|error| EngineError::Damaged(format!("mục {} của sổ: {error}", kept.seq)))
}
