//! `/rules`: the rule sets and lists that logs are judged by, how much each finds, and where new ones are brought. What is
//! brought waits: its page tries it on the last day, puts it in force, takes it out again or removes it.

pub(crate) mod one_list;
pub(crate) mod set;
mod trial;

use super::events::kept;
use super::ledger::actor_word;
use super::{Page, page};
use crate::web::error::{PageError, refusal};
use crate::web::form::Checked;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer};
use crate::web::{Site, show};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::access::Action;
use engine::events::{BadLine, Candidate, ListAbout, Noise, SetShown, Trial};
use engine::hunt::RulesFile;
use engine::{EngineError, Shelf};
use lang::Lang;
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "rules.html")]
struct RulesPage {
    f: Frame,
    sets: Vec<SetView>,
    lists: Vec<ListView>,
    sees_alerts: bool,
    error: Option<String>,
    /// Whether it is about the form of lists.
    is_of_list: bool,
    name: String,
}

struct SetView {
    name: String,
    link: String,
    shelf: ShelfView,
    rules: usize,
    when: Option<String>,
    by: String,
    noise: Noise,
}

struct ListView {
    name: String,
    link: String,
    shelf: ShelfView,
    bytes: String,
    when: String,
    noise: Noise,
}

/// Where a set or list stands, in words.
struct ShelfView {
    word: String,
    is_waiting: bool,
}

impl ShelfView {
    fn of(f: &Frame, shelf: Shelf) -> Self {
        Self {
            word: f.word("rules-state", shelf.as_str()),
            is_waiting: shelf == Shelf::Waiting,
        }
    }

    /// Of what comes with the program.
    fn own(f: &Frame) -> Self {
        Self {
            word: f.word("rules-state", "own"),
            is_waiting: false,
        }
    }
}

/// What can't be used of a file.
struct BadView {
    place: String,
    why: String,
}

/// `GET /rules`
pub(crate) async fn list(State(site): State<Site>, viewer: Viewer, taste: Taste) -> Page {
    page(&rules(&site, viewer, taste).await?)
}

/// `POST /rules/sets`: rule files and archives become a set that waits.
pub(crate) async fn bring_set(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    form: Checked,
) -> Result<Response, PageError> {
    let name = form.text("name").map(str::to_owned);
    let files = form.files.into_iter().map(|file| RulesFile {
        name: file.name,
        bytes: file.bytes,
    });
    let files: Vec<RulesFile> = files.collect();
    let actor = viewer.actor.clone();
    let brought = site
        .engine
        .bring_rules(&actor, name.as_deref(), &files)
        .await;
    match brought {
        Ok(brought) if brought.problems.is_empty() => {
            let name = &brought.set.name;
            Ok(Redirect::to(&address("sets", name, Shelf::Waiting)).into_response())
        }
        Ok(brought) => {
            let bad: Vec<BadLine> = brought.problems.iter().map(BadLine::from).collect();
            set::brought(&site, viewer, taste, &brought.set.name, &bad).await
        }
        Err(error) => {
            let mut again = rules(&site, viewer, taste).await?;
            again.error = Some(told(taste.lang, error)?);
            again.name = name.unwrap_or_default();
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&again)?).into_response())
        }
    }
}

/// `POST /rules/lists`: a file becomes a list that waits.
pub(crate) async fn bring_list(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    form: Checked,
) -> Result<Response, PageError> {
    let given = form.text("name").map(str::to_owned);
    let file = form.files.into_iter().next();
    let file = file.ok_or_else(|| PageError::Form("web-form-missing", "files".to_owned()))?;
    let name = given.clone().unwrap_or_else(|| plain(&file.name));
    let brought = site
        .engine
        .bring_list(&viewer.actor, &name, file.bytes)
        .await;
    match brought {
        Ok(brought) => {
            let to = address("lists", &brought.name, Shelf::Waiting);
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let mut again = rules(&site, viewer, taste).await?;
            again.error = Some(told(taste.lang, error)?);
            again.is_of_list = true;
            again.name = given.unwrap_or_default();
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&again)?).into_response())
        }
    }
}

/// A file's name as a list may be called.
fn plain(name: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let name: String = name
        .chars()
        .map(|c| if fits(c) { c } else { '-' })
        .take(100)
        .collect();
    name.trim_matches(['-', '.', '_']).to_owned()
}

/// What the page of a set or list shows after a form that led nowhere else.
struct Here {
    status: StatusCode,
    trial: Option<Trial>,
    error: Option<String>,
    /// The reason that was typed.
    reason: String,
}

/// Where a form says that its set or list stands; in force without a word.
fn shelf_of(form: &Checked) -> Shelf {
    let state = form.text("state").and_then(Shelf::parse);
    state.unwrap_or_default()
}

