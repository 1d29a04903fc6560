//! One immutable snapshot of a directive: its facts, its judgements, its figures.

use super::grid::Grid;
use super::tree::Tree;
use crate::directives::InForce;
use crate::judging::Judged;
use domain::facts::{Fact, Facts, Unit};
use domain::judgement::Judgement;
use domain::key::Key;
use domain::measure_id::MeasureId;
use domain::rollup::Rollup;
use domain::urgency::most_urgent;
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A snapshot of a directive. It never changes; a newer one takes its place.
#[derive(Debug, Clone)]
pub struct Held {
    /// The directive.
    pub in_force: Arc<InForce>,
    /// The facts judged, with the statements and returns on this directive.
    pub facts: Arc<Facts>,
    /// The instant for which everything here holds. A judgement's own `as_of` is when it was computed; it stands
    /// until its `changes_at`.
    pub as_of: Timestamp,
    /// Counts the changes of this directive's snapshot, also over restarts; the same revision has the same content.
    pub revision: u64,
    pub(super) grid: Arc<Grid>,
    pub(super) rollup: Arc<Rollup>,
    pub(super) tree: Arc<Tree>,
}

impl Held {
    /// All judgements, in the order of units, clauses and measures.
    #[must_use]
    pub fn judgements(&self) -> &[Judgement] {
        self.grid.judgements()
    }

    /// The judgements of one unit, in the order of clauses and measures; none for a unit that is not in the register.
    #[must_use]
    pub fn of_unit(&self, unit: &Key<Unit>) -> &[Judgement] {
        self.grid.of_unit(unit)
    }

    /// One judgement.
    #[must_use]
    pub fn one(
        &self,
        unit: &Key<Unit>,
        obligation: &str,
        measure: MeasureId,
    ) -> Option<&Judgement> {
        self.grid.one(unit, obligation, measure)
    }

    /// The counts of every duty in every subtree.
    #[must_use]
    pub fn rollup(&self) -> &Rollup {
        &self.rollup
    }

    /// The tree of units.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The units of the register.
    #[must_use]
    pub fn units(&self) -> &[Fact<Unit>] {
        self.facts.units()
    }

    /// One unit of the register.
    #[must_use]
    pub fn unit(&self, code: &str) -> Option<&Fact<Unit>> {
        self.facts.unit(code)
    }

    /// The judgements that need a person first, at most `most` and one per measure, of the subtree of `scope` or of
    /// all units.
    #[must_use]
    pub fn urgent(&self, most: usize, scope: Option<&Key<Unit>>) -> Vec<&Judgement> {
        let Some(root) = scope else {
            return most_urgent(self.judgements(), most);
        };
        let units = self.tree.subtree(root);
        most_urgent(units.into_iter().flat_map(|unit| self.of_unit(unit)), most)
    }

    /// The units that have not reported ("chưa báo cáo").
    #[must_use]
    pub fn not_reported(&self) -> &BTreeSet<Key<Unit>> {
        self.rollup.not_reported()
    }

    /// The next instant at which time alone may change a judgement.
    #[must_use]
    pub fn changes_at(&self) -> Option<Timestamp> {
        self.grid.changes_at()
    }

    /// The same as cut-offs and reports take it; copies everything.
    #[must_use]
    pub fn to_judged(&self) -> Judged {
        Judged {
            facts: Facts::clone(&self.facts),
            judgements: self.judgements().to_vec(),
            changed: 0,
        }
    }
}
