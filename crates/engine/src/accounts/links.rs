//! One-time links: the first administrator's, invitations and recovery.

use super::audit::Change;
use super::limits::{FIRST_LINK_LIFE, NAME_CHARS_MAX, RECOVER_LIFE};
use super::manage::{grants_json, login_of, name_of};
use super::secret::{digest, same};
use super::{From, Secret, SignedIn, kept_grants, password};
use crate::actor::Actor;
use crate::{Engine, EngineError};
use domain::access::{Grant, Role};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use store::{Account, AccountId, LinkPurpose, OneTimeLink, Tx};

/// What the first administrator holds: one person does all the work of a small office on the first evening.
/// The roles are separate grants, to be handed on when there are more people.
const FIRST_ROLES: [Role; 3] = [Role::SystemAdmin, Role::Commander, Role::DutyOfficer];

/// What somebody gives who takes up a link.
#[derive(Clone)]
pub struct NewPerson {
    /// The name to sign in with; only the first administrator chooses one.
    pub login: String,
    /// The person's name; blank keeps the one the account has.
    pub name: String,
    /// The new password.
    pub password: String,
}

impl core::fmt::Debug for NewPerson {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("NewPerson")
            .field("login", &self.login)
            .finish_non_exhaustive()
    }
}

/// A link that still works, for the page it opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenLink {
    /// What it is for.
    pub purpose: LinkPurpose,
    /// The account's login; `None` for the first administrator.
    pub login: Option<String>,
    /// The account's name; `None` for the first administrator.
    pub name: Option<String>,
    /// From when on it is dead.
    pub expires_at: Timestamp,
}

impl Engine {
    /// The link of the first administrator, while there is no account; each new one replaces the one before.
    ///
    /// # Errors
    /// As the store.
    pub async fn first_link(&self) -> Result<Option<Secret>, EngineError> {
        let mut tx = self.store.begin(self.clock.now()).await?;
        if tx.has_accounts().await? {
            return Ok(None);
        }
        let secret = self
            .add_link(&mut tx, LinkPurpose::FirstAdmin, None, FIRST_LINK_LIFE)
            .await?;
        let change = Change::plain("link.first_admin", &"first_admin");
        self.note(&mut tx, &Actor::Local, change).await?;
        tx.commit().await?;
        Ok(Some(secret))
    }

    /// Makes a link by which the person of a login sets a new password. Until it is used, nothing changes;
    /// then the second factor is off, all sessions end, and the addresses known are forgotten.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] and [`EngineError::Forbidden`] where the actor may not manage the account;
    /// [`EngineError::Invalid`] for a disabled account; as the store.
    pub async fn recover(&self, actor: &Actor, login: &str) -> Result<Secret, EngineError> {
        let mut tx = self.store.begin(self.clock.now()).await?;
        let account = tx.account_of(&login_of(login)).await?;
        let account = account.ok_or_else(|| no_account(login))?;
        self.require_manager(&tx, actor, &account).await?;
        if account.disabled_at.is_some() {
            return Err(EngineError::invalid(
                "tài khoản đang bị khóa",
                "the account is disabled",
            ));
        }
        let secret = self
            .add_link(
                &mut tx,
                LinkPurpose::Recover,
                Some(account.id),
                RECOVER_LIFE,
            )
            .await?;
        let change = Change::plain("link.recover", &account.id);
        self.note(&mut tx, actor, change).await?;
        tx.commit().await?;
        Ok(secret)
    }

    /// What a link is for, while it works.
    ///
    /// # Errors
    /// As the store.
    pub async fn open_link(&self, secret: &str) -> Result<Option<OpenLink>, EngineError> {
        let found = self.store.one_time_link(digest(secret)).await?;
        let Some(link) = found.filter(|link| works(link, secret, self.clock.now())) else {
            return Ok(None);
        };
        let account = match link.account {
            Some(id) => self.store.account(id).await?,
            None => None,
        };
        let disabled = account.as_ref().is_some_and(|a| a.disabled_at.is_some());
        Ok((!disabled).then(|| OpenLink {
            purpose: link.purpose,
            login: account.as_ref().map(|account| account.login.clone()),
            name: account.map(|account| account.name),
            expires_at: link.expires_at,
        }))
    }

