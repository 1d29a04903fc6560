//! The units a person may see, as a list with what each still has to do; and the work of units, worst first.
//!
//! Pure over results that are already held, as [`crate::board`] is: one walk over the units in sight.

use crate::live::Held;
use domain::clause::Clause;
use domain::facts::{Fact, Unit};
use domain::judgement::{Judgement, Status};
use domain::key::Key;
use domain::rollup::clause_status;
use domain::text::fold;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Units shown at once.
pub const ROWS_MAX: usize = 40;

/// Which units are asked for.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Only these; `None` is all of them. A list never shows a unit outside the asker's sight.
    pub scope: Option<BTreeSet<Key<Unit>>>,
    /// Only units below this one, itself included.
    pub under: Option<Key<Unit>>,
    /// Only units whose name or code has these words, diacritics or not.
    pub name: String,
    /// Only units with work left.
    pub with_work: bool,
    /// Only units that have not reported.
    pub silent: bool,
    /// Which [`ROWS_MAX`] rows, from 0.
    pub page: usize,
}

/// Duties of a unit per status; a clause counts by its worst measure (rule 12).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Duties {
    /// Fulfilled.
    pub met: usize,
    /// Begun, not whole.
    pub partial: usize,
    /// Known failures.
    pub not_met: usize,
    /// Nothing decides them.
    pub unknown: usize,
}

impl Duties {
    /// The duties of one unit.
    #[must_use]
    pub fn of(judgements: &[Judgement]) -> Self {
        let mut duties = Self::default();
        for of_clause in judgements.chunk_by(|a, b| a.obligation == b.obligation) {
            match clause_status(of_clause) {
                Status::Met => duties.met += 1,
                Status::Partial => duties.partial += 1,
                Status::NotMet => duties.not_met += 1,
                Status::Unknown => duties.unknown += 1,
                Status::NotApplicable => {}
            }
        }
        duties
    }

    /// Duties that apply.
    #[must_use]
    pub fn applicable(&self) -> usize {
        self.met + self.partial + self.not_met + self.unknown
    }

    fn work(&self) -> (usize, usize, usize) {
        (self.not_met, self.unknown, self.partial)
    }
}

/// One unit of the list.
#[derive(Debug)]
pub struct Row<'a> {
    /// The unit.
    pub unit: &'a Fact<Unit>,
    /// Its duties.
    pub duties: Duties,
    /// Whether it has given anything, where a duty binds it.
    pub reported: bool,
    /// Units directly below it.
    pub below: usize,
}

/// A list of units.
#[derive(Debug)]
pub struct Listing<'a> {
    /// The rows of this page.
    pub rows: Vec<Row<'a>>,
    /// Units found.
    pub found: usize,
    /// Pages.
    pub pages: usize,
    /// Units found whose every duty is met or does not apply.
    pub done: usize,
    /// Units found that have not reported.
    pub silent: usize,
}

impl<'a> Listing<'a> {
    /// The units asked for. Up to one page they stand in the order of the register, beyond it those with work first.
    #[must_use]
    pub fn of(held: &'a Held, asked: &Asked) -> Self {
        let below: Option<BTreeSet<&Key<Unit>>> = asked
            .under
            .as_ref()
            .map(|root| held.tree().subtree(root).into_iter().collect());
        let words = fold(asked.name.trim());
        let named = |unit: &Fact<Unit>| {
            words.is_empty()
                || fold(&unit.name).contains(&words)
                || fold(unit.code.as_str()).contains(&words)
        };
        let mut rows: Vec<Row<'a>> = held
            .units()
            .iter()
            .filter(|u| asked.scope.as_ref().is_none_or(|s| s.contains(&u.code)))
            .filter(|u| below.as_ref().is_none_or(|b| b.contains(&u.code)))
            .filter(|u| named(u))
            .map(|unit| Row {
                unit,
                duties: Duties::of(held.of_unit(&unit.code)),
                reported: !held.not_reported().contains(&unit.code),
                below: held.tree().children(&unit.code).len(),
            })
            .filter(|row| !asked.with_work || row.duties.work() != (0, 0, 0))
            .filter(|row| !asked.silent || !row.reported)
            .collect();
        if rows.len() > ROWS_MAX {
            rows.sort_by_key(|row| Reverse(row.duties.work()));
        }
        Self {
            found: rows.len(),
            pages: rows.len().div_ceil(ROWS_MAX).max(1),
            done: rows.iter().filter(|r| r.duties.work() == (0, 0, 0)).count(),
            silent: rows.iter().filter(|r| !r.reported).count(),
            rows: rows
                .into_iter()
                .skip(asked.page.saturating_mul(ROWS_MAX))
                .take(ROWS_MAX)
                .collect(),
        }
    }
}

/// A duty of a unit that needs work.
#[derive(Debug)]
pub struct Work<'a> {
    /// The directive's results.
    pub held: &'a Held,
    /// The result.
    pub judgement: &'a Judgement,
    /// When it is due.
    pub due: Option<Timestamp>,
}

/// The work of these units under a directive, worst first: known failures, then unknown, then half done; among equals
/// what is due first. `None` is all units.
#[must_use]
pub fn work<'a>(
    held: &'a Held,
    scope: Option<&BTreeSet<Key<Unit>>>,
    zone: &TimeZone,
) -> Vec<Work<'a>> {
    let clauses = &held.in_force.mandate.clauses;
    let mut work: Vec<Work<'a>> = held
        .judgements()
        .iter()
        .filter(|j| j.status > Status::Met)
        .filter(|j| scope.is_none_or(|scope| scope.contains(&j.unit)))
        .map(|judgement| Work {
            held,
            due: due(held, clauses, judgement, zone),
            judgement,
        })
        .collect();
    // Stable: what is equal keeps the order of units and clauses.
    work.sort_by_key(|w| (Reverse(w.judgement.status), w.due));
    work
}

fn due(
    held: &Held,
    clauses: &[Clause],
    judgement: &Judgement,
    zone: &TimeZone,
) -> Option<Timestamp> {
    let clause = clauses.iter().find(|c| c.id == judgement.obligation)?;
    let phase = domain::measures::of(judgement.measure).phase;
    Some(held.in_force.mandate.due(clause, phase, zone))
}
