//! `/drafts/{id}`: a letter just read. The print beside what was understood, the readings a person has to look
//! at, and the confirmation that puts it in force.

mod changed;
mod corrections;
mod forms;
mod lists;
mod rows;

pub(super) use changed::{ChangeView, changes};

use super::directive::letters_lines::{self, Line};
use super::directives::sign;
use super::duty::both;
use super::{Page, page};
use crate::web::error::{PageError, refusal};
use crate::web::form::Checked;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer};
use crate::web::{Site, show};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use corrections::{anchor, correction};
use domain::access::Action;
use domain::measure_id::MeasureId;
use engine::EngineError;
use engine::directives::Confirmation;
use engine::drafts::{Draft, DraftId, DraftState, Reading, ReadingKind};
use forms::{Form, Row};
use jiff::civil::Date;
use lists::List;
use rows::{DutyRow, Rows};

/// The draft an address names.
fn draft_id(text: &str) -> Result<DraftId, PageError> {
    DraftId::parse(text).ok_or(PageError::NotFound)
}

#[derive(Template)]
#[template(path = "draft.html")]
struct DraftPage {
    f: Frame,
    id: String,
    revision: u64,
    title: String,
    file: String,
    issuer: String,
    sign: String,
    lines: Vec<Line>,
    readings: Vec<ReadingView>,
    open: usize,
    head: Vec<Row>,
    lists: Vec<List>,
    duties: Vec<DutyRow>,
    duty_add: Form,
    changes: Vec<ChangeView>,
    measures: Vec<(&'static str, String)>,
    received: String,
    watch_from: String,
    watch_to: String,
    watch_name: String,
    may_correct: bool,
    may_confirm: bool,
    error: Option<String>,
}

struct ReadingView {
    id: String,
    printed: String,
    read_as: String,
    why: String,
    percent: Option<String>,
    line: Option<usize>,
    settled: bool,
    /// The row where it is corrected.
    row: Option<String>,
}

/// `GET /drafts/{id}`
pub(crate) async fn show(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let draft = site.engine.draft(draft_id(&id)?).await?;
    if let (DraftState::Confirmed, Some(directive)) = (draft.state, draft.directive) {
        return Ok(Redirect::to(&format!("/directives/{directive}")).into_response());
    }
    let page = view(&site, viewer, taste, &draft, None).await?;
    Ok(page.into_response())
}

/// What a refused form carried and why it was refused.
struct Refused<'a> {
    told: String,
    form: Option<&'a Checked>,
}

async fn view(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
    draft: &Draft,
    refused: Option<Refused<'_>>,
) -> Page {
    let f = Frame::of(site, viewer, taste, "directives").at(format!("/drafts/{}", draft.id));
    let names = site.engine.names().await?;
    let now = &draft.corrected;
    let day = |date: Option<Date>| date.map(|d| d.to_string()).unwrap_or_default();
    let rows = Rows {
        f: &f,
        draft,
        sent: refused.as_ref().and_then(|r| r.form),
    };
    page(&DraftPage {
        id: draft.id.to_string(),
        revision: draft.revision,
        title: now
            .subject
            .clone()
            .unwrap_or_else(|| draft.file_name.clone()),
        file: draft.file_name.clone(),
        issuer: now
            .issuer
            .as_ref()
            .map(|i| i.name.clone())
            .unwrap_or_default(),
        sign: sign(now),
        lines: letters_lines::lines(&draft.source, &draft.places),
        open: draft
            .readings_to_confirm
            .iter()
            .filter(|r| !r.settled)
            .count(),
        readings: draft
            .readings_to_confirm
            .iter()
            .filter(|r| r.kind != ReadingKind::Required)
            .map(|r| reading(&f, r))
            .collect(),
        head: rows.head(),
        lists: rows.lists(),
        duties: rows.duties(),
        duty_add: rows.duty_add(),
        changes: changes(site, &f, &names, &draft.changes),
        measures: MeasureId::ALL
            .iter()
            .map(|m| (m.as_str(), lang::measure_title(f.lang, m.as_str())))
            .collect(),
        received: day(draft.received.or(now.date)),
        watch_from: day(now.watch.as_ref().map(|w| w.from)),
        watch_to: day(now.watch.as_ref().map(|w| w.to)),
        watch_name: now
            .watch
            .as_ref()
            .map(|w| w.name.clone())
            .unwrap_or_default(),
        may_correct: f.may_everywhere(Action::CorrectReading),
        may_confirm: f.may_everywhere(Action::ConfirmDirective),
        error: refused.map(|r| r.told),
        f,
    })
}

