//! What a program is told when its request can't be done: `application/problem+json`, with a stable code.

use crate::status;
use axum::Json;
use axum::extract::rejection::{BytesRejection, PathRejection, QueryRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::codes;
use engine::EngineError;
use engine::imports::TableProblem;
use wire::api::{BadCursor, ProblemV1, RowProblemV1};

/// The kind of such an answer.
const KIND: HeaderValue = HeaderValue::from_static("application/problem+json");

/// A problem.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: Option<String>,
    errors: Vec<RowProblemV1>,
    /// Seconds to wait.
    retry_after: Option<i64>,
}

impl Problem {
    /// The problem of a code.
    pub(crate) fn new(code: &'static str) -> Self {
        Self {
            status: status::of_code(code),
            code,
            detail: None,
            errors: Vec::new(),
            retry_after: None,
        }
    }

    /// The same with what exactly was wrong.
    pub(crate) fn because(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// The same with the seconds after which to try again.
    pub(crate) fn after(mut self, seconds: i64) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

impl From<EngineError> for Problem {
    fn from(error: EngineError) -> Self {
        let code = match &error {
            EngineError::Wait(_) => "access.wait",
            other => other.code(),
        };
        let mut problem = Self::new(code);
        if status::is_fault(problem.status) {
            tracing::error!(code, error = %error, "request of a program failed");
            return problem;
        }
        problem.detail = Some(error.to_string());
        match error {
            EngineError::Wait(seconds) => problem.after(seconds),
            EngineError::Tables(problems) => {
                problem.errors = problems.into_iter().map(row).collect();
                problem
            }
            _ => problem,
        }
    }
}

/// A problem of a table in the words of the wire.
pub(super) fn row(problem: TableProblem) -> RowProblemV1 {
    RowProblemV1 {
        file: problem.file,
        row: problem.row,
        column: problem.column.map(Into::into),
        code: problem.code.to_owned(),
        vi: problem.vi,
        en: problem.en,
    }
}

impl From<BadCursor> for Problem {
    fn from(_: BadCursor) -> Self {
        Self::new("request.bad_cursor")
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        Self::new("request.malformed").because(rejection.body_text())
    }
}

impl From<PathRejection> for Problem {
    fn from(_: PathRejection) -> Self {
        // An address whose variable can't be what it should is that of nothing.
        Self::new("not_found")
    }
}

impl From<BytesRejection> for Problem {
    fn from(rejection: BytesRejection) -> Self {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return Self::new("request.too_large");
        }
        Self::new("request.malformed").because(rejection.body_text())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let titles = codes::find(self.code);
        let body = ProblemV1 {
            kind: format!("urn:khien:problem:{}", self.code),
            status: self.status.as_u16(),
            code: self.code.to_owned(),
            title: titles.map_or(self.code, |code| code.vi).to_owned(),
            title_en: titles.map_or(self.code, |code| code.en).to_owned(),
            detail: self.detail,
            errors: self.errors,
        };
        let mut response = (self.status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, KIND);
        if self.status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Bearer realm=\"khien\"");
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// The answer for an address below `/api` that no door has.
pub(crate) fn nowhere() -> Response {
    Problem::new("not_found").into_response()
}

/// The answer for a method that a door does not take.
pub(crate) async fn no_such_method() -> Problem {
    Problem::new("request.method_not_allowed")
}
