//! What a page answers when it can't do what was asked: in words, with what to do about it, and a stable code.

use super::Site;
use super::frame::Frame;
use super::kept::Kept;
use super::pages::sign_in;
use super::viewer::Taste;
use crate::status;
use askama::Template;
use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use domain::access::Decision;
use engine::EngineError;
use lang::Lang;
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
    /// The form came from another site, or its token is not this session's; then with what was typed and the token
    /// by which the viewer may send it again.
    #[error("foreign form")]
    Foreign(Option<(Kept, String)>),
    /// The session ended while a form was being filled; with what was typed.
    #[error("session expired")]
    Expired(Option<Kept>),
    /// The form is not of its form: the text that says what is wrong, and the value in it.
    #[error("{0}: {1}")]
    Form(&'static str, String),
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
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::Foreign(_) => StatusCode::FORBIDDEN,
            Self::Expired(_) => StatusCode::UNAUTHORIZED,
            Self::Malformed(_) | Self::Form(..) => StatusCode::BAD_REQUEST,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow(_) => StatusCode::REQUEST_TIMEOUT,
            Self::Template(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Engine(error) => status::of(error),
        }
    }

    /// The stable code.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Forbidden => "forbidden",
            Self::Foreign(_) => "form.foreign",
            Self::Expired(_) => "session.expired",
            Self::Malformed(_) | Self::Form(..) => "form.malformed",
            Self::TooLarge(_) => "request.too_large",
            Self::TooSlow(_) => "request.too_slow",
            Self::Engine(error) => error.code(),
            Self::Template(_) => "page.failed",
        }
    }
}

/// What went wrong, on its way to [`show`], which knows in what language and theme to say it.
#[derive(Debug, Clone)]
struct Failure {
    status: StatusCode,
    code: &'static str,
    /// The last part of the ids of its texts.
    key: &'static str,
    detail: Detail,
    kept: Option<Kept>,
    /// The token by which a signed-in viewer may send it again.
    csrf: Option<String>,
}

#[derive(Debug, Clone)]
enum Detail {
    None,
    /// In Vietnamese only.
    Vietnamese(String),
    /// Why the engine refused, in each language.
    Refusal([String; Lang::ALL.len()]),
    /// The id of a text and the value in it.
    Text(&'static str, String),
    /// A value of the hint.
    Hint(String),
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    f: Frame,
    status: u16,
    code: &'static str,
    title: String,
    /// What a person can mend.
    detail: String,
    /// Whether that is Vietnamese on a page that is not.
    is_vietnamese: bool,
    hint: String,
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let status = self.status();
        let is_fault = status::is_fault(status);
        if is_fault {
            tracing::error!(code = self.code(), error = %self, "page failed");
        }
        let code = self.code();
        let key = match &self {
            Self::NotFound | Self::Engine(EngineError::NotFound(_)) => "not-found",
            Self::Forbidden | Self::Engine(EngineError::Forbidden) => "forbidden",
            Self::Foreign(_) => "foreign",
            Self::Expired(_) => "expired",
            Self::TooLarge(_) => "too-large",
            Self::TooSlow(_) => "too-slow",
            _ if is_fault => "failed",
            _ => "refused",
        };
        let detail = match &self {
            Self::Malformed(text) => Detail::Vietnamese(text.clone()),
            Self::Form(id, value) => Detail::Text(id, value.clone()),
            Self::TooLarge(bytes) => Detail::Hint(size(*bytes)),
            Self::TooSlow(time) => Detail::Hint(time.as_secs().to_string()),
            Self::Engine(error) if !is_fault => {
                Detail::Refusal(Lang::ALL.map(|lang| refusal(lang, error)))
            }
            _ => Detail::None,
        };
        let (kept, csrf) = match self {
            Self::Expired(kept) => (kept, None),
            Self::Foreign(Some((kept, csrf))) => (Some(kept), Some(csrf)),
            _ => (None, None),
        };
        let failure = Failure {
            status,
            code,
            key,
            detail,
            kept,
            csrf,
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(failure);
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

/// Writes the page of what went wrong, in the viewer's language and theme.
pub(super) async fn show(State(site): State<Site>, request: Request, next: Next) -> Response {
    let taste = Taste::of(&site, request.headers());
    let reads_pages = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    let mut response = next.run(request).await;
    if let Some(failure) = response.extensions_mut().remove::<Failure>() {
        return failure.page(&site, taste);
    }
    // What the framework refuses by itself, such as a page number that is none, comes as bare words.
    if reads_pages && response.status().is_client_error() && is_bare(&response) {
        let status = response.status();
        return Failure::bare(status).page(&site, taste);
    }
    response
}

fn is_bare(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"))
}

impl Failure {
    fn bare(status: StatusCode) -> Self {
        Self {
            status,
            code: "request.malformed",
            key: "refused",
            detail: Detail::None,
            kept: None,
            csrf: None,
        }
    }

    fn page(self, site: &Site, taste: Taste) -> Response {
        let written = match (self.kept, self.csrf) {
            (Some(kept), Some(csrf)) => sign_in::again(site, taste, &kept, &csrf),
            (Some(kept), None) => sign_in::expired(site, taste, &kept),
            _ => ErrorPage::of(taste, self.status, self.code, self.key, self.detail)
                .render()
                .map_err(PageError::from),
        };
        match written {
            Ok(html) => (self.status, Html(html)).into_response(),
            Err(_) => self.status.into_response(),
        }
    }
}

impl ErrorPage {
    fn of(
        taste: Taste,
        status: StatusCode,
        code: &'static str,
        key: &'static str,
        detail: Detail,
    ) -> Self {
        let f = Frame::outside(taste);
        let is_foreign = f.lang != Lang::Vi;
        let mut hint_value = String::new();
        let (detail, is_vietnamese) = match detail {
            Detail::None => (String::new(), false),
            Detail::Hint(value) => {
                hint_value = value;
                (String::new(), false)
            }
            // Said by title and hint already; a reader of another language gains nothing by it.
            Detail::Refusal(_) if is_foreign && key == "forbidden" => (String::new(), false),
            Detail::Refusal([vi, en]) => {
                let same = vi == en;
                (if is_foreign { en } else { vi }, is_foreign && same)
            }
            Detail::Vietnamese(text) => (text, is_foreign),
            Detail::Text(id, value) => (f.tv(id, &value), false),
        };
        Self {
            title: f.t(&format!("web-error-{key}")),
            hint: f.tv(&format!("web-error-{key}-hint"), &hint_value),
            status: status.as_u16(),
            code,
            detail,
            is_vietnamese,
            f,
        }
    }
}

/// Why the engine refused, in a language; what it says neither itself nor by a text in it is Vietnamese.
pub(crate) fn refusal(lang: Lang, error: &EngineError) -> String {
    if let Some(told) = error.told() {
        return told.of(lang).to_owned();
    }
    let id = format!("refused-{}", error.code().replace('.', "-"));
    if lang == Lang::Vi || !lang::has(&id) {
        return error.to_string();
    }
    lang::text(lang, &id, &[])
}

/// The answer for an address that no door has.
pub(super) async fn nowhere(address: Uri) -> Response {
    let path = address.path();
    if path == "/api" || path.starts_with("/api/") || path.starts_with("/intake/") {
        return crate::api::nowhere();
    }
    PageError::NotFound.into_response()
}
