//! Roster maths: which minutes of duty are planned, which are proven, who is asked for too much.
//!
//! It counts; what a gap means for a duty is decided in the measures
//! (`duty.roster_24x7`, and the staffed posts of `telco.infra`). Watching is by
//! check-in and call-back only: nothing here knows a place, a key stroke or a
//! screen.

use crate::case::Case;
use crate::facts::{
    Basis, CallBack, CheckIn, DutyMode, Fact, GapReason, Handover, Post, PostKind, Shift,
};
use crate::key::Key;
use crate::span::{Coverage, Span};
use crate::text::fold;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// Staffing is compared with the mean of the 28 days before the window (part of the rule of `duty.roster_24x7`, version 1).
const BASELINE_DAYS: i64 = 28;

/// One shift with what is known of it.
#[derive(Debug)]
pub struct Watch<'a> {
    /// The shift.
    pub shift: &'a Fact<Shift>,
    /// How the officer stands it, from its post.
    pub mode: Option<DutyMode>,
    /// The part of it that was approved before it began to run; `None` when nobody approved it.
    pub planned: Option<Span>,
    /// From when to when the officer's presence is proven; `None` without a live check-in or accepted handover.
    pub proven: Option<Span>,
    /// Whether the time to check in is not over yet.
    pub pending: bool,
    /// A handover of this shift to the next that was accepted.
    pub handed_over: Option<&'a Fact<Handover>>,
}

/// The shifts of some posts.
#[derive(Debug)]
pub struct Roster<'a> {
    /// The shifts that touch the window, in order of their beginning.
    pub watches: Vec<Watch<'a>>,
    /// Call-backs that were not answered in time: from the call to the answer, or to the end of the shift.
    pub unanswered: Vec<Span>,
    /// Check-ins that were typed instead of made, and so prove nothing.
    pub typed_checkins: usize,
    all: Vec<&'a Fact<Shift>>,
    window: Span,
}

impl<'a> Roster<'a> {
    /// The roster of the unit's posts of these kinds; a post without a kind is a watch post.
    #[must_use]
    pub fn of(case: &Case<'a>, kinds: &[PostKind]) -> Self {
        let posts: BTreeMap<&Key<Post>, &Fact<Post>> =
            case.own::<Post>().iter().map(|p| (&p.code, p)).collect();
        let kind_of = |shift: &Shift| {
            let post = posts.get(&shift.post);
            post.and_then(|p| p.kind).unwrap_or(PostKind::Watch)
        };
        let mut all: Vec<&Fact<Shift>> = case
            .own::<Shift>()
            .iter()
            .filter(|s| s.from < s.to && kinds.contains(&kind_of(s)))
            .collect();
        all.sort_by_key(|s| (s.from, s.to, s.code.clone()));
        let proofs = Proofs::of(case);
        let watches = all
            .iter()
            .filter(|s| Span::new(s.from, s.to).within(case.window).is_some())
            .map(|shift| {
                let mode = posts.get(&shift.post).and_then(|p| p.mode);
                proofs.watch(case, shift, mode)
            })
            .collect();
        Self {
            watches,
            unanswered: proofs.unanswered(case, &all),
            typed_checkins: proofs.typed,
            all,
            window: case.window,
        }
    }

    /// The approved minutes.
    #[must_use]
    pub fn planned(&self) -> Coverage {
        Coverage::of(self.watches.iter().filter_map(|w| w.planned))
    }

    /// The minutes in which an officer's presence is proven; while the time to check in is not over, the benefit of
    /// the doubt.
    #[must_use]
    pub fn proven(&self, now: Timestamp) -> Coverage {
        let proven = Coverage::of(self.watches.iter().filter_map(|w| w.proven));
        let pending = self
            .watches
            .iter()
            .filter(|w| w.pending)
            .map(|w| Span::new(w.shift.from, now));
        let absent = Coverage::of(self.unanswered.iter().copied());
        let mut spans: Vec<Span> = pending.collect();
        for span in proven.spans() {
            spans.extend(absent.gaps(*span));
        }
        Coverage::of(spans)
    }

    /// Whether any officer's presence was ever proven.
    #[must_use]
    pub fn is_proving(&self) -> bool {
        self.watches.iter().any(|w| w.proven.is_some())
    }

    /// The weakest basis among the approved shifts.
    #[must_use]
    pub fn basis(&self) -> Option<Basis> {
        self.watches.iter().map(|w| w.shift.basis()).max()
    }

    /// Distinct officers.
    #[must_use]
    pub fn officers(&self) -> usize {
        let names: BTreeSet<String> = self.watches.iter().map(|w| fold(&w.shift.person)).collect();
        names.len()
    }

    /// Hours of duty planned within the window by posts of this mode.
    #[must_use]
    pub fn hours(&self, mode: DutyMode) -> f64 {
        let planned = self.watches.iter().filter(|w| w.mode == Some(mode));
        let spans = planned.filter_map(|w| w.planned?.within(self.window));
        spans
            .map(|s| s.length().as_secs_f64())
            .fold(0.0, |a, b| a + b)
            / 3600.0
    }

