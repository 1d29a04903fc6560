//! Who is on duty now, who comes next, and where nobody stands.

use super::Held;
use super::matrix::Seen;
use domain::facts::{CheckIn, DutyMode, Fact, FactRow as _, Post, Shift, Unit, UnitFacts};
use domain::key::Key;
use jiff::Timestamp;

/// Rosters looked at to find the organisation's own.
const ROSTERS_LOOKED_AT: usize = 40;

/// One officer on duty.
#[derive(Debug)]
pub struct OnDuty<'a> {
    /// The shift as planned.
    pub shift: &'a Fact<Shift>,
    /// The post's name.
    pub post: &'a str,
    /// On site, on call, remote; `None` when the roster does not say.
    pub mode: Option<DutyMode>,
    /// When the officer checked in; `None`: not yet.
    pub checked_in: Option<Timestamp>,
}

/// The duty of the organisation the board is about.
#[derive(Debug, Default)]
pub struct Roster<'a> {
    /// Whose roster it is; `None` when no unit in sight has one.
    pub unit: Option<&'a Key<Unit>>,
    /// Those on duty at the instant, by post.
    pub now: Vec<OnDuty<'a>>,
    /// The next shift to begin, and when.
    pub next: Option<&'a Fact<Shift>>,
    /// Shifts of the watch in the plan.
    pub planned: usize,
}

impl<'a> Roster<'a> {
    /// The roster of the unit in sight that has one and stands over the most others: the organisation itself,
    /// before its divisions.
    pub(super) fn of(held: &Held<'a>, seen: &[Seen<'a>]) -> Self {
        let children = |code: &Key<Unit>| {
            let units = held.facts.units().iter();
            units.filter(|u| u.parent.as_ref() == Some(code)).count()
        };
        let with_shifts = seen
            .iter()
            .filter_map(|row| {
                let facts = held.facts.of(&row.unit.code)?;
                (!Shift::of(facts).is_empty()).then_some((&row.unit.code, facts))
            })
            // More rosters than this are those of a province's communes, none of which is "the" roster.
            .take(ROSTERS_LOOKED_AT)
            .max_by_key(|(code, _)| children(code));
        let Some((unit, facts)) = with_shifts else {
            return Self::default();
        };
        let shifts = Shift::of(facts);
        let window = held.in_force.mandate.window;
        let mut now = on_duty(facts, held.as_of);
        now.sort_by(|a, b| (a.mode, &a.shift.code).cmp(&(b.mode, &b.shift.code)));
        Self {
            unit: Some(unit),
            now,
            next: next(facts, held.as_of),
            planned: shifts
                .iter()
                .filter(|shift| shift.to > window.from && shift.from < window.to)
                .count(),
        }
    }
}

/// Those of a unit whose shift runs at an instant, as the roster has them.
pub(crate) fn on_duty(facts: &UnitFacts, at: Timestamp) -> Vec<OnDuty<'_>> {
    let running = Shift::of(facts).iter();
    running
        .filter(|shift| shift.from <= at && at < shift.to)
        .map(|shift| {
            let post = Post::of(facts).iter().find(|post| post.code == shift.post);
            let checked_in = CheckIn::of(facts).iter().filter(|c| c.shift == shift.code);
            OnDuty {
                shift,
                post: post.map_or(shift.post.as_str(), |post| &post.name),
                mode: post.and_then(|post| post.mode),
                checked_in: checked_in.map(|c| c.at).min(),
            }
        })
        .collect()
}

/// The shift of a unit that begins next after an instant.
pub(crate) fn next(facts: &UnitFacts, at: Timestamp) -> Option<&Fact<Shift>> {
    let coming = Shift::of(facts).iter().filter(|shift| shift.from > at);
    coming.min_by_key(|shift| shift.from)
}
