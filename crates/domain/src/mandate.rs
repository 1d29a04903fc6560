//! A directive in force: confirmed by a person, with its window, ready to be judged.

use crate::clause::Clause;
use crate::directive::{Contact, Directive, Enclosure, Reference};
use crate::span::Span;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// A confirmed directive.
#[derive(Debug, Clone, PartialEq)]
pub struct Mandate {
    /// The directive's id in the data folder, or its file name in a one-off check.
    pub directive: Box<str>,
    /// Its printed date.
    pub date: Option<Date>,
    /// When it was received (ngày văn bản đến); a person confirms it.
    pub received_at: Timestamp,
    /// The watch window W, first instant to the first instant after its last day.
    pub window: Span,
    /// The duties, the synthetic `contacts` last.
    pub clauses: Vec<Clause>,
    /// Documents cited as attached or to be published.
    pub enclosures: Vec<Enclosure>,
    /// Documents cited.
    pub references: Vec<Reference>,
    /// Contacts printed.
    pub contacts: Vec<Contact>,
}

impl Mandate {
    /// The window of whole days `from` to `to`, both inclusive, in `zone`.
    #[must_use]
    pub fn window_of_days(from: Date, to: Date, zone: &TimeZone) -> Option<Span> {
        let start = from.to_zoned(zone.clone()).ok()?.timestamp();
        let end = to.tomorrow().ok()?.to_zoned(zone.clone()).ok()?.timestamp();
        Some(Span::new(start, end))
    }

    /// A mandate from a directive as read.
    #[must_use]
    pub fn new(id: &str, directive: &Directive, received_at: Timestamp, window: Span) -> Self {
        Self {
            directive: id.into(),
            date: directive.date,
            received_at,
            window,
            clauses: directive.obligations.iter().map(Clause::from).collect(),
            enclosures: directive.enclosures.clone(),
            references: directive.references.clone(),
            contacts: directive.contacts.clone(),
        }
    }

    /// When a duty of `phase` is due: the printed date, else (policy) the window's start for preparation and
    /// its end for duties of the window, never earlier than three days after receipt (rule 2).
    #[must_use]
    pub fn due(&self, clause: &Clause, phase: crate::measure::Phase, zone: &TimeZone) -> Timestamp {
        let printed = clause
            .due
            .and_then(|d| d.tomorrow().ok())
            .and_then(|d| d.to_zoned(zone.clone()).ok())
            .map(|z| z.timestamp());
        let by_policy = match phase {
            crate::measure::Phase::Preparation => self.window.from,
            crate::measure::Phase::Window => self.window.to,
        };
        let earliest = self
            .received_at
            .checked_add(SignedDuration::from_hours(72))
            .unwrap_or(by_policy);
        printed.unwrap_or_else(|| by_policy.max(earliest))
    }
}
