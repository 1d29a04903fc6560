//! Units × duties: one cell per unit and obligation, the worst measure of the clause deciding (rule 12).

use super::{Held, Part, ROWS_MAX};
use domain::clause::Clause;
use domain::facts::{Basis, Fact, Unit};
use domain::judgement::{Judgement, Status};
use domain::key::Key;
use std::collections::{BTreeMap, BTreeSet};

/// A unit in sight with its results.
pub(super) struct Seen<'a> {
    pub(super) unit: &'a Fact<Unit>,
    judgements: &'a [Judgement],
    /// One per clause, the worst of its measures.
    statuses: Vec<Status>,
}

/// What one walk over the results in sight finds.
pub(super) struct Walk<'a> {
    /// The units in the order of the register.
    pub(super) seen: Vec<Seen<'a>>,
    /// Results that still need work.
    pub(super) open: Vec<&'a Judgement>,
    /// Units that have not reported, by code.
    pub(super) silent: Vec<Key<Unit>>,
}

/// One duty across the units in sight.
#[derive(Debug)]
pub struct Column<'a> {
    /// The obligation.
    pub clause: &'a Clause,
    /// Units per status.
    pub counts: Counts,
}

/// How many units have each status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Fulfilled.
    pub met: usize,
    /// Begun, not whole.
    pub partial: usize,
    /// Nothing decides it.
    pub unknown: usize,
    /// A known failure.
    pub not_met: usize,
}

impl Counts {
    /// Units the duty applies to.
    #[must_use]
    pub fn applicable(&self) -> usize {
        self.met + self.partial + self.unknown + self.not_met
    }

    /// The worst status that occurs; a summary of counts, never an average (rule 12).
    #[must_use]
    pub fn worst(&self) -> Status {
        match self {
            Self { not_met: 1.., .. } => Status::NotMet,
            Self { unknown: 1.., .. } => Status::Unknown,
            Self { partial: 1.., .. } => Status::Partial,
            Self { met: 1.., .. } => Status::Met,
            _ => Status::NotApplicable,
        }
    }

    fn add(&mut self, status: Status) {
        match status {
            Status::Met => self.met += 1,
            Status::Partial => self.partial += 1,
            Status::Unknown => self.unknown += 1,
            Status::NotMet => self.not_met += 1,
            Status::NotApplicable => {}
        }
    }
}

/// One duty of one unit.
#[derive(Debug, Clone, Copy)]
pub struct Cell<'a> {
    /// The status of the clause.
    pub status: Status,
    /// The weakest source behind a clause that is met or half met.
    pub basis: Option<Basis>,
    /// The result that decides it; none when the clause has no measure.
    pub decider: Option<&'a Judgement>,
    /// Whether the unit has given anything; else an unknown is "chưa báo cáo".
    pub reported: bool,
}

impl Cell<'_> {
    /// Done and total of the deciding result, where it counts things.
    #[must_use]
    pub fn figure(&self) -> Option<(f64, f64)> {
        let decider = self.decider?;
        Some((decider.figure("done")?, decider.figure("total")?))
    }

    fn of<'a>(judgements: &[&'a Judgement]) -> Cell<'a> {
        let decider = judgements.iter().copied().reduce(|worst, next| {
            if (next.status, next.basis) > (worst.status, worst.basis) {
                next
            } else {
                worst
            }
        });
        Cell {
            status: decider.map_or(Status::NotApplicable, |j| j.status),
            basis: judgements
                .iter()
                .filter(|j| j.status != Status::NotApplicable)
                .filter_map(|j| j.basis)
                .max(),
            decider,
            reported: decider.is_none_or(|j| j.reported),
        }
    }
}

/// One unit's duties.
#[derive(Debug)]
pub struct Row<'a> {
    /// The unit.
    pub unit: &'a Fact<Unit>,
    /// Its duties, in the order of the columns.
    pub cells: Vec<Cell<'a>>,
    /// Duties fulfilled.
    pub met: usize,
    /// Duties that apply.
    pub applicable: usize,
}

/// Units × duties.
#[derive(Debug)]
pub struct Matrix<'a> {
    /// The duties.
    pub columns: Vec<Column<'a>>,
    /// The rows of this page.
    pub rows: Vec<Row<'a>>,
    /// Units in sight.
    pub units: usize,
    /// Units all of whose duties are met or do not apply.
    pub done: usize,
    /// Pages of rows.
    pub pages: usize,
    /// Duties by the worst status among the units.
    pub duties: Counts,
}

