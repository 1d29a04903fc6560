//! `/drafts/{id}`: a letter just read. The print beside what was understood, the readings a person has to look
//! at, and the confirmation that puts it in force.

use super::directive::letters_lines::{self, Line};
use super::directives::sign;
use super::{Page, page};
use crate::web::error::PageError;
use crate::web::form::Checked;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer};
use crate::web::{Site, show};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::access::Action;
use domain::directive::Obligation;
use domain::measure_id::MeasureId;
use engine::EngineError;
use engine::directives::Confirmation;
use engine::drafts::{Correction, Draft, DraftId, DraftState, Reading, ReadingKind};
use jiff::civil::Date;

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
    duties: Vec<DutyView>,
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
    /// The field that answers it: `number`, `sign`, `date`, `subject`, or none.
    field: &'static str,
}

struct DutyView {
    id: String,
    text: String,
    who: String,
    measures: Vec<(&'static str, String)>,
    confidence: String,
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
    Ok(view(&site, viewer, taste, &draft, None)?.into_response())
}

fn view(site: &Site, viewer: Viewer, taste: Taste, draft: &Draft, error: Option<String>) -> Page {
    let f = Frame::of(site, viewer, taste, "directives").at(format!("/drafts/{}", draft.id));
    let now = &draft.corrected;
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
        duties: now.obligations.iter().map(|o| duty(&f, o)).collect(),
        measures: MeasureId::ALL
            .iter()
            .map(|m| (m.as_str(), lang::measure_title(f.lang, m.as_str())))
            .collect(),
        received: draft
            .received
            .or(now.date)
            .map(|d| d.to_string())
            .unwrap_or_default(),
        watch_from: now
            .watch
            .as_ref()
            .map(|w| w.from.to_string())
            .unwrap_or_default(),
        watch_to: now
            .watch
            .as_ref()
            .map(|w| w.to.to_string())
            .unwrap_or_default(),
        watch_name: now
            .watch
            .as_ref()
            .map(|w| w.name.clone())
            .unwrap_or_default(),
        may_correct: f.may_everywhere(Action::CorrectReading),
        may_confirm: f.may_everywhere(Action::ConfirmDirective),
        error,
        f,
    })
}

fn reading(f: &Frame, reading: &Reading) -> ReadingView {
    ReadingView {
        id: reading.id.clone(),
        printed: reading.printed.clone().unwrap_or_default(),
        read_as: reading.read_as.clone().unwrap_or_else(|| f.t("web-blank")),
        why: reading.why.clone(),
        percent: reading
            .confidence
            .map(|c| format!("{} %", show::number(f.lang, (c * 100.0).round()))),
        line: reading.place.map(|p| p.first),
        settled: reading.settled,
        field: match reading.code.as_deref() {
            Some("directive.number_blank") => "number",
            Some("directive.date_incomplete" | "directive.date_blank") => "date",
            _ => "",
        },
    }
}

fn duty(f: &Frame, obligation: &Obligation) -> DutyView {
    DutyView {
        id: obligation.id.clone(),
        text: obligation.text.clone(),
        who: obligation
            .addressees
            .iter()
            .map(|c| f.word("class", c.as_str()))
            .collect::<Vec<_>>()
            .join(", "),
        measures: obligation
            .measures
            .iter()
            .map(|m| (m.as_str(), lang::measure_title(f.lang, m.as_str())))
            .collect(),
        confidence: format!(
            "{} %",
            show::number(f.lang, (obligation.confidence * 100.0).round())
        ),
    }
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
    let corrections = match corrections(&form) {
        Ok(corrections) => corrections,
        Err(told) => return again(&site, viewer, taste, draft, told).await,
    };
    let mut at = revision;
    let mut anchor = String::new();
    for correction in corrections {
        if let Correction::MeasureAdd { obligation, .. }
        | Correction::MeasureRemove { obligation, .. } = &correction
        {
            anchor = format!("#d-{obligation}");
        }
        match site
            .engine
            .correct(&viewer.actor, draft, at, correction)
            .await
        {
            Ok(draft) => at = draft.revision,
            Err(error @ (EngineError::Conflict { .. } | EngineError::Invalid(_))) => {
                return again(&site, viewer, taste, draft, told(taste, &error)).await;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Redirect::to(&format!("/drafts/{id}{anchor}")).into_response())
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
        ) => again(&site, viewer, taste, draft, told(taste, &error)).await,
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
        other => other.to_string(),
    }
}

async fn again(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
    id: DraftId,
    told: String,
) -> Result<Response, PageError> {
    let draft = site.engine.draft(id).await?;
    let page = view(site, viewer, taste, &draft, Some(told))?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn revision(form: &Checked) -> Result<u64, PageError> {
    u64::try_from(form.number("revision")?).map_err(|_| PageError::Malformed("revision".into()))
}

fn day(form: &Checked, name: &str) -> Option<Date> {
    form.text(name).and_then(|d| d.parse().ok())
}

/// What a form of this page corrects: the field `what` says which form it was.
fn corrections(form: &Checked) -> Result<Vec<Correction>, String> {
    let text = |name: &str| form.text(name).map(str::to_owned);
    let obligation = || text("obligation").unwrap_or_default();
    let one = match form.text("what").unwrap_or_default() {
        "right" => Correction::Right {
            reading: text("reading").unwrap_or_default(),
        },
        "number" => Correction::Number {
            value: text("value"),
        },
        "date" => {
            let date = day(form, "value").ok_or("ngày không đọc được")?;
            Correction::Date {
                d: Some(date.day()),
                m: Some(date.month()),
                y: Some(date.year()),
            }
        }
        "subject" => Correction::Subject {
            value: text("value"),
        },
        "measure_add" => Correction::MeasureAdd {
            obligation: obligation(),
            measure: text("measure").unwrap_or_default(),
        },
        "measure_remove" => Correction::MeasureRemove {
            obligation: obligation(),
            measure: text("measure").unwrap_or_default(),
        },
        "text" => Correction::ObligationText {
            obligation: obligation(),
            text: text("value").unwrap_or_default(),
        },
        other => return Err(format!("không hiểu yêu cầu “{other}”")),
    };
    Ok(vec![one])
}
