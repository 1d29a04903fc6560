//! Managing the accounts of others.

use super::audit::Change;
use super::limits::{INVITE_LIFE, LOGIN_CHARS_MAX, NAME_CHARS_MAX};
use super::{Secret, access_of, allowed, check_grants, kept_grants};
use crate::actor::Actor;
use crate::{Engine, EngineError};
use domain::access::{Action, Decision, Grant, Role, UnitTree};
use jiff::Timestamp;
use serde_json::{Value, json};
use store::{Account, AccountId, LinkPurpose, Tx};

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// The name to sign in with: Latin letters without diacritics, digits, `.`, `-`, `_`, `@`.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// What the person may do.
    pub grants: Vec<Grant>,
}

/// An account in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountLine {
    /// Its id.
    pub id: AccountId,
    /// The name signed in with.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// What the person may do.
    pub grants: Vec<Grant>,
    /// Whether the invitation was taken up.
    pub has_password: bool,
    /// Whether there is a second factor.
    pub has_totp: bool,
    /// Since when it is disabled.
    pub disabled_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Engine {
    /// The accounts the actor may manage, by login.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] for who manages none; as the store.
    pub async fn accounts(&self, actor: &Actor) -> Result<Vec<AccountLine>, EngineError> {
        let tree = self.unit_tree().await?;
        if !manages_somewhere(actor) {
            return Err(EngineError::Forbidden);
        }
        let mut lines = Vec::new();
        for account in self.store.accounts().await? {
            let grants = access_of(&self.store.grants_of(account.id.0).await?).grants;
            if manages(actor, &grants, &tree).is_granted() {
                lines.push(line(account, grants));
            }
        }
        Ok(lines)
    }

    /// Makes an account and the link by which its person sets a password.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] when a grant is more than the actor may hand out;
    /// [`EngineError::LoginTaken`]; [`EngineError::Invalid`]; [`EngineError::NotFound`] for a unit that is not
    /// registered; as the store.
    pub async fn create_account(
        &self,
        actor: &Actor,
        new: NewAccount,
    ) -> Result<Secret, EngineError> {
        let tree = self.unit_tree().await?;
        check_handed_out(actor, &new.grants, &tree)?;
        check_person_grants(&new.grants, &tree)?;
        let mut tx = self.store.begin(self.clock.now()).await?;
        let account = Account {
            id: self.ids.account(),
            login: new_login(&new.login)?,
            name: name_of(&new.name)?,
            password: None,
            totp_secret: None,
            totp_pending: None,
            totp_last_step: None,
            disabled_at: None,
            created_at: tx.at(),
        };
        if tx.account_of(&account.login).await?.is_some() {
            return Err(EngineError::LoginTaken(account.login));
        }
        let grants = kept_grants(&new.grants);
        // With the first account the link of the first administrator is dead.
        tx.use_one_time_links(None).await?;
        tx.add_account(&account).await?;
        tx.put_grants(account.id.0, &grants).await?;
        let secret = self
            .add_link(&mut tx, LinkPurpose::Invite, Some(account.id), INVITE_LIFE)
            .await?;
        let change = Change {
            new: Some(json!({"login": account.login, "grants": grants_json(&grants)})),
            ..Change::plain("account.created", &account.id)
        };
        self.note(&mut tx, actor, change).await?;
        tx.commit().await?;
        Ok(secret)
    }

    /// Puts these grants in the place of all an account had. They hold from the next request on.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] when the actor may not take what was or give what is to be;
    /// [`EngineError::Invalid`] when no system administrator would be left; as [`Self::create_account`].
    pub async fn set_grants(
        &self,
        actor: &Actor,
        id: AccountId,
        grants: &[Grant],
    ) -> Result<(), EngineError> {
        let tree = self.unit_tree().await?;
        let mut tx = self.store.begin(self.clock.now()).await?;
        let account = tx.account(id).await?.ok_or_else(missing)?;
        self.require_manager(&tx, actor, &account).await?;
        check_handed_out(actor, grants, &tree)?;
        check_person_grants(grants, &tree)?;
        let old = tx.grants_of(id.0).await?;
        let new = kept_grants(grants);
        if !grants.contains(&Grant::whole(Role::SystemAdmin)) {
            check_not_last(&tx, id).await?;
        }
        tx.put_grants(id.0, &new).await?;
        let change = Change {
            old: Some(grants_json(&old)),
            new: Some(grants_json(&new)),
            ..Change::plain("account.grants", &id)
        };
        self.note(&mut tx, actor, change).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Disables an account: its sessions end, its links die, what it did stays.
    ///
    /// # Errors
    /// [`EngineError::NotFound`], [`EngineError::Forbidden`]; [`EngineError::Invalid`] for the last system
    /// administrator; as the store.
    pub async fn disable_account(&self, actor: &Actor, id: AccountId) -> Result<(), EngineError> {
        let mut tx = self.store.begin(self.clock.now()).await?;
        let mut account = tx.account(id).await?.ok_or_else(missing)?;
        self.require_manager(&tx, actor, &account).await?;
        if account.disabled_at.is_some() {
            return Ok(());
        }
        check_not_last(&tx, id).await?;
        account.disabled_at = Some(tx.at());
        tx.put_account(&account).await?;
        tx.end_sessions(id, None).await?;
        tx.use_one_time_links(Some(id)).await?;
        self.note(&mut tx, actor, switched("account.disabled", id, true))
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Enables an account again.
    ///
    /// # Errors
    /// [`EngineError::NotFound`], [`EngineError::Forbidden`]; as the store.
    pub async fn enable_account(&self, actor: &Actor, id: AccountId) -> Result<(), EngineError> {
        let mut tx = self.store.begin(self.clock.now()).await?;
        let mut account = tx.account(id).await?.ok_or_else(missing)?;
        self.require_manager(&tx, actor, &account).await?;
        if account.disabled_at.is_none() {
            return Ok(());
        }
        account.disabled_at = None;
        tx.put_account(&account).await?;
        self.note(&mut tx, actor, switched("account.enabled", id, false))
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Whether the actor may manage the account, as an error where not.
    pub(super) async fn require_manager(
        &self,
        tx: &Tx,
        actor: &Actor,
        account: &Account,
    ) -> Result<(), EngineError> {
        let tree = self.unit_tree().await?;
        let grants = access_of(&tx.grants_of(account.id.0).await?).grants;
        allowed(manages(actor, &grants, &tree), missing)
    }
}

/// Whether the actor may manage who holds these grants: all of them must be the actor's to hand out, or a
/// unit's administrator could take over somebody above. One who holds nothing belongs to the whole organisation.
fn manages(actor: &Actor, grants: &[Grant], tree: &UnitTree) -> Decision {
    let Some(access) = actor.access() else {
        return Decision::Granted;
    };
    if !manages_somewhere(actor) {
        return Decision::Forbidden;
    }
    if grants.is_empty() {
        return match access.decide(Action::ManageAccounts, None, tree) {
            Decision::Granted => Decision::Granted,
            Decision::Forbidden | Decision::Hidden => Decision::Hidden,
        };
    }
    let held = grants
        .iter()
        .filter(|grant| access.may_hand_out(grant, tree))
        .count();
    match held {
        0 => Decision::Hidden,
        all if all == grants.len() => Decision::Granted,
        _ => Decision::Forbidden,
    }
}

fn manages_somewhere(actor: &Actor) -> bool {
    actor
        .access()
        .is_none_or(|access| access.has_anywhere(Action::ManageAccounts))
}

fn check_handed_out(actor: &Actor, grants: &[Grant], tree: &UnitTree) -> Result<(), EngineError> {
    let Some(access) = actor.access() else {
        return Ok(());
    };
    let nothing_is_theirs = grants.is_empty()
        && !access
            .decide(Action::ManageAccounts, None, tree)
            .is_granted();
    if nothing_is_theirs || !grants.iter().all(|grant| access.may_hand_out(grant, tree)) {
        return Err(EngineError::Forbidden);
    }
    Ok(())
}

fn check_person_grants(grants: &[Grant], tree: &UnitTree) -> Result<(), EngineError> {
    if grants.iter().any(|grant| grant.role == Role::Machine) {
        return Err(EngineError::invalid(
            "vai trò machine chỉ dành cho mã truy cập của phần mềm",
            "the role machine is for tokens of programs only",
        ));
    }
    check_grants(grants, tree)
}

/// Somebody must be left who can manage the system without the command line.
async fn check_not_last(tx: &Tx, id: AccountId) -> Result<(), EngineError> {
    let holders = tx.holders_of(Role::SystemAdmin.as_str()).await?;
    if !holders.contains(&id.0) {
        return Ok(());
    }
    for other in holders.into_iter().map(AccountId).filter(|h| *h != id) {
        let account = tx.account(other).await?;
        if account.is_some_and(|a| a.disabled_at.is_none() && a.password.is_some()) {
            return Ok(());
        }
    }
    Err(EngineError::invalid(
        "đây là quản trị hệ thống cuối cùng còn hoạt động",
        "this is the last system administrator who can sign in",
    ))
}

pub(super) fn line(account: Account, grants: Vec<Grant>) -> AccountLine {
    AccountLine {
        id: account.id,
        login: account.login,
        name: account.name,
        grants,
        has_password: account.password.is_some(),
        has_totp: account.totp_secret.is_some(),
        disabled_at: account.disabled_at,
        created_at: account.created_at,
    }
}

fn switched(action: &'static str, id: AccountId, disabled: bool) -> Change {
    Change {
        old: Some(json!({"disabled": !disabled})),
        new: Some(json!({"disabled": disabled})),
        ..Change::plain(action, &id)
    }
}

fn missing() -> EngineError {
    EngineError::not_found("tài khoản này", "this account")
}

/// Grants as the audit tells them, `role@unit`.
pub(super) fn grants_json(grants: &[store::Grant]) -> Value {
    let words = grants.iter().map(|grant| match &grant.unit {
        Some(unit) => format!("{}@{unit}", grant.role),
        None => grant.role.clone(),
    });
    words.collect()
}

/// A login as it is looked up.
pub(super) fn login_of(given: &str) -> String {
    let lower = given.trim().chars().flat_map(char::to_lowercase);
    lower.take(LOGIN_CHARS_MAX + 1).collect()
}

/// A login for a new account: of signs that can't be taken for one another's in another script.
pub(super) fn new_login(given: &str) -> Result<String, EngineError> {
    let login = login_of(given);
    let fits = (2..=LOGIN_CHARS_MAX).contains(&login.chars().count())
        && login
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-_@".contains(c))
        && login.starts_with(|c: char| c.is_ascii_alphanumeric());
    if fits {
        return Ok(login);
    }
    Err(EngineError::invalid(
        format!("tên đăng nhập gồm 2 đến {LOGIN_CHARS_MAX} chữ cái không dấu, chữ số, dấu . - _ @"),
        format!("a login is 2 to {LOGIN_CHARS_MAX} letters without accents, digits and . - _ @"),
    ))
}

/// A person's name: one line, not blank, not endless.
pub(super) fn name_of(given: &str) -> Result<String, EngineError> {
    let name = domain::text::nfc(given.trim());
    if name.is_empty()
        || name.chars().count() > NAME_CHARS_MAX
        || name.chars().any(char::is_control)
    {
        return Err(EngineError::invalid(
            format!("họ tên gồm 1 đến {NAME_CHARS_MAX} ký tự trên một dòng"),
            format!("a name is 1 to {NAME_CHARS_MAX} characters on one line"),
        ));
    }
    Ok(name)
}
