//! Where the roster of one unit stands: who is on duty now, who comes next, and the hours of the watch nobody is
//! planned for. What a gap means is judged by `duty.roster_24x7`, not here.

use super::RosterSheet;
use crate::actor::Actor;
use crate::board;
use crate::live::Held;
use crate::{Engine, EngineError};
use domain::access::{Action, UnitTree};
use domain::facts::{Fact, FactKind, FactRow as _, Post, PostKind, Shift, Unit, UnitFacts};
use domain::judgement::{Judgement, Status};
use domain::key::Key;
use domain::measure_id::MeasureId;
use domain::span::{Coverage, Span};
use jiff::Timestamp;

/// Somebody on duty at the instant asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyNow {
    /// Who.
    pub person: String,
    /// Name of the post.
    pub post: String,
    /// End of the shift.
    pub until: Timestamp,
    /// When the officer checked in; `None`: not yet.
    pub checked_in: Option<Timestamp>,
}

/// The roster of a unit with what a page says about it.
#[derive(Debug, Clone)]
pub struct RosterStanding {
    /// Saved and proposed rows.
    pub sheet: RosterSheet,
    /// Those on duty now.
    pub now: Vec<DutyNow>,
    /// The next shift to begin: who, and when.
    pub next: Option<(String, Timestamp)>,
    /// Stretches of the watch in which nobody is planned, in order; all of it without any shift.
    pub gaps: Vec<Span>,
    /// The roster's own judgements, one per obligation that asks for it.
    pub judgements: Vec<Judgement>,
    /// Whether the actor may save it.
    pub may_save: bool,
}

impl Engine {
    /// The roster of a unit for the watch of a directive, as the actor may see it.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] for a unit or directive out of sight; [`EngineError::Forbidden`] without
    /// [`Action::ViewDuty`]; as [`Engine::roster_proposal`].
    pub async fn roster_standing(
        &self,
        actor: &Actor,
        held: &Held,
        unit: &Key<Unit>,
    ) -> Result<RosterStanding, EngineError> {
        self.may_answer(actor, Action::ViewDuty, held, unit)?;
        // Read anew, not held: whoever has just saved must find it here.
        let now = self.clock.now();
        let [unit_table, posts, shifts] = super::ROSTER_TABLES;
        let tables = [unit_table, posts, shifts, FactKind::CheckIn];
        let facts = self.facts_in(&tables, now).await?;
        let sheet = self.sheet(&facts, &held.in_force, unit.as_str()).await?;
        let own = facts.of(unit);
        let window = held.in_force.mandate.window;
        let of_duty = held.of_unit(unit).iter();
        Ok(RosterStanding {
            sheet,
            now: own.map_or_else(Vec::new, |own| on_duty(own, now)),
            next: own.and_then(|own| next(own, now)),
            gaps: gaps(own, window),
            judgements: of_duty
                .filter(|j| j.measure == MeasureId::DutyRoster)
                .cloned()
                .collect(),
            may_save: self
                .may_answer(actor, Action::SaveRoster, held, unit)
                .is_ok(),
        })
    }
}

impl Engine {
    /// The unit whose roster to show where none is named: of those in sight the one that has a roster and stands over
    /// the most others, else the highest that must have one.
    #[must_use]
    pub fn roster_unit(&self, actor: &Actor, held: &Held) -> Option<Key<Unit>> {
        let today = held.as_of.to_zoned(self.zone.clone()).date();
        let tree = UnitTree::of(held.units(), today);
        let sight = actor.sight(Action::ViewDuty, held.units(), &tree);
        let in_sight = |unit: &&Fact<Unit>| sight.as_ref().is_none_or(|s| s.contains(&unit.code));
        let rank = |unit: &Fact<Unit>| {
            let own = held.facts.of(&unit.code);
            let duties = held.of_unit(&unit.code).iter();
            let is_bound = duties
                .filter(|j| j.measure == MeasureId::DutyRoster)
                .any(|j| j.status != Status::NotApplicable);
            (
                own.is_some_and(|own| !Shift::of(own).is_empty()),
                is_bound,
                held.tree().children(&unit.code).len(),
            )
        };
        // The first of equals, as the register has them.
        let units = held.units().iter().filter(in_sight).rev();
        units.max_by_key(|unit| rank(unit)).map(|u| u.code.clone())
    }
}

/// Whether a shift is of a post that keeps the watch; a post that is not registered does.
fn is_watch(own: &UnitFacts, shift: &Shift) -> bool {
    let post = Post::of(own).iter().find(|post| post.code == shift.post);
    post.and_then(|post| post.kind)
        .is_none_or(|kind| kind == PostKind::Watch)
}

fn on_duty(own: &UnitFacts, at: Timestamp) -> Vec<DutyNow> {
    let mut now = board::on_duty(own, at);
    now.sort_by(|a, b| (&a.shift.post, &a.shift.code).cmp(&(&b.shift.post, &b.shift.code)));
    now.into_iter()
        .map(|duty| DutyNow {
            person: duty.shift.person.to_string(),
            post: duty.post.to_owned(),
            until: duty.shift.to,
            checked_in: duty.checked_in,
        })
        .collect()
}

fn next(own: &UnitFacts, at: Timestamp) -> Option<(String, Timestamp)> {
    board::next(own, at).map(|shift| (shift.person.to_string(), shift.from))
}

fn gaps(own: Option<&UnitFacts>, window: Span) -> Vec<Span> {
    let shifts: &[Fact<Shift>] = own.map_or(&[], Shift::of);
    let watch = shifts
        .iter()
        .filter(|shift| own.is_some_and(|own| is_watch(own, shift)));
    Coverage::of(watch.map(|shift| Span::new(shift.from, shift.to))).gaps(window)
}
