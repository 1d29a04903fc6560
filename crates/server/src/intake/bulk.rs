//! `/intake/es`: what Filebeat, Winlogbeat, Fluent Bit, Vector and Logstash send to Elasticsearch, and what they ask first.

use super::body::Sent;
use super::guard::From;
use crate::api::Problem;
use axum::Json;
use axum::extract::Path;
use serde_json::Value;
use std::time::Instant;
use wire::intake::RECORD_BYTES_MAX;
use wire::intake::bulk::{self, answer, read};

/// Send documents as to Elasticsearch
///
/// Actions `create` and `index`; `update` and `delete` are answered with an error of their item. The answer comes when all
/// documents are safe on disk. 429 and 503 mean that nothing was taken. Needs the token of a source of events, as bearer,
/// as password of `Basic`, or as key of `ApiKey`.
#[utoipa::path(post, path = "/intake/es/_bulk", tag = "intake",
    request_body(content = String, content_type = "application/x-ndjson"),
    responses((status = 200, description = "One item for each action.", body = Value)))]
pub(crate) async fn take(from: From, sent: Sent) -> Result<Json<Value>, Problem> {
    taken(from, sent, None).await
}

/// Send documents as to Elasticsearch, by PUT
///
/// As by POST.
#[utoipa::path(put, path = "/intake/es/_bulk", tag = "intake",
    request_body(content = String, content_type = "application/x-ndjson"),
    responses((status = 200, description = "One item for each action.", body = Value)))]
pub(crate) async fn put(from: From, sent: Sent) -> Result<Json<Value>, Problem> {
    taken(from, sent, None).await
}

/// Send documents as to an index of Elasticsearch
///
/// The index is the one of items that name none; it has no other meaning here.
#[utoipa::path(post, path = "/intake/es/{index}/_bulk", tag = "intake",
    params(("index" = String, Path, description = "Any word.")),
    request_body(content = String, content_type = "application/x-ndjson"),
    responses((status = 200, description = "One item for each action.", body = Value)))]
pub(crate) async fn take_into(
    from: From,
    Path(index): Path<String>,
    sent: Sent,
) -> Result<Json<Value>, Problem> {
    taken(from, sent, Some(index)).await
}

/// Send documents as to an index of Elasticsearch, by PUT
///
/// As by POST.
#[utoipa::path(put, path = "/intake/es/{index}/_bulk", tag = "intake",
    params(("index" = String, Path, description = "Any word.")),
    request_body(content = String, content_type = "application/x-ndjson"),
    responses((status = 200, description = "One item for each action.", body = Value)))]
pub(crate) async fn put_into(
    from: From,
    Path(index): Path<String>,
    sent: Sent,
) -> Result<Json<Value>, Problem> {
    taken(from, sent, Some(index)).await
}

async fn taken(
    From(sender): From,
    sent: Sent,
    index: Option<String>,
) -> Result<Json<Value>, Problem> {
    let begun = Instant::now();
    let Sent { intake, bytes, .. } = sent;
    let _rest = intake.spend(&sender.source(), bytes.len());
    let reading = move || read(&bytes, index.as_deref(), RECORD_BYTES_MAX);
    let read = tokio::task::spawn_blocking(reading).await;
    let read = read.map_err(|_| Problem::new("server.failed"))?;
    let mut read = read.map_err(|e| Problem::new("request.malformed").because(e.to_string()))?;
    let records = std::mem::take(&mut read.records);
    intake.keep(&sender, records).await?;
    let took = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(Json(answer(&read, took)))
}

/// Ask what answers here
///
/// The banner of Elasticsearch's protocol, which shippers read before they send.
#[utoipa::path(get, path = "/intake/es", tag = "intake",
    responses((status = 200, description = "The banner.", body = Value)))]
pub(crate) async fn banner() -> Json<Value> {
    Json(bulk::banner())
}

/// Ask what answers here, with a slash
///
/// As without.
#[utoipa::path(get, path = "/intake/es/", tag = "intake",
    responses((status = 200, description = "The banner.", body = Value)))]
pub(crate) async fn banner_below() -> Json<Value> {
    Json(bulk::banner())
}

/// Ask for the license of the protocol
///
/// Beats ask it; nothing here depends on one.
#[utoipa::path(get, path = "/intake/es/_license", tag = "intake",
    responses((status = 200, description = "A license named basic.", body = Value)))]
pub(crate) async fn license() -> Json<Value> {
    Json(bulk::license())
}

/// Ask for the features of the protocol
///
/// Older Beats and Logstash ask it; there are none.
#[utoipa::path(get, path = "/intake/es/_xpack", tag = "intake",
    responses((status = 200, description = "No features.", body = Value)))]
pub(crate) async fn xpack() -> Json<Value> {
    Json(bulk::xpack())
}

/// Ask whether documents are taken
///
/// Vector asks it before it sends.
#[utoipa::path(get, path = "/intake/es/_cluster/health", tag = "intake",
    responses((status = 200, description = "Green.", body = Value)))]
pub(crate) async fn health() -> Json<Value> {
    Json(bulk::health())
}
