//! The board as its template takes it: words, classes and links instead of results.

use super::{Asked, Others, title};
use crate::web::frame::Frame;
use crate::web::{Site, show};
use askama::Template;
use domain::access::Action;
use domain::facts::{Fact, Unit};
use domain::judgement::{Judgement, Status};
use domain::key::Key;
use engine::board::{Board, Cell, Counts, Roster};
use jiff::{SignedDuration, Timestamp};

#[derive(Template)]
#[template(path = "board.html")]
pub(super) struct BoardPage {
    pub(super) f: Frame,
    pub(super) title: String,
    pub(super) directive: String,
    pub(super) others: Others,
    pub(super) band: Band,
    pub(super) todo: Vec<Todo>,
    pub(super) open: usize,
    pub(super) columns: Vec<ColumnView>,
    pub(super) total: Vec<CellView>,
    pub(super) rows: Vec<RowView>,
    pub(super) units: usize,
    pub(super) done: usize,
    pub(super) page: usize,
    pub(super) pages: usize,
    pub(super) under: String,
    pub(super) silent: Vec<Named>,
    pub(super) silent_count: usize,
    pub(super) as_of: String,
    /// Whether nothing is known of any duty yet, and the viewer may begin.
    pub(super) begins: bool,
}

/// A unit by code and name.
pub(super) struct Named {
    pub(super) code: String,
    pub(super) name: String,
}

/// The four questions: when, who, how far, what is open.
pub(super) struct Band {
    pub(super) watch: String,
    pub(super) watch_days: String,
    pub(super) watch_state: String,
    pub(super) coverage: Option<Coverage>,
    pub(super) on_duty: Vec<OnDutyView>,
    pub(super) next: Option<String>,
    pub(super) has_roster: bool,
    pub(super) duties: Counts,
    pub(super) duties_count: usize,
    pub(super) bar: Vec<Segment>,
}

pub(super) struct Coverage {
    pub(super) text: String,
    pub(super) percent: String,
    pub(super) is_whole: bool,
    pub(super) unit: String,
    pub(super) link: String,
}

pub(super) struct OnDutyView {
    pub(super) person: String,
    pub(super) post: String,
    pub(super) mode: String,
    pub(super) checked_in: String,
    pub(super) is_checked_in: bool,
    pub(super) until: String,
}

/// A piece of a drawn bar, in per cent.
pub(super) struct Segment {
    pub(super) class: &'static str,
    pub(super) from: String,
    pub(super) width: String,
}

pub(super) struct Todo {
    pub(super) rank: usize,
    pub(super) what: String,
    pub(super) next_step: String,
    pub(super) unit: String,
    pub(super) duty: String,
    pub(super) link: String,
}

pub(super) struct ColumnView {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) link: String,
}

pub(super) struct RowView {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) met: usize,
    pub(super) applicable: usize,
    pub(super) cells: Vec<CellView>,
}

pub(crate) struct CellView {
    /// `met`, `part`, `unmet`, `unk`, `na`: the class and the icon.
    pub(crate) look: &'static str,
    /// The word of the status, basis included: "Đạt (tự khai)".
    pub(crate) word: String,
    /// What stands in the cell.
    pub(crate) shown: String,
    pub(crate) duty: String,
    pub(crate) title: String,
    pub(crate) link: String,
}

/// Writes the page of one board.
pub(super) struct Writer<'a> {
    pub(super) site: &'a Site,
    pub(super) f: Frame,
    pub(super) held: &'a engine::live::Held,
    pub(super) asked: Asked,
}

