//! `/evidence/{sha256}`: a file that came with a statement or an import, always as a download, never shown by the browser.

use crate::web::Site;
use crate::web::error::PageError;
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};

/// `GET /evidence/{sha256}`
pub(crate) async fn download(
    State(site): State<Site>,
    viewer: Viewer,
    Path(sha256): Path<String>,
) -> Result<Response, PageError> {
    let file = site
        .engine
        .evidence_for(&viewer.actor, &sha256)
        .await?
        .ok_or(PageError::NotFound)?;
    Ok(attachment(&file.name, file.bytes))
}

/// A file to be saved: its kind is not told to the browser, which would else show hostile content as our page.
pub(crate) fn attachment(name: &str, bytes: Vec<u8>) -> Response {
    let encoded: String = name.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    });
    let disposition = format!("attachment; filename*=UTF-8''{encoded}");
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/octet-stream"),
    );
    if let Ok(value) = disposition.parse() {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
