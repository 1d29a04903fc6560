//! `/directives/{id}`: the letter as printed beside the duties read from it, each with how far the units are.

use super::board::look;
use super::directives::{sign, watch};
use super::draft::{ChangeView, changes};
use super::duty::held;
use super::{Page, page};
use crate::web::error::PageError;
use crate::web::form::Checked;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer, tree_of};
use crate::web::{Site, show};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::access::Action;
use domain::directive::Obligation;
use engine::board::{Board, Held as BoardHeld, Part};
use engine::enclosures::Received;
use engine::live::Held;
use letters_lines::Line;

/// Lines of the source as the page shows them.
pub(crate) mod letters_lines {
    use engine::drafts::{Place, SourceLine};
    use std::collections::BTreeMap;

    /// One line of the source, and the duty that begins on it or goes on.
    pub(crate) struct Line {
        /// The text.
        pub(crate) text: String,
        /// The duty whose first line it is.
        pub(crate) begins: Option<String>,
        /// Whether it belongs to a duty.
        pub(crate) in_duty: bool,
        /// Counted from 1.
        pub(crate) number: usize,
    }

    /// The lines with their duties.
    pub(crate) fn lines(source: &[SourceLine], places: &BTreeMap<String, Place>) -> Vec<Line> {
        source
            .iter()
            .zip(1..)
            .map(|(line, number)| Line {
                text: line.text.clone(),
                begins: places
                    .iter()
                    .find(|(_, place)| place.first == number)
                    .map(|(id, _)| id.clone()),
                in_duty: places
                    .values()
                    .any(|place| (place.first..=place.last).contains(&number)),
                number,
            })
            .collect()
    }
}

#[derive(Template)]
#[template(path = "directive.html")]
struct DirectivePage {
    f: Frame,
    id: String,
    title: String,
    facts: Vec<(String, String)>,
    lines: Vec<Line>,
    duties: Vec<DutyView>,
    enclosures: Vec<EnclosureView>,
    contacts: Vec<ContactView>,
    addressees: Vec<String>,
    changes: Vec<ChangeView>,
    may_confirm: bool,
    file: String,
}

struct DutyView {
    id: String,
    label: String,
    name: String,
    who: String,
    measures: Vec<&'static str>,
    look: &'static str,
    word: String,
    met: usize,
    applicable: usize,
}

struct EnclosureView {
    index: usize,
    title: String,
    sign: String,
    received: bool,
}

struct ContactView {
    name: String,
    phones: Vec<String>,
    emails: Vec<String>,
}

/// `GET /directives/{id}`
pub(crate) async fn show(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path(id): Path<String>,
) -> Page {
    let held = held(&site, &id)?;
    if !viewer.actor.reaches(held.in_force.id) {
        return Err(PageError::NotFound);
    }
    let source = site.engine.directive_source(&held.in_force).await?;
    let received = site.engine.enclosures(&held.in_force).await?;
    let names = site.engine.names().await?;
    let f = Frame::of(&site, viewer, taste, "directives")
        .at(format!("/directives/{id}"))
        .of_results(&site, &held)
        .kept_fresh();
    let directive = &held.in_force.directive;
    let view = DirectivePage {
        title: directive
            .subject
            .clone()
            .unwrap_or_else(|| held.in_force.file_name.clone()),
        facts: head(&site, &f, &held),
        lines: letters_lines::lines(&source.lines, &source.places),
        duties: duties(&site, &f, &held),
        enclosures: directive
            .enclosures
            .iter()
            .enumerate()
            .map(|(index, enclosure)| EnclosureView {
                index,
                title: enclosure.title.clone(),
                sign: enclosure.sign.clone().unwrap_or_default(),
                received: received.get(index).is_some_and(|e| e.received_at.is_some()),
            })
            .collect(),
        contacts: directive
            .contacts
            .iter()
            .map(|c| ContactView {
                name: c.name.clone(),
                phones: c.phones.clone(),
                emails: c.emails.clone(),
            })
            .collect(),
        addressees: directive
            .addressees
            .iter()
            .map(|a| a.text.clone())
            .collect(),
        changes: changes(&site, &f, &names, &source.changes),
        may_confirm: f.may_everywhere(Action::ConfirmDirective),
        file: held.in_force.file_name.clone(),
        id,
        f,
    };
    page(&view)
}

