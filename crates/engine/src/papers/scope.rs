//! For which units a paper speaks: a unit and all below it.

use crate::EngineError;
use crate::judging::Judged;
use domain::facts::{Fact, Unit};
use domain::judgement::{Judgement, Status};
use domain::key::Key;
use std::collections::BTreeSet;

/// The reason's code by which a duty is not addressed to a unit at all.
pub(crate) const OTHER_CLASS: &str = "common.other_class";

/// The unit of this code, or the top of the tree.
pub(crate) fn top<'a>(
    judged: &'a Judged,
    unit: Option<&str>,
) -> Result<&'a Fact<Unit>, EngineError> {
    match unit {
        Some(code) => judged
            .facts
            .unit(code)
            .ok_or_else(|| EngineError::NotFound(format!("đơn vị {code}"))),
        None => {
            // The unit with the largest subtree that itself belongs to somebody, else the root.
            let units = judged.facts.units();
            let weight =
                |unit: &Fact<Unit>| (subtree(judged, &unit.code).len(), unit.parent.is_some());
            units
                .iter()
                .max_by_key(|u| weight(u))
                .ok_or_else(|| EngineError::NotFound("đơn vị nào".into()))
        }
    }
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
