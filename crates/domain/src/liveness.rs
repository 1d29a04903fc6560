//! Whether log sources were alive, and whether nothing happened ("zero is a claim", rule 8).
//!
//! A source is a row of `sources` that is expected to send at a rhythm; what
//! was heard of it are rows of `beats`. A source that nobody expects to send
//! says nothing about silence.

use crate::case::Case;
use crate::facts::{
    Beat, Daybook, DaybookKind, Fact, Provenance, ServiceKind, SourceKind, SourceRow, System,
};
use crate::key::Key;
use crate::span::{Coverage, Span};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// Silence is more than three times the expected rhythm (part of the rule of `watch.siem`, version 1).
const SILENT_AFTER_BEATS: i64 = 3;
/// A source alive for this share of the time proves a zero (rule 8).
pub const ALIVE_SHARE: f64 = 0.95;
/// An export is a day's work: it speaks for the whole of a period that ends at most a day after its own.
const EXPORT_TAIL: SignedDuration = SignedDuration::from_hours(24);

/// A watched sender of logs with what was heard of it.
#[derive(Debug)]
pub struct LogSource<'a> {
    /// Its row.
    pub row: &'a Fact<SourceRow>,
    /// Rows of what was heard, of any time.
    pub beats: Vec<&'a Fact<Beat>>,
    heard: Coverage,
    silent_after: SignedDuration,
}

/// The watched senders of logs that concern the unit: its own and shared ones, and those of linked providers of
/// these services that name one of its systems.
#[must_use]
pub fn log_sources<'a>(case: &Case<'a>, services: &[ServiceKind]) -> Vec<LogSource<'a>> {
    let own_systems: BTreeSet<&Key<System>> =
        case.own::<System>().iter().map(|s| &s.code).collect();
    let mut beats: Vec<&Fact<Beat>> = case.all::<Beat>().collect();
    let mut rows: Vec<&Fact<SourceRow>> = case.all::<SourceRow>().collect();
    for kind in services {
        beats.extend(case.provided::<Beat>(*kind));
        let provided = case.provided::<SourceRow>(*kind).into_iter();
        rows.extend(provided.filter(|s| s.systems.iter().any(|key| own_systems.contains(key))));
    }
    rows.sort_by(|a, b| a.code.cmp(&b.code));
    rows.dedup_by(|a, b| a.code == b.code);
    rows.into_iter()
        .filter(|row| row.kind == SourceKind::Log || row.expected_every_minutes.is_some())
        .filter(|row| row.expected_every_minutes.is_none_or(|m| m > 0))
        .map(|row| {
            let own = beats
                .iter()
                .filter(|b| b.log_source == row.code && b.count > 0);
            LogSource::new(row, own.copied().collect())
        })
        .collect()
}

impl<'a> LogSource<'a> {
    fn new(row: &'a Fact<SourceRow>, beats: Vec<&'a Fact<Beat>>) -> Self {
        let minutes = row.expected_every_minutes.unwrap_or(0);
        let silent_after = SignedDuration::from_mins(minutes.saturating_mul(SILENT_AFTER_BEATS));
        // What was heard at an instant vouches until the next beat is overdue.
        let vouched = beats
            .iter()
            .map(|b| Span::new(b.from, b.to.checked_add(silent_after).unwrap_or(b.to)));
        Self {
            heard: Coverage::of(vouched),
            silent_after,
            row,
            beats,
        }
    }

    /// Whether it has a rhythm, so that silence can be told.
    #[must_use]
    pub fn is_expected(&self) -> bool {
        self.row.expected_every_minutes.is_some()
    }

    /// The longest silences within a period that are longer than three beats, each from the last thing heard to the
    /// next or the period's end; a silence still going on at T ends at T.
    #[must_use]
    pub fn silences(&self, case: &Case<'_>, period: Span) -> Vec<Span> {
        if let Some(last) = self.heard.spans().last() {
            case.clock.note(last.to);
        }
        let gaps = self.heard.gaps(period).into_iter();
        gaps.map(|gap| {
            let begun = gap.from.checked_sub(self.silent_after).unwrap_or(gap.from);
            Span::new(begun.max(period.from), gap.to)
        })
        .collect()
    }

    /// The share of a period in which it was alive, 0 to 1.
    #[must_use]
    pub fn alive_share(&self, period: Span) -> f64 {
        self.heard.share_of(period)
    }

    /// Whether it was alive for 95 % of a period that ends at T or before.
    fn is_alive(&self, case: &Case<'_>, period: Span) -> bool {
        // If nothing more is heard, the share falls below the bar at this instant.
        let heard = self.heard.length_within(period).as_secs_f64() / ALIVE_SHARE;
        if let Ok(falls) = SignedDuration::try_from_secs_f64(heard)
            && let Ok(at) = period.from.checked_add(falls)
        {
            case.clock.note(at);
        }
        self.alive_share(period) >= ALIVE_SHARE
    }
}

/// Whether a zero over `period` is proven (rule 8): every expected source was alive for 95 % of it (and there is
/// one), or an export covers it, or the book was closed for each of its days that have ended.
#[must_use]
pub fn zero_is_proven<'p>(
    case: &Case<'_>,
    period: Span,
    sources: &[LogSource<'_>],
    exports: impl IntoIterator<Item = &'p Provenance>,
    book: Option<DaybookKind>,
) -> bool {
    if period.from >= period.to {
        return true;
    }
    let mut expected = sources.iter().filter(|s| s.is_expected()).peekable();
    let alive = expected.peek().is_some() && expected.all(|s| s.is_alive(case, period));
    let until = period.to.checked_sub(EXPORT_TAIL).unwrap_or(period.to);
    let until = until.max(period.from);
    let covered = exports.into_iter().any(|e| {
        // It ceases to cover when its tail has run out.
        e.period_to
            .is_some_and(|to| !case.clock.older_than(to, EXPORT_TAIL) || to >= until)
            && e.covers(period.from, until)
    });
    alive || covered || book.is_some_and(|kind| is_closed_daily(case, period, kind))
}

fn is_closed_daily(case: &Case<'_>, period: Span, kind: DaybookKind) -> bool {
    let closed: BTreeSet<_> = case
        .own::<Daybook>()
        .iter()
        .filter(|d| d.kind == kind && d.closed_at <= case.as_of())
        .map(|d| d.day)
        .collect();
    let days = ended_days(case, period);
    !days.is_empty() && days.iter().all(|day| closed.contains(day))
}

/// The local days of a period that have ended by its end.
#[must_use]
pub fn ended_days(case: &Case<'_>, period: Span) -> Vec<jiff::civil::Date> {
    // No watch lasts longer than a year; the limit also ends a period out of all reason.
    const MOST_DAYS: usize = 400;
    let mut days = Vec::new();
    let mut day = case.date_of(period.from);
    while let Ok(next) = day.tomorrow() {
        let end: Timestamp = case.start_of(next);
        case.clock.note(end.min(case.window.to));
        if end > period.to || days.len() >= MOST_DAYS {
            break;
        }
        days.push(day);
        day = next;
    }
    days
}

/// The newest instant at which one of the sources was tried with a test event, if any.
#[must_use]
pub fn positive_control(case: &Case<'_>, sources: &[LogSource<'_>]) -> Option<Timestamp> {
    let controls = sources.iter().filter_map(|s| s.row.positive_control_at);
    controls.filter(|at| *at <= case.as_of()).max()
}
