//! The unit tree as access sees it: who stands above whom on a day.

use crate::facts::{Fact, Unit};
use crate::key::Key;
use jiff::civil::Date;
use std::collections::HashMap;

/// The command tree on one day.
#[derive(Debug, Clone, Default)]
pub struct UnitTree {
    parents: HashMap<Key<Unit>, Key<Unit>>,
    known: HashMap<Key<Unit>, bool>,
}

impl UnitTree {
    /// The tree of these units on `on`. A tier that is not in force that day is passed over: after the
    /// districts went, their communes stand directly below the province.
    #[must_use]
    pub fn of(units: &[Fact<Unit>], on: Date) -> Self {
        let in_force = |unit: &Unit| {
            unit.from.is_none_or(|from| from <= on) && unit.to.is_none_or(|to| on <= to)
        };
        let known: HashMap<_, _> = units
            .iter()
            .map(|unit| (unit.code.clone(), in_force(unit)))
            .collect();
        let parents = units
            .iter()
            .filter_map(|unit| Some((unit.code.clone(), unit.parent.clone()?)))
            .filter(|(_, parent)| known.contains_key(parent))
            .collect();
        Self { parents, known }
    }

    /// Whether the unit is registered.
    #[must_use]
    pub fn knows(&self, unit: &Key<Unit>) -> bool {
        self.known.contains_key(unit)
    }

    /// The unit's effective parent: the nearest tier above it that is in force.
    #[must_use]
    pub fn parent<'a>(&'a self, unit: &Key<Unit>) -> Option<&'a Key<Unit>> {
        let mut at = unit;
        // A path longer than the tree has units runs in a circle.
        for _ in 0..self.known.len() {
            let above = self.parents.get(at)?;
            if self.known.get(above) == Some(&true) {
                return Some(above);
            }
            at = above;
        }
        None
    }

    /// Whether `unit` is `root` or stands below it.
    #[must_use]
    pub fn contains(&self, root: &Key<Unit>, unit: &Key<Unit>) -> bool {
        let mut at = Some(unit);
        // One step more than there are units: the unit itself need not be registered.
        for _ in 0..=self.known.len() {
            match at {
                Some(here) if here == root => return true,
                Some(here) => at = self.parent(here),
                None => return false,
            }
        }
        false
    }
}
