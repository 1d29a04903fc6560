//! Roll-up over the unit tree: counts per status, never one colour (rule 12).
//!
//! The sum of the children is the parent; units that have not reported are
//! named, not counted as zero. One changed judgement is carried to its
//! ancestors without counting the rest again.

use crate::facts::{Basis, Fact, Unit};
use crate::judgement::{Judgement, Status};
use crate::key::Key;
use crate::measure_id::MeasureId;
use std::collections::{BTreeSet, HashMap};

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

    /// What one judgement adds to the counts of each unit above it.
    fn one(judgement: &Judgement) -> Self {
        let mut one = Self::default();
        for (count, status) in one.by_status.iter_mut().zip(Status::ALL) {
            *count = u32::from(*status == judgement.status);
        }
        if judgement.status == Status::Met {
            let bases = Basis::ALL.iter().map(|b| Some(*b)).chain([None]);
            for (count, basis) in one.met_by_basis.iter_mut().zip(bases) {
                *count = u32::from(basis == judgement.basis);
            }
        }
        let is_silent = !judgement.reported && judgement.status != Status::NotApplicable;
        one.not_reported = u32::from(is_silent);
        // Backwards, as of two figures of one key the first counts.
        for figure in judgement.figures.iter().rev() {
            let [a, b, c, d] = &mut one.done_by_basis;
            let sum = match figure.key {
                "done" => &mut one.done,
                "total" => &mut one.total,
                "done_a" => a,
                "done_b" => b,
                "done_c" => c,
                "done_d" => d,
                _ => continue,
            };
            *sum = figure.value;
        }
        one
    }

    fn change(&mut self, one: &Self, by: Change) {
        for (count, n) in self.by_status.iter_mut().zip(one.by_status) {
            by.apply(count, n);
        }
        for (count, n) in self.met_by_basis.iter_mut().zip(one.met_by_basis) {
            by.apply(count, n);
        }
        by.apply(&mut self.not_reported, one.not_reported);
        self.done += by.sign() * one.done;
        self.total += by.sign() * one.total;
        for (sum, n) in self.done_by_basis.iter_mut().zip(one.done_by_basis) {
            *sum += by.sign() * n;
        }
    }
}

#[derive(Clone, Copy)]
enum Change {
    Add,
    Remove,
}

impl Change {
    fn apply(self, count: &mut u32, by: u32) {
        *count = match self {
            Self::Add => count.saturating_add(by),
            Self::Remove => count.saturating_sub(by),
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
///
/// Units and duties are numbered, so that counting follows numbers; codes are looked up once for each judgement.
#[derive(Debug, Default)]
pub struct Rollup {
    numbers: HashMap<Key<Unit>, usize>,
    nodes: Vec<Node>,
    /// All duties in order, each with its number.
    duties: Vec<(Duty, usize)>,
    silent: BTreeSet<Key<Unit>>,
}

/// One unit of the tree.
#[derive(Debug, Default)]
struct Node {
    parent: Option<usize>,
    /// Whether its newest judgement that applies says that it has not reported.
    is_silent: bool,
    /// Counts by the duty's number; `None` for a duty nobody below was judged for.
    totals: Vec<Option<Totals>>,
}

impl Rollup {
    /// Counts judgements over the tree of these units.
    #[must_use]
    pub fn of(units: &[Fact<Unit>], judgements: &[Judgement]) -> Self {
        let mut rollup = Self::default();
        for unit in units {
            rollup.number(&unit.code);
        }
        for unit in units {
            let parent = unit.parent.as_ref().and_then(|p| rollup.numbers.get(p));
            if let Some(parent) = parent.copied() {
                let number = rollup.number(&unit.code);
                if let Some(node) = rollup.nodes.get_mut(number) {
                    node.parent = Some(parent);
                }
            }
        }
        // Judgements come unit by unit, so that most find the unit of the one before.
        let mut last: Option<(&Key<Unit>, usize)> = None;
        for judgement in judgements {
            let number = match last {
                Some((unit, number)) if *unit == judgement.unit => number,
                _ => rollup.number(&judgement.unit),
            };
            last = Some((&judgement.unit, number));
            rollup.carry(number, judgement, Change::Add);
        }
        rollup
    }

    /// Replaces one judgement by another of the same unit and duty.
    pub fn replace(&mut self, old: &Judgement, new: &Judgement) {
        for (judgement, change) in [(old, Change::Remove), (new, Change::Add)] {
            let number = self.number(&judgement.unit);
            self.carry(number, judgement, change);
        }
    }

    /// The counts of a duty in the subtree of a unit, itself included.
    #[must_use]
    pub fn totals(&self, unit: &Key<Unit>, duty: &Duty) -> Option<&Totals> {
        let (_, duty) = self.duties.get(self.find(&duty.0, duty.1).ok()?)?;
        let node = self.nodes.get(*self.numbers.get(unit)?)?;
        node.totals.get(*duty)?.as_ref()
    }

    /// All duties, in order.
    pub fn duties(&self) -> impl Iterator<Item = &Duty> {
        self.duties.iter().map(|(duty, _)| duty)
    }

    /// The units that have not reported ("chưa báo cáo"), by name of their code.
    #[must_use]
    pub fn not_reported(&self) -> &BTreeSet<Key<Unit>> {
        &self.silent
    }

    /// The number of a unit; one that stands in no register gets one too, and has nobody above it.
    fn number(&mut self, unit: &Key<Unit>) -> usize {
        if let Some(number) = self.numbers.get(unit) {
            return *number;
        }
        self.nodes.push(Node::default());
        self.numbers.insert(unit.clone(), self.nodes.len() - 1);
        self.nodes.len() - 1
    }

    /// Where a duty stands in the list, or where it belongs.
    fn find(&self, obligation: &str, measure: MeasureId) -> Result<usize, usize> {
        self.duties
            .binary_search_by(|((path, id), _)| (**path).cmp(obligation).then(id.cmp(&measure)))
    }

    /// The number of a duty.
    fn duty(&mut self, judgement: &Judgement) -> usize {
        let next = self.duties.len();
        match self.find(&judgement.obligation, judgement.measure) {
            Ok(at) => self.duties.get(at).map_or(next, |(_, number)| *number),
            Err(at) => {
                let duty = (judgement.obligation.clone(), judgement.measure);
                self.duties.insert(at, (duty, next));
                next
            }
        }
    }

    fn carry(&mut self, number: usize, judgement: &Judgement, change: Change) {
        if judgement.status != Status::NotApplicable {
            self.hear(number, judgement);
        }
        let duty = self.duty(judgement);
        let duties = self.duties.len();
        let one = Totals::one(judgement);
        let mut at = Some(number);
        // No administrative tree is deeper; the bound also ends a tree with a cycle.
        for _ in 0..16 {
            let Some(node) = at.and_then(|number| self.nodes.get_mut(number)) else {
                break;
            };
            if node.totals.len() <= duty {
                node.totals.resize(duties, None);
            }
            if let Some(totals) = node.totals.get_mut(duty) {
                totals.get_or_insert_default().change(&one, change);
            }
            at = node.parent;
        }
    }

    /// Keeps who has not reported.
    fn hear(&mut self, number: usize, judgement: &Judgement) {
        let is_silent = !judgement.reported;
        if let Some(node) = self.nodes.get_mut(number)
            && node.is_silent != is_silent
        {
            node.is_silent = is_silent;
            match is_silent {
                true => self.silent.insert(judgement.unit.clone()),
                false => self.silent.remove(&judgement.unit),
            };
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
