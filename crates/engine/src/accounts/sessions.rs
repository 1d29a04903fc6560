//! Sessions: begun by signing in, ended by time, by oneself, or with the account.

use super::audit::Change;
use super::limits::{SEEN_EVERY, SESSION_IDLE, SESSION_LIFE, USER_AGENT_CHARS_MAX};
use super::secret::{csrf, digest, same};
use super::{From, Secret, access_of};
use crate::actor::{Actor, Person};
use crate::{Engine, EngineError};
use core::net::IpAddr;
use jiff::Timestamp;
use std::sync::Arc;
use store::{Account, AccountId, SessionId, StoreError, Tx};

/// A session as a request finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id; no secret.
    pub id: SessionId,
    /// Who asks.
    pub actor: Actor,
    /// What forms of this session carry.
    pub csrf: String,
    /// Whose session it is.
    pub account: AccountId,
    /// The person's name.
    pub name: String,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
}

/// A session just begun.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// What the browser keeps.
    pub secret: Secret,
    /// The session.
    pub session: Session,
}

/// A session in the list of one's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionLine {
    /// Its id.
    pub id: SessionId,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_seen_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// What the browser says it is; text of a stranger.
    pub user_agent: String,
    /// Where it was last used from.
    pub address: IpAddr,
}

impl Engine {
    /// The session of a secret, if it still runs and the account is not disabled; notes that it was used.
    ///
    /// # Errors
    /// As the store.
    pub async fn viewer(&self, secret: &str, from: &From) -> Result<Option<Session>, EngineError> {
        let now = self.clock.now();
        let found = self.store.session_of(digest(secret)).await?;
        let Some(kept) = found.filter(|s| same(s.secret, digest(secret)) && runs(s, now)) else {
            return Ok(None);
        };
        let account = self.store.account(kept.account).await?;
        let Some(account) = account.filter(|account| account.disabled_at.is_none()) else {
            return Ok(None);
        };
        if now.duration_since(kept.last_seen_at) >= SEEN_EVERY {
            self.touch(kept.id, now, from.address).await?;
        }
        let grants = self.store.grants_of(account.id.0).await?;
        session(&kept, &account, &grants, secret, from).map(Some)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// As the store.
    pub async fn sign_out(&self, session: &Session) -> Result<(), EngineError> {
        let mut tx = self.store.begin(self.clock.now()).await?;
        if tx.end_session(session.account, session.id).await? {
            let change = Change::plain("session.signed_out", &session.id);
            self.note(&mut tx, &session.actor, change).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// The running sessions of an account, last used first.
    ///
    /// # Errors
    /// As the store.
    pub async fn sessions(&self, account: AccountId) -> Result<Vec<SessionLine>, EngineError> {
        let now = self.clock.now();
        let kept = self.store.sessions(account).await?;
        let running = kept.into_iter().filter(|session| runs(session, now));
        Ok(running
            .map(|session| SessionLine {
                id: session.id,
                created_at: session.created_at,
                last_seen_at: session.last_seen_at,
                expires_at: session.expires_at,
                user_agent: session.user_agent,
                address: session.address,
            })
            .collect())
    }

    /// Ends one session of an account: one's own, or of an account the actor manages.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when the account has no such session; [`EngineError::Forbidden`]; as the store.
    pub async fn revoke_session(
        &self,
        actor: &Actor,
        account: AccountId,
        id: SessionId,
    ) -> Result<(), EngineError> {
        let missing = || EngineError::not_found("phiên đăng nhập này", "this session");
        let mut tx = self.store.begin(self.clock.now()).await?;
        let own = matches!(actor, Actor::Person(person) if person.id == account);
        if !own {
            let kept = tx.account(account).await?.ok_or_else(missing)?;
            self.require_manager(&tx, actor, &kept).await?;
        }
        if !tx.end_session(account, id).await? {
            return Err(missing());
        }
        self.note(&mut tx, actor, Change::plain("session.revoked", &id))
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Notes that a session was used. A page must not wait for an import, nor fail for a clock set back: what
    /// can't be noted now is noted with a later request.
    async fn touch(
        &self,
        id: SessionId,
        now: Timestamp,
        address: IpAddr,
    ) -> Result<(), EngineError> {
        match self.store.begin_if_free(now).await {
            Ok(Some(mut tx)) => {
                tx.touch_session(id, address).await?;
                tx.commit().await?;
                Ok(())
            }
            Ok(None) | Err(StoreError::ClockBehind { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    pub(super) async fn begin_session(
        &self,
        tx: &mut Tx,
        account: &Account,
        from: &From,
    ) -> Result<SignedIn, EngineError> {
        let secret = Secret::make("")?;
        let kept = store::Session {
            id: self.ids.session(),
            secret: secret.digest(),
            account: account.id,
            created_at: tx.at(),
            last_seen_at: tx.at(),
            expires_at: tx.at().saturating_add(SESSION_LIFE)?,
            user_agent: from.user_agent.chars().take(USER_AGENT_CHARS_MAX).collect(),
            address: from.address,
        };
        tx.clear_sessions(tx.at().saturating_sub(SESSION_IDLE)?)
            .await?;
        tx.add_session(&kept).await?;
        tx.remember_address(account.id, super::throttle::place(from.address))
            .await?;
        let grants = tx.grants_of(account.id.0).await?;
        let session = session(&kept, account, &grants, secret.expose(), from)?;
        Ok(SignedIn { secret, session })
    }
}

fn runs(session: &store::Session, now: Timestamp) -> bool {
    now < session.expires_at && now.duration_since(session.last_seen_at) < SESSION_IDLE
}

fn session(
    kept: &store::Session,
    account: &Account,
    grants: &[store::Grant],
    secret: &str,
    from: &From,
) -> Result<Session, EngineError> {
    let person = Person {
        id: account.id,
        login: account.login.clone(),
        name: account.name.clone(),
        access: access_of(grants),
        address: Some(from.address),
    };
    Ok(Session {
        id: kept.id,
        actor: Actor::Person(Arc::new(person)),
        csrf: csrf(secret)?,
        account: account.id,
        name: account.name.clone(),
        expires_at: kept.expires_at,
    })
}