    /// Officer-hours a day in the window against the mean of the 28 days before it; `None` when no shift of those
    /// days is known.
    #[must_use]
    pub fn staffing_ratio(&self) -> Option<f64> {
        let before = Span::new(
            self.window
                .from
                .checked_sub(SignedDuration::from_hours(24 * BASELINE_DAYS))
                .ok()?,
            self.window.from,
        );
        let a_day = |spans: &mut dyn Iterator<Item = Span>, over: Span| {
            let seconds: f64 = spans
                .filter_map(|s| s.within(over))
                .map(|s| s.length().as_secs_f64())
                .sum();
            seconds / over.length().as_secs_f64()
        };
        let now = a_day(
            &mut self.watches.iter().filter_map(|w| w.planned),
            self.window,
        );
        let then = a_day(
            &mut self.all.iter().map(|s| Span::new(s.from, s.to)),
            before,
        );
        (then > 0.0).then(|| now / then)
    }

    /// Shifts that ended more than `grace` ago and were taken over by another officer without an accepted handover.
    #[must_use]
    pub fn not_handed_over(&self, case: &Case<'_>, grace: SignedDuration) -> Vec<&Watch<'a>> {
        let follows = |one: &Shift, next: &Shift| {
            next.post == one.post
                && next.from > one.from
                && next.from.duration_since(one.to) <= case.policy.gap
                && next.to > one.to
        };
        self.watches
            .iter()
            .filter(|w| w.handed_over.is_none() && w.shift.to < self.window.to)
            .filter(|w| {
                let next = self.watches.iter().find(|n| follows(w.shift, n.shift));
                next.is_some_and(|n| fold(&n.shift.person) != fold(&w.shift.person))
                    && case.clock.older_than(w.shift.to, grace)
            })
            .collect()
    }
}

/// Check-ins, handovers and call-backs of the unit, by shift.
struct Proofs<'a> {
    seen: BTreeMap<&'a Key<Shift>, Vec<Timestamp>>,
    handovers: BTreeMap<&'a Key<Shift>, &'a Fact<Handover>>,
    callbacks: &'a [Fact<CallBack>],
    typed: usize,
}

impl<'a> Proofs<'a> {
    fn of(case: &Case<'a>) -> Self {
        let mut seen: BTreeMap<&Key<Shift>, Vec<Timestamp>> = BTreeMap::new();
        let checkins = case.own::<CheckIn>();
        for checkin in checkins.iter().filter(|c| c.basis() == Basis::A) {
            let at = made_at(case, checkin.at, checkin.recorded_at);
            seen.entry(&checkin.shift).or_default().push(at);
        }
        let mut handovers = BTreeMap::new();
        for handover in case.own::<Handover>() {
            let Some(accepted) = handover.accepted_at.filter(|at| case.clock.reached(*at)) else {
                continue;
            };
            handovers.insert(&handover.from_shift, handover);
            // Whoever accepts in Khiên is there.
            if handover.basis() == Basis::A {
                let at = made_at(case, accepted, handover.recorded_at);
                seen.entry(&handover.to_shift).or_default().push(at);
            }
        }
        Self {
            seen,
            handovers,
            callbacks: case.own::<CallBack>(),
            typed: checkins.iter().filter(|c| c.basis() != Basis::A).count(),
        }
    }

    fn watch(&self, case: &Case<'a>, shift: &'a Fact<Shift>, mode: Option<DutyMode>) -> Watch<'a> {
        let first = self.first_seen(case, shift);
        let handed_over = self.handovers.get(&shift.code).copied();
        let proven = first.map(|first| {
            let late = first.duration_since(shift.from) > case.policy.checkin;
            let from = if late { first } else { shift.from };
            // The outgoing officer stays responsible until the handover is accepted.
            let accepted = handed_over
                .filter(|h| h.basis() == Basis::A)
                .and_then(|h| h.accepted_at);
            Span::new(from, accepted.map_or(shift.to, |at| at.max(shift.to)))
        });
        Watch {
            shift,
            mode,
            planned: planned(case, shift),
            proven,
            pending: first.is_none() && {
                let over = case.clock.older_than(shift.from, case.policy.checkin);
                !over && case.clock.reached(shift.from)
            },
            handed_over,
        }
    }

    /// The first sign of presence from shortly before the shift on; one made days ahead for all shifts is none.
    fn first_seen(&self, case: &Case<'_>, shift: &Fact<Shift>) -> Option<Timestamp> {
        let earliest = shift
            .from
            .checked_sub(case.policy.checkin)
            .unwrap_or(shift.from);
        let seen = self.seen.get(&shift.code)?.iter().copied();
        seen.filter(|at| *at >= earliest && *at < shift.to && case.clock.reached(*at))
            .min()
    }

    fn unanswered(&self, case: &Case<'_>, shifts: &[&Fact<Shift>]) -> Vec<Span> {
        let patience = case.policy.gap;
        self.callbacks
            .iter()
            .filter(|c| c.basis() == Basis::A && case.clock.older_than(c.asked_at, patience))
            .filter_map(|c| {
                let shift = shifts.iter().find(|s| s.code == c.shift)?;
                let until = c
                    .answered_at
                    .unwrap_or(shift.to)
                    .min(shift.to.max(c.asked_at));
                let silence = Span::new(c.asked_at, until);
                (silence.length() > patience).then_some(silence)
            })
            .collect()
    }
}

