//! `Idempotency-Key`: the same request sent again gets the same answer, and is not done again.

use super::problem::Problem;
use crate::web::Site;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use engine::repeats::{Known, Request};
use serde::{Deserialize, Serialize};

/// The header of the key.
const KEY: &str = "idempotency-key";
/// Longest key, in characters.
const KEY_CHARS_MAX: usize = 200;
/// Seconds after which a request that runs is worth asking for again.
const RUNNING_AGAIN_SECONDS: i64 = 2;

/// What was done, as it is answered and kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Done {
    status: u16,
    location: Option<String>,
    body: String,
}

impl Done {
    /// An answer in JSON.
    pub(crate) fn new(
        status: StatusCode,
        location: Option<String>,
        body: &impl Serialize,
    ) -> Result<Self, Problem> {
        let body = serde_json::to_string(body).map_err(|_| Problem::new("server.failed"))?;
        Ok(Self {
            status: status.as_u16(),
            location,
            body,
        })
    }

    fn answer(self, is_repeated: bool) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let headers = response.headers_mut();
        let json = HeaderValue::from_static("application/json");
        headers.insert(header::CONTENT_TYPE, json);
        if let Some(location) = self.location.and_then(|to| to.parse().ok()) {
            headers.insert(header::LOCATION, location);
        }
        if is_repeated {
            let yes = HeaderValue::from_static("true");
            headers.insert("idempotency-replayed", yes);
        }
        response
    }
}

/// Does the work, or gives the answer of the time it was done. It goes on when the asker has gone away, so that a
/// request is done or not, never half, and what was begun is ended.
pub(crate) async fn once(
    site: &Site,
    asker: &str,
    (headers, door, content): (&HeaderMap, &str, [u8; 32]),
    work: impl Future<Output = Result<Done, Problem>> + Send + 'static,
) -> Result<Response, Problem> {
    let request = key(headers)?.map(|key| Request::of(asker, door, key, content));
    if let Some(request) = request {
        match site.engine.begin_request(request).await? {
            Known::New => {}
            Known::Done(answer) => {
                let done: Done =
                    serde_json::from_str(&answer).map_err(|_| Problem::new("store.damaged"))?;
                return Ok(done.answer(true));
            }
            Known::OtherContent => return Err(Problem::new("request.key_reused")),
            Known::Running => {
                return Err(Problem::new("request.in_progress").after(RUNNING_AGAIN_SECONDS));
            }
        }
    }
    let site = site.clone();
    let working = tokio::spawn(async move {
        let outcome = work.await;
        if let Some(request) = request {
            let kept = outcome
                .as_ref()
                .ok()
                .and_then(|done| serde_json::to_string(done).ok());
            site.engine.end_request(request, kept).await?;
        }
        outcome
    });
    let done = working.await.map_err(|_| Problem::new("server.failed"))?;
    done.map(|done| done.answer(false))
}

fn key(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(value) = headers.get(KEY) else {
        return Ok(None);
    };
    let fits = |key: &&str| {
        !key.is_empty() && key.len() <= KEY_CHARS_MAX && key.chars().all(|c| c.is_ascii_graphic())
    };
    let key = value.to_str().ok().filter(fits);
    key.map(Some)
        .ok_or_else(|| Problem::new("request.bad_idempotency_key"))
}
