//! Signing in: password, then the second factor, within limits.
//!
//! The attempt is counted first and given back when it was good (see
//! `throttle`). Who has no account is checked against a stand-in hash and
//! answered the same; that an account is disabled or has a second factor is told
//! only to those who know its password.

use super::audit::Change;
use super::limits::{ADDRESS_KNOWN, PER_SECOND_FACTOR};
use super::manage::login_of;
use super::throttle::{Counted, count, counters, forget, give_back, place};
use super::{SignedIn, totp};
use crate::actor::Actor;
use crate::{Engine, EngineError};
use core::net::IpAddr;
use store::{Account, AccountId, StoreError, Tx};

/// What somebody gives to sign in.
#[derive(Clone)]
pub struct Credentials {
    /// The name to sign in with; case does not count.
    pub login: String,
    /// The password.
    pub password: String,
    /// The code of the second factor, where there is one.
    pub totp: Option<String>,
}

impl core::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}

/// Where a request comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct From {
    /// The address of the browser, as the door knows it.
    pub address: IpAddr,
    /// What the browser says it is.
    pub user_agent: String,
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// There is no such login, or the password is another.
    #[error("tên đăng nhập hoặc mật khẩu không đúng")]
    Wrong,
    /// The password is right; a code of the second factor is needed too.
    #[error("cần mã xác thực thứ hai")]
    TotpNeeded,
    /// The code is wrong, too old, or was used before.
    #[error("mã xác thực không đúng hoặc đã dùng; chờ mã mới rồi thử lại")]
    TotpWrong,
    /// Too many failures.
    #[error("đã sai nhiều lần; thử lại sau {seconds} giây")]
    Wait {
        /// How long, in seconds.
        seconds: i64,
    },
    /// The password is right, but the account is disabled.
    #[error("tài khoản đã bị khóa; liên hệ quản trị hệ thống")]
    Disabled,
    /// The attempt could not be checked.
    #[error(transparent)]
    Failed(#[from] EngineError),
}

impl SignInError {
    /// The stable code for scripts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Wrong => "sign_in.wrong",
            Self::TotpNeeded => "sign_in.totp_needed",
            Self::TotpWrong => "sign_in.totp_wrong",
            Self::Wait { .. } => "sign_in.wait",
            Self::Disabled => "sign_in.disabled",
            Self::Failed(error) => error.code(),
        }
    }
}

impl core::convert::From<StoreError> for SignInError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// An attempt that was counted.
struct Attempt {
    account: Option<Account>,
    counted: Vec<Counted>,
    known: bool,
}

impl Engine {
    /// Signs a person in.
    ///
    /// # Errors
    /// [`SignInError`].
    pub async fn sign_in(&self, given: Credentials, from: &From) -> Result<SignedIn, SignInError> {
        let attempt = self.begin_attempt(&login_of(&given.login), from).await?;
        let hash = attempt.account.as_ref().and_then(|a| a.password.clone());
        let right = self
            .passwords
            .verify(&given.password, hash.as_deref())
            .await?;
        match &attempt.account {
            Some(account) if right => {
                let checked = account.clone();
                self.admit(attempt, &checked, given.totp.as_deref(), from)
                    .await
            }
            _ => Err(SignInError::Wrong),
        }
    }

    async fn begin_attempt(&self, login: &str, from: &From) -> Result<Attempt, SignInError> {
        let mut tx = self.store.begin(self.clock.now()).await?;
        let account = tx.account_of(login).await?;
        let known = match &account {
            Some(account) => knows(&tx, account.id, from.address).await?,
            None => false,
        };
        let counted = counters(login, from.address, known);
        if let Some(seconds) = count(&mut tx, &counted).await? {
            return Err(SignInError::Wait { seconds });
        }
        tx.commit().await?;
        Ok(Attempt {
            account,
            counted,
            known,
        })
    }

    /// Lets in who knew the password of `checked`, if the account still is as it was then.
    async fn admit(
        &self,
        attempt: Attempt,
        checked: &Account,
        code: Option<&str>,
        from: &From,
    ) -> Result<SignedIn, SignInError> {
        let mut tx = self.store.begin(self.clock.now()).await?;
        let now_kept = tx.account(checked.id).await?;
        let Some(mut account) = now_kept.filter(|now| now.password == checked.password) else {
            return Err(SignInError::Wrong);
        };
        let refused = if account.disabled_at.is_some() {
            Some(SignInError::Disabled)
        } else if account.totp_secret.is_some() && code.is_none() {
            Some(SignInError::TotpNeeded)
        } else {
            None
        };
        if let Some(refused) = refused {
            give_back(&mut tx, &attempt.counted).await?;
            tx.commit().await?;
            return Err(refused);
        }
        if !second_factor(&mut tx, &mut account, code, attempt.known).await? {
            tx.commit().await?;
            return Err(SignInError::TotpWrong);
        }
        tx.put_account(&account).await?;
        give_back(&mut tx, &attempt.counted).await?;
        if let Some(own) = attempt.counted.first() {
            forget(&mut tx, own).await?;
        }
        let signed_in = self.begin_session(&mut tx, &account, from).await?;
        let change = Change::plain("session.signed_in", &signed_in.session.id);
        let actor: &Actor = &signed_in.session.actor;
        self.note(&mut tx, actor, change).await?;
        tx.commit().await?;
        Ok(signed_in)
    }
}

async fn knows(tx: &Tx, account: AccountId, address: IpAddr) -> Result<bool, SignInError> {
    let since = tx
        .at()
        .saturating_sub(ADDRESS_KNOWN)
        .map_err(EngineError::from)?;
    Ok(tx.knows_address(account, place(address), since).await?)
}

/// Whether the second factor is satisfied; the step used is marked on the account.
async fn second_factor(
    tx: &mut Tx,
    account: &mut Account,
    code: Option<&str>,
    known: bool,
) -> Result<bool, SignInError> {
    let Some(secret) = &account.totp_secret else {
        return Ok(true);
    };
    let limit = Counted::of_account("totp", account.id, PER_SECOND_FACTOR);
    if !known && let Some(seconds) = count(tx, core::slice::from_ref(&limit)).await? {
        return Err(SignInError::Wait { seconds });
    }
    let step = code.and_then(|code| totp::step_of(secret, code, tx.at(), account.totp_last_step));
    if step.is_none() {
        return Ok(false);
    }
    account.totp_last_step = step;
    forget(tx, &limit).await?;
    Ok(true)
}
