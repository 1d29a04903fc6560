//! `/units/{code}/return/{directive}/links`: the secret links by which a unit without accounts answers.

use super::duty::held;
use super::page;
use super::unit_return::address;
use super::units::{segment, unit_name};
use crate::web::Site;
use crate::web::error::PageError;
use crate::web::form::Checked;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer, tree_of};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use domain::access::{Action, Decision};
use domain::facts::Unit;
use domain::key::Key;
use engine::EngineError;
use engine::live::Held;

#[derive(Template)]
#[template(path = "unit_links.html")]
struct LinksPage {
    f: Frame,
    place: String,
    directive: String,
    unit: String,
    title: String,
    /// The address just made, shown this once.
    fresh: Option<String>,
    links: Vec<LinkView>,
}

struct LinkView {
    id: String,
    made: String,
    ends: String,
    /// `good`, `revoked` or `ended`.
    state: &'static str,
}

/// `GET /units/{code}/return/{directive}/links`
pub(crate) async fn show(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path((code, directive)): Path<(String, String)>,
) -> Result<Html<String>, PageError> {
    let held = granted(&site, &viewer, &code, &directive)?;
    page(&written(&site, viewer, taste, &held, &code, None).await?)
}

/// `POST /units/{code}/return/{directive}/links`: makes one and shows its address, once.
pub(crate) async fn create(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    headers: HeaderMap,
    Path((code, directive)): Path<(String, String)>,
    _form: Checked,
) -> Result<Response, PageError> {
    let held = granted(&site, &viewer, &code, &directive)?;
    let secret = site
        .engine
        .create_unit_link(&viewer.actor, held.in_force.id, &Key::new(&code))
        .await
        .map_err(refused)?;
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok());
    let scheme = if site.options.secure { "https" } else { "http" };
    let fresh = format!(
        "{scheme}://{}/unit-link/{}",
        host.unwrap_or("localhost"),
        secret.expose()
    );
    let view = written(&site, viewer, taste, &held, &code, Some(fresh)).await?;
    let mut response = page(&view)?.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CACHE_CONTROL,
        header::HeaderValue::from_static("no-store"),
    );
    Ok(response)
}

/// `POST /units/{code}/return/{directive}/links/revoke`
pub(crate) async fn revoke(
    State(site): State<Site>,
    viewer: Viewer,
    Path((code, directive)): Path<(String, String)>,
    form: Checked,
) -> Result<Response, PageError> {
    let held = granted(&site, &viewer, &code, &directive)?;
    let wanted = form.needed("id")?;
    let links = site
        .engine
        .unit_links(&viewer.actor, held.in_force.id)
        .await?;
    let link = links
        .iter()
        .find(|link| link.unit == code && link.id.to_string() == wanted)
        .ok_or(PageError::NotFound)?;
    site.engine
        .revoke_unit_link(&viewer.actor, link.id)
        .await
        .map_err(refused)?;
    let to = format!("{}/links", address(&code, &directive));
    Ok(Redirect::to(&to).into_response())
}

fn refused(error: EngineError) -> PageError {
    match error {
        EngineError::Forbidden => PageError::Forbidden,
        other => other.into(),
    }
}

fn granted(
    site: &Site,
    viewer: &Viewer,
    code: &str,
    directive: &str,
) -> Result<std::sync::Arc<Held>, PageError> {
    let held = held(site, directive)?;
    let unit = Key::<Unit>::new(code);
    let granted = viewer
        .actor
        .may(Action::ManageLinks, Some(&unit), &tree_of(site, &held));
    if granted != Decision::Granted {
        return Err(granted.into());
    }
    held.unit(code).ok_or(PageError::NotFound)?;
    Ok(held)
}

async fn written(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
    held: &Held,
    code: &str,
    fresh: Option<String>,
) -> Result<LinksPage, PageError> {
    let links = site
        .engine
        .unit_links(&viewer.actor, held.in_force.id)
        .await?;
    let now = site.engine.clock().now();
    let directive = held.in_force.id.to_string();
    let f =
        Frame::of(site, viewer, taste, "units").at(format!("{}/links", address(code, &directive)));
    Ok(LinksPage {
        place: segment(code),
        unit: unit_name(held, &Key::new(code)),
        title: super::board::title(held),
        fresh,
        links: links
            .into_iter()
            .filter(|link| link.unit == code)
            .map(|link| LinkView {
                id: link.id.to_string(),
                made: f.at_instant(site, link.created_at),
                ends: f.at_instant(site, link.expires_at),
                state: match link.revoked_at {
                    Some(_) => "revoked",
                    None if link.expires_at <= now => "ended",
                    None => "good",
                },
            })
            .collect(),
        directive,
        f,
    })
}
