//! `/board`: bảng trực. The watch, who is on duty, how far each duty is, what to do first, units × duties.

mod view;
mod wall;

pub(crate) use view::{look, status_word};

use super::page;
use crate::web::Site;
use crate::web::error::PageError;
use crate::web::frame::Frame;
use crate::web::shared::{self, Look};
use crate::web::viewer::{Taste, Viewer, tree_of};
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::access::Action;
use domain::key::Key;
use engine::board::{Board, Held, Part};
use jiff::Timestamp;
use serde::Deserialize;
use view::Writer;
use wall::WallPage;

/// What the address may carry.
#[derive(Debug, Default, Clone, Deserialize)]
pub(crate) struct Asked {
    /// Which directive; the one whose watch is nearest without it.
    #[serde(default)]
    directive: String,
    /// Only units below this one.
    #[serde(default)]
    under: String,
    /// Which rows, from 1.
    #[serde(default)]
    page: Option<usize>,
    /// `wall` for the screen on the wall.
    #[serde(default)]
    mode: String,
    /// The same, as `?wall`.
    #[serde(default)]
    wall: Option<String>,
}

impl Asked {
    fn is_wall(&self) -> bool {
        self.mode == "wall" || self.wall.is_some()
    }
}

/// Units shown at once on the wall, where words are read from across a room.
const WALL_ROWS: usize = 6;

/// `GET /`: to the board, or to the first steps while there is no directive.
pub(crate) async fn home(State(site): State<Site>, viewer: Viewer) -> Response {
    let to = match &viewer.actor {
        engine::Actor::Link(link) => {
            return Redirect::to(&format!("/units/{}/return/{}", link.unit, link.directive))
                .into_response();
        }
        _ if site.engine.live().all().is_empty() => beginning(&viewer),
        _ if !viewer.actor.may_anywhere(Action::ViewBoard) => "/mine",
        _ => "/board",
    };
    Redirect::to(to).into_response()
}

/// Where one begins while no directive is in force.
fn beginning(viewer: &Viewer) -> &'static str {
    if viewer.actor.may_everywhere(Action::UploadDirective) {
        "/start"
    } else {
        "/directives"
    }
}

/// `GET /board`: what the script asks for after a change is written once for all who see the same.
pub(crate) async fn show(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let Some((held, others)) = held_of(&site, &viewer, &asked.directive) else {
        return Ok(Redirect::to(beginning(&viewer)).into_response());
    };
    let place = (&site, &*held);
    let Some(look) = Look::of(place, &headers, &viewer, taste, address(&asked)) else {
        return whole(&site, viewer, taste, asked, (&held, others));
    };
    shared::part(&site, look, viewer, |nobody| {
        std::future::ready(whole(&site, nobody, taste, asked, (&held, others)))
    })
    .await
}

/// The whole page. Its live part is shared between viewers: no form with a token stands in it.
fn whole(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
    asked: Asked,
    (held, others): (&engine::live::Held, Others),
) -> Result<Response, PageError> {
    let scope = viewer
        .actor
        .sight(Action::ViewBoard, held.units(), &tree_of(site, held));
    let f = Frame::of(site, viewer, taste, "board")
        .at(address(&asked))
        .of_results(site, held)
        .kept_fresh();
    let part = Part {
        scope,
        under: (!asked.under.is_empty()).then(|| Key::new(&asked.under)),
        page: asked.page.unwrap_or(1).saturating_sub(1),
        rows: asked.is_wall().then_some(WALL_ROWS),
    };
    let board = Board::of(
        &Held {
            in_force: &held.in_force,
            facts: &held.facts,
            judgements: held.judgements(),
            as_of: held.as_of,
        },
        &part,
    );
    let is_wall = asked.is_wall();
    let view = Writer {
        site,
        f,
        held,
        asked,
    }
    .write(&board, others);
    if is_wall {
        return Ok(page(&WallPage::of(view, site, held))?.into_response());
    }
    Ok(page(&view)?.into_response())
}

/// The directive whose watch is going on, else the next one, else the last.
fn nearest(
    all: &[std::sync::Arc<engine::live::Held>],
    now: Timestamp,
) -> Option<&std::sync::Arc<engine::live::Held>> {
    all.iter().min_by_key(|held| {
        let window = held.in_force.mandate.window;
        if window.contains(now) {
            (0, window.from.as_second())
        } else if now < window.from {
            (1, window.from.as_second())
        } else {
            (2, -window.to.as_second())
        }
    })
}

fn address(asked: &Asked) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in [
        ("directive", asked.directive.as_str()),
        ("under", asked.under.as_str()),
        ("mode", if asked.is_wall() { "wall" } else { "" }),
    ] {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    if let Some(page) = asked.page {
        query.append_pair("page", &page.to_string());
    }
    let query = query.finish();
    if query.is_empty() {
        "/board".to_owned()
    } else {
        format!("/board?{query}")
    }
}

/// Other directives by id and subject.
type Others = Vec<(String, String)>;

/// The results of the directive asked for, or of the nearest; and id and subject of the others the viewer may see.
pub(crate) fn held_of(
    site: &Site,
    viewer: &Viewer,
    directive: &str,
) -> Option<(std::sync::Arc<engine::live::Held>, Others)> {
    let mut all = site.engine.live().all();
    all.retain(|held| viewer.actor.reaches(held.in_force.id));
    let held = all
        .iter()
        .find(|h| h.in_force.id.to_string() == directive)
        .or_else(|| nearest(&all, site.engine.clock().now()))?;
    let others = all
        .iter()
        .filter(|h| h.in_force.id != held.in_force.id)
        .map(|h| (h.in_force.id.to_string(), title(h)))
        .collect();
    Some((std::sync::Arc::clone(held), others))
}

/// The subject of a directive, or the name of its file.
pub(crate) fn title(held: &engine::live::Held) -> String {
    let directive = &held.in_force.directive;
    let subject = directive
        .subject
        .clone()
        .unwrap_or_else(|| held.in_force.file_name.clone());
    match &directive.issuer {
        Some(issuer) => format!("{}: {subject}", issuer.name),
        None => subject,
    }
}
