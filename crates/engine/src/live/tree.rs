//! The tree of units of a snapshot: who is above, who is below.

use domain::facts::{Fact, Unit};
use domain::key::Key;
use std::collections::HashMap;

/// The tree of units. A unit whose parent is not in the register is a root, and so is the first unit of a circle.
#[derive(Debug, Default)]
pub struct Tree {
    roots: Vec<Key<Unit>>,
    parents: HashMap<Key<Unit>, Key<Unit>>,
    children: HashMap<Key<Unit>, Vec<Key<Unit>>>,
}

impl Tree {
    /// The tree of these units, each level in their order.
    #[must_use]
    pub fn of(units: &[Fact<Unit>]) -> Self {
        let known: HashMap<&Key<Unit>, Option<&Key<Unit>>> = units
            .iter()
            .map(|unit| (&unit.code, unit.parent.as_ref()))
            .collect();
        let mut tree = Self::default();
        for unit in units {
            let parent = unit.parent.as_ref().filter(|p| known.contains_key(p));
            match parent.filter(|_| !tree.would_close_a_circle(&unit.code, parent)) {
                None => tree.roots.push(unit.code.clone()),
                Some(parent) => {
                    let below = tree.children.entry(parent.clone()).or_default();
                    below.push(unit.code.clone());
                    tree.parents.insert(unit.code.clone(), parent.clone());
                }
            }
        }
        tree
    }

    /// Whether the unit is above its wanted parent among the edges taken so far.
    fn would_close_a_circle(&self, unit: &Key<Unit>, parent: Option<&Key<Unit>>) -> bool {
        let mut at = parent;
        while let Some(above) = at {
            if above == unit {
                return true;
            }
            at = self.parents.get(above);
        }
        false
    }

    /// The units without one above them.
    #[must_use]
    pub fn roots(&self) -> &[Key<Unit>] {
        &self.roots
    }

    /// The units directly below a unit.
    #[must_use]
    pub fn children(&self, unit: &Key<Unit>) -> &[Key<Unit>] {
        self.children.get(unit).map_or(&[], Vec::as_slice)
    }

    /// The unit directly above.
    #[must_use]
    pub fn parent(&self, unit: &Key<Unit>) -> Option<&Key<Unit>> {
        self.parents.get(unit)
    }

    /// The units above a unit, the nearest first.
    pub fn above<'a>(&'a self, unit: &'a Key<Unit>) -> impl Iterator<Item = &'a Key<Unit>> {
        std::iter::successors(self.parents.get(unit), |at| self.parents.get(*at))
    }

    /// Whether a unit is in the subtree of another, itself included.
    #[must_use]
    pub fn contains(&self, root: &Key<Unit>, unit: &Key<Unit>) -> bool {
        root == unit || self.above(unit).any(|above| above == root)
    }

    /// All units of a subtree, the root first, each before those below it.
    #[must_use]
    pub fn subtree<'a>(&'a self, root: &'a Key<Unit>) -> Vec<&'a Key<Unit>> {
        let mut found = Vec::new();
        let mut ahead = vec![root];
        while let Some(unit) = ahead.pop() {
            found.push(unit);
            ahead.extend(self.children(unit).iter().rev());
        }
        found
    }
}
