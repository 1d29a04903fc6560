//! `POST /intake/v1/events`: records as NDJSON, as a JSON array, or as plain lines.

use super::body::Sent;
use super::guard::From;
use crate::api::{Done, Problem, once};
use crate::web::Site;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use sha2::{Digest as _, Sha256};
use wire::api::events::EventsTakenV1;
use wire::intake::RECORD_BYTES_MAX;
use wire::intake::records::{Shape, records};

/// Send records of logs
///
/// The body is NDJSON or plain lines, one record a line (`application/x-ndjson`, `text/plain`), or a JSON array or
/// sequence of objects (`application/json`), plain or packed by `gzip` or `zstd`. The answer comes when all records are
/// safe on disk; until then none counts as taken. 429 and 503 mean that nothing was taken and the same should be sent
/// again after `Retry-After`. A request sent again under the same `Idempotency-Key` is not taken twice. Needs the token of
/// a source of events.
#[utoipa::path(post, path = "/intake/v1/events", tag = "intake",
    params(("Idempotency-Key" = Option<String>, Header, description = "Up to 200 visible ASCII characters; kept seven days.")),
    request_body(content = String, content_type = "application/x-ndjson"),
    responses((status = 200, description = "All records are safe.", body = EventsTakenV1)))]
pub(crate) async fn take(
    State(site): State<Site>,
    From(sender): From,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, Problem> {
    let shape = Shape::of(sent.content_type());
    let content: [u8; 32] = Sha256::digest(&sent.bytes).into();
    let asker = sender.source();
    let work = async move {
        let Sent { intake, bytes, .. } = sent;
        let _rest = intake.spend(&sender.source(), bytes.len());
        let read = move || records(&bytes, shape, RECORD_BYTES_MAX);
        let read = tokio::task::spawn_blocking(read).await;
        let read = read.map_err(|_| Problem::new("server.failed"))?;
        let read = read.map_err(|e| Problem::new("request.malformed").because(e.to_string()))?;
        let cut = read.cut;
        let accepted = intake.keep(&sender, read).await?;
        Done::new(StatusCode::OK, None, &EventsTakenV1 { accepted, cut })
    };
    once(
        &site,
        &asker,
        (&headers, "/intake/v1/events", content),
        work,
    )
    .await
}
