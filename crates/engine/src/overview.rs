//! The view of a tier over all units below it: counts per duty, who has most urgent work, who has not answered.
//!
//! Nothing is judged here, and no unit is given one colour: counts, and names.

use crate::judging::Judged;
use crate::live::Held;
use domain::clause::Clause;
use domain::facts::{Basis, Fact, Unit};
use domain::judgement::{Judgement, Status};
use domain::key::Key;
use domain::mandate::Mandate;
use domain::measure_id::MeasureId;
use domain::rollup::{Rollup, Totals};
use domain::urgency::most_urgent;
use std::collections::{BTreeSet, HashMap};

/// The state of one directive in the subtree of a unit.
#[derive(Debug)]
pub struct Overview<'a> {
    /// Units with at least one duty that applies to them.
    pub units: usize,
    /// Every duty in printed order with its counts over the subtree.
    pub duties: Vec<Duty<'a>>,
    /// Units that have not reported, in the order of the register.
    pub silent: Vec<&'a Fact<Unit>>,
    /// Units with a duty not met, the most pressing first.
    pub pressing: Vec<Pressing<'a>>,
}

/// One duty with its counts.
#[derive(Debug)]
pub struct Duty<'a> {
    /// The clause.
    pub clause: &'a Clause,
    /// The measure.
    pub measure: MeasureId,
    /// Units by status and basis, and what they count.
    pub totals: Totals,
}

/// A unit that needs somebody.
#[derive(Debug, Clone, Copy)]
pub struct Pressing<'a> {
    /// The unit.
    pub unit: &'a Fact<Unit>,
    /// Duties not met that Khiên or another system saw itself (basis A or B).
    pub seen: usize,
    /// Duties not met.
    pub not_met: usize,
    /// Its most urgent result that has a next step, one that systems show before one that is only declared.
    pub first: Option<&'a Judgement>,
}

impl<'a> Overview<'a> {
    /// The view of `top` over itself and everything below it.
    #[must_use]
    pub fn of(judged: &'a Judged, mandate: &'a Mandate, top: &str) -> Self {
        let units = judged.facts.units();
        let rollup = Rollup::of(units, &judged.judgements);
        Self::over(
            units,
            &judged.judgements,
            duties(&rollup, mandate, top),
            top,
        )
    }

    /// The same of what is held, without a copy and without rolling up again.
    #[must_use]
    pub fn of_held(held: &'a Held, top: &str) -> Self {
        let duties = duties(held.rollup(), &held.in_force.mandate, top);
        Self::over(held.units(), held.judgements(), duties, top)
    }

    fn over(
        units: &'a [Fact<Unit>],
        judgements: &'a [Judgement],
        duties: Vec<Duty<'a>>,
        top: &str,
    ) -> Self {
        let below = below(units, top);
        let within: Vec<&[Judgement]> = judgements
            .chunk_by(|a, b| a.unit == b.unit)
            .filter(|of| of.first().is_some_and(|j| below.contains(&j.unit)))
            .collect();
        let applies = |of: &&[Judgement]| of.iter().any(|j| j.status != Status::NotApplicable);
        let by_code: HashMap<&Key<Unit>, &Fact<Unit>> =
            units.iter().map(|u| (&u.code, u)).collect();
        let unit_of = |of: &[Judgement]| by_code.get(&of.first()?.unit).copied();
        let silent = within.iter().filter(|of| {
            let mut bound = of.iter().filter(|j| j.status != Status::NotApplicable);
            let first = bound.next();
            first.is_some_and(|j| !j.reported)
        });
        let mut pressing: Vec<Pressing<'a>> = within
            .iter()
            .filter_map(|of| pressing(unit_of(of)?, of))
            .collect();
        pressing.sort_by_key(|p| core::cmp::Reverse((p.seen, p.not_met)));
        Self {
            units: within.iter().filter(|of| applies(of)).count(),
            duties,
            silent: silent.filter_map(|of| unit_of(of)).collect(),
            pressing,
        }
    }
}

fn duties<'a>(rollup: &Rollup, mandate: &'a Mandate, top: &str) -> Vec<Duty<'a>> {
    let top = Key::new(top);
    let clauses = mandate.clauses.iter();
    clauses
        .flat_map(|clause| clause.measures.iter().map(move |m| (clause, *m)))
        .map(|(clause, measure)| Duty {
            clause,
            measure,
            totals: rollup
                .totals(&top, &(clause.id.clone(), measure))
                .cloned()
                .unwrap_or_default(),
        })
        .collect()
}

fn pressing<'a>(unit: &'a Fact<Unit>, judgements: &'a [Judgement]) -> Option<Pressing<'a>> {
    let failed = judgements.iter().filter(|j| j.status == Status::NotMet);
    let not_met = failed.clone().count();
    let seen = failed.filter(|j| j.basis.is_some_and(|b| b <= Basis::B));
    let wrong = |j: &Judgement| j.figure("bad").unwrap_or(0.0);
    let first = seen
        .clone()
        .filter(|j| j.next_step.is_some())
        .max_by(|a, b| wrong(a).total_cmp(&wrong(b)));
    (not_met > 0).then(|| Pressing {
        unit,
        seen: seen.count(),
        not_met,
        first: first.or_else(|| most_urgent(judgements, 1).first().copied()),
    })
}

/// A unit and all below it.
pub(crate) fn below(units: &[Fact<Unit>], top: &str) -> BTreeSet<Key<Unit>> {
    let mut members: BTreeSet<Key<Unit>> = [Key::new(top)].into();
    loop {
        let before = members.len();
        let children = units
            .iter()
            .filter(|u| u.parent.as_ref().is_some_and(|p| members.contains(p)))
            .map(|u| u.code.clone());
        let children: Vec<Key<Unit>> = children.collect();
        members.extend(children);
        if members.len() == before {
            return members;
        }
    }
}
