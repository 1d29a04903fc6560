//! `/units/{code}/return/{directive}/close`: what closing a return means, and the closing by the unit's head.

use super::duty::held;
use super::page;
use super::unit::{closed, printed};
use super::unit_return::address;
use super::units::{segment, unit_name};
use crate::web::Site;
use crate::web::error::PageError;
use crate::web::form::Checked;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer, tree_of};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::access::{Action, Decision};
use domain::facts::Unit;
use domain::key::Key;
use engine::EngineError;
use engine::answers::{Seen, addressed, is_answered};
use engine::live::Held;

#[derive(Template)]
#[template(path = "return_close.html")]
struct ClosePage {
    f: Frame,
    place: String,
    directive: String,
    unit: String,
    title: String,
    head: Option<String>,
    typed: String,
    answered: usize,
    total: usize,
    blank: Vec<(String, String)>,
    closed: Option<(String, String, u64)>,
    seen: String,
    error: Option<String>,
}

/// `GET /units/{code}/return/{directive}/close`
pub(crate) async fn show(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path((code, directive)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let held = held(&site, &directive)?;
    let view = written(&site, viewer, taste, &held, &code, (None, String::new())).await?;
    Ok(page(&view)?.into_response())
}

/// `POST /units/{code}/return/{directive}/close`
pub(crate) async fn close(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path((code, directive)): Path<(String, String)>,
    form: Checked,
) -> Result<Response, PageError> {
    let held = held(&site, &directive)?;
    let head = form.text("head").unwrap_or_default().to_owned();
    let seen = form.text("seen").and_then(Seen::parse).unwrap_or_default();
    let done = site
        .engine
        .close_seen_return(&viewer.actor, &held, &Key::new(&code), &head, seen)
        .await;
    let error = match done {
        Ok(()) => {
            site.engine.refresh().await?;
            let address = address(&code, &directive);
            return Ok(Redirect::to(&format!("{address}?done=close")).into_response());
        }
        Err(EngineError::ReturnChanged) => lang::text(taste.lang, "web-ans-close-changed", &[]),
        Err(EngineError::Invalid(told)) => told.of(taste.lang).to_owned(),
        Err(EngineError::Forbidden) => return Err(PageError::Forbidden),
        Err(other) => return Err(other.into()),
    };
    site.engine.refresh().await?;
    let held = self::held(&site, &directive)?;
    let view = written(&site, viewer, taste, &held, &code, (Some(error), head)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&view)?).into_response())
}

async fn written(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
    held: &Held,
    code: &str,
    (error, typed): (Option<String>, String),
) -> Result<ClosePage, PageError> {
    let key = Key::<Unit>::new(code);
    let said = site.engine.unit_return(&viewer.actor, held, &key).await?;
    let granted = viewer
        .actor
        .may(Action::CloseReturn, Some(&key), &tree_of(site, held));
    if granted != Decision::Granted {
        return Err(granted.into());
    }
    let directive = held.in_force.id.to_string();
    let f = Frame::of(site, viewer, taste, "mine").at(address(code, &directive));
    let duties = addressed(held, &key);
    let total = duties.len();
    let blank: Vec<(String, String)> = duties
        .into_iter()
        .filter(|j| !is_answered(j, &said))
        .map(|j| {
            let title = lang::measure_title(f.lang, j.measure.as_str());
            (printed(&f, &j.obligation), title)
        })
        .collect();
    Ok(ClosePage {
        place: segment(code),
        unit: unit_name(held, &key),
        title: super::board::title(held),
        head: held
            .unit(code)
            .and_then(|unit| unit.head.as_deref().map(str::to_owned)),
        typed,
        answered: total - blank.len(),
        total,
        blank,
        closed: closed(site, &f, &said),
        seen: said.seen().to_string(),
        error,
        directive,
        f,
    })
}
