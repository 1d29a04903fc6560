//! `/mine`: "Việc của tôi". The duties in the viewer's scope that need work, worst first, with next step and deadline.

use super::board::held_of;
use super::page;
use super::unit::{DutyRow, duty_row};
use super::units::{segment, unit_name};
use crate::web::error::PageError;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer, tree_of};
use crate::web::{Site, show};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use domain::access::Action;
use domain::facts::Unit;
use domain::key::Key;
use engine::live::Held;
use engine::units::{Work, work};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Lines of work on one page.
const ROWS_MAX: usize = 50;
/// Units whose returns are offered by name.
const RETURNS_SHOWN: usize = 12;

/// What the address may carry.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// Which directive; the one whose watch is nearest without it.
    #[serde(default)]
    directive: String,
    /// Which rows, from 1.
    #[serde(default)]
    page: Option<usize>,
}

#[derive(Template)]
#[template(path = "mine.html")]
struct MinePage {
    f: Frame,
    title: String,
    directive: String,
    others: Vec<(String, String)>,
    rows: Vec<RowView>,
    found: usize,
    late: usize,
    one_unit: bool,
    returns: Vec<ReturnLink>,
    page: usize,
    pages: usize,
}

struct RowView {
    duty: DutyRow,
    rank: usize,
    what: String,
    unit: String,
    due: Option<String>,
    is_late: bool,
}

/// A unit the viewer answers for.
struct ReturnLink {
    name: String,
    address: String,
}

/// `GET /mine`
pub(crate) async fn show(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let f = Frame::of(&site, viewer.clone(), taste, "mine").kept_fresh();
    let Some((held, others)) = held_of(&site, &viewer, &asked.directive) else {
        let nothing = MinePage {
            f,
            title: String::new(),
            directive: String::new(),
            others: Vec::new(),
            rows: Vec::new(),
            found: 0,
            late: 0,
            one_unit: true,
            returns: Vec::new(),
            page: 1,
            pages: 1,
        };
        return Ok(page(&nothing)?.into_response());
    };
    let at = asked.page.unwrap_or(1).max(1);
    let tree = tree_of(&site, &held);
    let scope = viewer.actor.sight(Action::ViewDuty, held.units(), &tree);
    let answers = viewer
        .actor
        .sight(Action::GiveStatement, held.units(), &tree);
    let found = work(&held, scope.as_ref(), site.engine.zone());
    let now = held.as_of;
    let view = MinePage {
        title: super::board::title(&held),
        directive: held.in_force.id.to_string(),
        others,
        rows: found
            .iter()
            .enumerate()
            .skip((at - 1).saturating_mul(ROWS_MAX))
            .take(ROWS_MAX)
            .map(|(place, work)| row(&site, &f, &held, place + 1, work))
            .collect(),
        late: found
            .iter()
            .filter(|w| w.due.is_some_and(|due| due <= now))
            .count(),
        pages: found.len().div_ceil(ROWS_MAX).max(1),
        found: found.len(),
        one_unit: scope.is_some_and(|scope| scope.len() == 1),
        returns: returns(&viewer, &held, answers.as_ref()),
        page: at,
        f: f.at(format!("/mine?directive={}&page={at}", held.in_force.id)),
    };
    Ok(page(&view)?.into_response())
}

/// The returns of the units the viewer answers for; none are listed for those who may answer for everybody.
fn returns(viewer: &Viewer, held: &Held, answers: Option<&BTreeSet<Key<Unit>>>) -> Vec<ReturnLink> {
    let Some(units) = answers.filter(|_| viewer.actor.may_anywhere(Action::GiveStatement)) else {
        return Vec::new();
    };
    units
        .iter()
        .take(RETURNS_SHOWN)
        .map(|unit| ReturnLink {
            name: unit_name(held, unit),
            address: format!(
                "/units/{}/return/{}",
                segment(unit.as_str()),
                held.in_force.id
            ),
        })
        .collect()
}

fn row(site: &Site, f: &Frame, held: &Held, rank: usize, work: &Work<'_>) -> RowView {
    let judgement = work.judgement;
    RowView {
        duty: duty_row(f, &held.in_force.id.to_string(), judgement),
        rank,
        what: judgement
            .reasons
            .first()
            .map(|reason| match f.lang {
                lang::Lang::Vi => reason.vi.clone(),
                lang::Lang::En => reason.en.clone(),
            })
            .unwrap_or_default(),
        unit: unit_name(held, &judgement.unit),
        is_late: work.due.is_some_and(|due| due <= held.as_of),
        due: work.due.map(|due| show::short(due, site.engine.zone())),
    }
}
