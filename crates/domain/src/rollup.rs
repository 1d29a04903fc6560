//! Roll-up over the unit tree: counts per status, never one colour (rule 12).
//!
//! The sum of the children is the parent; units that have not reported are
//! named, not counted as zero. One changed judgement is carried to its
//! ancestors without counting the rest again.

use crate::facts::{Basis, Fact, Unit};
use crate::judgement::{Judgement, Status};
use crate::key::Key;
use crate::measure_id::MeasureId;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A duty as rolled up: obligation path and measure.
pub type Duty = (Box<str>, MeasureId);

/// Counts for one duty in one subtree.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Totals {
    /// Judgements by status, in the order of [`Status::ALL`].
    pub by_status: [u32; Status::ALL.len()],
    /// Judgements that are met, by basis A to D and without one.
    pub met_by_basis: [u32; 5],
    /// Units that have not reported, whatever others know of them.
    pub not_reported: u32,
    /// Things done and in all, summed over the units.
    pub done: f64,
    /// Things in all.
    pub total: f64,
    /// Things done by basis A to D: máy xác nhận, nhập, tự khai.
    pub done_by_basis: [f64; 4],
}

impl Totals {
    /// How many judgements have this status.
    #[must_use]
    pub fn of(&self, status: Status) -> u32 {
        Status::ALL
            .iter()
            .zip(self.by_status)
            .find(|(s, _)| **s == status)
            .map_or(0, |(_, n)| n)
    }

    /// All judgements counted.
    #[must_use]
    pub fn judged(&self) -> u32 {
        self.by_status.iter().sum()
    }

    fn change(&mut self, judgement: &Judgement, by: Change) {
        for (count, status) in self.by_status.iter_mut().zip(Status::ALL) {
            if *status == judgement.status {
                by.apply(count);
            }
        }
        if judgement.status == Status::Met {
            let bases = Basis::ALL.iter().map(|b| Some(*b)).chain([None]);
            for (count, basis) in self.met_by_basis.iter_mut().zip(bases) {
                if basis == judgement.basis {
                    by.apply(count);
                }
            }
        }
        if !judgement.reported && judgement.status != Status::NotApplicable {
            by.apply(&mut self.not_reported);
        }
        self.done += by.sign() * judgement.figure("done").unwrap_or(0.0);
        self.total += by.sign() * judgement.figure("total").unwrap_or(0.0);
        for (sum, key) in self
            .done_by_basis
            .iter_mut()
            .zip(["done_a", "done_b", "done_c", "done_d"])
        {
            *sum += by.sign() * judgement.figure(key).unwrap_or(0.0);
        }
    }
}

#[derive(Clone, Copy)]
enum Change {
    Add,
    Remove,
}

impl Change {
    fn apply(self, count: &mut u32) {
        *count = match self {
            Self::Add => count.saturating_add(1),
            Self::Remove => count.saturating_sub(1),
        };
    }

    fn sign(self) -> f64 {
        match self {
            Self::Add => 1.0,
            Self::Remove => -1.0,
        }
    }
}

/// Held counts of every duty in every subtree.
#[derive(Debug, Default)]
pub struct Rollup {
    parents: HashMap<Key<Unit>, Key<Unit>>,
    duties: BTreeMap<Duty, u16>,
    totals: HashMap<(Key<Unit>, u16), Totals>,
    silent: BTreeSet<Key<Unit>>,
}

impl Rollup {
    /// Counts judgements over the tree of these units.
    #[must_use]
    pub fn of(units: &[Fact<Unit>], judgements: &[Judgement]) -> Self {
        let known: BTreeSet<&Key<Unit>> = units.iter().map(|u| &u.code).collect();
        let parents = units
            .iter()
            .filter_map(|unit| {
                unit.parent
                    .clone()
                    .filter(|p| known.contains(p))
                    .map(|parent| (unit.code.clone(), parent))
            })
            .collect();
        let mut rollup = Self {
            parents,
            ..Self::default()
        };
        for judgement in judgements {
            rollup.carry(judgement, Change::Add);
        }
        rollup
    }

    /// Replaces one judgement by another of the same unit and duty.
    pub fn replace(&mut self, old: &Judgement, new: &Judgement) {
        self.carry(old, Change::Remove);
        self.carry(new, Change::Add);
    }

    /// The counts of a duty in the subtree of a unit, itself included.
    #[must_use]
    pub fn totals(&self, unit: &Key<Unit>, duty: &Duty) -> Option<&Totals> {
        let duty = *self.duties.get(duty)?;
        self.totals.get(&(unit.clone(), duty))
    }

    /// All duties, in order.
    pub fn duties(&self) -> impl Iterator<Item = &Duty> {
        self.duties.keys()
    }

    /// The units that have not reported ("chưa báo cáo"), by name of their code.
    #[must_use]
    pub fn not_reported(&self) -> &BTreeSet<Key<Unit>> {
        &self.silent
    }

    fn carry(&mut self, judgement: &Judgement, change: Change) {
        if judgement.status != Status::NotApplicable {
            match judgement.reported {
                true => self.silent.remove(&judgement.unit),
                false => self.silent.insert(judgement.unit.clone()),
            };
        }
        let next = u16::try_from(self.duties.len()).unwrap_or(u16::MAX);
        let duty = *self
            .duties
            .entry((judgement.obligation.clone(), judgement.measure))
            .or_insert(next);
        let mut at = Some(judgement.unit.clone());
        // No administrative tree is deeper; the bound also ends a tree with a cycle.
        for _ in 0..16 {
            let Some(unit) = at else { break };
            let above = self.parents.get(&unit).cloned();
            self.totals
                .entry((unit, duty))
                .or_default()
                .change(judgement, change);
            at = above;
        }
    }
}

/// The status of a clause with several measures: the worst of not_met > unknown > partial > met, not_applicable ignored (rule 12).
#[must_use]
pub fn clause_status<'a>(judgements: impl IntoIterator<Item = &'a Judgement>) -> Status {
    judgements
        .into_iter()
        .map(|j| j.status)
        .max()
        .unwrap_or(Status::NotApplicable)
}
