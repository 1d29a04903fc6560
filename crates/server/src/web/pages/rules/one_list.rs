//! `/rules/lists/{name}`: one list with what can't be used of it; tried, put in force, taken out, removed.

use super::super::alerts::DAYS;
use super::super::events::kept;
use super::super::{Page, page};
use super::trial::TrialView;
use super::{BadView, ShelfView, address, alerts_of, bad_view, kilobytes, told};
use crate::web::error::PageError;
use crate::web::form::Checked;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer};
use crate::web::{Site, show};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::access::Action;
use engine::Shelf;
use engine::events::{Candidate, Noise};
use serde::Deserialize;

/// What the address may carry.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// Where the list stands; in force without a word.
    #[serde(default)]
    state: String,
}

#[derive(Template)]
#[template(path = "rule_list.html")]
struct ListPage {
    f: Frame,
    name: String,
    shelf: ShelfView,
    state: &'static str,
    when: String,
    bytes: String,
    entries: usize,
    repeated: usize,
    bad_count: usize,
    bad: Vec<BadView>,
    noise: Noise,
    alerts: Option<String>,
    may_try: bool,
    may_suppress: bool,
    days: [i64; 4],
    trial: Option<TrialView>,
    error: Option<String>,
    typed: String,
}

/// `GET /rules/lists/{name}`
pub(crate) async fn show(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Page {
    let shelf = Shelf::parse(&asked.state).unwrap_or_default();
    page(&one(&site, viewer, taste, (shelf, &name)).await?)
}

/// `POST /rules/lists/{name}`: tries it, puts it in force, takes it out of force, removes it.
pub(crate) async fn change(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path(name): Path<String>,
    form: Checked,
) -> Result<Response, PageError> {
    let shelf = form
        .text("state")
        .and_then(Shelf::parse)
        .unwrap_or_default();
    let reason = form.raw("reason").unwrap_or_default().to_owned();
    let (engine, actor) = (&site.engine, viewer.actor.clone());
    let done = match form.needed("do")? {
        "try" => {
            let candidate = Candidate::List(shelf, name.clone());
            let trial = kept(&site)?.try_rules(&actor, &candidate).await?;
            let mut shown = one(&site, viewer, taste, (shelf, &name)).await?;
            shown.trial = Some(TrialView::of(&site, &shown.f, &trial));
            return Ok(page(&shown)?.into_response());
        }
        "enable" => {
            let enabled = engine.enable_list(&actor, &name).await;
            enabled.map(|_| address("lists", &name, Shelf::InForce))
        }
        "disable" => {
            let disabled = engine.disable_list(&actor, &name, &reason).await;
            disabled.map(|()| address("lists", &name, Shelf::Waiting))
        }
        "remove" => {
            let removed = engine.discard_list(&actor, &name, &reason).await;
            removed.map(|()| "/rules".to_owned())
        }
        other => return Err(PageError::Malformed(format!("do={other}"))),
    };
    let error = match done {
        Ok(to) => return Ok(Redirect::to(&to).into_response()),
        Err(error) => told(taste.lang, error)?,
    };
    let mut again = one(&site, viewer, taste, (shelf, &name)).await?;
    (again.error, again.typed) = (Some(error), reason);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&again)?).into_response())
}

async fn one(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
    (shelf, name): (Shelf, &str),
) -> Result<ListPage, PageError> {
    let list = site.engine.list_in(&viewer.actor, shelf, name).await?;
    let sees_alerts = viewer.actor.may_anywhere(Action::ViewAlerts);
    let may_suppress =
        shelf == Shelf::InForce && viewer.actor.may_everywhere(Action::SuppressAlerts);
    let f = Frame::of(site, viewer, taste, "rules").at(address("lists", name, shelf));
    let bad = list.bad_rows.iter();
    Ok(ListPage {
        shelf: ShelfView::of(&f, shelf),
        state: shelf.as_str(),
        when: show::instant(list.about.changed_at, site.engine.zone()),
        bytes: kilobytes(&f, list.about.bytes),
        entries: list.entries,
        repeated: list.repeated,
        bad_count: list.bad_row_count,
        bad: bad.map(|bad| bad_view(taste.lang, bad)).collect(),
        noise: list.noise,
        alerts: sees_alerts.then(|| alerts_of(name)),
        may_try: site.events.is_some(),
        may_suppress,
        days: DAYS,
        trial: None,
        error: None,
        typed: String::new(),
        name: name.to_owned(),
        f,
    })
}
