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

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use domain::facts::{FactHead, Facts, Provenance, SourceKind};
    use std::sync::Arc;

    fn tree(edges: &[(&str, Option<&str>)]) -> Tree {
        Tree::of(register(edges).units())
    }

    /// Units with the units they stand below.
    pub(crate) fn register(edges: &[(&str, Option<&str>)]) -> Facts {
        let mut facts = Facts::new();
        let source = Arc::new(Provenance {
            code: "test".into(),
            kind: SourceKind::Khien,
            title: None,
            file: None,
            sha256: None,
            generated_at: None,
            period_from: None,
            period_to: None,
            person: None,
        });
        for (code, parent) in edges {
            let head = FactHead {
                code: (*code).into(),
                unit: None,
                provenance: Arc::clone(&source),
                occurred_at: None,
                recorded_at: jiff::Timestamp::UNIX_EPOCH,
            };
            let row = Unit {
                name: (*code).into(),
                class: Vec::new(),
                tier: None,
                parent: parent.map(Key::new),
                head: None,
                headcount: None,
                register_confirmed_at: None,
                register_confirmed_by: None,
                calendar: None,
                console_groups: Vec::new(),
                host_prefixes: Vec::new(),
                from: None,
                to: None,
            };
            facts.insert(head, row);
        }
        facts
    }

    fn words<'a>(units: impl IntoIterator<Item = &'a Key<Unit>>) -> String {
        let units: Vec<&str> = units.into_iter().map(Key::as_str).collect();
        units.join(" ")
    }

    #[test]
    fn every_unit_has_one_place_whatever_the_register_says() {
        let check = |edges: &[(&str, Option<&str>)], roots: &str, below_first: &str| {
            let tree = tree(edges);
            assert_eq!(words(tree.roots()), roots);
            let first = tree.roots().first().unwrap();
            assert_eq!(words(tree.subtree(first)), below_first);
            let all: usize = tree.roots().iter().map(|r| tree.subtree(r).len()).sum();
            assert_eq!(all, edges.len(), "{edges:?}");
        };
        let (a, b, c) = (Some("a"), Some("b"), Some("c"));
        check(&[("a", None), ("b", a), ("c", a), ("d", b)], "a", "a b d c");
        check(&[("d", b), ("b", a), ("a", None)], "a", "a b d");
        check(&[("a", Some("gone")), ("b", None), ("c", b)], "a b", "a");
        check(&[("a", a), ("b", a)], "a", "a b");
        check(&[("a", c), ("b", a), ("c", b)], "c", "c a b");

        let tree = tree(&[("a", None), ("b", a), ("c", b), ("d", a)]);
        let key = Key::new;
        assert!(tree.contains(&key("a"), &key("c")));
        assert!(tree.contains(&key("c"), &key("c")));
        assert!(!tree.contains(&key("d"), &key("c")));
        assert_eq!(words(tree.above(&key("c"))), "b a");
    }
}