/// Does what a form asks of a set or list; gives where it is found then, or what its page shows.
async fn changed(
    site: &Site,
    viewer: &Viewer,
    taste: Taste,
    candidate: &Candidate,
    form: &Checked,
) -> Result<Result<String, Here>, PageError> {
    let (engine, actor) = (&site.engine, &viewer.actor);
    let reason = form.raw("reason").unwrap_or_default();
    let done = match (form.needed("do")?, candidate) {
        ("try", _) => {
            return Ok(Err(Here {
                status: StatusCode::OK,
                trial: Some(kept(site)?.try_rules(actor, candidate).await?),
                error: None,
                reason: String::new(),
            }));
        }
        ("enable", Candidate::Rules(_, name)) => {
            let enabled = engine.enable_rules(actor, name).await;
            enabled.map(|_| address("sets", name, Shelf::InForce))
        }
        ("enable", Candidate::List(_, name)) => {
            let enabled = engine.enable_list(actor, name).await;
            enabled.map(|_| address("lists", name, Shelf::InForce))
        }
        ("disable", Candidate::Rules(_, name)) => {
            let disabled = engine.disable_rules(actor, name, reason).await;
            disabled.map(|()| address("sets", name, Shelf::Waiting))
        }
        ("disable", Candidate::List(_, name)) => {
            let disabled = engine.disable_list(actor, name, reason).await;
            disabled.map(|()| address("lists", name, Shelf::Waiting))
        }
        ("remove", Candidate::Rules(_, name)) => {
            let removed = engine.discard_rules(actor, name, reason).await;
            removed.map(|()| "/rules".to_owned())
        }
        ("remove", Candidate::List(_, name)) => {
            let removed = engine.discard_list(actor, name, reason).await;
            removed.map(|()| "/rules".to_owned())
        }
        (other, _) => return Err(PageError::Malformed(format!("do={other}"))),
    };
    Ok(match done {
        Ok(to) => Ok(to),
        Err(error) => Err(Here {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            trial: None,
            error: Some(told(taste.lang, error)?),
            reason: reason.to_owned(),
        }),
    })
}

/// What a person can mend, in words; anything else is a page of its own.
fn told(lang: Lang, error: EngineError) -> Result<String, PageError> {
    match error {
        EngineError::Invalid(_) => Ok(refusal(lang, &error)),
        other => Err(other.into()),
    }
}

async fn rules(site: &Site, viewer: Viewer, taste: Taste) -> Result<RulesPage, PageError> {
    let shown = site.engine.rules_shown(&viewer.actor).await?;
    let people = site.engine.names().await?;
    let sees_alerts = viewer.actor.may_anywhere(Action::ViewAlerts);
    let f = Frame::of(site, viewer, taste, "rules");
    let sets = shown.sets.into_iter();
    let lists = shown.lists.into_iter();
    Ok(RulesPage {
        sets: sets.map(|set| set_view(site, &f, &people, set)).collect(),
        lists: lists
            .map(|(list, noise)| list_view(site, &f, &list, noise))
            .collect(),
        sees_alerts,
        error: None,
        is_of_list: false,
        name: String::new(),
        f,
    })
}

fn set_view(site: &Site, f: &Frame, people: &HashMap<String, String>, set: SetShown) -> SetView {
    let about = set.about.as_ref();
    let shelf = about.map_or(Shelf::InForce, |about| about.shelf);
    SetView {
        link: address("sets", &set.name, shelf),
        shelf: about.map_or_else(|| ShelfView::own(f), |about| ShelfView::of(f, about.shelf)),
        rules: set.rules,
        when: about.map(|about| show::instant(about.imported_at, site.engine.zone())),
        by: about.map_or_else(String::new, |about| {
            actor_word(f, people, Some(&about.imported_by))
        }),
        noise: set.noise,
        name: set.name,
    }
}

fn list_view(site: &Site, f: &Frame, list: &ListAbout, noise: Noise) -> ListView {
    ListView {
        link: address("lists", &list.name, list.shelf),
        shelf: ShelfView::of(f, list.shelf),
        bytes: kilobytes(f, list.bytes),
        when: show::instant(list.changed_at, site.engine.zone()),
        name: list.name.clone(),
        noise,
    }
}

/// A length in kilobytes, at least one.
fn kilobytes(f: &Frame, bytes: u64) -> String {
    format!("{} kB", f.big(bytes.div_ceil(1000)))
}

/// The address of a set's or a list's page.
fn address(kind: &str, name: &str, shelf: Shelf) -> String {
    // The names of sets and lists are plain: nothing in them needs to be written otherwise in an address.
    match shelf {
        Shelf::InForce => format!("/rules/{kind}/{name}"),
        Shelf::Waiting => format!("/rules/{kind}/{name}?state=waiting"),
    }
}

/// The list of alerts of a rule or list.
fn alerts_of(rule: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("state", "all").append_pair("rule", rule);
    format!("/alerts?{}", query.finish())
}

fn bad_view(lang: Lang, bad: &BadLine) -> BadView {
    BadView {
        place: format!("{}:{}", bad.text, bad.line),
        why: match lang {
            Lang::Vi => bad.vi.clone(),
            Lang::En => bad.en.clone(),
        },
    }
}
