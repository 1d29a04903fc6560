//! Duties of directives and the results of units.

use super::{Listed, Slice, Where};
use crate::actor::Actor;
use crate::live::Held;
use crate::{Engine, EngineError};
use domain::access::Action;
use domain::clause::Clause;
use domain::facts::{Basis, Fact, Unit};
use domain::judgement::{Judgement, Status};
use domain::measure_id::MeasureId;
use std::sync::Arc;
use store::DirectiveId;

/// Which duties.
#[derive(Debug, Clone, Default)]
pub struct DutyFilter {
    /// Of this directive.
    pub directive: Option<DirectiveId>,
    /// Those this measure judges.
    pub measure: Option<MeasureId>,
}

/// A duty of a directive.
#[derive(Debug, Clone)]
pub struct DutyLine {
    /// The directive.
    pub directive: DirectiveId,
    /// The duty.
    pub clause: Clause,
}

/// Which results.
#[derive(Debug, Clone, Default)]
pub struct ResultFilter {
    /// Of which units.
    pub meant: Where,
    /// Under this directive.
    pub directive: Option<DirectiveId>,
    /// Of the duty of this printed path.
    pub obligation: Option<String>,
    /// By this measure.
    pub measure: Option<MeasureId>,
    /// Of this status.
    pub status: Option<Status>,
    /// Of this basis.
    pub basis: Option<Basis>,
}

/// A result.
#[derive(Debug, Clone)]
pub struct ResultLine {
    /// The directive.
    pub directive: DirectiveId,
    /// The result.
    pub judgement: Judgement,
}

impl ResultFilter {
    fn fits(&self, judgement: &Judgement) -> bool {
        let obligation = self.obligation.as_deref();
        obligation.is_none_or(|obligation| *judgement.obligation == *obligation)
            && self.measure.is_none_or(|m| judgement.measure == m)
            && self.status.is_none_or(|s| judgement.status == s)
            && self.basis.is_none_or(|b| judgement.basis == Some(b))
    }
}

impl Engine {
    /// One directive in force.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ViewDirective`]; [`EngineError::NotFound`].
    pub fn one_directive(
        &self,
        actor: &Actor,
        directive: DirectiveId,
    ) -> Result<Arc<Held>, EngineError> {
        if !actor.may_anywhere(Action::ViewDirective) {
            return Err(EngineError::Forbidden);
        }
        let found = self.in_sight(actor, Some(directive))?.pop();
        found.ok_or_else(|| EngineError::no_directive(directive))
    }

    /// The directives in force, by id, which is in the order in which they came.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ViewDirective`].
    pub fn list_directives(
        &self,
        actor: &Actor,
        slice: &Slice,
    ) -> Result<Listed<Arc<Held>>, EngineError> {
        if !actor.may_anywhere(Action::ViewDirective) {
            return Err(EngineError::Forbidden);
        }
        let held = self.in_sight(actor, None)?.into_iter();
        Ok(slice.of(held.map(|held| (vec![held.in_force.id.to_string()], held))))
    }

    /// The duties of directives in force, in printed order.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ViewDirective`]; [`EngineError::NotFound`] for a directive that is
    /// not in force.
    pub fn list_duties(
        &self,
        actor: &Actor,
        filter: &DutyFilter,
        slice: &Slice,
    ) -> Result<Listed<DutyLine>, EngineError> {
        if !actor.may_anywhere(Action::ViewDirective) {
            return Err(EngineError::Forbidden);
        }
        let held = self.in_sight(actor, filter.directive)?;
        let duties = held.iter().flat_map(|held| {
            let clauses = held.in_force.mandate.clauses.iter().enumerate();
            let asked = clauses
                .filter(|(_, clause)| filter.measure.is_none_or(|m| clause.measures.contains(&m)));
            asked.map(|(at, clause)| {
                let line = DutyLine {
                    directive: held.in_force.id,
                    clause: clause.clone(),
                };
                (vec![held.in_force.id.to_string(), place(at)], line)
            })
        });
        Ok(slice.of(duties))
    }