impl Writer<'_> {
    pub(super) fn write(mut self, board: &Board<'_>, others: Others) -> BoardPage {
        self.f.wall = self.asked.is_wall();
        let matrix = &board.matrix;
        BoardPage {
            title: title(self.held),
            directive: self.held.in_force.id.to_string(),
            others,
            band: self.band(board),
            todo: board
                .urgent
                .iter()
                .enumerate()
                .map(|(place, judgement)| self.todo(place + 1, judgement))
                .collect(),
            open: board.open,
            columns: matrix
                .columns
                .iter()
                .map(|c| self.column(c.clause))
                .collect(),
            total: matrix.columns.iter().map(|c| self.total(c)).collect(),
            rows: matrix.rows.iter().map(|row| self.row(row)).collect(),
            units: matrix.units,
            done: matrix.done,
            page: self.asked.page.unwrap_or(1),
            pages: matrix.pages,
            under: self.asked.under.clone(),
            silent: board
                .not_reported
                .iter()
                .take(60)
                .map(|code| self.named(code))
                .collect(),
            silent_count: board.not_reported.len(),
            as_of: self.f.at_instant(self.site, self.held.as_of),
            begins: self.f.may_everywhere(Action::UploadDirective)
                && self.held.judgements().iter().all(|j| j.basis.is_none()),
            f: self.f,
        }
    }

    fn unit_name(&self, code: &Key<Unit>) -> String {
        self.held
            .facts
            .unit(code.as_str())
            .map_or_else(|| code.to_string(), |unit| unit.name.to_string())
    }

    /// The printed path, or the word for the duty that stands for the letter's contacts.
    fn duty_name(&self, obligation: &str) -> String {
        if obligation == domain::directive::Obligation::CONTACTS {
            self.f.t("web-contacts-column")
        } else {
            obligation.to_owned()
        }
    }

    fn named(&self, code: &Key<Unit>) -> Named {
        Named {
            name: self.unit_name(code),
            code: code.to_string(),
        }
    }

    fn duty_link(&self, obligation: &str, measure: Option<&str>, unit: Option<&str>) -> String {
        let mut link = format!("/directives/{}/duties/{obligation}", self.held.in_force.id);
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if let Some(unit) = unit {
            query.append_pair("unit", unit);
        }
        if let Some(measure) = measure {
            query.append_pair("measure", measure);
        }
        let query = query.finish();
        if !query.is_empty() {
            link.push('?');
            link.push_str(&query);
        }
        link
    }

    fn band(&self, board: &Board<'_>) -> Band {
        let zone = self.site.engine.zone();
        let window = self.held.in_force.mandate.window;
        let last = window
            .to
            .checked_sub(SignedDuration::from_secs(1))
            .unwrap_or(window.to);
        let day = |at: Timestamp| show::day(at.to_zoned(zone.clone()).date());
        let now = self.held.as_of;
        let (state, seconds) = if now < window.from {
            (
                "web-watch-begins",
                window.from.as_second() - now.as_second(),
            )
        } else if now < window.to {
            ("web-watch-goes-on", window.to.as_second() - now.as_second())
        } else {
            ("web-watch-over", now.as_second() - window.to.as_second())
        };
        let duties = board.matrix.duties;
        Band {
            watch: self
                .held
                .in_force
                .directive
                .watch
                .as_ref()
                .map(|w| w.name.clone())
                .unwrap_or_default(),
            watch_days: self.f.tx(
                "web-watch-days",
                &[
                    ("from", (&day(window.from)).into()),
                    ("to", (&day(last)).into()),
                ],
            ),
            watch_state: self.f.tv(state, &show::span(self.f.lang, seconds)),
            coverage: self.coverage(&board.roster),
            on_duty: board.roster.now.iter().map(|o| self.on_duty(o)).collect(),
            next: board
                .roster
                .next
                .map(|shift| format!("{}, {}", shift.person, show::short(shift.from, zone))),
            has_roster: board.roster.planned > 0,
            duties_count: duties.applicable(),
            bar: bar(&duties),
            duties,
        }
    }

    /// Hours of the watch with somebody on duty, as the measure judged it for the unit whose roster is shown.
    fn coverage(&self, roster: &Roster<'_>) -> Option<Coverage> {
        let unit = roster.unit?;
        let judged =
            self.held.judgements().iter().find(|j| {
                j.unit == *unit && j.measure == domain::measure_id::MeasureId::DutyRoster
            })?;
        let percent = judged.figure("planned_percent")?;
        let window = self.held.in_force.mandate.window;
        let whole = window.length().as_secs_f64() / 3600.0;
        let hours = whole * percent / 100.0;
        let n = |value| show::number(self.f.lang, value);
        Some(Coverage {
            text: format!("{}/{}", n(hours), n(whole)),
            percent: format!("{percent:.1}"),
            is_whole: percent >= 100.0,
            unit: self.unit_name(unit),
            link: self.duty_link(
                &judged.obligation,
                Some(judged.measure.as_str()),
                Some(unit.as_str()),
            ),
        })
    }

    fn on_duty(&self, on_duty: &engine::board::OnDuty<'_>) -> OnDutyView {
        let zone = self.site.engine.zone();
        OnDutyView {
            person: on_duty.shift.person.to_string(),
            post: on_duty.post.to_owned(),
            mode: on_duty
                .mode
                .map(|mode| self.f.word("duty-mode", mode.as_str()))
                .unwrap_or_default(),
            is_checked_in: on_duty.checked_in.is_some(),
            checked_in: match on_duty.checked_in {
                Some(at) => self.f.tv("web-checked-in", &show::short(at, zone)),
                None => self.f.t("web-not-checked-in"),
            },
            until: self
                .f
                .tv("web-on-duty-until", &show::short(on_duty.shift.to, zone)),
        }
    }

    fn todo(&self, rank: usize, judgement: &Judgement) -> Todo {
        let lang = self.f.lang;
        let told = |both: &domain::judgement::Bilingual| match lang {
            lang::Lang::Vi => both.vi.clone(),
            lang::Lang::En => both.en.clone(),
        };
        Todo {
            rank,
            what: judgement
                .reasons
                .first()
                .map(|reason| match lang {
                    lang::Lang::Vi => reason.vi.clone(),
                    lang::Lang::En => reason.en.clone(),
                })
                .unwrap_or_default(),
            next_step: judgement.next_step.as_ref().map(told).unwrap_or_default(),
            unit: self.unit_name(&judgement.unit),
            duty: self.duty_name(&judgement.obligation),
            link: self.duty_link(
                &judgement.obligation,
                Some(judgement.measure.as_str()),
                Some(judgement.unit.as_str()),
            ),
        }
    }

    fn column(&self, clause: &domain::clause::Clause) -> ColumnView {
        let titles: Vec<String> = clause
            .measures
            .iter()
            .map(|m| {
                lang::text(
                    self.f.lang,
                    &format!("short-{}", m.as_str().replace('.', "-")),
                    &[],
                )
            })
            .collect();
        ColumnView {
            id: self.duty_name(&clause.id),
            title: titles.join(", "),
            link: self.duty_link(&clause.id, None, None),
        }
    }

    fn total(&self, column: &engine::board::Column<'_>) -> CellView {
        let (status, counts) = (column.counts.worst(), column.counts);
        let word = self.f.word("status", status.as_str());
        CellView {
            look: look(status),
            shown: if counts.applicable() == 0 {
                String::new()
            } else {
                format!("{}/{}", counts.met, counts.applicable())
            },
            title: self.f.tx(
                "web-column-counts",
                &[
                    ("met", counts.met.into()),
                    ("partial", counts.partial.into()),
                    ("not_met", counts.not_met.into()),
                    ("unknown", counts.unknown.into()),
                ],
            ),
            duty: self.duty_name(&column.clause.id),
            link: self.duty_link(&column.clause.id, None, None),
            word,
        }
    }

    fn row(&self, row: &engine::board::Row<'_>) -> RowView {
        RowView {
            code: row.unit.code.to_string(),
            name: row.unit.name.to_string(),
            met: row.met,
            applicable: row.applicable,
            cells: row
                .cells
                .iter()
                .zip(&self.held.in_force.mandate.clauses)
                .map(|(cell, clause)| self.cell(row.unit, cell, &clause.id))
                .collect(),
        }
    }

    fn cell(&self, unit: &Fact<Unit>, cell: &Cell<'_>, obligation: &str) -> CellView {
        let word = status_word(&self.f, cell.status, cell.basis, cell.reported);
        let short = |id: &str| self.f.t(id);
        let shown = match (cell.status, cell.figure()) {
            (Status::Met, _) if word == self.f.t("status-met") => word.clone(),
            (Status::Met, _) => short("web-cell-declared"),
            (Status::Unknown, _) if cell.reported => word.clone(),
            (Status::Unknown, _) => short("web-cell-silent"),
            (Status::NotApplicable, _) => String::new(),
            (status, figure) => figure
                .map(|(done, total)| {
                    let n = |v| show::number(self.f.lang, v);
                    format!("{}/{}", n(done), n(total))
                })
                // A figure of a cell has at most seven characters; a longer one is on the duty's page.
                .filter(|figure| figure.chars().count() <= 7)
                .unwrap_or_else(|| match status {
                    Status::Partial => short("web-cell-partial"),
                    _ => short("web-cell-not-met"),
                }),
        };
        CellView {
            look: look(cell.status),
            title: format!("{}: {obligation}, {word}", unit.name),
            shown,
            duty: self.duty_name(obligation),
            link: self.duty_link(
                obligation,
                cell.decider.map(|j| j.measure.as_str()),
                Some(unit.code.as_str()),
            ),
            word,
        }
    }
}

