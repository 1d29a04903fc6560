//! The units a role or a token may be given for: what a form offers. What is given is checked again when it is kept.

use crate::actor::Actor;
use crate::{Engine, EngineError};
use domain::access::{Action, UnitTree};
use domain::facts::{Facts, Unit};
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

/// What a form and the list beside it need of the registered units.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grantable {
    /// The units for which the actor may do it, by name.
    pub units: Vec<GrantableUnit>,
    /// The names of all registered units by code, for whoever was told a code already.
    pub names: HashMap<String, String>,
}

impl Engine {
    /// The registered units for which the actor may do `action`, and the names of all.
    ///
    /// # Errors
    /// As the store.
    pub async fn grantable_units(
        &self,
        actor: &Actor,
        action: Action,
    ) -> Result<Grantable, EngineError> {
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
        Ok(Grantable {
            units,
            names: names(&facts),
        })
    }

    /// The names of the registered units by code, for whoever was told a code already.
    ///
    /// # Errors
    /// As the store.
    pub async fn unit_names(&self) -> Result<HashMap<String, String>, EngineError> {
        Ok(names(&self.registered(self.clock.now()).await?))
    }
}

fn names(facts: &Facts) -> HashMap<String, String> {
    let units = facts.units().iter();
    units
        .map(|unit| (unit.code.to_string(), unit.row.name.to_string()))
        .collect()
}