fn head(site: &Site, f: &Frame, held: &Held) -> Vec<(String, String)> {
    let directive = &held.in_force.directive;
    let zone = site.engine.zone();
    let blank = || f.t("web-blank");
    let day = |at: jiff::Timestamp| show::day(at.to_zoned(zone.clone()).date());
    let implements: Vec<String> = directive
        .references
        .iter()
        .filter(|r| r.relation == domain::directive::Relation::Implements)
        .map(|r| {
            format!(
                "{}/{}",
                r.number.as_deref().unwrap_or("…"),
                r.sign.as_deref().unwrap_or("…")
            )
        })
        .collect();
    let mut rows = vec![
        (
            f.t("web-issuer"),
            directive.issuer.as_ref().map_or_else(blank, |i| {
                format!("{} ({})", i.name, f.word("tier", i.tier.as_str()))
            }),
        ),
        (
            f.t("web-number"),
            match sign(directive) {
                text if text.is_empty() => blank(),
                text => text,
            },
        ),
        (
            f.t("web-date"),
            directive.date.map_or_else(blank, show::day),
        ),
        (f.t("web-received"), day(held.in_force.mandate.received_at)),
        (f.t("web-watch"), watch(site, f.lang, held)),
    ];
    if !implements.is_empty() {
        rows.push((f.t("web-implements"), implements.join(", ")));
    }
    if let Some(title) = site.engine.pack_title(&held.in_force) {
        let title = match f.lang {
            lang::Lang::Vi => &title.vi,
            lang::Lang::En => &title.en,
        };
        rows.push((f.t("web-pack"), title.to_string()));
    }
    rows
}

fn duties(site: &Site, f: &Frame, held: &Held) -> Vec<DutyView> {
    let scope = f.viewer.as_ref().and_then(|v| {
        v.actor
            .sight(Action::ViewDuty, held.units(), &tree_of(site, held))
    });
    let board = Board::of(
        &BoardHeld {
            in_force: &held.in_force,
            facts: &held.facts,
            judgements: held.judgements(),
            as_of: held.as_of,
        },
        &Part {
            scope,
            ..Part::default()
        },
    );
    board
        .matrix
        .columns
        .iter()
        .map(|column| {
            let clause = column.clause;
            // Before there are units nothing is judged: that is no data, not "not applicable".
            let status = (!held.units().is_empty()).then(|| column.counts.worst());
            DutyView {
                id: clause.id.to_string(),
                label: if *clause.id == *Obligation::CONTACTS {
                    f.t("web-contacts-column")
                } else {
                    clause.id.to_string()
                },
                name: clause
                    .measures
                    .iter()
                    .map(|m| lang::measure_title(f.lang, m.as_str()))
                    .collect::<Vec<_>>()
                    .join(" · "),
                who: clause
                    .classes
                    .iter()
                    .map(|c| f.word("class", c.as_str()))
                    .collect::<Vec<_>>()
                    .join(", "),
                measures: clause.measures.iter().map(|m| m.as_str()).collect(),
                look: status.map_or("unk", look),
                word: status.map_or_else(
                    || f.t("web-nothing-yet"),
                    |status| f.word("status", status.as_str()),
                ),
                met: column.counts.met,
                applicable: column.counts.applicable(),
            }
        })
        .collect()
}

/// `POST /directives/{id}/enclosures`: a document cited as enclosed has come, with its file when there is one.
pub(crate) async fn enclosure_received(
    State(site): State<Site>,
    viewer: Viewer,
    Path(id): Path<String>,
    form: Checked,
) -> Result<Response, PageError> {
    let held = held(&site, &id)?;
    let index =
        usize::try_from(form.number("index")?).map_err(|_| PageError::Malformed("index".into()))?;
    let today = site
        .engine
        .clock()
        .now()
        .to_zoned(site.engine.zone().clone());
    let received = Received {
        on: Some(today.date()),
        file: form.files.into_iter().next().map(|f| (f.name, f.bytes)),
    };
    site.engine
        .enclosure_received(&viewer.actor, &held.in_force, index, received)
        .await?;
    site.engine.refresh().await?;
    Ok(Redirect::to(&format!("/directives/{id}#enclosures")).into_response())
}
