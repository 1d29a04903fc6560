//! The return as a workbook, out and back: `…/form.xlsx` gives it, `…/form` takes it, all or nothing. And the checklist.

use super::duty::held;
use super::evidence::attachment;
use super::page;
use super::unit_return::address;
use super::units::{segment, unit_name};
use crate::web::Site;
use crate::web::error::PageError;
use crate::web::form::Checked;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::facts::Unit;
use domain::key::Key;
use engine::EngineError;
use engine::answers::Seen;
use lang::Lang;

/// Bytes of a workbook; the form itself is about 20 KB.
const FORM_BYTES_MAX: usize = 5 * 1024 * 1024;

#[derive(Template)]
#[template(path = "return_form.html")]
struct ProblemsPage {
    f: Frame,
    place: String,
    directive: String,
    unit: String,
    file: String,
    told: Option<String>,
    problems: Vec<ProblemView>,
    seen: String,
}

struct ProblemView {
    place: String,
    row: String,
    column: String,
    text: String,
    code: &'static str,
}

/// `GET /units/{code}/return/{directive}/form.xlsx`
pub(crate) async fn give(
    State(site): State<Site>,
    viewer: Viewer,
    Path((code, directive)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let held = held(&site, &directive)?;
    let written = site
        .engine
        .return_form_for(&viewer.actor, &held, &Key::new(&code))?;
    Ok(attachment(&written.file_name, written.bytes))
}

/// `GET /units/{code}/return/{directive}/checklist.docx`
pub(crate) async fn checklist(
    State(site): State<Site>,
    viewer: Viewer,
    Path((code, directive)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let held = held(&site, &directive)?;
    let written = site
        .engine
        .checklist_for(&viewer.actor, &held, &Key::new(&code))?;
    Ok(attachment(&written.file_name, written.bytes))
}

/// `POST /units/{code}/return/{directive}/form`
pub(crate) async fn take(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path((code, directive)): Path<(String, String)>,
    form: Checked,
) -> Result<Response, PageError> {
    let held = held(&site, &directive)?;
    let key = Key::<Unit>::new(&code);
    let seen = form.text("seen").and_then(Seen::parse).unwrap_or_default();
    let file = form.files.into_iter().next();
    let (name, bytes) = file.map_or_else(Default::default, |f| (f.name, f.bytes));
    let t = |id| lang::text(taste.lang, id, &[]);
    let taken = if bytes.is_empty() || bytes.len() > FORM_BYTES_MAX {
        Err((Some(t("web-ans-form-no-file")), Vec::new()))
    } else {
        let given = (name.as_str(), bytes.as_slice());
        let taken = site
            .engine
            .take_seen_form(&viewer.actor, &held, &key, given, seen);
        match taken.await {
            Ok(taken) => Ok(taken),
            Err(EngineError::Tables(problems)) => Err((None, problems)),
            Err(EngineError::ReturnChanged) => Err((Some(t("web-ans-form-changed")), Vec::new())),
            Err(EngineError::Forbidden) => return Err(PageError::Forbidden),
            Err(other) => return Err(other.into()),
        }
    };
    let address = address(&code, &directive);
    let (told, problems) = match taken {
        Ok(taken) => {
            site.engine.refresh().await?;
            let (kept, unchanged) = (taken.kept, taken.unchanged);
            let to = format!("{address}?done=form-{kept}-{unchanged}");
            return Ok(Redirect::to(&to).into_response());
        }
        Err(refused) => refused,
    };
    let now = site.engine.unit_return(&viewer.actor, &held, &key).await?;
    let f = Frame::of(&site, viewer, taste, "mine").at(address);
    let view = ProblemsPage {
        place: segment(&code),
        directive,
        unit: unit_name(&held, &key),
        file: name,
        told,
        problems: problems
            .into_iter()
            .map(|problem| ProblemView {
                place: problem.file,
                row: problem.row.map(|row| row.to_string()).unwrap_or_default(),
                column: problem.column.map(String::from).unwrap_or_default(),
                text: match f.lang {
                    Lang::Vi => problem.vi,
                    Lang::En => problem.en,
                },
                code: problem.code,
            })
            .collect(),
        seen: now.seen().to_string(),
        f,
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&view)?).into_response())
}
