//! Checkpoints (C2SP tlog-checkpoint): size and root of the ledger, signed.
//!
//! An exported checkpoint kept elsewhere is what makes truncation show.

use tlog_tiles::{Checkpoint as TreeHead, Hash};

use super::note::{NoteSigner, NoteVerifier};
use crate::{Digest, StoreError};

/// A signed statement of what the ledger was at some size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Number of leaves.
    pub size: u64,
    /// Root of the tree over them.
    pub root: Digest,
    /// The signed note, as it is exported.
    pub text: String,
}

impl Checkpoint {
    pub(crate) fn sign(signer: &NoteSigner, size: u64, root: Digest) -> Result<Self, StoreError> {
        let head = TreeHead::new(signer.verifier().name(), size, Hash(root.0), "")
            .map_err(|_| StoreError::Checkpoint("it can't be written"))?;
        let text = String::from_utf8(head.to_bytes())
            .map_err(|_| StoreError::Checkpoint("it can't be written"))?;
        Ok(Self {
            size,
            root,
            text: signer.sign(&text),
        })
    }

    pub(crate) fn open(verifier: &NoteVerifier, note: &str) -> Result<Self, StoreError> {
        let text = verifier.open(note).ok_or(StoreError::Checkpoint(
            "it is not signed by this ledger's key",
        ))?;
        let head = TreeHead::from_bytes(text.as_bytes())
            .map_err(|_| StoreError::Checkpoint("its text is malformed"))?;
        if head.origin() != verifier.name() {
            return Err(StoreError::Checkpoint("it belongs to another ledger"));
        }
        Ok(Self {
            size: head.size(),
            root: Digest(head.hash().0),
            text: note.to_owned(),
        })
    }
}

/// Reads an exported checkpoint and checks its signature against a public key
/// (`name+id+base64`, the content of `keys/ledger.pub`).
///
/// # Errors
/// [`StoreError::Checkpoint`] when the key or the text is malformed or the
/// signature is not that of the key.
pub fn verify_checkpoint(public_key: &str, note: &str) -> Result<Checkpoint, StoreError> {
    let verifier =
        NoteVerifier::parse(public_key).ok_or(StoreError::Checkpoint("the key is malformed"))?;
    Checkpoint::open(&verifier, note)
}
