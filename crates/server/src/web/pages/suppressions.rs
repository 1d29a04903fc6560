//! `/suppressions`: what is not raised for a while, why, by whom and until when; those in force and those that ended.

use super::alerts::DAYS;
use super::ledger::actor_word;
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
use domain::access::Action;
use engine::EngineError;
use engine::events::{NewSuppression, Suppression, SuppressionId};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;

/// Ended ones that are shown.
const ENDED_MAX: usize = 100;

#[derive(Template)]
#[template(path = "suppressions.html")]
struct SuppressionsPage {
    f: Frame,
    in_force: Vec<SuppressionView>,
    ended: Vec<SuppressionView>,
    may_end: bool,
    error: Option<String>,
}

struct SuppressionView {
    id: String,
    rule: Option<String>,
    host: Option<String>,
    key: Option<String>,
    unit: Option<String>,
    reason: String,
    by: String,
    from: String,
    until: String,
    ended_by: Option<String>,
    silenced: u64,
}

/// `GET /suppressions`
pub(crate) async fn list(State(site): State<Site>, viewer: Viewer, taste: Taste) -> Page {
    page(&suppressions(&site, viewer, taste).await?)
}

/// `POST /suppressions/add`: no more of a rule or list for some days, in the whole organisation.
pub(crate) async fn add(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    form: Checked,
) -> Result<Response, PageError> {
    let days = form.number("days")?;
    if !DAYS.contains(&days) {
        return Err(PageError::Form("web-form-number", "days".to_owned()));
    }
    let until = site.engine.clock().now();
    let until = until.checked_add(SignedDuration::from_hours(days * 24));
    let new = NewSuppression {
        rule: Some(form.needed("rule")?.to_owned()),
        host: None,
        key: None,
        unit: None,
        reason: form.raw("reason").unwrap_or_default().to_owned(),
        until: until.map_err(EngineError::from)?,
    };
    let actor = viewer.actor.clone();
    let error = match site.engine.suppress(&actor, new).await {
        Ok(_) => return Ok(Redirect::to("/suppressions").into_response()),
        Err(error @ EngineError::Invalid(_)) => error,
        Err(error) => return Err(error.into()),
    };
    let mut again = suppressions(&site, viewer, taste).await?;
    again.error = Some(refusal(taste.lang, &error));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&again)?).into_response())
}

/// `POST /suppressions/{id}`: ends one now.
pub(crate) async fn end(
    State(site): State<Site>,
    viewer: Viewer,
    Path(id): Path<String>,
    _form: Checked,
) -> Result<Response, PageError> {
    let id = SuppressionId::parse(&id).ok_or(PageError::NotFound)?;
    site.engine.end_suppression(&viewer.actor, id).await?;
    Ok(Redirect::to("/suppressions").into_response())
}

async fn suppressions(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
) -> Result<SuppressionsPage, PageError> {
    let now = site.engine.clock().now();
    let all = site.engine.suppressions(&viewer.actor).await?;
    let units = site.engine.unit_names().await?;
    let people = site.engine.names().await?;
    let may_end = viewer.actor.may_anywhere(Action::SuppressAlerts);
    let f = Frame::of(site, viewer, taste, "suppressions");
    let (in_force, ended): (Vec<_>, Vec<_>) = all.iter().partition(|one| one.until > now);
    let shown = |one: &&Suppression| view(site, &f, (&units, &people), one, now);
    Ok(SuppressionsPage {
        in_force: in_force.iter().map(shown).collect(),
        ended: ended.iter().take(ENDED_MAX).map(shown).collect(),
        may_end,
        error: None,
        f,
    })
}

fn view(
    site: &Site,
    f: &Frame,
    (units, people): (&HashMap<String, String>, &HashMap<String, String>),
    one: &Suppression,
    now: Timestamp,
) -> SuppressionView {
    let zone = site.engine.zone();
    let unit = one.unit.as_ref();
    let ended_by = one.ended_by.as_deref().filter(|_| one.until <= now);
    SuppressionView {
        id: one.id.to_string(),
        rule: one.rule.clone(),
        host: one.host.clone(),
        key: one.key.clone(),
        unit: unit.map(|unit| units.get(unit).unwrap_or(unit).clone()),
        reason: one.reason.clone(),
        by: actor_word(f, people, Some(&one.made_by)),
        from: show::instant(one.from, zone),
        until: show::instant(one.until, zone),
        ended_by: ended_by.map(|by| actor_word(f, people, Some(by))),
        silenced: one.silenced,
    }
}
