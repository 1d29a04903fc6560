//! `/sources`: who sends logs: those that wait for somebody to say whose they are, those expected, those retired. A token
//! for a sender over HTTP is shown once, on the answer of the form that made it or made it anew.

use super::grants::{UnitChoice, choices};
use super::{Page, page};
use crate::web::error::{PageError, refusal};
use crate::web::form::Checked;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer};
use crate::web::{Site, show};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::access::Action;
use engine::accounts::Secret;
use engine::events::{Adoption, CLASSES, EventSource, EventSourceId, SourceState, may_have_token};
use engine::{Actor, EngineError};
use serde::Deserialize;
use std::collections::HashMap;

/// Senders of one page.
const ROWS_MAX: usize = 200;

/// What the address may carry.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// Key of the last sender of the page before.
    #[serde(default)]
    after: String,
    /// Key of the last one that waits on the page before.
    #[serde(default)]
    waiting: String,
}

#[derive(Template)]
#[template(path = "sources.html")]
struct SourcesPage {
    f: Frame,
    waiting: Vec<SourceView>,
    next_waiting: Option<String>,
    known: Vec<SourceView>,
    retired: Vec<SourceView>,
    units: Vec<UnitChoice>,
    classes: Vec<(&'static str, String)>,
    may_manage: bool,
    sees_all: bool,
    is_first: bool,
    next: Option<String>,
    /// Name and token of the sender just made.
    made: Option<(String, String)>,
    error: Option<String>,
    typed: Typed,
}

#[derive(Default)]
struct Typed {
    name: String,
    unit: String,
    class: String,
    systems: String,
}

struct SourceView {
    id: String,
    name: String,
    key: String,
    unit_code: String,
    unit: Option<String>,
    class: String,
    class_word: String,
    systems: String,
    door: String,
    has_token: bool,
    /// Sends with a token and is expected: it can have a new one.
    shows_token: bool,
    events: u64,
    last: Option<String>,
    silent: Option<String>,
    revision: u64,
}

/// `GET /sources`
pub(crate) async fn list(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Query(asked): Query<Asked>,
) -> Page {
    page(&sources(&site, viewer, taste, &asked).await?)
}

/// `POST /sources/add`: a sender that shows a token.
pub(crate) async fn add(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    form: Checked,
) -> Result<Response, PageError> {
    let adoption = adoption(&form);
    let typed = Typed {
        name: adoption.name.clone(),
        unit: adoption.unit.clone().unwrap_or_default(),
        class: adoption.class.clone(),
        systems: adoption.systems.join(", "),
    };
    let made = site.engine.add_source(&viewer.actor, adoption).await;
    told_once(&site, viewer, taste, made, typed).await
}

/// `POST /sources/{id}`: says whose it is, or that it is not expected any more.
pub(crate) async fn change(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path(id): Path<String>,
    form: Checked,
) -> Result<Response, PageError> {
    let id = EventSourceId::parse(&id).ok_or(PageError::NotFound)?;
    let revision = u64::try_from(form.number("revision")?).unwrap_or(0);
    let actor = viewer.actor.clone();
    let done = if form.text("do") == Some("retire") {
        site.engine.retire_source(&actor, id, revision).await
    } else {
        let adoption = adoption(&form);
        site.engine
            .adopt_source(&actor, id, revision, adoption)
            .await
    };
    match done {
        Ok(_) => Ok(Redirect::to("/sources").into_response()),
        Err(error) => refused(&site, viewer, taste, error, Typed::default()).await,
    }
}

/// `POST /sources/{id}/token`: a new token, shown once, in place of one that was lost or told.
pub(crate) async fn renew(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path(id): Path<String>,
    form: Checked,
) -> Result<Response, PageError> {
    let id = EventSourceId::parse(&id).ok_or(PageError::NotFound)?;
    let revision = u64::try_from(form.number("revision")?).unwrap_or(0);
    let actor = &viewer.actor;
    let renewed = site.engine.renew_source_token(actor, id, revision).await;
    told_once(&site, viewer, taste, renewed, Typed::default()).await
}

/// The page with a token that was just made, or with what has to be mended.
async fn told_once(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
    made: Result<(EventSource, Secret), EngineError>,
    typed: Typed,
) -> Result<Response, PageError> {
    let (source, secret) = match made {
        Ok(made) => made,
        Err(error) => return refused(site, viewer, taste, error, typed).await,
    };
    let mut again = sources(site, viewer, taste, &Asked::default()).await?;
    let name = source.name.unwrap_or(source.key);
    again.made = Some((name, secret.expose().to_owned()));
    Ok(page(&again)?.into_response())
}

/// The page with what has to be mended; anything a person can't mend is a page of its own.
async fn refused(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
    error: EngineError,
    typed: Typed,
) -> Result<Response, PageError> {
    if !matches!(
        error,
        EngineError::Invalid(_) | EngineError::Conflict { .. }
    ) {
        return Err(error.into());
    }
    let mut again = sources(site, viewer, taste, &Asked::default()).await?;
    again.error = Some(refusal(taste.lang, &error));
    again.typed = typed;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&again)?).into_response())
}