/// When a sign of presence was really given: one that Khiên came to know later than the time allowed for checking in
/// counts from when it was known (check-ins and acceptances cannot be back-dated, rule 9).
pub(crate) fn made_at(case: &Case<'_>, stated: Timestamp, recorded: Timestamp) -> Timestamp {
    if recorded.duration_since(stated) > case.policy.checkin {
        recorded
    } else {
        stated
    }
}

/// The approved part of a shift: approval given while it ran covers only what was left of it.
fn planned(case: &Case<'_>, shift: &Shift) -> Option<Span> {
    let by = shift
        .approved_by
        .as_ref()
        .filter(|by| !by.trim().is_empty());
    let at = shift.approved_at.filter(|at| case.clock.reached(*at));
    let at = by.and(at)?;
    let span = Span::new(shift.from.max(at), shift.to);
    (span.from < span.to).then_some(span)
}

/// Days of `period` that have ended on which nobody of the roster answered a call-back.
#[must_use]
pub fn days_without_call_back(
    case: &Case<'_>,
    roster: &Roster<'_>,
    period: Span,
) -> Vec<jiff::civil::Date> {
    let own: BTreeSet<&Key<Shift>> = roster.watches.iter().map(|w| &w.shift.code).collect();
    let answered: BTreeSet<jiff::civil::Date> = case
        .own::<CallBack>()
        .iter()
        .filter(|c| c.basis() == Basis::A && own.contains(&c.shift) && c.answered_at.is_some())
        .map(|c| case.date_of(c.asked_at))
        .collect();
    let days = crate::liveness::ended_days(case, period).into_iter();
    days.filter(|day| !answered.contains(day)).collect()
}

/// Persons on two posts at once, by name: whichever posts they are.
#[must_use]
pub fn doubly_posted<'a>(case: &Case<'a>) -> Vec<&'a Fact<Shift>> {
    let shifts: Vec<&Fact<Shift>> = case
        .own::<Shift>()
        .iter()
        .filter(|s| Span::new(s.from, s.to).within(case.window).is_some())
        .collect();
    let clashes = |one: &Shift, other: &Shift| {
        one.post != other.post
            && Span::new(one.from, one.to)
                .within(Span::new(other.from, other.to))
                .is_some()
            && fold(&one.person) == fold(&other.person)
    };
    let mut found: Vec<&Fact<Shift>> = Vec::new();
    for (at, shift) in shifts.iter().enumerate() {
        let earlier = shifts.iter().take(at);
        if earlier.clone().any(|other| clashes(shift, other)) {
            found.push(shift);
        }
    }
    found
}

/// The longest unbroken duty of one person that touches the window: name and stretch. Breaks no longer than the gap
/// that is passed over are no rest, and staying until the handover is accepted counts.
#[must_use]
pub fn longest_duty(case: &Case<'_>, roster: &Roster<'_>) -> Option<(String, Span)> {
    let mut spans: BTreeMap<String, (String, Vec<Span>)> = BTreeMap::new();
    let stayed: BTreeMap<&Key<Shift>, Timestamp> = roster
        .watches
        .iter()
        .filter_map(|w| Some((&w.shift.code, w.proven?.to)))
        .collect();
    // A handover accepted a few minutes late makes nobody's duty longer.
    let late = |shift: &Shift, at: Timestamp| at.duration_since(shift.to) > case.policy.gap;
    for shift in case.own::<Shift>() {
        let stayed = stayed.get(&shift.code).filter(|at| late(shift, **at));
        let to = stayed.copied().unwrap_or(shift.to);
        // Prolonged by the pause that is no rest, so that the union joins what such a pause parts.
        let to = to.checked_add(case.policy.gap).unwrap_or(to);
        let entry = spans.entry(fold(&shift.person));
        let (_, list) = entry.or_insert_with(|| (shift.person.to_string(), Vec::new()));
        list.push(Span::new(shift.from, to));
    }
    let runs = spans.into_values().flat_map(|(name, list)| {
        let union = Coverage::of(list);
        let spans: Vec<Span> = union.spans().to_vec();
        spans.into_iter().map(move |s| (name.clone(), s))
    });
    runs.map(|(name, s)| {
        let to = s.to.checked_sub(case.policy.gap).unwrap_or(s.to);
        (name, Span::new(s.from, to))
    })
    .filter(|(_, s)| s.within(case.window).is_some())
    .max_by_key(|(name, s)| (s.length(), core::cmp::Reverse(name.clone())))
}

/// The written reason for a gap: one that names a cause and spans all of it.
#[must_use]
pub fn reason_for<'a>(case: &Case<'a>, gap: Span) -> Option<&'a Fact<GapReason>> {
    case.own::<GapReason>()
        .iter()
        .find(|r| r.from <= gap.from && gap.to <= r.to && !r.reason.trim().is_empty())
}
