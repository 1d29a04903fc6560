//! All judgements of one directive as a grid of units and duties, so that any
//! one of them is found by two look-ups.

use crate::judging::{Touch, whole_micros};
use domain::case::Setting;
use domain::facts::Unit;
use domain::judge::judge;
use domain::judgement::Judgement;
use domain::key::Key;
use domain::mandate::Mandate;
use domain::measure_id::MeasureId;
use domain::measures;
use jiff::Timestamp;
use std::collections::HashMap;

/// The judgements in the order of units, clauses and measures.
#[derive(Debug, Default)]
pub(super) struct Grid {
    judgements: Vec<Judgement>,
    units: HashMap<Key<Unit>, usize>,
    duties: HashMap<Box<str>, Vec<(MeasureId, usize)>>,
    width: usize,
    changes_at: Option<Timestamp>,
}

/// A grid and how it came about.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) grid: Grid,
    /// Positions of the judgements that say something else than before, or are new.
    pub(super) changed: Vec<usize>,
    /// How many were computed.
    pub(super) judged: usize,
}

impl Grid {
    /// Judges what is touched, due or unknown; the rest is taken over from the grid before. Without a `touch`
    /// everything is judged again.
    pub(super) fn judge(setting: &Setting<'_>, before: &Self, touch: Option<&Touch>) -> Judged {
        let mut grid = Self::empty(setting.mandate);
        let mut changed = Vec::new();
        let mut judged = 0;
        for unit in setting.facts.units() {
            grid.units.insert(unit.code.clone(), grid.units.len());
            for clause in &setting.mandate.clauses {
                for measure in clause.measures.iter().map(|id| measures::of(*id)) {
                    let old = before.one(&unit.code, &clause.id, measure.id);
                    let stands = old.filter(|old| {
                        touch.is_some_and(|touch| !touch.touches(&unit.code, measure))
                            && old.changes_at.is_none_or(|at| at > setting.as_of)
                    });
                    let judgement = stands.cloned().unwrap_or_else(|| {
                        judged += 1;
                        let mut new = judge(setting, unit, clause, measure);
                        new.changes_at = new.changes_at.map(whole_micros);
                        if old.is_none_or(|old| !says_the_same(old, &new)) {
                            changed.push(grid.judgements.len());
                        }
                        new
                    });
                    grid.push(judgement);
                }
            }
        }
        Judged {
            grid,
            changed,
            judged,
        }
    }

    /// A grid of results kept before, in any order, for looking them up.
    pub(super) fn of_kept(mandate: &Mandate, kept: Vec<Judgement>) -> Self {
        let mut by_unit: HashMap<Key<Unit>, Vec<Judgement>> = HashMap::new();
        for judgement in kept {
            by_unit
                .entry(judgement.unit.clone())
                .or_default()
                .push(judgement);
        }
        let mut grid = Self::empty(mandate);
        for (unit, kept) in by_unit {
            let found = |(clause, id): (&str, MeasureId)| {
                kept.iter()
                    .find(|j| &*j.obligation == clause && j.measure == id)
                    .cloned()
            };
            let row: Option<Vec<Judgement>> = duties(mandate).map(found).collect();
            // A unit with a hole is judged whole.
            if let Some(row) = row {
                grid.units.insert(unit, grid.units.len());
                row.into_iter().for_each(|judgement| grid.push(judgement));
            }
        }
        grid
    }

    fn empty(mandate: &Mandate) -> Self {
        let mut grid = Self::default();
        for (place, (clause, measure)) in duties(mandate).enumerate() {
            let of_clause = grid.duties.entry(clause.into()).or_default();
            of_clause.push((measure, place));
            grid.width = place + 1;
        }
        grid
    }

    fn push(&mut self, judgement: Judgement) {
        let changes = [self.changes_at, judgement.changes_at];
        self.changes_at = changes.into_iter().flatten().min();
        self.judgements.push(judgement);
    }

    pub(super) fn judgements(&self) -> &[Judgement] {
        &self.judgements
    }

    pub(super) fn of_unit(&self, unit: &Key<Unit>) -> &[Judgement] {
        let Some(row) = self.units.get(unit) else {
            return &[];
        };
        let from = row * self.width;
        self.judgements
            .get(from..from + self.width)
            .unwrap_or_default()
    }

    pub(super) fn one(
        &self,
        unit: &Key<Unit>,
        obligation: &str,
        measure: MeasureId,
    ) -> Option<&Judgement> {
        let of_clause = self.duties.get(obligation)?;
        let (_, place) = of_clause.iter().find(|(id, _)| *id == measure)?;
        self.of_unit(unit).get(*place)
    }

    /// The earliest instant at which time alone may change one of them.
    pub(super) fn changes_at(&self) -> Option<Timestamp> {
        self.changes_at
    }

    /// Whether the two have the same units and duties.
    pub(super) fn has_shape_of(&self, other: &Self) -> bool {
        self.units == other.units && self.duties == other.duties
    }
}

fn duties(mandate: &Mandate) -> impl Iterator<Item = (&str, MeasureId)> {
    mandate
        .clauses
        .iter()
        .flat_map(|clause| clause.measures.iter().map(|id| (&*clause.id, *id)))
}

/// Whether two judgements of the same duty say the same, whenever they were made.
fn says_the_same(a: &Judgement, b: &Judgement) -> bool {
    let figures = |j: &Judgement| -> Vec<(&'static str, u64)> {
        let bits = |value: f64| (value + 0.0).to_bits();
        j.figures.iter().map(|f| (f.key, bits(f.value))).collect()
    };
    a.version == b.version
        && a.status == b.status
        && a.basis == b.basis
        && a.is_final == b.is_final
        && a.window == b.window
        && a.changes_at == b.changes_at
        && a.reported == b.reported
        && a.reasons == b.reasons
        && a.evidence == b.evidence
        && a.next_step == b.next_step
        && figures(a) == figures(b)
}