    /// One duty by its printed path.
    ///
    /// # Errors
    /// As [`Engine::list_duties`].
    pub fn one_duty(
        &self,
        actor: &Actor,
        directive: DirectiveId,
        path: &str,
    ) -> Result<DutyLine, EngineError> {
        let held = self.one_directive(actor, directive)?;
        let clauses = &held.in_force.mandate.clauses;
        let clause = clauses.iter().find(|clause| *clause.id == *path);
        let missing = || EngineError::no_duty(path);
        Ok(DutyLine {
            directive,
            clause: clause.ok_or_else(missing)?.clone(),
        })
    }

    /// The results in sight, by directive and unit, of a unit in printed order.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ViewDuty`]; [`EngineError::NotFound`] for a directive that is not in
    /// force or a unit out of sight.
    pub fn list_results(
        &self,
        actor: &Actor,
        filter: &ResultFilter,
        slice: &Slice,
    ) -> Result<Listed<ResultLine>, EngineError> {
        if !actor.may_anywhere(Action::ViewDuty) {
            return Err(EngineError::Forbidden);
        }
        let mut placed = Vec::new();
        for held in self.in_sight(actor, filter.directive)? {
            let id = held.in_force.id.to_string();
            if slice.is_past(&[&id]) || placed.len() > slice.limit {
                continue;
            }
            self.results_of(actor, &held, (filter, slice), &mut placed)?;
        }
        Ok(slice.of(placed))
    }

    /// The results of one directive, as many as the slice needs.
    fn results_of(
        &self,
        actor: &Actor,
        held: &Held,
        (filter, slice): (&ResultFilter, &Slice),
        placed: &mut Vec<(Vec<String>, ResultLine)>,
    ) -> Result<(), EngineError> {
        let id = held.in_force.id.to_string();
        let facts = (&*held.facts, held.as_of);
        let sight = self.sight(actor, Action::ViewDuty, facts, &filter.meant)?;
        let mut units: Vec<&Fact<Unit>> = held.units().iter().collect();
        units.retain(|unit| {
            sight.has(Some(&unit.code)) && !slice.is_past(&[&id, unit.code.as_str()])
        });
        units.sort_by(|a, b| a.code.cmp(&b.code));
        for unit in units {
            for (at, judgement) in held.of_unit(&unit.code).iter().enumerate() {
                let position = vec![id.clone(), unit.code.to_string(), place(at)];
                let is_behind = slice.after.as_ref().is_none_or(|after| position > *after);
                if is_behind && filter.fits(judgement) {
                    let line = ResultLine {
                        directive: held.in_force.id,
                        judgement: judgement.clone(),
                    };
                    placed.push((position, line));
                }
            }
            // One more than the slice shows whether something follows.
            if placed.len() > slice.limit {
                return Ok(());
            }
        }
        Ok(())
    }

    /// One result.
    ///
    /// # Errors
    /// As [`Engine::list_results`]; [`EngineError::NotFound`].
    pub fn one_result(
        &self,
        actor: &Actor,
        (directive, unit, obligation, measure): (DirectiveId, &str, &str, MeasureId),
    ) -> Result<ResultLine, EngineError> {
        let filter = ResultFilter {
            meant: Where {
                unit: Some(unit.to_owned()),
                under: None,
            },
            directive: Some(directive),
            obligation: Some(obligation.to_owned()),
            measure: Some(measure),
            ..ResultFilter::default()
        };
        let one = Slice {
            after: None,
            limit: 1,
        };
        let found = self.list_results(actor, &filter, &one)?;
        let missing = || {
            EngineError::not_found(
                format_args!("kết quả {obligation} {measure}"),
                format_args!("result {obligation} {measure}"),
            )
        };
        found.items.into_iter().next().ok_or_else(missing)
    }
}

/// A count as a part of a place: its digits sort as it does.
fn place(at: usize) -> String {
    format!("{at:06}")
}
