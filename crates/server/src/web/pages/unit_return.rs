//! `/units/{code}/return/{directive}`: a unit's return ("phiếu báo cáo"). Every duty of the unit on one page, with its
//! result, what the unit said so far, and a form to say it. Closing it is [`super::return_close`].

use super::duty::held;
use super::page;
use super::unit::{closed, duty_row, printed};
use super::units::{segment, unit_name};
use crate::web::Site;
use crate::web::error::PageError;
use crate::web::form::Checked;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer, tree_of};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::access::{Action, Decision};
use domain::facts::{Claim, Unit};
use domain::judgement::Judgement;
use domain::key::Key;
use domain::measure_id::MeasureId;
use engine::EngineError;
use engine::answers::{Said, Seen, UnitReturn, addressed, is_answered};
use engine::live::Held;
use engine::statements::NewStatement;
use serde::Deserialize;

/// A statement says at least this much: who did it, when, where it can be seen.
const TEXT_LENGTH_MIN: usize = 20;

/// What the address may carry.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// What was just done: `answer`, `close`, or `form-KEPT-UNCHANGED`.
    #[serde(default)]
    done: String,
}

#[derive(Template)]
#[template(path = "unit_return.html")]
struct ReturnPage {
    f: Frame,
    place: String,
    directive: String,
    unit: String,
    title: String,
    rows: Vec<RowView>,
    answered: usize,
    width: String,
    closed: Option<(String, String, u64)>,
    may_state: bool,
    may_close: bool,
    may_links: bool,
    sees_unit: bool,
    asks_name: bool,
    seen: String,
    done: Option<String>,
    error: Option<String>,
    typed: Typed,
}

/// What was typed in the form that was refused.
#[derive(Default)]
struct Typed {
    obligation: String,
    measure: String,
    claim: String,
    text: String,
    person: String,
}

struct RowView {
    place: usize,
    obligation: String,
    measure: &'static str,
    text: String,
    duty: super::unit::DutyRow,
    number: String,
    reason: String,
    answered: bool,
    seen: String,
    said: Vec<SaidView>,
    is_typed: bool,
}

struct SaidView {
    at: String,
    person: String,
    claim: String,
    text: String,
    seq: u64,
    file: Option<(String, String)>,
    is_supplement: bool,
}

/// `GET /units/{code}/return/{directive}`
pub(crate) async fn show(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path((code, directive)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let held = held(&site, &directive)?;
    let done = told(taste, &asked.done);
    let view = written(
        &site,
        viewer,
        taste,
        &held,
        &code,
        (done, None),
        Typed::default(),
    )
    .await?;
    Ok(page(&view)?.into_response())
}

/// What the page says of what was just done.
fn told(taste: Taste, done: &str) -> Option<String> {
    let t = |id| lang::text(taste.lang, id, &[]);
    match done {
        "answer" => Some(t("web-statement-kept")),
        "close" => Some(t("web-ans-closed-now")),
        _ => {
            let (kept, unchanged) = done.strip_prefix("form-")?.split_once('-')?;
            let (kept, unchanged): (usize, usize) = (kept.parse().ok()?, unchanged.parse().ok()?);
            let counts = [("kept", kept.into()), ("unchanged", unchanged.into())];
            Some(lang::text(taste.lang, "web-ans-form-taken", &counts))
        }
    }
}

/// `POST /units/{code}/return/{directive}`: one statement.
pub(crate) async fn state(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path((code, directive)): Path<(String, String)>,
    form: Checked,
) -> Result<Response, PageError> {
    let held = held(&site, &directive)?;
    let key = Key::<Unit>::new(&code);
    let granted = viewer
        .actor
        .may(Action::GiveStatement, Some(&key), &tree_of(&site, &held));
    if granted != Decision::Granted {
        return Err(granted.into());
    }
    if !viewer.actor.reaches(held.in_force.id) {
        return Err(PageError::NotFound);
    }
    let typed = Typed {
        obligation: form.text("obligation").unwrap_or_default().to_owned(),
        measure: form.text("measure").unwrap_or_default().to_owned(),
        claim: form.text("claim").unwrap_or_default().to_owned(),
        text: form.raw("text").unwrap_or_default().to_owned(),
        person: form.text("person").unwrap_or(&viewer.name).to_owned(),
    };
    let error = match keep(&site, &viewer, &held, &code, &typed, form).await {
        Ok(()) => {
            site.engine.refresh().await?;
            let address = address(&code, &directive);
            return Ok(Redirect::to(&format!("{address}?done=answer")).into_response());
        }
        Err(Refused::Told(id)) => lang::text(taste.lang, id, &[]),
        Err(Refused::Failed(error)) => return Err(error),
    };
    site.engine.refresh().await?;
    let held = self::held(&site, &directive)?;
    let view = written(
        &site,
        viewer,
        taste,
        &held,
        &code,
        (None, Some(error)),
        typed,
    )
    .await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&view)?).into_response())
}

