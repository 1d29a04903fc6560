//! The roster sheet of a unit for the watch.

use super::failed;
use super::letterhead::{citation, occasion_of};
use super::scope::top;
use crate::directives::InForce;
use crate::judging::Judged;
use crate::report::Written;
use crate::{Engine, EngineError};
use domain::facts::{DutyMode, Fact, FactRow as _, Post, PostKind, Shift, UnitFacts};
use domain::key::Key;
use domain::span::{Coverage, Span};
use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use letters::papers::{RosterDay, RosterInput, RosterRow, write_roster};
use std::collections::BTreeMap;

/// The longest watch a sheet is made for, in days.
const DAYS_MAX: usize = 62;
/// First hours of the three shifts of a form to fill in.
const FORM_SHIFTS: [i8; 3] = [7, 15, 23];
/// What the post is called in rows that no post of the data gives.
const WATCH_POST: &str = "Trực giám sát";

impl Engine {
    /// The roster sheet of `unit` (the top of the tree when `None`) over the watch as .docx: every shift of every
    /// post with room for signatures, hours in which nobody stands the watch marked TRỐNG; a form to fill in when no
    /// shift is known.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is no such unit; [`EngineError::Invalid`] for a watch longer than two
    /// months; [`EngineError::Report`].
    pub fn write_roster(
        &self,
        in_force: &InForce,
        judged: &Judged,
        unit: Option<&str>,
    ) -> Result<Written, EngineError> {
        let unit = top(judged, unit)?;
        let days = self.days_of(in_force.mandate.window);
        if days.len() > DAYS_MAX {
            return Err(EngineError::invalid(
                format!("đợt dài hơn {DAYS_MAX} ngày, không lập được một bảng trực"),
                format!("the watch is longer than {DAYS_MAX} days, too long for one roster"),
            ));
        }
        let entries = judged
            .facts
            .of(&unit.code)
            .map_or_else(Vec::new, |facts| entries(facts, in_force.mandate.window));
        let blank = entries.is_empty();
        let entries = if blank {
            self.roster_form(&days)
        } else {
            entries
        };
        let input = RosterInput {
            letterhead: self.letterhead(judged, unit),
            occasion: occasion_of(in_force),
            watch: self.watch_days(in_force),
            directive: citation(in_force),
            as_of: self.printed_moment(self.clock.now()),
            blank,
            days: self.roster_days(&days, &entries),
        };
        Ok(Written {
            file_name: self.file_name("bang-truc", in_force, "docx"),
            bytes: write_roster(&input).map_err(|e| failed(&e))?,
        })
    }

    /// The days of the window with their first and last instant.
    fn days_of(&self, window: Span) -> Vec<(Date, Span)> {
        let mut days = Vec::new();
        let mut date = window.from.to_zoned(self.zone.clone()).date();
        while let Some(span) = self.day_span(date).filter(|s| s.from < window.to) {
            days.push((date, span));
            let Ok(next) = date.tomorrow() else {
                break;
            };
            date = next;
            if days.len() > DAYS_MAX {
                break;
            }
        }
        days
    }

    fn day_span(&self, date: Date) -> Option<Span> {
        let from = date.to_zoned(self.zone.clone()).ok()?.timestamp();
        let next = date.tomorrow().ok()?;
        let to = next.to_zoned(self.zone.clone()).ok()?.timestamp();
        Some(Span::new(from, to))
    }

    /// Three shifts a day to fill in.
    fn roster_form(&self, days: &[(Date, Span)]) -> Vec<Entry> {
        let shifts = days.iter().flat_map(|(date, _)| {
            FORM_SHIFTS.iter().filter_map(|hour| {
                let from = date.at(*hour, 0, 0, 0).to_zoned(self.zone.clone()).ok()?;
                let to = from.checked_add(8.hours()).ok()?;
                Some(Entry {
                    span: Span::new(from.timestamp(), to.timestamp()),
                    post: WATCH_POST.into(),
                    person: None,
                    mode: String::new(),
                    remark: String::new(),
                })
            })
        });
        shifts.collect()
    }

    /// The entries by the day on which they begin; what began before the first day stands on it.
    fn roster_days(&self, days: &[(Date, Span)], entries: &[Entry]) -> Vec<RosterDay> {
        let first = days.first().map(|(_, span)| span.from);
        let starts = |entry: &Entry| first.map_or(entry.span.from, |f| entry.span.from.max(f));
        let day = |(date, span): &(Date, Span)| {
            let own = entries.iter().filter(|e| span.contains(starts(e)));
            RosterDay {
                name: day_name(*date),
                rows: own.map(|e| self.roster_row(e, *date)).collect(),
            }
        };
        days.iter().map(day).collect()
    }

