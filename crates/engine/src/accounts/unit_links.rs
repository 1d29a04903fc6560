//! Secret links by which a unit without accounts answers one directive.

use super::audit::Change;
use super::limits::UNIT_LINK_LIFE;
use super::secret::{digest, same};
use super::{Secret, allowed};
use crate::actor::{Actor, UnitLink};
use crate::{Engine, EngineError};
use domain::access::Action;
use domain::facts::Unit;
use domain::key::Key;
use serde_json::json;
use std::sync::Arc;
use store::{DirectiveId, UnitLinkId};

impl Engine {
    /// Makes a link for a unit and a directive; what is returned is shown once. Older links go on working
    /// until revoked.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ManageLinks`] there; [`EngineError::NotFound`] for a unit
    /// or directive that is not there; as the store.
    pub async fn create_unit_link(
        &self,
        actor: &Actor,
        directive: DirectiveId,
        unit: &Key<Unit>,
    ) -> Result<Secret, EngineError> {
        let missing = || EngineError::no_unit(unit);
        let tree = self.unit_tree().await?;
        allowed(actor.may(Action::ManageLinks, Some(unit), &tree), missing)?;
        if !tree.knows(unit) {
            return Err(missing());
        }
        if self.store.directive(directive).await?.is_none() {
            return Err(EngineError::no_directive(directive));
        }
        let mut tx = self.store.begin(self.clock.now()).await?;
        let secret = Secret::make("")?;
        let link = store::UnitLink {
            id: self.ids.unit_link(),
            secret: secret.digest(),
            directive,
            unit: unit.to_string(),
            created_by: actor.word(),
            created_at: tx.at(),
            expires_at: tx.at().saturating_add(UNIT_LINK_LIFE)?,
            revoked_at: None,
        };
        tx.add_unit_link(&link).await?;
        let change = Change {
            new: Some(json!({"directive": directive.to_string(), "unit": link.unit})),
            ..Change::plain("unit_link.created", &link.id)
        };
        self.note(&mut tx, actor, change).await?;
        tx.commit().await?;
        Ok(secret)
    }

    /// The unit that comes by a link, while it is good.
    ///
    /// # Errors
    /// As the store.
    pub async fn unit_link(&self, secret: &str) -> Result<Option<Actor>, EngineError> {
        let now = self.clock.now();
        let found = self.store.unit_link_of(digest(secret)).await?;
        let good = |link: &store::UnitLink| {
            same(link.secret, digest(secret)) && link.revoked_at.is_none() && now < link.expires_at
        };
        Ok(found.filter(good).map(|link| {
            Actor::Link(Arc::new(UnitLink {
                id: link.id,
                directive: link.directive,
                unit: Key::new(&link.unit),
            }))
        }))
    }

    /// What the forms of a link's holder carry: bound to the link's secret, which it does not give away.
    ///
    /// # Errors
    /// [`EngineError::Damaged`] when the secret is none.
    pub fn unit_link_csrf(&self, secret: &str) -> Result<String, EngineError> {
        super::secret::csrf(secret)
    }

    /// The links on a directive that the actor may manage, newest first, dead ones included.
    ///
    /// # Errors
    /// As the store.
    pub async fn unit_links(
        &self,
        actor: &Actor,
        directive: DirectiveId,
    ) -> Result<Vec<store::UnitLink>, EngineError> {
        let tree = self.unit_tree().await?;
        let mut links = self.store.unit_links(directive).await?;
        links.retain(|link| {
            actor
                .may(Action::ManageLinks, Some(&Key::new(&link.unit)), &tree)
                .is_granted()
        });
        Ok(links)
    }

    /// Revokes a link from now on.
    ///
    /// # Errors
    /// [`EngineError::NotFound`], [`EngineError::Forbidden`]; as the store.
    pub async fn revoke_unit_link(&self, actor: &Actor, id: UnitLinkId) -> Result<(), EngineError> {
        let missing = || EngineError::not_found("liên kết này", "this link");
        let tree = self.unit_tree().await?;
        let mut tx = self.store.begin(self.clock.now()).await?;
        let link = tx.unit_link(id).await?;
        let link = link.ok_or_else(missing)?;
        let unit = Key::new(&link.unit);
        allowed(actor.may(Action::ManageLinks, Some(&unit), &tree), missing)?;
        if tx.revoke_unit_link(id).await? {
            self.note(&mut tx, actor, Change::plain("unit_link.revoked", &id))
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
