//! What a page answers when it can't do what was asked: in words, with what to do about it, and a stable code.

use super::frame::Frame;
use super::viewer::Taste;
use askama::Template;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use domain::access::Decision;
use engine::EngineError;
use lang::Lang;

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

/// What was refused or failed, kept beside its answer so that it can be told in the language of whoever asked.
#[derive(Debug, Clone)]
struct Told {
    status: StatusCode,
    code: &'static str,
    key: &'static str,
    /// In Vietnamese and in English, empty where there is nothing a person could mend.
    detail: [String; 2],
}

impl Told {
    fn write(&self, taste: Taste) -> Response {
        let f = Frame::outside(taste);
        let [vi, en] = &self.detail;
        let page = ErrorPage {
            title: f.t(&format!("web-error-{}", self.key)),
            hint: f.t(&format!("web-error-{}-hint", self.key)),
            status: self.status.as_u16(),
            code: self.code,
            detail: match f.lang {
                Lang::Vi => vi.clone(),
                Lang::En => en.clone(),
            },
            f,
        };
        match page.render() {
            Ok(html) => (self.status, Html(html)).into_response(),
            Err(_) => self.status.into_response(),
        }
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let status = self.status();
        // Faults of ours are told in general words; their cause goes to the log, not to the asker.
        let detail = match &self {
            Self::Malformed(text) => [text.clone(), text.clone()],
            Self::Engine(error) if !status.is_server_error() => {
                Lang::ALL.map(|lang| refusal(lang, error))
            }
            _ => Default::default(),
        };
        if status.is_server_error() {
            tracing::error!(code = self.code(), error = %self, "page failed");
        }
        let key = match &self {
            Self::NotFound | Self::Engine(EngineError::NotFound(_)) => "not-found",
            Self::Forbidden | Self::Engine(EngineError::Forbidden) => "forbidden",
            Self::Foreign => "foreign",
            Self::Expired => "expired",
            _ if status.is_server_error() => "failed",
            _ => "refused",
        };
        let told = Told {
            status,
            code: self.code(),
            key,
            detail,
        };
        let mut response = told.write(Taste::default());
        response.extensions_mut().insert(told);
        response
    }
}

/// Why the engine refused, in a language; what it says of a value itself is Vietnamese.
pub(crate) fn refusal(lang: Lang, error: &EngineError) -> String {
    let id = format!("refused-{}", error.code().replace('.', "-"));
    if lang == Lang::Vi || !lang::has(&id) {
        return error.to_string();
    }
    lang::text(lang, &id, &[])
}

/// Tells a refusal in the language and theme of whoever asked: the page that refused knows neither.
pub(super) async fn in_their_language(request: Request, next: Next) -> Response {
    let taste = Taste::of(request.headers());
    let mut response = next.run(request).await;
    match response.extensions_mut().remove::<Told>() {
        Some(told) => told.write(taste),
        None => response,
    }
}

/// The answer for an address that no door has.
pub(super) async fn nowhere() -> PageError {
    PageError::NotFound
}
