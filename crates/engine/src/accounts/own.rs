//! What people change about their own account: password and second factor.

use super::audit::Change;
use super::limits::PER_OWN_PASSWORD;
use super::manage::{AccountLine, line};
use super::throttle::{Counted, count, forget};
use super::{Session, password, totp};
use crate::actor::{Actor, Person};
use crate::{Engine, EngineError};
use serde_json::json;
use store::{Account, Tx};

/// A second factor about to be set up.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpSetup {
    /// The address for the QR code (`otpauth://…`).
    pub uri: String,
    /// The same secret to be typed in, base32.
    pub secret: String,
}

impl core::fmt::Debug for TotpSetup {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("TotpSetup(…)")
    }
}

impl Engine {
    /// Changes the own password; all other sessions end.
    ///
    /// # Errors
    /// [`EngineError::WrongPassword`] when the old one is another, [`EngineError::Wait`] after too many;
    /// [`EngineError::WeakPassword`]; as the store.
    pub async fn change_password(
        &self,
        session: &Session,
        old: &str,
        new: &str,
    ) -> Result<(), EngineError> {
        let checked = self
            .check_own_password(person(&session.actor)?, old)
            .await?;
        password::check(new, &checked.login)?;
        let hash = self.passwords.hash(new).await?;
        let mut tx = self.store.begin(self.clock.now()).await?;
        let mut account = unchanged(&tx, &checked).await?;
        account.password = Some(hash);
        tx.put_account(&account).await?;
        tx.end_sessions(account.id, Some(session.id)).await?;
        tx.use_one_time_links(Some(account.id)).await?;
        let change = Change::plain("account.password", &account.id);
        self.note(&mut tx, &session.actor, change).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Begins to set up a second factor; it counts only once [`Self::totp_confirm`] has seen a code of it.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] while there is one; [`EngineError::Forbidden`] for who is no person; as the store.
    pub async fn totp_begin(&self, actor: &Actor) -> Result<TotpSetup, EngineError> {
        let mut tx = self.store.begin(self.clock.now()).await?;
        let mut account = own(&tx, person(actor)?).await?;
        if account.totp_secret.is_some() {
            return Err(EngineError::invalid(
                "đã có mã xác thực thứ hai; gỡ mã cũ trước",
                "there is a second factor already; remove it first",
            ));
        }
        let mut secret = vec![0_u8; totp::SECRET_BYTES];
        getrandom::fill(&mut secret).map_err(store::StoreError::Random)?;
        account.totp_pending = Some(secret.clone());
        tx.put_account(&account).await?;
        let change = Change::plain("account.totp_begun", &account.id);
        self.note(&mut tx, actor, change).await?;
        tx.commit().await?;
        Ok(TotpSetup {
            uri: totp::uri(&account.login, &secret),
            secret: totp::base32(&secret),
        })
    }

    /// The second factor that was begun and not yet put in use, to be shown again after a wrong code.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] for who is no person; as the store.
    pub async fn totp_begun(&self, actor: &Actor) -> Result<Option<TotpSetup>, EngineError> {
        let account = self.store.account(person(actor)?.id).await?;
        Ok(account.and_then(|account| {
            let secret = account.totp_pending?;
            Some(TotpSetup {
                uri: totp::uri(&account.login, &secret),
                secret: totp::base32(&secret),
            })
        }))
    }

    /// The own account as a list would show it.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] for who is no person; as the store.
    pub async fn own_account(&self, actor: &Actor) -> Result<AccountLine, EngineError> {
        let person = person(actor)?;
        let account = self.store.account(person.id).await?;
        let account = account.ok_or(EngineError::Forbidden)?;
        Ok(line(account, person.access.grants.clone()))
    }

    /// Puts the second factor in use, once its app shows the right code.
    ///
    /// # Errors
    /// [`EngineError::WrongCode`]; [`EngineError::Invalid`] when none was begun; as the store.
    pub async fn totp_confirm(&self, actor: &Actor, code: &str) -> Result<(), EngineError> {
        let mut tx = self.store.begin(self.clock.now()).await?;
        let mut account = own(&tx, person(actor)?).await?;
        let pending = account.totp_pending.take();
        let secret = pending.ok_or_else(|| {
            EngineError::invalid(
                "chưa bắt đầu thiết lập mã xác thực thứ hai",
                "the second factor was not begun to be set up",
            )
        })?;
        let step = totp::step_of(&secret, code, tx.at(), None).ok_or(EngineError::WrongCode)?;
        account.totp_secret = Some(secret);
        account.totp_last_step = Some(step);
        tx.put_account(&account).await?;
        self.note(&mut tx, actor, factor_change(&account, true))
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Takes the second factor off, for who knows the password.
    ///
    /// # Errors
    /// [`EngineError::WrongPassword`], [`EngineError::Wait`]; as the store.
    pub async fn totp_remove(&self, actor: &Actor, password: &str) -> Result<(), EngineError> {
        let checked = self.check_own_password(person(actor)?, password).await?;
        let mut tx = self.store.begin(self.clock.now()).await?;
        let mut account = unchanged(&tx, &checked).await?;
        account.totp_secret = None;
        account.totp_pending = None;
        account.totp_last_step = None;
        tx.put_account(&account).await?;
        self.note(&mut tx, actor, factor_change(&account, false))
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// The own account, if the password is its own. Counted, as a session left open invites guessing.
    async fn check_own_password(
        &self,
        person: &Person,
        password: &str,
    ) -> Result<Account, EngineError> {
        let limit = Counted::of_account("own", person.id, PER_OWN_PASSWORD);
        let mut tx = self.store.begin(self.clock.now()).await?;
        let account = own(&tx, person).await?;
        if let Some(seconds) = count(&mut tx, core::slice::from_ref(&limit)).await? {
            return Err(EngineError::Wait(seconds));
        }
        tx.commit().await?;
        let hash = account.password.as_deref();
        if !self.passwords.verify(password, hash).await? {
            return Err(EngineError::WrongPassword);
        }
        let mut tx = self.store.begin(self.clock.now()).await?;
        forget(&mut tx, &limit).await?;
        tx.commit().await?;
        Ok(account)
    }
}

fn person(actor: &Actor) -> Result<&Person, EngineError> {
    match actor {
        Actor::Person(person) => Ok(person),
        _ => Err(EngineError::Forbidden),
    }
}

async fn own(tx: &Tx, person: &Person) -> Result<Account, EngineError> {
    let account = tx.account(person.id).await?;
    account
        .filter(|account| account.disabled_at.is_none())
        .ok_or(EngineError::Forbidden)
}

/// The account as this transaction sees it, if its password is still the one that was checked.
async fn unchanged(tx: &Tx, checked: &Account) -> Result<Account, EngineError> {
    let account = tx.account(checked.id).await?;
    account
        .filter(|now| now.password == checked.password && now.disabled_at.is_none())
        .ok_or(EngineError::WrongPassword)
}

fn factor_change(account: &Account, on: bool) -> Change {
    Change {
        old: Some(json!({"totp": !on})),
        new: Some(json!({"totp": on})),
        ..Change::plain("account.totp", &account.id)
    }
}