enum Refused {
    /// What the person can mend, by the id of its text.
    Told(&'static str),
    Failed(PageError),
}

async fn keep(
    site: &Site,
    viewer: &Viewer,
    held: &Held,
    code: &str,
    typed: &Typed,
    form: Checked,
) -> Result<(), Refused> {
    let incomplete = Refused::Told("web-ans-incomplete");
    let measure = MeasureId::parse(&typed.measure).ok_or(Refused::Failed(PageError::NotFound))?;
    let claim = Claim::parse(&typed.claim).ok_or(incomplete)?;
    let seen = form.text("seen").and_then(Seen::parse).unwrap_or_default();
    // Who signed in signs with the account's name; only the holder of a link tells a name.
    let person = if viewer.session.is_some() {
        viewer.name.clone()
    } else {
        typed.person.clone()
    };
    if person.is_empty() {
        return Err(Refused::Told("web-ans-no-person"));
    }
    if typed.text.trim().chars().count() < TEXT_LENGTH_MIN {
        return Err(Refused::Told("web-statement-short"));
    }
    let statement = NewStatement {
        unit: code.to_owned(),
        obligation: typed.obligation.clone(),
        measure,
        claim,
        person,
        text: typed.text.trim().to_owned(),
        file: form.files.into_iter().next().map(|f| (f.name, f.bytes)),
    };
    match site
        .engine
        .answer(&viewer.actor, held, statement, seen)
        .await
    {
        Ok(_) => Ok(()),
        Err(EngineError::ReturnChanged) => Err(Refused::Told("web-ans-changed")),
        Err(other) => Err(Refused::Failed(other.into())),
    }
}

/// The address of a unit's return.
pub(crate) fn address(code: &str, directive: &str) -> String {
    format!("/units/{}/return/{directive}", segment(code))
}

async fn written(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
    held: &Held,
    code: &str,
    (done, error): (Option<String>, Option<String>),
    typed: Typed,
) -> Result<ReturnPage, PageError> {
    let key = Key::<Unit>::new(code);
    let said = site.engine.unit_return(&viewer.actor, held, &key).await?;
    let tree = tree_of(site, held);
    let may = |action| viewer.may(action, Some(&key), &tree);
    let (may_state, may_close) = (may(Action::GiveStatement), may(Action::CloseReturn));
    let (may_links, sees_unit) = (may(Action::ManageLinks), may(Action::ViewUnits));
    let asks_name = viewer.session.is_none();
    let directive = held.in_force.id.to_string();
    let f = Frame::of(site, viewer, taste, "mine")
        .at(address(code, &directive))
        .of_results(site, held);
    let rows: Vec<RowView> = addressed(held, &key)
        .into_iter()
        .enumerate()
        .map(|(place, judgement)| row(site, &f, held, (place, judgement), &said, &typed))
        .collect();
    let answered = rows.iter().filter(|row| row.answered).count();
    Ok(ReturnPage {
        place: segment(code),
        unit: unit_name(held, &key),
        title: super::board::title(held),
        width: percent(answered, rows.len()),
        answered,
        rows,
        closed: closed(site, &f, &said),
        may_state,
        may_close,
        may_links,
        sees_unit,
        asks_name,
        seen: said.seen().to_string(),
        done,
        error,
        typed,
        directive,
        f,
    })
}

/// A part of a whole in per cent, for a drawn bar.
pub(crate) fn percent(part: usize, whole: usize) -> String {
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    format!("{:.2}", number(part) / number(whole.max(1)) * 100.0)
}

fn row(
    site: &Site,
    f: &Frame,
    held: &Held,
    (place, judgement): (usize, &Judgement),
    said: &UnitReturn,
    typed: &Typed,
) -> RowView {
    let clauses = &held.in_force.mandate.clauses;
    let clause = clauses.iter().find(|c| c.id == judgement.obligation);
    let (obligation, measure) = (&judgement.obligation, judgement.measure);
    RowView {
        place,
        obligation: obligation.to_string(),
        measure: measure.as_str(),
        text: clause.map(|c| c.text.to_string()).unwrap_or_default(),
        duty: duty_row(f, &held.in_force.id.to_string(), judgement),
        number: printed(f, obligation),
        reason: judgement
            .reasons
            .first()
            .map(|reason| match f.lang {
                lang::Lang::Vi => reason.vi.clone(),
                lang::Lang::En => reason.en.clone(),
            })
            .unwrap_or_default(),
        answered: is_answered(judgement, said),
        seen: said.seen_on(obligation, measure).to_string(),
        said: said
            .on(obligation, measure)
            .rev()
            .map(|said| said_view(site, f, said))
            .collect(),
        is_typed: typed.obligation == **obligation && typed.measure == measure.as_str(),
    }
}

fn said_view(site: &Site, f: &Frame, said: &Said) -> SaidView {
    SaidView {
        at: f.at_instant(site, said.at),
        person: said.person.clone(),
        claim: f.word("stated", said.claim.as_str()),
        text: said.text.clone(),
        seq: said.seq,
        file: said.file.as_ref().map(|file| {
            (
                format!("/evidence/{}", file.sha256.to_hex()),
                file.name.clone(),
            )
        }),
        is_supplement: said.is_supplement,
    }
}
