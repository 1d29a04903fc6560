//! Answers that are no JSON: files.

use axum::http::{HeaderValue, header};
use axum::response::Response;

/// A file to be saved, under its name.
pub(super) fn file(name: &str, bytes: Vec<u8>) -> Response {
    crate::web::attachment(name, bytes)
}

/// A text that a program reads.
pub(super) fn text(kind: &'static str, text: String) -> Response {
    let mut response = Response::new(text.into());
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}
