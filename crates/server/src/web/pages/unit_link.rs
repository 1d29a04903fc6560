//! `/unit-link/SECRET`: where a unit without accounts comes in. Opening the address changes nothing, as mail programs
//! open links by themselves; the button does.

use super::unit_return::address;
use super::{Page, page};
use crate::web::Site;
use crate::web::error::PageError;
use crate::web::form::Checked;
use crate::web::frame::Frame;
use crate::web::guard::LINK;
use crate::web::viewer::{Taste, Viewer};
use askama::Template;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use engine::{Actor, EngineError};

#[derive(Template)]
#[template(path = "unit_link.html")]
struct LinkPage {
    f: Frame,
    secret: String,
    csrf: String,
    unit: String,
    title: String,
    /// The account signed in with in this browser, which would go before the link.
    account: Option<String>,
}

/// `GET /unit-link/{secret}`
pub(crate) async fn show(
    State(site): State<Site>,
    viewer: Option<Extension<Viewer>>,
    taste: Taste,
    Path(secret): Path<String>,
) -> Page {
    let (unit, title) = of(&site, &secret).await?.2;
    let viewer = viewer.map(|Extension(viewer)| viewer);
    let mut f = Frame::outside(taste);
    f.sample = site.engine.is_sample();
    page(&LinkPage {
        f,
        secret,
        csrf: viewer.as_ref().map(|v| v.csrf.clone()).unwrap_or_default(),
        account: viewer.filter(|v| v.session.is_some()).map(|v| v.name),
        unit,
        title,
    })
}

/// `POST /unit-link/{secret}`
pub(crate) async fn enter(
    State(site): State<Site>,
    Path(secret): Path<String>,
    _form: Checked,
) -> Result<Response, PageError> {
    let (unit, directive, _) = of(&site, &secret).await?;
    let secure = if site.options.secure { "; Secure" } else { "" };
    let cookie = format!("{LINK}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}");
    let mut headers = HeaderMap::new();
    if let Ok(cookie) = cookie.parse() {
        headers.insert(header::SET_COOKIE, cookie);
    }
    Ok((headers, Redirect::to(&address(&unit, &directive))).into_response())
}

/// Code of the unit, id of the directive, and both by name, of a link that is good.
async fn of(site: &Site, secret: &str) -> Result<(String, String, (String, String)), PageError> {
    let Some(Actor::Link(link)) = site.engine.unit_link(secret).await? else {
        return Err(EngineError::LinkDead.into());
    };
    let held = site.engine.live().held(link.directive);
    let held = held.ok_or(PageError::NotFound)?;
    let name = super::units::unit_name(&held, &link.unit);
    let title = super::board::title(&held);
    Ok((
        link.unit.to_string(),
        link.directive.to_string(),
        (name, title),
    ))
}
