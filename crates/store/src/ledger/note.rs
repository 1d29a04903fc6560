//! Signed notes (C2SP signed-note) with Ed25519: a text, an empty line, and
//! signature lines `— name base64(key id ‖ signature)`.
//!
//! Reads and writes the key forms of the same specification, so that a
//! checkpoint can be checked by other people's programs.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};

// The specification's number for Ed25519.
const ALGORITHM: u8 = 1;
const SECRET_PREFIX: &str = "PRIVATE+KEY+";
const SIGNATURE_PREFIX: &str = "— ";

/// A key that signs notes under a name.
#[derive(Clone)]
pub(crate) struct NoteSigner {
    name: String,
    key: SigningKey,
}

/// A key that checks notes signed under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NoteVerifier {
    name: String,
    key: VerifyingKey,
}

impl NoteSigner {
    pub(crate) fn new(name: String, seed: &[u8; 32]) -> Self {
        Self {
            name,
            key: SigningKey::from_bytes(seed),
        }
    }

    /// Reads `PRIVATE+KEY+name+id+base64`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (name, id, key) = split_key(text.trim().strip_prefix(SECRET_PREFIX)?)?;
        let signer = Self::new(name.to_owned(), &key);
        (signer.verifier().id() == id).then_some(signer)
    }

    /// The secret form; only ever written to the key file.
    pub(crate) fn secret(&self) -> String {
        let verifier = self.verifier();
        format!(
            "{SECRET_PREFIX}{}+{}",
            verifier.label(),
            encode(self.key.as_bytes())
        )
    }

    pub(crate) fn verifier(&self) -> NoteVerifier {
        NoteVerifier {
            name: self.name.clone(),
            key: self.key.verifying_key(),
        }
    }

    /// The signed note of a text that ends in a line feed.
    pub(crate) fn sign(&self, text: &str) -> String {
        let mut bytes = self.verifier().id().to_vec();
        bytes.extend(self.key.sign(text.as_bytes()).to_bytes());
        format!(
            "{text}\n{SIGNATURE_PREFIX}{} {}\n",
            self.name,
            BASE64.encode(bytes)
        )
    }
}

impl NoteVerifier {
    /// Reads `name+id+base64`, the public form of a key.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (name, id, key) = split_key(text.trim())?;
        let verifier = Self {
            name: name.to_owned(),
            key: VerifyingKey::from_bytes(&key).ok()?,
        };
        (verifier.id() == id).then_some(verifier)
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The public form `name+id+base64`.
    pub(crate) fn public(&self) -> String {
        format!("{}+{}", self.label(), encode(self.key.as_bytes()))
    }

    /// The text of a note that this key signed, `None` otherwise.
    pub(crate) fn open<'note>(&self, note: &'note str) -> Option<&'note str> {
        let (text, signatures) = note.rsplit_once("\n\n")?;
        let (text, _) = note.split_at_checked(text.len().checked_add(1)?)?;
        let signed = signatures.lines().any(|line| self.signed(text, line));
        signed.then_some(text)
    }

    fn signed(&self, text: &str, line: &str) -> bool {
        let Some((name, signature)) = line
            .strip_prefix(SIGNATURE_PREFIX)
            .and_then(|rest| rest.split_once(' '))
        else {
            return false;
        };
        let Ok(bytes) = BASE64.decode(signature) else {
            return false;
        };
        let Some((id, signature)) = bytes.split_first_chunk::<4>() else {
            return false;
        };
        let Ok(signature) = Signature::from_slice(signature) else {
            return false;
        };
        name == self.name
            && *id == self.id()
            && self.key.verify_strict(text.as_bytes(), &signature).is_ok()
    }

    // The specification's key id: the start of SHA-256(name, line feed, algorithm, key).
    fn id(&self) -> [u8; 4] {
        let hash = Sha256::new()
            .chain_update(self.name.as_bytes())
            .chain_update([b'\n', ALGORITHM])
            .chain_update(self.key.as_bytes())
            .finalize();
        hash.first_chunk::<4>().copied().unwrap_or_default()
    }

    fn label(&self) -> String {
        format!("{}+{:08x}", self.name, u32::from_be_bytes(self.id()))
    }
}

fn encode(key: &[u8; 32]) -> String {
    let mut bytes = vec![ALGORITHM];
    bytes.extend(key);
    BASE64.encode(bytes)
}

fn split_key(text: &str) -> Option<(&str, [u8; 4], [u8; 32])> {
    let (name, rest) = text.split_once('+')?;
    let (id, key) = rest.split_once('+')?;
    let id = u32::from_str_radix(id, 16).ok()?.to_be_bytes();
    let bytes = BASE64.decode(key).ok()?;
    let (algorithm, key) = bytes.split_first()?;
    let key = key.try_into().ok()?;
    (*algorithm == ALGORITHM && !name.is_empty()).then_some((name, id, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    // The worked example in the documentation of golang.org/x/mod/sumdb/note.
    const SECRET: &str =
        "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    const PUBLIC: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const NOTE: &str = "If you think cryptography is the answer to your problem,\n\
        then you don't know what your problem is.\n\n\
        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    #[test]
    fn the_published_example_is_reproduced() {
        let signer = NoteSigner::parse(SECRET).unwrap();
        let (text, _) = NOTE.split_once("\n\n").unwrap();
        assert_eq!(signer.sign(&format!("{text}\n")), NOTE);
        assert_eq!(signer.secret(), SECRET);
        assert_eq!(signer.verifier().public(), PUBLIC);
        let verifier = NoteVerifier::parse(PUBLIC).unwrap();
        assert_eq!(verifier.open(NOTE), Some(format!("{text}\n").as_str()));
    }

    #[test]
    fn a_changed_text_name_or_signature_is_refused() {
        let verifier = NoteVerifier::parse(PUBLIC).unwrap();
        for (from, to) in [
            ("cryptography", "cryptografy"),
            ("— Peter", "— Petra"),
            ("x08go", "x08gp"),
            ("nAM=", "nAM"),
            ("\n\n", "\n"),
        ] {
            let forged = NOTE.replacen(from, to, 1);
            assert_ne!(forged, NOTE);
            assert_eq!(verifier.open(&forged), None, "{from} -> {to}");
        }
    }

    #[test]
    fn keys_that_do_not_fit_their_id_are_refused() {
        assert!(NoteSigner::parse(&SECRET.replace("c74f20a3", "c74f20a4")).is_none());
        assert!(NoteVerifier::parse(&PUBLIC.replace("Peter", "Petra")).is_none());
        assert!(NoteVerifier::parse("").is_none());
    }
}
