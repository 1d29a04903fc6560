//! Keeps every door: finds out who knocks, checks the right, checks the token of forms.
//!
//! A page still asks the engine for each unit it touches; here is only what
//! can be said before that: nobody without a session, nobody without the right
//! anywhere.

use super::error::PageError;
use super::kept::{Kept, path_of};
use super::viewer::{Viewer, cookie};
use super::whence::whence;
use super::{Needs, Site};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use engine::accounts::From as Whence;
use std::sync::Arc;

/// The cookie that holds a session's secret.
pub(crate) const SESSION: &str = "khien";
/// The cookie that holds the secret of a unit's link.
pub(crate) const LINK: &str = "khien_link";

/// Runs before every page.
pub(super) async fn keep(
    State((site, needs)): State<(Site, Needs)>,
    mut request: Request,
    next: Next,
) -> Response {
    if request.method() != Method::GET && !is_same_site(request.headers()) {
        return PageError::Foreign(None).into_response();
    }
    let whence = whence(&site, &request);
    let viewer = match viewer(&site, request.headers(), &whence).await {
        Ok(viewer) => viewer,
        Err(error) => return PageError::from(error).into_response(),
    };
    request.extensions_mut().insert(whence);
    match (needs, viewer) {
        (Needs::Nobody, viewer) => {
            if let Some(viewer) = viewer {
                request.extensions_mut().insert(viewer);
            }
            next.run(request).await
        }
        (_, None) => to_sign_in(request, &site).await,
        (Needs::Right(action), Some(viewer)) if !viewer.actor.may_anywhere(action) => {
            PageError::Forbidden.into_response()
        }
        (Needs::Whole(action), Some(viewer)) if !viewer.actor.may_everywhere(action) => {
            PageError::Forbidden.into_response()
        }
        (Needs::SignedIn | Needs::Right(_) | Needs::Whole(_), Some(viewer)) => {
            request.extensions_mut().insert(viewer);
            next.run(request).await
        }
    }
}

/// A browser tells where a form comes from; one that tells nothing is judged by the token alone.
pub(crate) fn is_same_site(headers: &HeaderMap) -> bool {
    headers
        .get("sec-fetch-site")
        .and_then(|value| value.to_str().ok())
        .is_none_or(|site| matches!(site, "same-origin" | "none"))
}

async fn viewer(
    site: &Site,
    headers: &HeaderMap,
    whence: &Whence,
) -> Result<Option<Viewer>, engine::EngineError> {
    if let Some(secret) = cookie(headers, SESSION)
        && let Some(session) = site.engine.viewer(secret, whence).await?
    {
        return Ok(Some(Viewer {
            actor: session.actor.clone(),
            name: session.name.clone(),
            csrf: session.csrf.clone(),
            session: Some(Arc::new(session)),
        }));
    }
    let Some(secret) = cookie(headers, LINK) else {
        return Ok(None);
    };
    let Some(actor) = site.engine.unit_link(secret).await? else {
        return Ok(None);
    };
    Ok(Some(Viewer {
        name: String::new(),
        csrf: site.engine.unit_link_csrf(secret)?,
        session: None,
        actor,
    }))
}

/// To the sign-in page, and from there back to where one wanted to go. What a form carried goes along, so that a
/// session that ended in the middle of a statement costs no text.
async fn to_sign_in(request: Request, site: &Site) -> Response {
    if request.method() != Method::GET {
        return PageError::Expired(Kept::of(request, site).await).into_response();
    }
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("next", &path_of(request.uri()))
        .finish();
    Redirect::to(&format!("/login?{query}")).into_response()
}