fn adoption(form: &Checked) -> Adoption {
    let text = |name: &str| form.text(name).unwrap_or_default().to_owned();
    Adoption {
        unit: form.text("unit").map(str::to_owned),
        name: text("name"),
        class: text("class"),
        systems: text("systems")
            .split([',', ';'])
            .map(str::trim)
            .filter(|code| !code.is_empty())
            .map(str::to_owned)
            .collect(),
    }
}

async fn sources(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
    asked: &Asked,
) -> Result<SourcesPage, PageError> {
    let actor = viewer.actor.clone();
    let behind = |key: &str| Some(key.to_owned()).filter(|key| !key.is_empty());
    let after = behind(&asked.after);
    // Those that wait are what a person comes for: they stand first, whatever their keys are.
    let states = &[SourceState::Waiting];
    let (waiting, next_waiting) = part(site, &actor, states, behind(&asked.waiting)).await?;
    let states = &[SourceState::Adopted, SourceState::Retired];
    let (all, next) = part(site, &actor, states, after.clone()).await?;
    let (units, names) = choices(site, &viewer, Action::ManageSources).await?;
    let f = Frame::of(site, viewer, taste, "sources").at("/sources");
    let link = |name: &str, key: String| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        format!("/sources?{}", query.append_pair(name, &key).finish())
    };
    let of = |state: SourceState| {
        let those = all.iter().filter(|source| source.state == state.as_str());
        those.map(|source| view(site, &f, &names, source)).collect()
    };
    Ok(SourcesPage {
        next_waiting: next_waiting.map(|key| link("waiting", key)),
        waiting: waiting
            .iter()
            .map(|source| view(site, &f, &names, source))
            .collect(),
        known: of(SourceState::Adopted),
        retired: of(SourceState::Retired),
        units,
        classes: CLASSES
            .iter()
            .map(|class| (*class, f.word("source-class", class)))
            .collect(),
        may_manage: actor.may_anywhere(Action::ManageSources),
        sees_all: actor.may_everywhere(Action::ViewSources),
        is_first: after.is_none(),
        next: next.map(|key| link("after", key)),
        made: None,
        error: None,
        typed: Typed::default(),
        f,
    })
}

/// Some of the senders in these states behind a key, and the key behind which there are more.
async fn part(
    site: &Site,
    actor: &Actor,
    states: &[SourceState],
    behind: Option<String>,
) -> Result<(Vec<EventSource>, Option<String>), PageError> {
    let most = u64::try_from(ROWS_MAX.saturating_add(1)).unwrap_or(u64::MAX);
    let asked = site
        .engine
        .event_sources(actor, states, behind.as_deref(), most);
    let mut found = asked.await?;
    let has_more = found.len() > ROWS_MAX;
    found.truncate(ROWS_MAX);
    let last = found
        .last()
        .filter(|_| has_more)
        .map(|source| source.key.clone());
    Ok((found, last))
}

fn view(
    site: &Site,
    f: &Frame,
    names: &HashMap<String, String>,
    source: &EventSource,
) -> SourceView {
    let zone = site.engine.zone();
    let unit = source.unit.as_ref();
    let silent = source.silent_since.map(|since| {
        let now = site.engine.clock().now();
        show::span(f.lang, now.duration_since(since).as_secs())
    });
    SourceView {
        id: source.id.to_string(),
        name: source.name.clone().unwrap_or_else(|| source.key.clone()),
        key: source.key.clone(),
        unit_code: source.unit.clone().unwrap_or_default(),
        unit: unit.map(|unit| names.get(unit).unwrap_or(unit).clone()),
        class: source.class.clone(),
        class_word: f.word("source-class", &source.class),
        systems: source.systems.join(", "),
        door: source.door.clone(),
        has_token: source.token.is_some(),
        shows_token: may_have_token(source),
        events: source.events,
        last: (source.events > 0).then(|| show::instant(source.last_seen, zone)),
        silent,
        revision: source.revision,
    }
}
