//! The roster as its template takes it.

use super::super::unit::{DutyRow, duty_row};
use super::super::units::{segment, unit_name};
use super::{PERSON, Told, Typed};
use crate::web::error::PageError;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer, tree_of};
use crate::web::{Site, show};
use askama::Template;
use domain::access::Action;
use domain::facts::Unit;
use domain::judgement::{Judgement, Status};
use domain::key::Key;
use domain::span::Span;
use engine::first_steps::{RosterRow, RosterSheet, RosterStanding};
use engine::live::Held;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use lang::Lang;

/// Units offered in a list; with more of them a code is typed.
const UNITS_OFFERED_MAX: usize = 500;
/// Gaps told one by one.
const GAPS_TOLD_MAX: usize = 12;

/// The page while no directive is in force, or no unit is in sight.
#[derive(Template)]
#[template(path = "roster_none.html")]
pub(super) struct NoRoster {
    f: Frame,
    may_begin: bool,
}

impl NoRoster {
    pub(super) fn of(f: Frame) -> Self {
        let may_begin = f.may_everywhere(Action::UploadDirective);
        Self { f, may_begin }
    }
}

#[derive(Template)]
#[template(path = "roster.html")]
pub(super) struct RosterPage {
    f: Frame,
    place: String,
    unit: String,
    code: String,
    directive: String,
    title: String,
    watch: String,
    units: Vec<(String, String)>,
    now: Vec<NowView>,
    next: Option<String>,
    /// Whether the watch goes on at the instant shown.
    is_watch: bool,
    duties: Vec<(DutyRow, Vec<String>)>,
    gaps: Vec<String>,
    gaps_more: usize,
    filled: usize,
    rows: usize,
    days: Vec<DayView>,
    people: Vec<String>,
    revision: u64,
    approver: String,
    names: String,
    head: String,
    may_save: bool,
    may_print: bool,
    is_edited: bool,
    saved: Option<String>,
    error: Option<String>,
}

struct NowView {
    person: String,
    post: String,
    until: String,
    checked_in: Option<String>,
}

struct DayView {
    name: String,
    rows: Vec<RowView>,
}

struct RowView {
    field: String,
    hours: String,
    post: String,
    person: String,
    is_blank: bool,
    /// Who approved it and when.
    approved: Option<String>,
    /// Who is saved there now, where something else was typed before somebody saved.
    other: Option<String>,
}

/// Writes the page.
pub(super) struct Writer<'a> {
    pub(super) site: &'a Site,
    pub(super) held: &'a Held,
    pub(super) unit: &'a Key<Unit>,
    pub(super) is_edited: bool,
    pub(super) typed: Typed,
    pub(super) told: Told,
}

