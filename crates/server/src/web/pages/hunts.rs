//! `/hunts`: what somebody supposed, searched the logs for, found and concluded; and the searches kept for another day.
//! Both are begun from the page of a search, whose words and range they take along.

use super::events::{Asking, kept, local, search_address};
use super::grants::{UnitChoice, choices};
use super::ledger::actor_word;
use super::{Page, page};
use crate::web::error::{PageError, refusal};
use crate::web::form::Checked;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer};
use crate::web::{Site, show};
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::access::Action;
use engine::EngineError;
use engine::events::{Conclusion, EventHunt, EventHuntId, NewHunt, NewSearch, SavedSearchId};
use jiff::tz::TimeZone;
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "hunts.html")]
struct HuntsPage {
    f: Frame,
    hunts: Vec<HuntView>,
    searches: Vec<SearchView>,
    begun: Option<Begun>,
    units: Vec<UnitChoice>,
    /// Whether a hunt may be one of the whole organisation.
    hunts_everywhere: bool,
    /// Whether runs of lists and rules are shown to this viewer.
    sees_runs: bool,
    error: Option<String>,
}

/// A hunt about to begin: what was searched for.
struct Begun {
    query: String,
    range: &'static str,
    from: String,
    to: String,
    hypothesis: String,
    name: String,
}

struct HuntView {
    id: String,
    hypothesis: String,
    query: String,
    link: String,
    unit: Option<String>,
    from: String,
    to: String,
    found: u64,
    conclusion: Option<String>,
    made: String,
    by: String,
    concluded: String,
    findings: u64,
    disposed: u64,
    may_conclude: bool,
    /// A conclusion that was refused, as it was typed.
    typed: Option<Conclusion>,
    /// Some findings are not dealt with yet, and the viewer may say that they are.
    may_dispose: bool,
}

struct SearchView {
    id: String,
    name: String,
    query: String,
    link: String,
    is_own: bool,
}

/// `GET /hunts`
pub(crate) async fn list(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    RawQuery(query): RawQuery,
) -> Page {
    let query = query.unwrap_or_default();
    let pairs = url::form_urlencoded::parse(query.as_bytes()).into_owned();
    let pairs: HashMap<String, String> = pairs.collect();
    let begun = pairs.contains_key("new").then(|| {
        let now = site.engine.clock().now();
        let asking = Asking::read(&query, now, site.engine.zone());
        Begun::of(&asking, site.engine.zone())
    });
    page(&hunts(&site, viewer, taste, begun).await?)
}

/// `POST /hunts/begin`: begins one with what its search finds now.
pub(crate) async fn begin(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    form: Checked,
) -> Result<Response, PageError> {
    let (asking, mut begun) = asked_again(&site, &form);
    begun.hypothesis = form.text("hypothesis").unwrap_or_default().to_owned();
    let asked = asking
        .asked()
        .map_err(|_| PageError::Form("web-events-query-wrong", begun.query.clone()))?;
    let actor = viewer.actor.clone();
    let found = kept(&site)?.count(&actor, &asked).await?;
    let new = NewHunt {
        hypothesis: begun.hypothesis.clone(),
        query: begun.query.clone(),
        unit: form.text("unit").map(str::to_owned),
        from: asked.from,
        to: asked.to,
        found,
    };
    let done = site.engine.begin_hunt(&actor, new).await;
    answer(&site, viewer, taste, done.map(drop), begun.into()).await
}

/// `POST /hunts/searches`: keeps a search for another day.
pub(crate) async fn keep(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    form: Checked,
) -> Result<Response, PageError> {
    let (_, mut begun) = asked_again(&site, &form);
    begun.name = form.text("name").unwrap_or_default().to_owned();
    let new = NewSearch {
        name: begun.name.clone(),
        query: begun.query.clone(),
        span: begun.range.to_owned(),
        unit: None,
    };
    let done = site.engine.save_search(&viewer.actor, new).await;
    answer(&site, viewer, taste, done.map(drop), begun.into()).await
}

/// `POST /hunts/searches/{id}`: forgets a search.
pub(crate) async fn forget(
    State(site): State<Site>,
    viewer: Viewer,
    Path(id): Path<String>,
    _form: Checked,
) -> Result<Response, PageError> {
    let id = SavedSearchId::parse(&id).ok_or(PageError::NotFound)?;
    site.engine.drop_search(&viewer.actor, id).await?;
    Ok(Redirect::to("/hunts").into_response())
}

/// `POST /hunts/{id}`: says what follows; later, how many findings are dealt with.
pub(crate) async fn conclude(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path(id): Path<String>,
    form: Checked,
) -> Result<Response, PageError> {
    let id = EventHuntId::parse(&id).ok_or(PageError::NotFound)?;
    let count = |name: &str| {
        u64::try_from(form.number(name)?)
            .map_err(|_| PageError::Form("web-form-number", name.to_owned()))
    };
    let disposed = count("disposed")?;
    if form.text("do") == Some("dispose") {
        let done = site.engine.dispose_findings(&viewer.actor, id, disposed);
        let done = done.await.map(drop);
        return answer(&site, viewer, taste, done, Again::default()).await;
    }
    let conclusion = Conclusion {
        text: form.raw("conclusion").unwrap_or_default().to_owned(),
        findings: count("findings")?,
        disposed,
    };
    let done = site.engine.conclude_hunt(&viewer.actor, id, &conclusion);
    let done = done.await.map(drop);
    let again = Again {
        concluded: Some((id, conclusion)),
        ..Again::default()
    };
    answer(&site, viewer, taste, done, again).await
}