fn reading(f: &Frame, reading: &Reading) -> ReadingView {
    let row = match reading.code.as_deref() {
        Some("directive.number_blank" | "directive.number_displaced") => {
            Some("f-number".to_owned())
        }
        Some("directive.date_blank") => Some("f-date".to_owned()),
        Some("directive.subject_missing") => Some("f-subject".to_owned()),
        Some("directive.issuer_derived" | "directive.issuer_unknown") => {
            Some("f-issuer".to_owned())
        }
        _ => reading.obligation.as_ref().map(|id| format!("d-{id}")),
    };
    ReadingView {
        id: reading.id.clone(),
        printed: reading.printed.clone().unwrap_or_default(),
        read_as: read_as(f, reading),
        why: both(f.lang, &reading.why),
        percent: reading
            .confidence
            .map(|c| format!("{} %", show::number(f.lang, (c * 100.0).round()))),
        line: reading.place.map(|p| p.first),
        settled: reading.settled,
        row,
    }
}

/// How it was read; the measures of a duty by their names.
fn read_as(f: &Frame, reading: &Reading) -> String {
    let Some(read) = &reading.read_as else {
        // A remark about the whole letter has nothing that could be blank.
        return match reading.kind {
            ReadingKind::Warning => String::new(),
            _ => f.t("web-blank"),
        };
    };
    if reading.confidence.is_none() {
        return read.clone();
    }
    let titles = read.split(", ").map(|id| match MeasureId::parse(id) {
        Some(measure) => lang::measure_title(f.lang, measure.as_str()),
        None => id.to_owned(),
    });
    titles.collect::<Vec<_>>().join(", ")
}

/// `POST /drafts/{id}/correct`: one correction, or "Đúng".
pub(crate) async fn correct(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path(id): Path<String>,
    form: Checked,
) -> Result<Response, PageError> {
    let draft = draft_id(&id)?;
    let revision = revision(&form)?;
    let correction = match correction(&form, taste.lang) {
        Ok(correction) => correction,
        Err(told) => {
            let refused = Refused {
                told,
                form: Some(&form),
            };
            return again(&site, viewer, taste, draft, refused).await;
        }
    };
    let made = site
        .engine
        .correct(&viewer.actor, draft, revision, correction);
    match made.await {
        Ok(_) => Ok(Redirect::to(&format!("/drafts/{id}{}", anchor(&form))).into_response()),
        Err(error @ (EngineError::Conflict { .. } | EngineError::Invalid(_))) => {
            let refused = Refused {
                told: told(taste, &error),
                form: Some(&form),
            };
            again(&site, viewer, taste, draft, refused).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /drafts/{id}/confirm`: puts it in force.
pub(crate) async fn confirm(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path(id): Path<String>,
    form: Checked,
) -> Result<Response, PageError> {
    let draft = draft_id(&id)?;
    let (received, from, to) = (day(&form, "received"), day(&form, "from"), day(&form, "to"));
    let confirmation = Confirmation {
        received,
        watch: from.zip(to),
    };
    match site
        .engine
        .confirm(&viewer.actor, draft, revision(&form)?, &confirmation)
        .await
    {
        Ok(in_force) => {
            site.engine.refresh().await?;
            Ok(Redirect::to(&format!("/directives/{}", in_force.id)).into_response())
        }
        Err(
            error @ (EngineError::Conflict { .. }
            | EngineError::Invalid(_)
            | EngineError::NoReceipt
            | EngineError::NoWindow
            | EngineError::NoPack(_)),
        ) => {
            let refused = Refused {
                told: told(taste, &error),
                form: None,
            };
            again(&site, viewer, taste, draft, refused).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /drafts/{id}/drop`
pub(crate) async fn drop_draft(
    State(site): State<Site>,
    viewer: Viewer,
    Path(id): Path<String>,
    form: Checked,
) -> Result<Response, PageError> {
    site.engine
        .drop_draft(&viewer.actor, draft_id(&id)?, revision(&form)?)
        .await?;
    Ok(Redirect::to("/directives").into_response())
}

fn told(taste: Taste, error: &EngineError) -> String {
    match error {
        EngineError::Conflict { .. } => lang::text(taste.lang, "web-draft-conflict", &[]),
        EngineError::NoReceipt => lang::text(taste.lang, "web-draft-no-receipt", &[]),
        EngineError::NoWindow => lang::text(taste.lang, "web-draft-no-window", &[]),
        other => refusal(taste.lang, other),
    }
}

async fn again(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
    id: DraftId,
    refused: Refused<'_>,
) -> Result<Response, PageError> {
    let draft = site.engine.draft(id).await?;
    let page = view(site, viewer, taste, &draft, Some(refused)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn revision(form: &Checked) -> Result<u64, PageError> {
    u64::try_from(form.number("revision")?).map_err(|_| PageError::Malformed("revision".into()))
}

fn day(form: &Checked, name: &str) -> Option<Date> {
    form.text(name).and_then(|d| d.parse().ok())
}
