//! `/units`: the units in sight, each with how far its duties are, whether it has reported and closed its return.

use super::board::held_of;
use super::page;
use crate::web::Site;
use crate::web::error::PageError;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer, tree_of};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::access::Action;
use domain::facts::Unit;
use domain::key::Key;
use engine::live::Held;
use engine::live::history::ReturnState;
use engine::units::{Asked as Wanted, Duties, Listing};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What the address may carry.
#[derive(Debug, Default, Clone, Deserialize)]
pub(crate) struct Asked {
    /// Which directive; the one whose watch is nearest without it.
    #[serde(default)]
    directive: String,
    /// Only units below this one.
    #[serde(default)]
    under: String,
    /// Only units with these words in the name.
    #[serde(default)]
    name: String,
    /// `work` or `silent`.
    #[serde(default)]
    only: String,
    /// Which rows, from 1.
    #[serde(default)]
    page: Option<usize>,
}

impl Asked {
    fn address(&self, page: usize) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("directive", self.directive.as_str()),
            ("under", self.under.as_str()),
            ("name", self.name.as_str()),
            ("only", self.only.as_str()),
        ] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        if page > 1 {
            query.append_pair("page", &page.to_string());
        }
        format!("/units?{}", query.finish())
    }
}

#[derive(Template)]
#[template(path = "units.html")]
struct UnitsPage {
    f: Frame,
    title: String,
    directive: String,
    others: Vec<(String, String)>,
    above: Vec<(String, String)>,
    under: String,
    name: String,
    only: String,
    found: usize,
    done: usize,
    silent: usize,
    rows: Vec<RowView>,
    page: usize,
    pages: usize,
    before: String,
    after: String,
}

struct RowView {
    code: String,
    link: String,
    name: String,
    parent: String,
    duties: Duties,
    bar: Vec<(&'static str, String, String)>,
    reported: bool,
    closed: Option<String>,
    below: usize,
    below_link: String,
}

/// `GET /units`
pub(crate) async fn show(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let Some((held, others)) = held_of(&site, &viewer, &asked.directive) else {
        return Ok(Redirect::to("/directives").into_response());
    };
    let at = asked.page.unwrap_or(1).max(1);
    let f = Frame::of(&site, viewer.clone(), taste, "units")
        .at(asked.address(at))
        .of_results(&site, &held)
        .kept_fresh();
    let tree = tree_of(&site, &held);
    let scope = viewer.actor.sight(Action::ViewUnits, held.units(), &tree);
    let wanted = Wanted {
        scope: scope.clone(),
        under: (!asked.under.is_empty()).then(|| Key::new(&asked.under)),
        name: asked.name.clone(),
        with_work: asked.only == "work",
        silent: asked.only == "silent",
        page: at - 1,
    };
    let listing = Listing::of(&held, &wanted);
    let returns = site.engine.returns(&held).await?;
    let seen = |unit: &Key<Unit>| scope.as_ref().is_none_or(|s| s.contains(unit));
    let view = UnitsPage {
        title: super::board::title(&held),
        directive: held.in_force.id.to_string(),
        others,
        above: above(&held, wanted.under.as_ref(), seen),
        found: listing.found,
        done: listing.done,
        silent: listing.silent,
        rows: rows(&site, &f, &held, &listing, &returns),
        page: at,
        pages: listing.pages,
        before: asked.address(at.saturating_sub(1)),
        after: asked.address(at.saturating_add(1)),
        under: asked.under,
        name: asked.name,
        only: asked.only,
        f,
    };
    Ok(page(&view)?.into_response())
}

/// The way down to the unit looked below, from the topmost one in sight.
fn above(
    held: &Held,
    under: Option<&Key<Unit>>,
    seen: impl Fn(&Key<Unit>) -> bool,
) -> Vec<(String, String)> {
    let Some(under) = under.filter(|u| seen(u)) else {
        return Vec::new();
    };
    let mut way: Vec<(String, String)> = std::iter::once(under)
        .chain(held.tree().above(under))
        .filter(|unit| seen(unit))
        .map(|unit| (unit.to_string(), unit_name(held, unit)))
        .collect();
    way.reverse();
    way
}

fn rows(
    site: &Site,
    f: &Frame,
    held: &Held,
    listing: &Listing<'_>,
    returns: &BTreeMap<Key<Unit>, ReturnState>,
) -> Vec<RowView> {
    let directive = held.in_force.id.to_string();
    listing
        .rows
        .iter()
        .map(|row| {
            let code = row.unit.code.to_string();
            let closed = match returns.get(&row.unit.code) {
                Some(ReturnState::Closed { at, .. }) => Some(f.at_instant(site, *at)),
                _ => None,
            };
            let query = |name: &str, value: &str| {
                url::form_urlencoded::Serializer::new(String::new())
                    .append_pair("directive", &directive)
                    .append_pair(name, value)
                    .finish()
            };
            RowView {
                link: unit_link(&code, &directive),
                below_link: format!("/units?{}", query("under", &code)),
                name: row.unit.name.to_string(),
                parent: held
                    .tree()
                    .parent(&row.unit.code)
                    .map(|parent| unit_name(held, parent))
                    .unwrap_or_default(),
                duties: row.duties,
                bar: bar(&row.duties),
                reported: row.reported || row.duties.applicable() == 0,
                closed,
                below: row.below,
                code,
            }
        })
        .collect()
}

/// The address of a unit's page.
pub(crate) fn unit_link(code: &str, directive: &str) -> String {
    let code = segment(code);
    format!("/units/{code}?directive={directive}")
}

/// A code as one part of a path, whatever is in it.
pub(crate) fn segment(code: &str) -> String {
    code.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

/// The name of a unit, or its code where it is not in the register.
pub(crate) fn unit_name(held: &Held, code: &Key<Unit>) -> String {
    held.unit(code.as_str())
        .map_or_else(|| code.to_string(), |unit| unit.name.to_string())
}

/// The pieces of a bar of duties, in per cent.
pub(crate) fn bar(duties: &Duties) -> Vec<(&'static str, String, String)> {
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    let total = number(duties.applicable().max(1));
    let mut from = 0.0;
    let mut pieces = Vec::new();
    for (class, count) in [
        ("f-met", duties.met),
        ("f-part", duties.partial),
        ("f-unmet", duties.not_met),
        ("f-unk", duties.unknown),
    ] {
        let width = number(count) / total * 100.0;
        if count > 0 {
            pieces.push((class, format!("{from:.2}"), format!("{width:.2}")));
        }
        from += width;
    }
    pieces
}
