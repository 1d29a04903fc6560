//! One duty of one unit, with everything its measure may look at.

use crate::clause::Clause;
use crate::clock::Clock;
use crate::facts::{Fact, FactRow, Facts, OfficeCalendar, Service, ServiceKind, Unit, UnitFacts};
use crate::mandate::Mandate;
use crate::pack::Pack;
use crate::policy::Policy;
use crate::span::Span;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// What is the same for all duties of one run of judging.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The facts known.
    pub facts: &'a Facts,
    /// The directive in force.
    pub mandate: &'a Mandate,
    /// The organisation's thresholds.
    pub policy: &'a Policy,
    /// The regime pack in force.
    pub pack: &'a Pack,
    /// The organisation's time zone.
    pub zone: &'a TimeZone,
    /// The instant to judge for.
    pub as_of: Timestamp,
}

/// One duty of one unit.
#[derive(Debug)]
pub struct Case<'a> {
    /// All facts, for providers and shared rows.
    pub facts: &'a Facts,
    /// The unit.
    pub unit: &'a Fact<Unit>,
    /// The duty.
    pub clause: &'a Clause,
    /// The directive.
    pub mandate: &'a Mandate,
    /// The watch window W.
    pub window: Span,
    /// When the duty is due.
    pub due: Timestamp,
    /// The instant judged for.
    pub clock: Clock,
    /// Thresholds.
    pub policy: &'a Policy,
    /// The regime pack.
    pub pack: &'a Pack,
    /// Time zone.
    pub zone: &'a TimeZone,
    own: Option<&'a UnitFacts>,
}

impl<'a> Case<'a> {
    /// The case of one clause and unit.
    #[must_use]
    pub fn new(
        setting: &Setting<'a>,
        unit: &'a Fact<Unit>,
        clause: &'a Clause,
        phase: crate::measure::Phase,
    ) -> Self {
        Self {
            facts: setting.facts,
            unit,
            clause,
            mandate: setting.mandate,
            window: setting.mandate.window,
            due: setting.mandate.due(clause, phase, setting.zone),
            clock: Clock::at(setting.as_of),
            policy: setting.policy,
            pack: setting.pack,
            zone: setting.zone,
            own: setting.facts.of(&unit.code),
        }
    }

    /// The instant judged for, T.
    #[must_use]
    pub fn as_of(&self) -> Timestamp {
        self.clock.as_of()
    }

    /// H = [w0, min(T, w1)]: the part of the window that has gone by; empty before it.
    #[must_use]
    pub fn elapsed(&self) -> Span {
        self.clock.note(self.window.from);
        self.clock.note(self.window.to);
        Span::new(self.window.from, self.as_of().min(self.window.to))
    }

    /// The unit's own rows of one table.
    #[must_use]
    pub fn own<T: FactRow>(&self) -> &'a [Fact<T>] {
        self.own.map_or(&[], T::of)
    }

    /// Rows of one table that name no unit.
    #[must_use]
    pub fn shared<T: FactRow + 'a>(&self) -> &'a [Fact<T>] {
        T::of(self.facts.shared())
    }

    /// The unit's own rows, then the shared ones.
    pub fn all<T: FactRow + 'a>(&self) -> impl Iterator<Item = &'a Fact<T>> + use<'a, T> {
        self.own::<T>().iter().chain(self.shared::<T>())
    }

    /// Services of this kind in force for the unit at T (rule 10).
    pub fn services(&self, kind: ServiceKind) -> impl Iterator<Item = &'a Fact<Service>> {
        let today = self.date_of(self.as_of());
        let unit = self.unit;
        self.shared::<Service>().iter().filter(move |s| {
            s.kind == kind
                && s.consumer == unit.code
                && s.from.is_none_or(|from| from <= today)
                && s.to.is_none_or(|to| today <= to)
        })
    }

    /// Rows of linked providers of this kind of service; the measure restricts them to the unit's items.
    #[must_use]
    pub fn provided<T: FactRow + 'a>(&self, kind: ServiceKind) -> Vec<&'a Fact<T>> {
        let facts = self.facts;
        self.services(kind)
            .filter_map(|s| facts.of(&crate::key::Key::new(&s.provider)))
            .flat_map(|provider| T::of(provider))
            .collect()
    }

    /// The local date of an instant.
    #[must_use]
    pub fn date_of(&self, at: Timestamp) -> Date {
        at.to_zoned(self.zone.clone()).date()
    }

    /// An instant as people here write it: `07:30 08/02/2024`.
    #[must_use]
    pub fn local(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone())
            .strftime("%H:%M %d/%m/%Y")
            .to_string()
    }

    /// The first instant of a local date.
    #[must_use]
    pub fn start_of(&self, date: Date) -> Timestamp {
        date.to_zoned(self.zone.clone())
            .map_or(Timestamp::MIN, |z| z.timestamp())
    }

    /// Whether the register was confirmed by the unit's head within the policy's age (rule 5).
    #[must_use]
    pub fn register_established(&self) -> bool {
        self.unit.register_confirmed_by.is_some()
            && self.unit.register_confirmed_at.is_some_and(|at| {
                at <= self.as_of() && !self.clock.older_than(at, self.policy.register)
            })
    }

    /// The start of the closure the office is in at T, if it is closed (rule 15).
    #[must_use]
    pub fn closed_since(&self) -> Option<Timestamp> {
        let now = self.as_of();
        let by_calendar =
            (self.unit.calendar == Some(OfficeCalendar::ClosedOnBreaks)).then_some(self.window);
        let stated = self
            .own::<crate::facts::Closure>()
            .iter()
            .map(|c| Span::new(c.from, c.to));
        stated
            .chain(by_calendar)
            .filter(|closure| {
                self.clock.reached(closure.from)
                    && !self.clock.reached(closure.to)
                    && closure.contains(now)
            })
            .map(|closure| closure.from)
            .min()
    }

    /// Whether something seen at `at` is still fresh: not older than `span` at T, or at the last working hour
    /// of an office that is closed at T (rule 15).
    #[must_use]
    pub fn is_fresh(&self, at: Timestamp, span: SignedDuration) -> bool {
        match self.closed_since() {
            Some(closed) => closed.duration_since(at) <= span,
            None => !self.clock.older_than(at, span),
        }
    }
}
