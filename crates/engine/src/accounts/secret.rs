//! Secrets that are handed out once: 32 random bytes as base64url.

use crate::EngineError;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use store::{Digest, sha256};
use subtle::ConstantTimeEq as _;

const SECRET_BYTES: usize = 32;
const CSRF_LABEL: &[u8] = b"khien form token v1";

/// A secret; printing it for debugging shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A new one from the operating system's random bytes, after `prefix`.
    pub(crate) fn make(prefix: &str) -> Result<Self, EngineError> {
        let mut bytes = [0_u8; SECRET_BYTES];
        getrandom::fill(&mut bytes).map_err(store::StoreError::Random)?;
        Ok(Self(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes))))
    }

    /// The secret itself, to be shown or set once.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub(crate) fn digest(&self) -> Digest {
        digest(&self.0)
    }
}

impl core::fmt::Debug for Secret {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What is kept of a secret. It has 256 random bits, so a plain hash is enough.
pub(crate) fn digest(secret: &str) -> Digest {
    sha256(secret.as_bytes())
}

/// Whether two digests are the same, in a time that tells nothing.
pub(super) fn same(one: Digest, other: Digest) -> bool {
    one.0.ct_eq(&other.0).into()
}

/// The token that forms of a session carry: bound to the session's secret, which it does not give away.
pub(crate) fn csrf(session_secret: &str) -> Result<String, EngineError> {
    let mut mac = Hmac::<Sha256>::new_from_slice(session_secret.as_bytes())
        .map_err(|_| EngineError::Damaged("session".to_owned()))?;
    mac.update(CSRF_LABEL);
    Ok(URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}
