//! The audit: who did what, what it was before and what it is now.

use super::limits::AUDIT_PAGE_MAX;
use crate::actor::Actor;
use crate::{Engine, EngineError};
use domain::access::Action;
use serde_json::Value;
use std::collections::HashMap;
use store::{AuditEntry, AuditFilter, AuditId, AuditWords, Tx};

/// Which part of the audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditPage {
    /// Only entries older than this one; `None` begins with the newest.
    pub before: Option<AuditId>,
    /// At most so many, [`AUDIT_PAGE_MAX`] at most.
    pub limit: u64,
}

impl Default for AuditPage {
    fn default() -> Self {
        Self {
            before: None,
            limit: 50,
        }
    }
}

/// What was done to what.
pub(crate) struct Change {
    /// A dotted code.
    pub(crate) action: &'static str,
    /// An id.
    pub(crate) target: String,
    /// What it was; never a secret.
    pub(crate) old: Option<Value>,
    /// What it is; never a secret.
    pub(crate) new: Option<Value>,
}

impl Change {
    /// A change with nothing to tell but that it happened.
    pub(crate) fn plain(action: &'static str, target: &impl ToString) -> Self {
        Self {
            action,
            target: target.to_string(),
            old: None,
            new: None,
        }
    }
}

impl Engine {
    /// The audit, newest first.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ViewAudit`] for the whole organisation; as the store.
    pub async fn audit(
        &self,
        actor: &Actor,
        page: AuditPage,
    ) -> Result<Vec<AuditEntry>, EngineError> {
        self.audit_of(actor, &AuditFilter::default(), page).await
    }

    /// The part of the audit that a filter lets through, newest first.
    ///
    /// # Errors
    /// As [`Engine::audit`].
    pub async fn audit_of(
        &self,
        actor: &Actor,
        filter: &AuditFilter,
        page: AuditPage,
    ) -> Result<Vec<AuditEntry>, EngineError> {
        self.require(actor, Action::ViewAudit, None).await?;
        let limit = page.limit.min(AUDIT_PAGE_MAX);
        Ok(self.store.audit(filter, page.before, limit).await?)
    }

    /// The actors and actions that stand in the audit, to choose a filter from.
    ///
    /// # Errors
    /// As [`Engine::audit`].
    pub async fn audit_words(&self, actor: &Actor) -> Result<AuditWords, EngineError> {
        self.require(actor, Action::ViewAudit, None).await?;
        Ok(self.store.audit_words().await?)
    }

    /// The names behind the words of ledger and audit ([`Actor::word`]): people and programs.
    ///
    /// # Errors
    /// As the store.
    pub async fn names(&self) -> Result<HashMap<String, String>, EngineError> {
        let people = self.store.accounts().await?.into_iter();
        let programs = self.store.tokens().await?.into_iter();
        Ok(people
            .map(|account| (account.id.to_string(), account.name))
            .chain(programs.map(|token| (format!("token:{}", token.id), token.name)))
            .collect())
    }

    /// Writes an entry in the transaction of the change.
    pub(crate) async fn note(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        change: Change,
    ) -> Result<(), EngineError> {
        let entry = AuditEntry {
            id: self.ids.audit(),
            at: tx.at(),
            actor: actor.word(),
            action: change.action.to_owned(),
            target: Some(change.target),
            old: change.old.map(|value| value.to_string()),
            new: change.new.map(|value| value.to_string()),
            address: actor.address(),
        };
        Ok(tx.add_audit(entry).await?)
    }
}
