//! `POST /intake/otlp/v1/logs`: log records of OpenTelemetry (OTLP over HTTP).

use super::body::Sent;
use super::guard::From;
use crate::api::Problem;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use wire::intake::otlp::{Encoding, answer, read};

/// Send log records of OpenTelemetry
///
/// `ExportLogsServiceRequest` in JSON or protobuf, plain or packed by `gzip` or `zstd`; set the exporter's endpoint to
/// `…/intake/otlp`. The answer comes when all records are safe on disk; `partialSuccess` tells those that were too large.
/// Needs the token of a source of events.
#[utoipa::path(post, path = "/intake/otlp/v1/logs", tag = "intake",
    request_body(content = String, content_type = "application/x-protobuf"),
    responses((status = 200, description = "`ExportLogsServiceResponse` in the encoding of the request.", body = String, content_type = "application/x-protobuf")))]
pub(crate) async fn take(From(sender): From, sent: Sent) -> Result<Response, Problem> {
    let encoding = Encoding::of(sent.content_type());
    let encoding = encoding.ok_or_else(|| Problem::new("request.unsupported_type"))?;
    let Sent { intake, bytes, .. } = sent;
    let _rest = intake.spend(&sender.source(), bytes.len());
    let export = tokio::task::spawn_blocking(move || read(&bytes, encoding)).await;
    let export = export.map_err(|_| Problem::new("server.failed"))?;
    let export = export.map_err(|e| Problem::new("request.malformed").because(e.to_string()))?;
    intake.keep(&sender, export.records).await?;
    let mut response = Response::new(Body::from(answer(encoding, export.rejected)));
    let kind = HeaderValue::from_static(encoding.content_type());
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}
