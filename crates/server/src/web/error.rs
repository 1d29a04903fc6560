//! What a page answers when it can't do what was asked: in words, with what to do about it, and a stable code.

use super::Site;
use super::frame::Frame;
use super::viewer::Taste;
use askama::Template;
use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use domain::access::Decision;
use engine::EngineError;
use std::time::Duration;

/// Why a page was not shown.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PageError {
    /// Not there, or not for the asker to know of.
    #[error("nothing here")]
    NotFound,
    /// There, but not for this role.
    #[error("not allowed")]
    Forbidden,
    /// The form came from another site, or its token is not this session's.
    #[error("foreign form")]
    Foreign,
    /// The session ended while a form was being filled.
    #[error("session expired")]
    Expired,
    /// The form or upload is not of its form.
    #[error("{0}")]
    Malformed(String),
    /// What was sent is larger than this many bytes.
    #[error("larger than {0} bytes")]
    TooLarge(usize),
    /// The request took longer than this.
    #[error("slower than {0:?}")]
    TooSlow(Duration),
    /// The use case refused or failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A template could not be written.
    #[error(transparent)]
    Template(#[from] askama::Error),
}

impl From<Decision> for PageError {
    /// Outside the subtree there is nothing; inside without the right it is forbidden.
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Hidden => Self::NotFound,
            _ => Self::Forbidden,
        }
    }
}

impl PageError {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::Engine(EngineError::NotFound(_)) => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::Foreign | Self::Engine(EngineError::Forbidden) => {
                StatusCode::FORBIDDEN
            }
            Self::Expired => StatusCode::UNAUTHORIZED,
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow(_) => StatusCode::REQUEST_TIMEOUT,
            Self::Engine(
                EngineError::Store(_) | EngineError::Damaged(_) | EngineError::Pack(_),
            )
            | Self::Template(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Engine(_) => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    /// The stable code.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Forbidden => "forbidden",
            Self::Foreign => "form.foreign",
            Self::Expired => "session.expired",
            Self::Malformed(_) => "form.malformed",
            Self::TooLarge(_) => "request.too_large",
            Self::TooSlow(_) => "request.too_slow",
            Self::Engine(error) => error.code(),
            Self::Template(_) => "page.failed",
        }
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    f: Frame,
    status: u16,
    code: &'static str,
    title: String,
    /// What the engine says, for errors a person can mend.
    detail: String,
    hint: String,
}

/// An error as far as it is known before the asker's language is; [`tell`] makes the page of it.
#[derive(Debug, Clone)]
struct Told {
    status: StatusCode,
    code: &'static str,
    key: &'static str,
    /// What the hint has a number for: megabytes, seconds.
    value: String,
    detail: String,
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let status = self.status();
        // Faults of ours are told in general words; their cause goes to the log, not to the asker.
        let detail = match &self {
            Self::Malformed(text) => text.clone(),
            Self::Engine(error) if !status.is_server_error() => error.to_string(),
            _ => String::new(),
        };
        if status.is_server_error() {
            tracing::error!(code = self.code(), error = %self, "page failed");
        }
        let key = match &self {
            Self::NotFound | Self::Engine(EngineError::NotFound(_)) => "not-found",
            Self::Forbidden | Self::Engine(EngineError::Forbidden) => "forbidden",
            Self::Foreign => "foreign",
            Self::Expired => "expired",
            Self::TooLarge(_) => "too-large",
            Self::TooSlow(_) => "too-slow",
            _ if status.is_server_error() => "failed",
            _ => "refused",
        };
        let value = match &self {
            Self::TooLarge(bytes) => size(*bytes),
            Self::TooSlow(time) => time.as_secs().to_string(),
            _ => String::new(),
        };
        let told = Told {
            status,
            code: self.code(),
            key,
            value,
            detail,
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(told);
        response
    }
}

/// "50 MB", "64 KB".
fn size(bytes: usize) -> String {
    const MB: usize = 1024 * 1024;
    if bytes >= MB {
        format!("{} MB", bytes / MB)
    } else {
        format!("{} KB", bytes / 1024)
    }
}

/// Writes the page of an error in what the asker reads.
pub(super) async fn tell(State(site): State<Site>, request: Request, next: Next) -> Response {
    let taste = Taste::of(&site, request.headers());
    let mut response = next.run(request).await;
    let Some(told) = response.extensions_mut().remove::<Told>() else {
        return response;
    };
    let f = Frame::outside(taste);
    let page = ErrorPage {
        title: f.t(&format!("web-error-{}", told.key)),
        hint: f.tv(&format!("web-error-{}-hint", told.key), &told.value),
        status: told.status.as_u16(),
        code: told.code,
        detail: told.detail,
        f,
    };
    match page.render() {
        Ok(html) => (told.status, Html(html)).into_response(),
        Err(_) => told.status.into_response(),
    }
}

/// The answer for an address that no door has.
pub(super) async fn nowhere(address: Uri) -> Response {
    let path = address.path();
    if path == "/api" || path.starts_with("/api/") {
        return crate::api::nowhere();
    }
    PageError::NotFound.into_response()
}
