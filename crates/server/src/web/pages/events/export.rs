//! `/events/export`: what a search finds as a file for other programs, written while it is read.

use super::{Asking, kept};
use crate::web::Site;
use crate::web::error::PageError;
use crate::web::viewer::Viewer;
use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use engine::EngineError;
use engine::events::query::Format;
use std::io;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

/// Pieces that wait for a slow reader.
const PIECES_MAX: usize = 2;

/// `GET /events/export`
pub(crate) async fn give(
    State(site): State<Site>,
    viewer: Viewer,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let events = kept(&site)?;
    let now = site.engine.clock().now();
    let asking = Asking::read(
        query.as_deref().unwrap_or_default(),
        now,
        site.engine.zone(),
    );
    let (format, ending) = match asking.format.as_str() {
        "csv" => (Format::Csv, "csv"),
        "ndjson" => (Format::Ndjson, "ndjson"),
        "parquet" => (Format::Parquet, "parquet"),
        other => return Err(PageError::Form("web-events-format-wrong", other.to_owned())),
    };
    let asked = asking
        .asked()
        .map_err(|_| PageError::Form("web-events-query-wrong", asking.q.clone()))?;
    let mut export = events.export(&viewer.actor, &asked, format).await?;
    // What can't be begun is told as a page; what breaks off later breaks the file off.
    let first = export.next().await.map_err(EngineError::from)?;
    let (pieces, told) = mpsc::channel(PIECES_MAX);
    tokio::spawn(async move {
        let mut next = Ok(first);
        loop {
            let piece = match next {
                Ok(Some(piece)) => Ok(Bytes::from(piece)),
                Ok(None) => return,
                Err(error) => Err(io::Error::other(error)),
            };
            let is_over = piece.is_err();
            if pieces.send(piece).await.is_err() || is_over {
                return;
            }
            next = export.next().await;
        }
    });
    let mut response = Response::new(Body::from_stream(ReceiverStream::new(told)));
    let name = now.to_zoned(site.engine.zone().clone());
    let name = name.strftime("%Y%m%d-%H%M%S");
    let disposition = format!("attachment; filename=\"nhat-ky-{name}.{ending}\"");
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/octet-stream"),
    );
    if let Ok(value) = disposition.parse() {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}
