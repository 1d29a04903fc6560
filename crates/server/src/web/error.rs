//! What a page answers when it can't do what was asked: in words, with what to do about it, and a stable code.

use super::frame::Frame;
use super::viewer::Taste;
use askama::Template;
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use domain::access::Decision;
use engine::EngineError;

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
        let f = Frame::outside(Taste::default());
        let code = self.code();
        let key = match &self {
            Self::NotFound | Self::Engine(EngineError::NotFound(_)) => "not-found",
            Self::Forbidden | Self::Engine(EngineError::Forbidden) => "forbidden",
            Self::Foreign => "foreign",
            Self::Expired => "expired",
            _ if status.is_server_error() => "failed",
            _ => "refused",
        };
        let page = ErrorPage {
            title: f.t(&format!("web-error-{key}")),
            hint: f.t(&format!("web-error-{key}-hint")),
            status: status.as_u16(),
            code,
            detail,
            f,
        };
        match page.render() {
            Ok(html) => (status, Html(html)).into_response(),
            Err(_) => status.into_response(),
        }
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