    fn roster_row(&self, entry: &Entry, day: Date) -> RosterRow {
        let clock = |at: Timestamp| {
            let local = at.to_zoned(self.zone.clone());
            let hours = local.strftime("%H:%M").to_string();
            if local.date() == day {
                hours
            } else {
                format!("{hours} ({})", local.strftime("%d/%m"))
            }
        };
        RosterRow {
            hours: format!("{} – {}", clock(entry.span.from), clock(entry.span.to)),
            post: entry.post.clone(),
            person: entry.person.clone(),
            mode: entry.mode.clone(),
            remark: entry.remark.clone(),
        }
    }
}

/// A shift, or a stretch that nobody stands.
struct Entry {
    span: Span,
    post: String,
    person: Option<String>,
    mode: String,
    remark: String,
}

/// The shifts that touch the window and the gaps of the watch between them, in order; nothing when no shift does.
fn entries(facts: &UnitFacts, window: Span) -> Vec<Entry> {
    let posts: BTreeMap<&Key<Post>, &Fact<Post>> =
        Post::of(facts).iter().map(|p| (&p.code, p)).collect();
    let span = |shift: &Shift| Span::new(shift.from, shift.to);
    let shifts: Vec<&Fact<Shift>> = Shift::of(facts)
        .iter()
        .filter(|s| s.from < s.to && span(s).within(window).is_some())
        .collect();
    let is_watch = |shift: &Shift| {
        let post = posts.get(&shift.post);
        post.and_then(|p| p.kind).unwrap_or(PostKind::Watch) == PostKind::Watch
    };
    let mut entries: Vec<Entry> = shifts
        .iter()
        .map(|shift| shift_entry(shift, posts.get(&shift.post).copied()))
        .collect();
    if entries.is_empty() {
        return entries;
    }
    let watched = Coverage::of(shifts.iter().filter(|s| is_watch(s)).map(|s| span(s)));
    let gaps = watched.gaps(window).into_iter().flat_map(by_day_and_night);
    entries.extend(gaps.map(|span| Entry {
        span,
        post: WATCH_POST.into(),
        person: None,
        mode: String::new(),
        remark: "Chưa phân công".into(),
    }));
    entries.sort_by(|a, b| (a.span, &a.post).cmp(&(b.span, &b.post)));
    entries
}

/// A gap of many days in pieces of a day, so that every day shows it.
fn by_day_and_night(gap: Span) -> Vec<Span> {
    let day = SignedDuration::from_hours(24);
    let mut pieces = Vec::new();
    let mut from = gap.from;
    while from < gap.to {
        let to = from.checked_add(day).unwrap_or(gap.to).min(gap.to);
        pieces.push(Span::new(from, to));
        from = to;
    }
    pieces
}

fn shift_entry(shift: &Fact<Shift>, post: Option<&Fact<Post>>) -> Entry {
    let is_approved = shift.approved_at.is_some()
        && shift
            .approved_by
            .as_ref()
            .is_some_and(|by| !by.trim().is_empty());
    let mode = match post.and_then(|p| p.mode) {
        Some(DutyMode::OnSite) => "Tại chỗ",
        Some(DutyMode::Remote) => "Từ xa",
        Some(DutyMode::Hired) => "Thuê ngoài",
        None => "",
    };
    Entry {
        span: Span::new(shift.from, shift.to),
        post: post.map_or_else(|| shift.post.to_string(), |p| p.name.to_string()),
        person: Some(shift.person.to_string()).filter(|p| !p.trim().is_empty()),
        mode: mode.into(),
        remark: if is_approved {
            ""
        } else {
            "Chưa phê duyệt"
        }
        .into(),
    }
}

/// "Thứ Năm, ngày 08/02/2024".
fn day_name(date: Date) -> String {
    let weekday = match date.weekday() {
        Weekday::Monday => "Thứ Hai",
        Weekday::Tuesday => "Thứ Ba",
        Weekday::Wednesday => "Thứ Tư",
        Weekday::Thursday => "Thứ Năm",
        Weekday::Friday => "Thứ Sáu",
        Weekday::Saturday => "Thứ Bảy",
        Weekday::Sunday => "Chủ Nhật",
    };
    format!("{weekday}, ngày {}", date.strftime("%d/%m/%Y"))
}
