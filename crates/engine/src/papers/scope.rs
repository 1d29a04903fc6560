//! For which units a paper speaks: a unit and all below it.

use crate::EngineError;
use crate::judging::Judged;
use crate::live::Tree;
use domain::facts::{Fact, Facts, Unit};
use domain::judgement::{Judgement, Status};
use domain::key::Key;
use std::collections::{BTreeSet, HashMap};

pub(crate) use domain::judge::OTHER_CLASS;

/// The unit of this code, or the top of the tree.
pub(crate) fn top<'a>(
    judged: &'a Judged,
    unit: Option<&str>,
) -> Result<&'a Fact<Unit>, EngineError> {
    top_of(&judged.facts, unit)
}

/// The same, of the register alone.
pub(crate) fn top_of<'a>(
    facts: &'a Facts,
    unit: Option<&str>,
) -> Result<&'a Fact<Unit>, EngineError> {
    if let Some(code) = unit {
        let missing = || EngineError::no_unit(code);
        return facts.unit(code).ok_or_else(missing);
    }
    // The unit with the largest subtree that itself belongs to somebody, else the root.
    let tree = Tree::of(facts.units());
    let sizes = sizes(&tree, facts.units());
    let weight = |unit: &&Fact<Unit>| {
        let size = sizes.get(&unit.code).copied().unwrap_or_default();
        (size, unit.parent.is_some())
    };
    let largest = facts.units().iter().max_by_key(weight);
    largest.ok_or_else(|| EngineError::not_found("đơn vị nào", "any unit"))
}

/// How many units each unit has below it: each is counted by all above it, in one walk up. A circle of parents is
/// broken by the tree, so that nothing is counted twice.
fn sizes<'a>(tree: &'a Tree, units: &'a [Fact<Unit>]) -> HashMap<&'a Key<Unit>, usize> {
    let mut sizes: HashMap<&Key<Unit>, usize> = HashMap::new();
    for unit in units {
        for above in tree.above(&unit.code) {
            *sizes.entry(above).or_default() += 1;
        }
    }
    sizes
}

/// A unit and all below it.
pub(crate) fn subtree(judged: &Judged, top: &Key<Unit>) -> BTreeSet<Key<Unit>> {
    let mut members: BTreeSet<Key<Unit>> = [top.clone()].into();
    loop {
        let before = members.len();
        for unit in judged.facts.units() {
            if unit.parent.as_ref().is_some_and(|p| members.contains(p)) {
                members.insert(unit.code.clone());
            }
        }
        if members.len() == before {
            return members;
        }
    }
}

/// The judgements of these units, in their order.
pub(crate) fn of_units<'a>(judged: &'a Judged, units: &BTreeSet<Key<Unit>>) -> Vec<&'a Judgement> {
    let all = judged.judgements.iter();
    all.filter(|j| units.contains(&j.unit)).collect()
}

/// The judgements of one unit about duties that are addressed to it; those that it shows not to apply are among them.
pub(crate) fn bound<'a>(judged: &'a Judged, unit: &Key<Unit>) -> Vec<&'a Judgement> {
    let own = judged.judgements.iter().filter(|j| j.unit == *unit);
    own.filter(|j| !j.has_reason(OTHER_CLASS)).collect()
}

/// The judgements of a unit that has not reported, where any duty binds it.
pub(crate) fn silent<'a>(judged: &'a Judged, unit: &Key<Unit>) -> Option<Vec<&'a Judgement>> {
    let own = judged.judgements.iter().filter(|j| j.unit == *unit);
    let bound: Vec<&Judgement> = own.filter(|j| j.status != Status::NotApplicable).collect();
    (!bound.is_empty() && bound.iter().all(|j| !j.reported)).then_some(bound)
}

#[cfg(test)]
mod tests {
    use super::top_of;
    use crate::live::tree::tests::register;

    #[test]
    fn the_top_has_the_most_units_below_it_whatever_the_register_says() {
        let check = |edges: &[(&str, Option<&str>)], wanted: &str| {
            let facts = register(edges);
            let top = top_of(&facts, None).unwrap();
            assert_eq!(top.code.as_str(), wanted, "{edges:?}");
        };
        let town = [("o", None), ("d", Some("o")), ("e", Some("o"))];
        let with = |more: &[(&'static str, Option<&'static str>)]| [&town[..], more].concat();
        check(&town, "o");
        check(&[("p", None), ("q", Some("p")), ("r", Some("q"))], "p");
        // Among equals the one that itself belongs to somebody.
        let guest = [("p", Some("gone")), ("q", Some("p")), ("r", Some("p"))];
        check(&[&guest[..], &town[..]].concat(), "p");
        // A unit said to stand over itself stands over nobody else.
        check(&with(&[("s", Some("s"))]), "o");
        // Of a ring of three, the first stands over the two others; the town has one more.
        let ring = [
            ("f", Some("o")),
            ("a", Some("c")),
            ("b", Some("a")),
            ("c", Some("b")),
        ];
        check(&with(&ring), "o");
    }
}
