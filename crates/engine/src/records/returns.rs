//! Returns: which units have answered which directive.

use super::{Listed, Slice, Where};
use crate::actor::Actor;
use crate::live::history::ReturnState;
use crate::{Engine, EngineError};
use domain::access::Action;
use domain::facts::Unit;
use domain::judgement::Status;
use domain::key::Key;
use store::DirectiveId;

/// Which returns.
#[derive(Debug, Clone, Default)]
pub struct ReturnFilter {
    /// Of which units.
    pub meant: Where,
    /// To this directive.
    pub directive: Option<DirectiveId>,
    /// Closed ones, or open ones.
    pub closed: Option<bool>,
}

/// A unit's return to a directive.
#[derive(Debug, Clone)]
pub struct ReturnLine {
    /// The directive.
    pub directive: DirectiveId,
    /// The unit.
    pub unit: Key<Unit>,
    /// Whether it is closed.
    pub state: ReturnState,
    /// Whether the unit has given anything at all.
    pub reported: bool,
}

impl Engine {
    /// The returns of units in sight that have a duty under the directive, by directive and unit.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ViewDuty`]; [`EngineError::NotFound`] for a directive that is not in
    /// force or a unit out of sight; as the store.
    pub async fn list_returns(
        &self,
        actor: &Actor,
        filter: &ReturnFilter,
        slice: &Slice,
    ) -> Result<Listed<ReturnLine>, EngineError> {
        if !actor.may_anywhere(Action::ViewDuty) {
            return Err(EngineError::Forbidden);
        }
        let mut placed = Vec::new();
        for held in self.in_sight(actor, filter.directive)? {
            let id = held.in_force.id;
            let facts = (&*held.facts, held.as_of);
            let sight = self.sight(actor, Action::ViewDuty, facts, &filter.meant)?;
            // In the order of codes, as the map keeps them.
            for (unit, state) in self.returns(&held).await? {
                let mut results = held.of_unit(&unit).iter();
                let is_bound = results.any(|j| j.status != Status::NotApplicable);
                let is_closed = matches!(state, ReturnState::Closed { .. });
                let wanted = filter.closed.is_none_or(|closed| closed == is_closed);
                if !is_bound || !wanted || !sight.has(Some(&unit)) {
                    continue;
                }
                let line = ReturnLine {
                    directive: id,
                    state,
                    reported: !held.not_reported().contains(&unit),
                    unit,
                };
                placed.push((vec![id.to_string(), line.unit.to_string()], line));
            }
        }
        Ok(slice.of(placed))
    }

    /// One return.
    ///
    /// # Errors
    /// As [`Engine::list_returns`]; [`EngineError::NotFound`].
    pub async fn one_return(
        &self,
        actor: &Actor,
        directive: DirectiveId,
        unit: &str,
    ) -> Result<ReturnLine, EngineError> {
        let filter = ReturnFilter {
            meant: Where {
                unit: Some(unit.to_owned()),
                under: None,
            },
            directive: Some(directive),
            closed: None,
        };
        let one = Slice {
            after: None,
            limit: 1,
        };
        let found = self.list_returns(actor, &filter, &one).await?;
        let missing = || {
            EngineError::not_found(
                format_args!("phiếu báo cáo của {unit}"),
                format_args!("return of {unit}"),
            )
        };
        found.items.into_iter().next().ok_or_else(missing)
    }
}
