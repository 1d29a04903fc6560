//! `/hunts/runs`: runs of new lists and rules over the logs kept, how far each is, and stopping one or letting it go on.

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
use engine::events::{RetroHunt, RetroHuntId, RetroState};
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "runs.html")]
struct RunsPage {
    f: Frame,
    runs: Vec<RunView>,
    error: Option<String>,
}

struct RunView {
    id: String,
    what: String,
    /// Where the alerts of it are, when they can be asked for.
    alerts: Option<String>,
    state: String,
    look: &'static str,
    note: Option<String>,
    from: String,
    to: String,
    done_to: String,
    percent: i64,
    events: u64,
    found: u64,
    by: String,
    made: String,
    may_pause: bool,
    may_resume: bool,
}

/// `GET /hunts/runs`
pub(crate) async fn list(State(site): State<Site>, viewer: Viewer, taste: Taste) -> Page {
    page(&runs(&site, viewer, taste).await?)
}

/// `POST /hunts/runs/{id}`: stops a run, or lets it go on.
pub(crate) async fn change(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path(id): Path<String>,
    form: Checked,
) -> Result<Response, PageError> {
    let id = RetroHuntId::parse(&id).ok_or(PageError::NotFound)?;
    let is_paused = form.text("do") == Some("pause");
    let done = site
        .engine
        .pause_retro_hunt(&viewer.actor, id, is_paused)
        .await;
    match done {
        Ok(_) => Ok(Redirect::to("/hunts/runs").into_response()),
        Err(error @ EngineError::Invalid(_)) => {
            let mut again = runs(&site, viewer, taste).await?;
            again.error = Some(refusal(taste.lang, &error));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&again)?).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn runs(site: &Site, viewer: Viewer, taste: Taste) -> Result<RunsPage, PageError> {
    let found = site.engine.retro_hunts(&viewer.actor).await?;
    let people = site.engine.names().await?;
    let f = Frame::of(site, viewer, taste, "hunts").at("/hunts/runs");
    let views = found.iter().map(|run| view(site, &f, &people, run));
    Ok(RunsPage {
        runs: views.collect(),
        error: None,
        f,
    })
}

fn view(site: &Site, f: &Frame, people: &HashMap<String, String>, run: &RetroHunt) -> RunView {
    let zone = site.engine.zone();
    let may = f.may_everywhere(Action::HuntEvents);
    let is = |state: RetroState| run.state == state.as_str();
    let (kind, name) = run.what.split_once(':').unwrap_or(("list", &run.what));
    let alerts = (kind == "list").then(|| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("state", "all").append_pair("rule", name);
        format!("/alerts?{}", query.finish())
    });
    RunView {
        id: run.id.to_string(),
        what: f.tv(&format!("web-runs-of-{kind}"), name),
        alerts: alerts.filter(|_| run.found > 0),
        state: f.word("run-state", &run.state),
        look: match () {
            () if is(RetroState::Done) => "met",
            () if is(RetroState::Failed) => "unmet",
            () if is(RetroState::Running) => "part",
            () if is(RetroState::Paused) => "na",
            () => "unk",
        },
        note: run.note.as_deref().map(|note| f.word("run-note", note)),
        from: show::instant(run.from, zone),
        to: show::instant(run.to, zone),
        done_to: show::instant(run.done_to, zone),
        percent: percent(run),
        events: run.events,
        found: run.found,
        by: actor_word(f, people, Some(&run.made_by)),
        made: show::instant(run.made_at, zone),
        may_pause: may && (is(RetroState::Waiting) || is(RetroState::Running)),
        may_resume: may && is(RetroState::Paused),
    }
}

/// How much of its range a run has gone through.
fn percent(run: &RetroHunt) -> i64 {
    let all = run.to.duration_since(run.from).as_secs().max(1);
    let done = run.done_to.duration_since(run.from).as_secs();
    (done.saturating_mul(100) / all).clamp(0, 100)
}
