//! The key that signs checkpoints: `DIR/keys/ledger.key`, made on the first run
//! and readable by the owner only; `ledger.pub` beside it is for everybody.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::note::{NoteSigner, NoteVerifier};
use crate::folder::write_durably;
use crate::{Digest, Folder, StoreError};

/// Loads the key, or makes one when the ledger is still empty.
pub(crate) fn load_or_make(folder: &Folder, ledger_empty: bool) -> Result<NoteSigner, StoreError> {
    let path = folder.keys().join("ledger.key");
    match fs::read_to_string(&path) {
        Ok(text) => NoteSigner::parse(&text).ok_or(StoreError::KeyUnreadable(path)),
        Err(source) if source.kind() != ErrorKind::NotFound => Err(StoreError::io(&path, source)),
        // A new key under an old ledger would make every old checkpoint look forged.
        Err(_) if !ledger_empty => Err(StoreError::KeyMissing(path)),
        Err(_) => make(&path, &folder.keys().join("ledger.pub")),
    }
}

fn make(secret: &Path, public: &Path) -> Result<NoteSigner, StoreError> {
    let mut seed = [0_u8; 32];
    getrandom::fill(&mut seed).map_err(StoreError::Random)?;
    let signer = NoteSigner::new(
        origin(&NoteSigner::new(String::new(), &seed).verifier()),
        &seed,
    );
    write_durably(secret, format!("{}\n", signer.secret()).as_bytes(), true)?;
    let text = format!("{}\n", signer.verifier().public());
    write_durably(public, text.as_bytes(), false)?;
    Ok(signer)
}

// Checkpoints of two ledgers must never be taken for one another, so the name
// of a ledger comes from its key.
fn origin(verifier: &NoteVerifier) -> String {
    let hash = Digest(Sha256::digest(verifier.public()).into()).to_hex();
    let (short, _) = hash.split_at_checked(16).unwrap_or((&hash, ""));
    format!("khien/{short}")
}
