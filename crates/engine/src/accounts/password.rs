//! Passwords: what is asked of one, and its hash.

use super::limits::{
    HASH_LANES, HASH_MEMORY_KIB, HASH_PASSES, HASHES_AT_ONCE, PASSWORD_BYTES_MAX,
    PASSWORD_CHARS_MIN, PASSWORD_DIFFERENT_MIN,
};
use crate::{EngineError, Told};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::Semaphore;

// A hash of nobody's password, with the parameters in use: who has no account is checked against it, so
// that the answer takes as long.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$Q4UGrlVxb1SGeQuQfIbIJQ$OSwPGE5yQpJK5dEVoIBzPJzBBi8TkqZqUyZ2wGm3aBE";

/// Words at the start of lists of leaked passwords, and their Vietnamese kin, long enough to pass the rest.
const COMMON: &[&str] = &[
    "123456789012",
    "1234567890123",
    "qwertyuiop123",
    "qwerty123456",
    "password1234",
    "password12345",
    "admin@123456",
    "administrator",
    "matkhau12345",
    "matkhau123456",
    "anhyeuem1234",
    "emyeuanh1234",
    "vietnam12345",
    "khongbiet123",
];

/// Computes hashes, few at a time: each takes 19 MiB and much of a core.
#[derive(Debug, Clone)]
pub(crate) struct Passwords {
    turns: Arc<Semaphore>,
}

impl Passwords {
    pub(crate) fn new() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(HASHES_AT_ONCE)),
        }
    }

    /// The hash of a new password, as a PHC string.
    pub(super) async fn hash(&self, password: &str) -> Result<String, EngineError> {
        let password = domain::text::nfc(password);
        let mut salt = [0_u8; 16];
        getrandom::fill(&mut salt).map_err(store::StoreError::Random)?;
        let hashed = self.in_turn(move || {
            let hash = hasher()?.hash_password_with_salt(password.as_bytes(), &salt);
            hash.ok().map(|hash| hash.to_string())
        });
        hashed
            .await?
            .ok_or_else(|| EngineError::Damaged("argon2".to_owned()))
    }

    /// Whether a password is the one of a kept hash; without a hash it never is, and takes as long.
    pub(super) async fn verify(
        &self,
        password: &str,
        hash: Option<&str>,
    ) -> Result<bool, EngineError> {
        let real = hash.is_some() && password.len() <= PASSWORD_BYTES_MAX;
        let hash = if real { hash.unwrap_or(NOBODY) } else { NOBODY }.to_owned();
        let password = if real || password.len() <= PASSWORD_BYTES_MAX {
            domain::text::nfc(password)
        } else {
            String::new()
        };
        let matches = self.in_turn(move || {
            let parsed = PasswordHash::new(&hash).ok()?;
            Some(
                hasher()?
                    .verify_password(password.as_bytes(), &parsed)
                    .is_ok(),
            )
        });
        Ok(matches.await?.unwrap_or(false) && real)
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Option<T> + Send + 'static,
    ) -> Result<Option<T>, EngineError> {
        let stopped = || EngineError::Damaged("password task".to_owned());
        let turn = Arc::clone(&self.turns)
            .acquire_owned()
            .await
            .map_err(|_| stopped())?;
        let done = tokio::task::spawn_blocking(move || {
            let value = work();
            // Kept to the end of the work, even when nobody waits for it any more.
            drop(turn);
            value
        });
        done.await.map_err(|_| stopped())
    }
}

fn hasher() -> Option<Argon2<'static>> {
    let params = Params::new(HASH_MEMORY_KIB, HASH_PASSES, HASH_LANES, None).ok()?;
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Whether a password is good enough; what is wanted is said in the error. Length counts, not a mix of signs
/// (NIST SP 800-63B-4, 3.1.1.2).
pub(super) fn check(password: &str, login: &str) -> Result<(), EngineError> {
    let password = domain::text::nfc(password);
    let plain = domain::text::fold(&password);
    let different: BTreeSet<char> = password.chars().collect();
    let wanted = if password.chars().count() < PASSWORD_CHARS_MIN {
        Told::new(
            format!("mật khẩu cần ít nhất {PASSWORD_CHARS_MIN} ký tự; một câu ngắn dễ nhớ là tốt"),
            format!(
                "a password needs at least {PASSWORD_CHARS_MIN} characters; a short sentence easy to remember is good"
            ),
        )
    } else if password.len() > PASSWORD_BYTES_MAX {
        Told::new("mật khẩu quá dài", "the password is too long")
    } else if different.len() < PASSWORD_DIFFERENT_MIN {
        Told::new(
            "mật khẩu lặp lại quá ít ký tự khác nhau",
            "the password repeats too few different characters",
        )
    } else if plain.contains(login) && !login.is_empty() {
        Told::new(
            "mật khẩu không được chứa tên đăng nhập",
            "the password must not contain the login",
        )
    } else if COMMON.contains(&plain.as_str()) {
        Told::new(
            "mật khẩu này có trong danh sách mật khẩu hay bị lộ",
            "this password is on a list of passwords that often leak",
        )
    } else {
        return Ok(());
    };
    Err(EngineError::WeakPassword(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused_with_what_is_wanted() {
        for (password, says) in [
            ("ngắn quá", Some("ít nhất 12")),
            ("aaaaaaaaaaaaaa", Some("lặp lại")),
            ("xin chao lan.nt nhe", Some("tên đăng nhập")),
            ("MatKhau12345", Some("hay bị lộ")),
            ("con mèo ăn bánh chưng", None),
        ] {
            let error = check(password, "lan.nt").err().map(|e| e.to_string());
            match (error, says) {
                (None, None) => {}
                (Some(error), Some(says)) => assert!(error.contains(says), "{password}: {error}"),
                other => panic!("{password}: {other:?}"),
            }
        }
    }

    #[tokio::test]
    async fn a_hash_fits_its_password_only_and_says_how_it_was_made() {
        let passwords = Passwords::new();
        let hash = passwords.hash("con mèo ăn bánh chưng").await.unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        let again = passwords.hash("con mèo ăn bánh chưng").await.unwrap();
        assert_ne!(hash, again);
        // Typed decomposed, as some keyboards send it.
        let decomposed = "con me\u{300}o a\u{306}n ba\u{301}nh chu\u{31b}ng";
        for (password, hash, fits) in [
            ("con mèo ăn bánh chưng", Some(hash.as_str()), true),
            (decomposed, Some(hash.as_str()), true),
            ("con mèo ăn bánh giày", Some(hash.as_str()), false),
            ("con mèo ăn bánh chưng", None, false),
        ] {
            assert_eq!(passwords.verify(password, hash).await.unwrap(), fits);
        }
        // The stand-in is a hash that can be checked, else it would be no stand-in.
        let nobody = PasswordHash::new(NOBODY).unwrap();
        assert_eq!(nobody.params.to_string(), "m=19456,t=2,p=1");
        assert!(nobody.hash.is_some_and(|hash| hash.len() == 32));
    }
}