    /// Takes up a link: sets the password and signs in. A link works once.
    ///
    /// # Errors
    /// [`EngineError::LinkDead`] for one that is wrong, used, replaced or too old;
    /// [`EngineError::WeakPassword`], [`EngineError::Invalid`] for what was given, then the link still works;
    /// as the store.
    pub async fn redeem(
        &self,
        secret: &str,
        person: NewPerson,
        from: &From,
    ) -> Result<SignedIn, EngineError> {
        // Before any hashing: an unknown link must cost nothing.
        let opened = self.open_link(secret).await?;
        let opened = opened.ok_or(EngineError::LinkDead)?;
        let login = opened
            .login
            .clone()
            .unwrap_or_else(|| login_of(&person.login));
        password::check(&person.password, &login)?;
        let hash = self.passwords.hash(&person.password).await?;
        let mut tx = self.store.begin(self.clock.now()).await?;
        let link = tx.one_time_link(digest(secret)).await?;
        let link = link
            .filter(|link| works(link, secret, tx.at()))
            .ok_or(EngineError::LinkDead)?;
        let account = match link.account {
            None => self.make_first(&mut tx, person, hash).await?,
            Some(id) => self.take_up(&mut tx, &link, id, person, hash).await?,
        };
        tx.use_one_time_links(link.account).await?;
        let signed_in = self.begin_session(&mut tx, &account, from).await?;
        let change = Change::plain("link.used", &account.id);
        self.note(&mut tx, &signed_in.session.actor, change).await?;
        tx.commit().await?;
        Ok(signed_in)
    }

    async fn make_first(
        &self,
        tx: &mut Tx,
        person: NewPerson,
        hash: String,
    ) -> Result<Account, EngineError> {
        if tx.has_accounts().await? {
            return Err(EngineError::LinkDead);
        }
        let account = Account {
            id: self.ids.account(),
            login: super::manage::new_login(&person.login)?,
            name: name_of(&person.name)?,
            password: Some(hash),
            totp_secret: None,
            totp_pending: None,
            totp_last_step: None,
            disabled_at: None,
            created_at: tx.at(),
        };
        let grants = kept_grants(&FIRST_ROLES.map(Grant::whole));
        tx.add_account(&account).await?;
        tx.put_grants(account.id.0, &grants).await?;
        let change = Change {
            new: Some(json!({"login": account.login, "grants": grants_json(&grants)})),
            ..Change::plain("account.created", &account.id)
        };
        self.note(tx, &Actor::Local, change).await?;
        Ok(account)
    }

    async fn take_up(
        &self,
        tx: &mut Tx,
        link: &OneTimeLink,
        id: AccountId,
        person: NewPerson,
        hash: String,
    ) -> Result<Account, EngineError> {
        let account = tx.account(id).await?;
        let mut account = account
            .filter(|account| account.disabled_at.is_none())
            .ok_or(EngineError::LinkDead)?;
        account.password = Some(hash);
        if link.purpose == LinkPurpose::Recover {
            account.totp_secret = None;
            account.totp_pending = None;
            account.totp_last_step = None;
        }
        let name = person.name.trim();
        if !name.is_empty() {
            account.name = name_of(name)?;
        }
        tx.put_account(&account).await?;
        tx.end_sessions(id, None).await?;
        tx.forget_addresses(id).await?;
        Ok(account)
    }

    pub(super) async fn add_link(
        &self,
        tx: &mut Tx,
        purpose: LinkPurpose,
        account: Option<AccountId>,
        life: SignedDuration,
    ) -> Result<Secret, EngineError> {
        let secret = Secret::make("")?;
        let link = OneTimeLink {
            id: self.ids.one_time_link(),
            secret: secret.digest(),
            purpose,
            account,
            created_at: tx.at(),
            expires_at: tx.at().saturating_add(life)?,
            used_at: None,
        };
        tx.add_one_time_link(&link).await?;
        Ok(secret)
    }
}

/// That there is no account of a login; what was asked for is shown cut.
pub(super) fn no_account(login: &str) -> EngineError {
    let shown: String = login.chars().take(NAME_CHARS_MAX).collect();
    EngineError::not_found(
        format_args!("tài khoản {shown}"),
        format_args!("account {shown}"),
    )
}

fn works(link: &OneTimeLink, secret: &str, now: Timestamp) -> bool {
    same(link.secret, digest(secret)) && link.used_at.is_none() && now < link.expires_at
}
