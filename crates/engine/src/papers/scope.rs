//! For which units a paper speaks: a unit and all below it.

use crate::EngineError;
use crate::judging::Judged;
use domain::facts::{Fact, Facts, Unit};
use domain::judgement::{Judgement, Status};
use domain::key::Key;
use std::collections::{BTreeSet, HashMap};

/// The reason's code by which a duty is not addressed to a unit at all.
pub(crate) const OTHER_CLASS: &str = "common.other_class";

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
        let missing = || EngineError::NotFound(format!("đơn vị {code}"));
        return facts.unit(code).ok_or_else(missing);
    }
    // The unit with the largest subtree that itself belongs to somebody, else the root.
    let sizes = sizes(facts);
    let weight = |unit: &&Fact<Unit>| {
        let size = sizes.get(&unit.code).copied().unwrap_or_default();
        (size, unit.parent.is_some())
    };
    let largest = facts.units().iter().max_by_key(weight);
    largest.ok_or_else(|| EngineError::NotFound("đơn vị nào".into()))
}

/// How many units each unit has below it: each is counted by all above it, in one walk up.
fn sizes(facts: &Facts) -> HashMap<&Key<Unit>, usize> {
    let units = facts.units();
    let mut sizes: HashMap<&Key<Unit>, usize> = HashMap::new();
    for unit in units {
        let mut above = unit.parent.as_ref();
        // A ring of parents ends the walk after as many steps as there are units.
        for _ in 0..units.len() {
            let Some(known) = above.and_then(|code| facts.unit(code.as_str())) else {
                break;
            };
            *sizes.entry(&known.code).or_default() += 1;
            above = known.parent.as_ref();
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