impl<'a> Matrix<'a> {
    pub(super) fn of(held: &Held<'a>, seen: Vec<Seen<'a>>, part: &Part) -> Self {
        let a_page = part.rows.unwrap_or(ROWS_MAX).clamp(1, ROWS_MAX);
        let clauses = &held.in_force.mandate.clauses;
        let mut columns: Vec<Column<'a>> = clauses
            .iter()
            .map(|clause| Column {
                clause,
                counts: Counts::default(),
            })
            .collect();
        let units = seen.len();
        let mut rows = seen;
        for row in &rows {
            for (column, status) in columns.iter_mut().zip(&row.statuses) {
                column.counts.add(*status);
            }
        }
        let done = rows.iter().filter(|row| work(row) == (0, 0, 0)).count();
        // Up to one screen the register's order is calmer; beyond it those with work come first.
        if units > a_page {
            rows.sort_by_key(|row| core::cmp::Reverse(work(row)));
        }
        let mut duties = Counts::default();
        columns.iter().for_each(|c| duties.add(c.counts.worst()));
        Self {
            columns,
            rows: rows
                .iter()
                .skip(part.page.saturating_mul(a_page))
                .take(a_page)
                .map(|seen| row(clauses, seen))
                .collect(),
            units,
            done,
            pages: units.div_ceil(a_page).max(1),
            duties,
        }
    }
}

/// How much work a unit has: failures, unknowns, halves.
fn work(row: &Seen<'_>) -> (usize, usize, usize) {
    let of = |status| row.statuses.iter().filter(|s| **s == status).count();
    (of(Status::NotMet), of(Status::Unknown), of(Status::Partial))
}

fn statuses(clauses: &[Clause], judgements: &[Judgement]) -> Vec<Status> {
    let mut rest = judgements;
    clauses
        .iter()
        .map(|clause| {
            let (of_clause, after) = rest
                .split_at_checked(clause.measures.len())
                .unwrap_or((rest, &[]));
            rest = after;
            of_clause
                .iter()
                .map(|j| j.status)
                .max()
                .unwrap_or(Status::NotApplicable)
        })
        .collect()
}

fn row<'a>(clauses: &[Clause], seen: &Seen<'a>) -> Row<'a> {
    let cells: Vec<Cell<'a>> = clauses
        .iter()
        .map(|clause| {
            let of_clause: Vec<&'a Judgement> = seen
                .judgements
                .iter()
                .filter(|j| j.obligation == clause.id)
                .collect();
            Cell::of(&of_clause)
        })
        .collect();
    Row {
        unit: seen.unit,
        met: cells.iter().filter(|c| c.status == Status::Met).count(),
        applicable: cells
            .iter()
            .filter(|c| c.status != Status::NotApplicable)
            .count(),
        cells,
    }
}

/// Walks once over the results in sight.
pub(super) fn walk<'a>(held: &Held<'a>, part: &Part) -> Walk<'a> {
    let below = part.under.as_ref().map(|root| subtree(held, root));
    let is_seen = |unit: &Key<Unit>| {
        part.scope.as_ref().is_none_or(|scope| scope.contains(unit))
            && below.as_ref().is_none_or(|below| below.contains(unit))
    };
    let clauses = &held.in_force.mandate.clauses;
    let mut walk = Walk {
        seen: Vec::new(),
        open: Vec::new(),
        silent: Vec::new(),
    };
    // Every unit has one run of as many results as the clauses have measures, in the order of the register.
    let width: usize = clauses.iter().map(|clause| clause.measures.len()).sum();
    let mut runs = held.judgements.chunks(width.max(1));
    for unit in held.facts.units() {
        let run = runs.next().unwrap_or(&[]);
        if !is_seen(&unit.code) {
            continue;
        }
        let mut is_silent = false;
        for judgement in run {
            if judgement.status > Status::Met {
                walk.open.push(judgement);
            }
            is_silent |= !judgement.reported && judgement.status != Status::NotApplicable;
        }
        if is_silent {
            walk.silent.push(unit.code.clone());
        }
        walk.seen.push(Seen {
            unit,
            judgements: run,
            statuses: statuses(clauses, run),
        });
    }
    walk.silent.sort();
    walk
}

/// A unit and all below it; a cycle in the register ends the walk.
fn subtree(held: &Held<'_>, root: &Key<Unit>) -> BTreeSet<Key<Unit>> {
    let mut children: BTreeMap<&Key<Unit>, Vec<&Key<Unit>>> = BTreeMap::new();
    for unit in held.facts.units() {
        if let Some(parent) = &unit.parent {
            children.entry(parent).or_default().push(&unit.code);
        }
    }
    let mut found = BTreeSet::from([root.clone()]);
    let mut open = vec![root];
    while let Some(unit) = open.pop() {
        for child in children.get(unit).into_iter().flatten() {
            if found.insert((*child).clone()) {
                open.push(child);
            }
        }
    }
    found
}
