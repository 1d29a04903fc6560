//! The body of a request of a sender, unpacked, within limits of size and time.

use super::Intake;
use crate::api::Problem;
use crate::web::Site;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use sources::{Packing, unpack};

/// What was sent.
#[derive(Debug)]
pub(crate) struct Sent {
    /// The doors it came through.
    pub(super) intake: Intake,
    /// The headers of the request.
    pub(super) headers: HeaderMap,
    /// The body, unpacked.
    pub(super) bytes: Vec<u8>,
}

impl Sent {
    /// The kind of the body, as its sender names it.
    pub(super) fn content_type(&self) -> Option<&str> {
        self.headers.get(header::CONTENT_TYPE)?.to_str().ok()
    }
}

impl FromRequest<Site> for Sent {
    type Rejection = Problem;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Problem> {
        let intake = site.intake.clone();
        let intake = intake.ok_or_else(|| Problem::new("not_found"))?;
        let (parts, body) = request.into_parts();
        let packing = packing(&parts.headers)?;
        let reading = read(body, intake.limits.request_bytes_max);
        let packed = tokio::time::timeout(intake.limits.request_time_max, reading)
            .await
            .map_err(|_| Problem::new("request.too_slow"))??;
        let bytes = match packing {
            None => packed,
            Some(packing) => unpacked(packed, packing, intake.limits.unpacked_bytes_max).await?,
        };
        Ok(Self {
            intake,
            headers: parts.headers,
            bytes,
        })
    }
}

fn packing(headers: &HeaderMap) -> Result<Option<Packing>, Problem> {
    let Some(value) = headers.get(header::CONTENT_ENCODING) else {
        return Ok(None);
    };
    match value.to_str().map(str::to_ascii_lowercase).as_deref() {
        Ok("identity" | "") => Ok(None),
        Ok("gzip" | "x-gzip") => Ok(Some(Packing::Gzip)),
        Ok("zstd") => Ok(Some(Packing::Zstd)),
        _ => Err(Problem::new("request.unsupported_type").because("Content-Encoding: gzip, zstd")),
    }
}

async fn read(body: Body, most: usize) -> Result<Vec<u8>, Problem> {
    let whole = to_bytes(body, most).await.map_err(|error| {
        let is_too_large = std::error::Error::source(&error)
            .is_some_and(|cause| cause.is::<http_body_util::LengthLimitError>());
        match is_too_large {
            true => Problem::new("request.too_large"),
            false => Problem::new("request.malformed").because(error.to_string()),
        }
    })?;
    Ok(whole.into())
}

async fn unpacked(packed: Vec<u8>, packing: Packing, most: u64) -> Result<Vec<u8>, Problem> {
    let limits = sources::Limits {
        input_bytes_max: most,
        ..sources::Limits::default()
    };
    let unpacking = move || unpack("body", &packed, packing, limits);
    let unpacked = tokio::task::spawn_blocking(unpacking).await;
    let unpacked = unpacked.map_err(|_| Problem::new("server.failed"))?;
    unpacked.map_err(|error| match error {
        sources::Error::TooLarge { .. } => Problem::new("request.too_large"),
        other => Problem::new("request.malformed").because(other.to_string()),
    })
}
