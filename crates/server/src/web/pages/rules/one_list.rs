//! `/rules/lists/{name}`: one list with what can't be used of it; tried, put in force, taken out, removed.

use super::super::alerts::DAYS;
use super::super::{Page, page};
use super::trial::TrialView;
use super::{BadView, ShelfView, address, alerts_of, bad_view, changed, kilobytes, shelf_of};
use crate::web::error::PageError;
use crate::web::form::Checked;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer};
use crate::web::{Site, show};
use askama::Template;
use axum::extract::{Path, Query, State};
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
    let shelf = shelf_of(&form);
    let candidate = Candidate::List(shelf, name.clone());
    let here = match changed(&site, &viewer, taste, &candidate, &form).await? {
        Ok(to) => return Ok(Redirect::to(&to).into_response()),
        Err(here) => here,
    };
    let mut again = one(&site, viewer, taste, (shelf, &name)).await?;
    again.trial = here
        .trial
        .map(|trial| TrialView::of(&site, &again.f, &trial));
    (again.error, again.typed) = (here.error, here.reason);
    Ok((here.status, page(&again)?).into_response())
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