impl Writer<'_> {
    pub(super) async fn write(self, viewer: Viewer, taste: Taste) -> Result<RosterPage, PageError> {
        let standing = self
            .site
            .engine
            .roster_standing(&viewer.actor, self.held, self.unit)
            .await?;
        let directive = self.held.in_force.id.to_string();
        let place = segment(self.unit.as_str());
        let may_print = viewer.may(
            Action::WritePapers,
            Some(self.unit),
            &tree_of(self.site, self.held),
        );
        let units = self.units(&viewer);
        let f = Frame::of(self.site, viewer, taste, "roster")
            .at(format!("/roster?unit={place}&directive={directive}"));
        let window = self.held.in_force.mandate.window;
        let is_edited = self.is_edited && standing.may_save;
        let (saved, error) = self.told(&f);
        let head = self.held.unit(self.unit.as_str());
        Ok(RosterPage {
            unit: unit_name(self.held, self.unit),
            code: self.unit.to_string(),
            title: super::super::board::title(self.held),
            watch: self.watch(&f, window),
            units,
            now: self.now(&standing),
            next: self.next(&standing),
            is_watch: window.contains(self.held.as_of),
            duties: self.duties(&f, &standing.judgements),
            gaps_more: standing.gaps.len().saturating_sub(GAPS_TOLD_MAX),
            gaps: self.gaps(&f, &standing),
            filled: standing.sheet.rows.iter().filter(|row| row.saved).count(),
            rows: standing.sheet.rows.len(),
            days: self.days(&f, &standing.sheet),
            people: people(&standing.sheet, &self.typed),
            revision: standing.sheet.revision,
            approver: self.typed.approver.clone(),
            names: self.typed.names.clone(),
            head: head
                .and_then(|unit| unit.head.as_deref())
                .unwrap_or_default()
                .to_owned(),
            may_save: standing.may_save,
            may_print,
            is_edited,
            saved,
            error,
            place,
            directive,
            f,
        })
    }

    /// Units whose rosters the viewer may see, by code and name; none when there are too many to list.
    fn units(&self, viewer: &Viewer) -> Vec<(String, String)> {
        let units = self.held.units();
        let tree = tree_of(self.site, self.held);
        let sight = viewer.actor.sight(Action::ViewDuty, units, &tree);
        let seen: Vec<(String, String)> = units
            .iter()
            .filter(|unit| sight.as_ref().is_none_or(|seen| seen.contains(&unit.code)))
            .map(|unit| (unit.code.to_string(), unit.name.to_string()))
            .collect();
        if seen.len() > UNITS_OFFERED_MAX {
            return Vec::new();
        }
        seen
    }

    /// First and last day of the watch.
    fn watch(&self, f: &Frame, window: Span) -> String {
        let last = window.to.checked_sub(SignedDuration::from_secs(1));
        let (from, to) = (self.date(window.from), self.date(last.unwrap_or(window.to)));
        let (from, to) = (show::day(from), show::day(to));
        f.tx(
            "web-watch-days",
            &[("from", (&from).into()), ("to", (&to).into())],
        )
    }

    fn gaps(&self, f: &Frame, standing: &RosterStanding) -> Vec<String> {
        let gaps = standing.gaps.iter().take(GAPS_TOLD_MAX);
        gaps.map(|gap| self.span(f, *gap)).collect()
    }

    /// What was done and what was refused.
    fn told(&self, f: &Frame) -> (Option<String>, Option<String>) {
        match &self.told {
            Told::Nothing => (None, None),
            Told::Saved { saved, withdrawn } => {
                let counts = [
                    ("saved", (*saved).into()),
                    ("withdrawn", (*withdrawn).into()),
                ];
                (Some(f.tx("web-roster-saved", &counts)), None)
            }
            Told::Filled(count) => (Some(f.tn("web-roster-filled", count)), None),
            Told::Conflict => (None, Some(f.t("web-roster-conflict"))),
            Told::Refused(why) => (None, Some(why.clone())),
        }
    }

    fn date(&self, at: Timestamp) -> Date {
        at.to_zoned(self.site.engine.zone().clone()).date()
    }

    fn clock(&self, at: Timestamp) -> String {
        let local = at.to_zoned(self.site.engine.zone().clone());
        local.strftime("%H:%M").to_string()
    }

    /// A stretch of time with its length.
    fn span(&self, f: &Frame, span: Span) -> String {
        let moment = |at: Timestamp| format!("{} {}", self.clock(at), show::day(self.date(at)));
        format!(
            "{} – {} ({})",
            moment(span.from),
            moment(span.to),
            show::span(f.lang, span.length().as_secs())
        )
    }

    fn now(&self, standing: &RosterStanding) -> Vec<NowView> {
        let zone = self.site.engine.zone();
        let now = standing.now.iter().map(|duty| NowView {
            person: duty.person.clone(),
            post: duty.post.clone(),
            until: show::short(duty.until, zone),
            checked_in: duty.checked_in.map(|at| show::short(at, zone)),
        });
        now.collect()
    }

    fn next(&self, standing: &RosterStanding) -> Option<String> {
        let (person, from) = standing.next.as_ref()?;
        let at = show::short(*from, self.site.engine.zone());
        Some(format!("{person}, {at}"))
    }

    /// What the measure says of this roster, with its reasons.
    fn duties(&self, f: &Frame, judgements: &[Judgement]) -> Vec<(DutyRow, Vec<String>)> {
        let directive = self.held.in_force.id.to_string();
        let binding = |j: &&Judgement| j.status != Status::NotApplicable;
        let duties = judgements.iter().filter(binding).map(|judgement| {
            let reasons = judgement.reasons.iter().map(|reason| match f.lang {
                Lang::Vi => reason.vi.clone(),
                Lang::En => reason.en.clone(),
            });
            (duty_row(f, &directive, judgement), reasons.collect())
        });
        duties.collect()
    }

    fn days(&self, f: &Frame, sheet: &RosterSheet) -> Vec<DayView> {
        let mut days: Vec<(Date, DayView)> = Vec::new();
        for row in &sheet.rows {
            let date = self.date(row.from);
            let view = self.row(row, date);
            match days.last_mut().filter(|(day, _)| *day == date) {
                Some((_, day)) => day.rows.push(view),
                None => days.push((
                    date,
                    DayView {
                        name: format!(
                            "{} {}",
                            f.t(&format!(
                                "weekday-{}",
                                date.weekday().to_monday_one_offset()
                            )),
                            show::day(date)
                        ),
                        rows: vec![view],
                    },
                )),
            }
        }
        days.into_iter().map(|(_, day)| day).collect()
    }

    fn row(&self, row: &RosterRow, day: Date) -> RowView {
        let person = self.typed.person(row);
        let is_conflict = matches!(self.told, Told::Conflict);
        let end = self.date(row.to);
        // The end of a day is told as 24:00 of that day, as people say it.
        let to = self.clock(row.to);
        let until = match (&*to, end == day) {
            ("00:00", false) if day.tomorrow().ok() == Some(end) => "24:00".to_owned(),
            (_, true) => to,
            (_, false) => format!("{to} ({})", end.strftime("%d/%m")),
        };
        RowView {
            field: format!("{PERSON}{}", row.code),
            hours: format!("{} – {until}", self.clock(row.from)),
            post: row.post_name.clone(),
            is_blank: row.person.is_empty(),
            approved: row.approved_by.as_ref().map(|by| match row.approved_at {
                Some(at) => format!("{by}, {}", show::short(at, self.site.engine.zone())),
                None => by.clone(),
            }),
            other: (is_conflict && row.saved && person != row.person).then(|| row.person.clone()),
            person: person.to_owned(),
        }
    }
}

/// Everybody on the sheet once, for a field to suggest.
fn people(sheet: &RosterSheet, typed: &Typed) -> Vec<String> {
    let mut people: Vec<String> = sheet
        .rows
        .iter()
        .map(|row| typed.person(row).to_owned())
        .filter(|person| !person.is_empty())
        .collect();
    people.sort();
    people.dedup();
    people
}
