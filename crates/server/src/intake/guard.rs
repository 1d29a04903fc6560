//! Keeps the HTTP doors of senders: which source's token is shown, and whether the source is within its limits.
//!
//! The token is one of a source of events: it opens these doors and nothing else, and no other token opens them. Shippers
//! that know no bearer show it as the password of `Basic` or the key of Elasticsearch's `ApiKey`.

use super::{Refusal, Sender, seconds};
use crate::api::{Problem, bearer_of};
use crate::intake::Door;
use crate::intake::counts::add;
use crate::web::Site;
use crate::web::whence::whence;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Who sends, as the guard found out.
#[derive(Debug, Clone)]
pub(crate) struct From(pub(super) Sender);

impl<S: Send + Sync> FromRequestParts<S> for From {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let from = parts.extensions.get::<Self>().cloned();
        from.ok_or_else(|| Problem::new("access.unauthenticated"))
    }
}

/// Runs before every handler.
pub(super) async fn keep(
    State((site, door)): State<(Site, Door)>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = match let_in(&site, door, request, next).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(),
    };
    if door == Door::Bulk {
        // Elasticsearch's own clients believe no answer without it.
        let name = HeaderName::from_static("x-elastic-product");
        let product = HeaderValue::from_static("Elasticsearch");
        response.headers_mut().insert(name, product);
    }
    response
}

async fn let_in(
    site: &Site,
    door: Door,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let intake = site.intake.clone();
    let intake = intake.ok_or_else(|| Problem::new("not_found"))?;
    let peer = whence(site, &request).address;
    let shown = request.headers().get(header::AUTHORIZATION);
    let shown = shown.ok_or_else(|| Problem::new("access.unauthenticated"))?;
    let bad = &intake.counts.of(door).denied;
    let refused = || {
        add(bad, 1);
        Problem::new("access.token_refused")
    };
    let secret = shown.to_str().ok().and_then(secret).ok_or_else(refused)?;
    let key = intake
        .take
        .holder(&secret, peer)
        .await
        .inspect_err(|refusal| {
            if matches!(refusal, Refusal::Guessed { .. }) {
                add(bad, 1);
            }
        });
    let key = key?.ok_or_else(refused)?;
    let limited = |wait| {
        add(&intake.counts.of(door).refused, 1);
        Problem::new("intake.too_fast").after(wait)
    };
    let rest = intake.spend(&key, 0);
    if !rest.is_zero() {
        return Err(limited(seconds(rest)));
    }
    let place = intake.sources.enter(&key, &intake.limits);
    let place = place.ok_or_else(|| limited(1))?;
    request.extensions_mut().insert(From(Sender {
        door,
        peer: Some(peer),
        token: Some(key),
    }));
    let response = next.run(request).await;
    drop(place);
    Ok(response)
}

/// The token in an `Authorization` header.
fn secret(value: &str) -> Option<String> {
    if let Some(bearer) = bearer_of(value) {
        return Some(bearer.to_owned());
    }
    let (scheme, packed) = value.split_once(' ')?;
    let is_known = ["basic", "apikey"].contains(&scheme.to_ascii_lowercase().as_str());
    let pair = STANDARD.decode(packed.trim()).ok().filter(|_| is_known)?;
    let (_, secret) = std::str::from_utf8(&pair).ok()?.split_once(':')?;
    (!secret.is_empty()).then(|| secret.to_owned())
}

#[cfg(test)]
mod tests {
    use super::secret;

    #[test]
    fn the_token_is_shown_in_the_three_ways_shippers_know() {
        for (value, token) in [
            ("Bearer khien_x", Some("khien_x")),
            ("Basic a2hpZW46a2hpZW5feA==", Some("khien_x")),
            ("ApiKey aWQ6a2hpZW5feA==", Some("khien_x")),
            ("Basic a2hpZW46", None),
            ("Basic khien_x", None),
            ("Digest a2hpZW46a2hpZW5feA==", None),
            ("khien_x", None),
        ] {
            assert_eq!(secret(value).as_deref(), token, "{value}");
        }
    }
}