/// The class and icon of a status (brief, section 5).
pub(crate) fn look(status: Status) -> &'static str {
    match status {
        Status::Met => "met",
        Status::Partial => "part",
        Status::NotMet => "unmet",
        Status::Unknown => "unk",
        Status::NotApplicable => "na",
    }
}

/// The word of a status as people read it: declared results and units that have not reported say so.
pub(crate) fn status_word(
    f: &Frame,
    status: Status,
    basis: Option<domain::facts::Basis>,
    reported: bool,
) -> String {
    use domain::facts::Basis;
    match (status, basis) {
        (Status::Met, Some(Basis::C | Basis::D)) => f.t("status-met-declared"),
        (Status::Unknown, _) if !reported => f.t("status-not-reported"),
        _ => f.word("status", status.as_str()),
    }
}

fn bar(counts: &Counts) -> Vec<Segment> {
    let total = counts.applicable().max(1);
    let share = |count: usize| {
        f64::from(u32::try_from(count).unwrap_or(u32::MAX))
            / f64::from(u32::try_from(total).unwrap_or(u32::MAX))
            * 100.0
    };
    let mut from = 0.0;
    [
        ("f-met", counts.met),
        ("f-part", counts.partial),
        ("f-unmet", counts.not_met),
        ("f-unk", counts.unknown),
    ]
    .into_iter()
    .filter(|(_, count)| *count > 0)
    .map(|(class, count)| {
        let segment = Segment {
            class,
            from: format!("{from:.2}"),
            width: format!("{:.2}", share(count)),
        };
        from += share(count);
        segment
    })
    .collect()
}
