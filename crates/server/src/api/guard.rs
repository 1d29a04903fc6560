//! Keeps the doors of programs: who asks, by a token or to look by a session, and with which right.

use super::problem::Problem;
use crate::web::guard::{SESSION, is_same_site};
use crate::web::viewer::cookie;
use crate::web::whence::whence;
use crate::web::{Needs, Site};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use engine::Actor;
use engine::accounts::From as Whence;

/// Who asks, as the guard found out.
#[derive(Debug, Clone)]
pub(super) struct Caller(pub(super) Actor);

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        // Only a door that needs nobody lacks it.
        let caller = parts.extensions.get::<Self>().cloned();
        caller.ok_or_else(|| Problem::new("access.unauthenticated"))
    }
}

/// Runs before every handler.
pub(super) async fn keep(
    State((site, needs)): State<(Site, Needs)>,
    mut request: Request,
    next: Next,
) -> Response {
    if needs != Needs::Nobody {
        let whence = whence(&site, &request);
        let looks = matches!(*request.method(), Method::GET | Method::HEAD);
        let caller = match caller(&site, request.headers(), &whence, looks).await {
            Ok(caller) => caller,
            Err(problem) => return problem.into_response(),
        };
        let may = match needs {
            Needs::Nobody | Needs::SignedIn => true,
            Needs::Right(action) => caller.0.may_anywhere(action),
            Needs::Whole(action) => caller.0.may_everywhere(action),
        };
        if !may {
            return Problem::new("access.forbidden").into_response();
        }
        request.extensions_mut().insert(caller);
    }
    next.run(request).await
}

async fn caller(
    site: &Site,
    headers: &HeaderMap,
    whence: &Whence,
    looks: bool,
) -> Result<Caller, Problem> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let bearer = value.to_str().ok().and_then(bearer_of);
        let refused = || Problem::new("access.token_refused");
        let known = site
            .engine
            .machine_from(bearer.ok_or_else(refused)?, whence.address)
            .await?;
        return known.map(Caller).ok_or_else(refused);
    }
    let known = match cookie(headers, SESSION) {
        Some(secret) if looks => signed_in(site, headers, secret, whence).await?,
        _ => None,
    };
    known.ok_or_else(|| Problem::new("access.unauthenticated"))
}

/// Who is signed in; nobody whose browser was sent here by another site.
async fn signed_in(
    site: &Site,
    headers: &HeaderMap,
    secret: &str,
    whence: &Whence,
) -> Result<Option<Caller>, Problem> {
    if !is_same_site(headers) {
        return Err(Problem::new("access.foreign_site"));
    }
    let session = site.engine.viewer(secret, whence).await?;
    Ok(session.map(|session| Caller(session.actor)))
}

/// The token of an `Authorization` header; the name of the scheme is in any case (RFC 9110, 11.1).
pub(crate) fn bearer_of(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::bearer_of;

    #[test]
    fn only_a_bearer_token_is_one() {
        for (value, token) in [
            ("Bearer khien_x", Some("khien_x")),
            ("bearer  khien_x ", Some("khien_x")),
            ("Basic khien_x", None),
            ("Bearer", None),
            ("Bearer ", None),
            ("khien_x", None),
        ] {
            assert_eq!(bearer_of(value), token, "{value}");
        }
    }
}