/// What was typed into a form, for the page that says why it was refused.
#[derive(Default)]
struct Again {
    begun: Option<Begun>,
    concluded: Option<(EventHuntId, Conclusion)>,
}

impl From<Begun> for Again {
    fn from(begun: Begun) -> Self {
        Self {
            begun: Some(begun),
            concluded: None,
        }
    }
}

/// Back to the list; what a person can mend is said there.
async fn answer(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
    done: Result<(), EngineError>,
    again: Again,
) -> Result<Response, PageError> {
    let error = match done {
        Ok(()) => return Ok(Redirect::to("/hunts").into_response()),
        Err(error @ (EngineError::Invalid(_) | EngineError::Conflict { .. })) => error,
        Err(error) => return Err(error.into()),
    };
    let mut shown = hunts(site, viewer, taste, again.begun).await?;
    shown.error = Some(refusal(taste.lang, &error));
    if let Some((id, conclusion)) = again.concluded {
        let id = id.to_string();
        let hunt = shown.hunts.iter_mut().find(|hunt| hunt.id == id);
        if let Some(hunt) = hunt.filter(|hunt| hunt.may_conclude) {
            hunt.typed = Some(conclusion);
        }
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&shown)?).into_response())
}

/// The search that a form carries, read as its address would be.
fn asked_again(site: &Site, form: &Checked) -> (Asking, Begun) {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for name in ["q", "range", "from", "to"] {
        query.append_pair(name, form.text(name).unwrap_or_default());
    }
    let now = site.engine.clock().now();
    let asking = Asking::read(&query.finish(), now, site.engine.zone());
    let begun = Begun::of(&asking, site.engine.zone());
    (asking, begun)
}

impl Begun {
    fn of(asking: &Asking, zone: &TimeZone) -> Self {
        Self {
            query: asking.q.clone(),
            range: asking.range,
            from: local(asking.start, zone),
            to: local(asking.end, zone),
            hypothesis: String::new(),
            name: String::new(),
        }
    }
}

async fn hunts(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
    begun: Option<Begun>,
) -> Result<HuntsPage, PageError> {
    let actor = viewer.actor.clone();
    let may = actor.may_anywhere(Action::HuntEvents);
    let found = site.engine.event_hunts(&actor).await?;
    let searches = site.engine.saved_searches(&actor).await?;
    let (units, names) = choices(site, &viewer, Action::HuntEvents).await?;
    let people = site.engine.names().await?;
    let f = Frame::of(site, viewer, taste, "hunts").at("/hunts");
    let own = actor.word();
    let searches = searches.into_iter().map(|search| SearchView {
        id: search.id.to_string(),
        link: {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            query.append_pair("q", &search.query);
            format!(
                "/events?{}",
                query.append_pair("range", &search.span).finish()
            )
        },
        is_own: search.owner == own,
        name: search.name,
        query: search.query,
    });
    let views = found
        .iter()
        .map(|hunt| view(site, &f, &names, &people, hunt, may));
    Ok(HuntsPage {
        hunts: views.collect(),
        searches: searches.collect(),
        begun: begun.filter(|_| may),
        units,
        hunts_everywhere: f.may_everywhere(Action::HuntEvents),
        sees_runs: f.may_everywhere(Action::ViewEvents),
        error: None,
        f,
    })
}

fn view(
    site: &Site,
    f: &Frame,
    units: &HashMap<String, String>,
    people: &HashMap<String, String>,
    hunt: &EventHunt,
    may: bool,
) -> HuntView {
    let zone = site.engine.zone();
    let unit = hunt.unit.as_ref();
    let by = actor_word(f, people, hunt.concluded_by.as_deref());
    let at = hunt.concluded_at.map(|at| show::instant(at, zone));
    HuntView {
        id: hunt.id.to_string(),
        hypothesis: hunt.hypothesis.clone(),
        query: hunt.query.clone(),
        link: search_address(&hunt.query, hunt.from, hunt.to, zone),
        unit: unit.map(|unit| units.get(unit).unwrap_or(unit).clone()),
        from: show::instant(hunt.from, zone),
        to: show::instant(hunt.to, zone),
        found: hunt.found,
        conclusion: hunt.conclusion.clone(),
        made: show::instant(hunt.made_at, zone),
        by: actor_word(f, people, Some(&hunt.made_by)),
        concluded: at.map(|at| format!("{at} · {by}")).unwrap_or_default(),
        findings: hunt.findings,
        disposed: hunt.disposed,
        may_conclude: may && hunt.conclusion.is_none(),
        typed: None,
        may_dispose: may && hunt.disposed < hunt.findings,
    }
}
