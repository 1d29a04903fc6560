//! Tokens of programs: shown once, sent as a bearer token, good until they end or are revoked.

use super::audit::Change;
use super::manage::{grants_json, name_of};
use super::secret::{digest, same};
use super::throttle;
use super::{Secret, access_of, allowed, check_grants, kept_grants};
use crate::actor::{Actor, TokenHolder};
use crate::{Engine, EngineError};
use core::net::IpAddr;
use domain::access::{Action, Decision, Grant, Role, UnitTree};
use jiff::Timestamp;
use serde_json::json;
use std::sync::Arc;
use store::TokenId;

/// Begins every token, so that a scanner of leaked secrets knows one when it sees it.
const PREFIX: &str = "khien_";

/// A token to be made.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// What it is called.
    pub name: String,
    /// What it may do: the role `machine`, for units or for all.
    pub grants: Vec<Grant>,
    /// When it ends; `None` when it is good until revoked.
    pub expires_at: Option<Timestamp>,
}

/// A token in a list; the secret is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenLine {
    /// Its id.
    pub id: TokenId,
    /// What it is called.
    pub name: String,
    /// What it may do.
    pub grants: Vec<Grant>,
    /// Who made it, as [`Actor::word`].
    pub created_by: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// Since when it is revoked.
    pub revoked_at: Option<Timestamp>,
}

impl Engine {
    /// Makes a token; what is returned is shown once.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] beyond the actor's own part; [`EngineError::Invalid`] for other roles than
    /// `machine`, or an end in the past; as the store.
    pub async fn create_token(&self, actor: &Actor, new: NewToken) -> Result<Secret, EngineError> {
        let tree = self.unit_tree().await?;
        allowed(manages(actor, &new.grants, &tree), || {
            EngineError::not_found("đơn vị này", "this unit")
        })?;
        check_grants(&new.grants, &tree)?;
        if new.grants.is_empty() || new.grants.iter().any(|g| g.role != Role::Machine) {
            return Err(EngineError::invalid(
                "mã truy cập của phần mềm chỉ nhận vai trò machine",
                "a token of a program takes the role machine only",
            ));
        }
        let mut tx = self.store.begin(self.clock.now()).await?;
        if new.expires_at.is_some_and(|end| end <= tx.at()) {
            return Err(EngineError::invalid(
                "hạn dùng đã qua",
                "its last day is past",
            ));
        }
        let secret = Secret::make(PREFIX)?;
        let token = store::Token {
            id: self.ids.token(),
            secret: secret.digest(),
            name: name_of(&new.name)?,
            created_by: actor.word(),
            created_at: tx.at(),
            expires_at: new.expires_at,
            revoked_at: None,
        };
        let grants = kept_grants(&new.grants);
        tx.add_token(&token).await?;
        tx.put_grants(token.id.0, &grants).await?;
        let change = Change {
            new: Some(json!({"name": token.name, "grants": grants_json(&grants)})),
            ..Change::plain("token.created", &token.id)
        };
        self.note(&mut tx, actor, change).await?;
        tx.commit().await?;
        Ok(secret)
    }

    /// The tokens the actor may manage, newest first, revoked ones included.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] for who manages none; as the store.
    pub async fn tokens(&self, actor: &Actor) -> Result<Vec<TokenLine>, EngineError> {
        let tree = self.unit_tree().await?;
        let somewhere = actor
            .access()
            .is_none_or(|access| access.has_anywhere(Action::ManageTokens));
        if !somewhere {
            return Err(EngineError::Forbidden);
        }
        let mut lines = Vec::new();
        for token in self.store.tokens().await? {
            let grants = access_of(&self.store.grants_of(token.id.0).await?).grants;
            if !manages(actor, &grants, &tree).is_granted() {
                continue;
            }
            lines.push(TokenLine {
                id: token.id,
                name: token.name,
                grants,
                created_by: token.created_by,
                created_at: token.created_at,
                expires_at: token.expires_at,
                revoked_at: token.revoked_at,
            });
        }
        Ok(lines)
    }

    /// Revokes a token from now on.
    ///
    /// # Errors
    /// [`EngineError::NotFound`], [`EngineError::Forbidden`]; as the store.
    pub async fn revoke_token(&self, actor: &Actor, id: TokenId) -> Result<(), EngineError> {
        let missing = || EngineError::not_found("mã truy cập này", "this token");
        let tree = self.unit_tree().await?;
        let mut tx = self.store.begin(self.clock.now()).await?;
        let grants = access_of(&tx.grants_of(id.0).await?).grants;
        if tx.token(id).await?.is_none() {
            return Err(missing());
        }
        allowed(manages(actor, &grants, &tree), missing)?;
        if tx.revoke_token(id).await? {
            self.note(&mut tx, actor, Change::plain("token.revoked", &id))
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// The program that shows a bearer token, while it is good.
    ///
    /// # Errors
    /// As the store.
    pub async fn machine(&self, bearer: &str) -> Result<Option<Actor>, EngineError> {
        let now = self.clock.now();
        let found = self.store.token_of(digest(bearer)).await?;
        let good = |token: &store::Token| {
            same(token.secret, digest(bearer))
                && token.revoked_at.is_none()
                && token.expires_at.is_none_or(|end| now < end)
        };
        let Some(token) = found.filter(good) else {
            return Ok(None);
        };
        let grants = self.store.grants_of(token.id.0).await?;
        Ok(Some(Actor::Machine(Arc::new(TokenHolder {
            id: token.id,
            name: token.name,
            access: access_of(&grants),
        }))))
    }
}

impl Engine {
    /// As [`Engine::machine`], for a door: tokens that are none are counted by address.
    ///
    /// # Errors
    /// [`EngineError::Wait`] after too many of them, told for bad tokens only; as the store.
    pub async fn machine_from(
        &self,
        bearer: &str,
        address: IpAddr,
    ) -> Result<Option<Actor>, EngineError> {
        if let Some(actor) = self.machine(bearer).await? {
            return Ok(Some(actor));
        }
        self.count_bad_token(address).await?;
        Ok(None)
    }

    /// Counts a token that is none against its address; all doors of programs share the count.
    ///
    /// # Errors
    /// [`EngineError::Wait`] after too many of them; as the store.
    pub(crate) async fn count_bad_token(&self, address: IpAddr) -> Result<(), EngineError> {
        let mut tx = self.begin().await?;
        let wait = throttle::count(&mut tx, &throttle::of_tokens(address)).await?;
        tx.commit().await?;
        wait.map_or(Ok(()), |seconds| Err(EngineError::Wait(seconds)))
    }
}

/// Whether the actor may manage a token with these grants: for every unit it reaches.
fn manages(actor: &Actor, grants: &[Grant], tree: &UnitTree) -> Decision {
    grants
        .iter()
        .map(|grant| actor.may(Action::ManageTokens, grant.subtree.as_ref(), tree))
        .find(|decision| !decision.is_granted())
        .unwrap_or(Decision::Granted)
}
