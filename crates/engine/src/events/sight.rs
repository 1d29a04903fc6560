//! Whose rows an actor may see or change.

use crate::accounts::allowed;
use crate::actor::Actor;
use crate::{Engine, EngineError};
use domain::access::Action;
use domain::key::Key;

/// What something is called where it is not there, Vietnamese and English.
#[derive(Debug, Clone, Copy)]
pub(super) struct What(pub(super) &'static str, pub(super) &'static str);

impl What {
    /// A unit that was named.
    pub(super) const UNIT: Self = Self("đơn vị này", "this unit");

    pub(super) fn missing(self) -> EngineError {
        EngineError::not_found(self.0, self.1)
    }
}

impl Engine {
    /// The codes of the units for which the actor may do `action`, for a question to the store; `None` is all of
    /// them, and what belongs to no unit.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] for who may do it nowhere; as the store.
    pub async fn units_in_sight(
        &self,
        actor: &Actor,
        action: Action,
    ) -> Result<Option<Vec<String>>, EngineError> {
        if actor.may_everywhere(action) {
            return Ok(None);
        }
        if !actor.may_anywhere(action) {
            return Err(EngineError::Forbidden);
        }
        let facts = self.registered(self.clock.now()).await?;
        let tree = self.unit_tree().await?;
        let seen = actor.sight(action, facts.units(), &tree);
        Ok(seen.map(|units| units.iter().map(ToString::to_string).collect()))
    }

    /// Whether the actor may do `action` for the whole organisation, as an error where not.
    pub(super) fn require_everywhere(actor: &Actor, action: Action) -> Result<(), EngineError> {
        if actor.may_everywhere(action) {
            Ok(())
        } else {
            Err(EngineError::Forbidden)
        }
    }

    /// Whether the actor may do `action` to what belongs to a unit, or to none: then to the whole organisation.
    pub(super) async fn require_for(
        &self,
        actor: &Actor,
        action: Action,
        unit: Option<&str>,
        what: What,
    ) -> Result<(), EngineError> {
        let Some(unit) = unit else {
            if actor.may_everywhere(action) {
                return Ok(());
            }
            // Who sees a part of the organisation does not learn of what belongs to no part.
            let hidden = actor
                .access()
                .is_some_and(|access| access.grants.iter().all(|grant| grant.subtree.is_some()));
            return Err(if hidden {
                what.missing()
            } else {
                EngineError::Forbidden
            });
        };
        let tree = self.unit_tree().await?;
        allowed(actor.may(action, Some(&Key::new(unit)), &tree), || {
            what.missing()
        })
    }
}
