//! The units a role or a token may be given for: what a form offers. What is given is checked again when it is kept.

use crate::actor::Actor;
use crate::{Engine, EngineError};
use domain::access::{Action, UnitTree};
use domain::facts::Unit;
use domain::key::Key;
use std::collections::HashMap;

/// A unit in a form's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantableUnit {
    /// Its code.
    pub code: Key<Unit>,
    /// Its name.
    pub name: String,
}

impl Engine {
    /// The registered units for which the actor may do `action`, by name.
    ///
    /// # Errors
    /// As the store.
    pub async fn grantable_units(
        &self,
        actor: &Actor,
        action: Action,
    ) -> Result<Vec<GrantableUnit>, EngineError> {
        let now = self.clock.now();
        let facts = self.registered(now).await?;
        let today = now.to_zoned(self.zone.clone()).date();
        let tree = UnitTree::of(facts.units(), today);
        let mut units: Vec<_> = facts
            .units()
            .iter()
            .filter(|unit| actor.may(action, Some(&unit.code), &tree).is_granted())
            .map(|unit| GrantableUnit {
                code: unit.code.clone(),
                name: unit.row.name.to_string(),
            })
            .collect();
        units.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(units)
    }

    /// The names of the registered units by code, for whoever was told a code already.
    ///
    /// # Errors
    /// As the store.
    pub async fn unit_names(&self) -> Result<HashMap<String, String>, EngineError> {
        let facts = self.registered(self.clock.now()).await?;
        let units = facts.units().iter();
        Ok(units
            .map(|unit| (unit.code.to_string(), unit.row.name.to_string()))
            .collect())
    }
}
