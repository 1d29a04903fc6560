//! Which status of HTTP a problem becomes, by its code: one table for the pages and the API.
//!
//! What only pages know, such as a session that ended over a form, has its status beside it in [`crate::web`].

use axum::http::StatusCode;
use engine::EngineError;

/// Every code of [`domain::codes`], by status.
const STATUSES: &[(StatusCode, &[&str])] = &[
    (
        StatusCode::BAD_REQUEST,
        &[
            "request.malformed",
            "request.bad_cursor",
            "request.bad_limit",
            "request.bad_filter",
            "request.bad_idempotency_key",
        ],
    ),
    (
        StatusCode::UNAUTHORIZED,
        &["access.unauthenticated", "access.token_refused"],
    ),
    (
        StatusCode::FORBIDDEN,
        &["access.forbidden", "access.foreign_site"],
    ),
    (StatusCode::NOT_FOUND, &["not_found"]),
    (
        StatusCode::METHOD_NOT_ALLOWED,
        &["request.method_not_allowed"],
    ),
    (StatusCode::REQUEST_TIMEOUT, &["request.too_slow"]),
    (
        StatusCode::CONFLICT,
        &[
            "request.key_reused",
            "request.in_progress",
            "conflict",
            "return.changed",
        ],
    ),
    (
        StatusCode::PAYLOAD_TOO_LARGE,
        &["request.too_large", "letter.too_large"],
    ),
    (
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        &["request.unsupported_type", "letter.unsupported_format"],
    ),
    (
        StatusCode::UNPROCESSABLE_ENTITY,
        &[
            "invalid",
            "import.rejected",
            "directive.no_window",
            "directive.no_receipt",
            "pack.none_in_force",
            "link.dead",
            "account.login_taken",
            "password.weak",
            "password.wrong",
            "totp.wrong",
            "time.out_of_range",
            "letter.not_text",
            "letter.empty",
            "letter.zip_bomb",
            "letter.bad_docx",
            "letter.bad_pdf",
            "letter.encrypted",
            "letter.no_text_layer",
            "letter.picture",
            "letter.bad_picture",
            "letter.secret_stamp",
            "document.stopped",
            "document.ocr_failed",
            "document.scan_too_large",
        ],
    ),
    (
        StatusCode::TOO_MANY_REQUESTS,
        &[
            "access.wait",
            "sign_in.wait",
            "intake.busy",
            "intake.too_fast",
        ],
    ),
    // Senders of OTLP give up on 507; on 503 they send again.
    (
        StatusCode::SERVICE_UNAVAILABLE,
        &[
            "intake.full",
            "intake.failed",
            "search.deadline",
            "search.memory",
        ],
    ),
    (
        StatusCode::INTERNAL_SERVER_ERROR,
        &[
            "search.table",
            "pack.malformed",
            "report.failed",
            "file.unreadable",
            "document.child_failed",
            "store.failed",
            "store.damaged",
            "store.locked",
            "server.failed",
        ],
    ),
    (StatusCode::NOT_IMPLEMENTED, &["document.ocr_missing"]),
];

/// The status of a code; one that is not listed is no refusal that somebody thought of, so it is a fault of ours.
pub(crate) fn of_code(code: &str) -> StatusCode {
    let row = STATUSES.iter().find(|(_, codes)| codes.contains(&code));
    row.map_or(StatusCode::INTERNAL_SERVER_ERROR, |(status, _)| *status)
}

/// The status of what the engine refused or could not do.
pub(crate) fn of(error: &EngineError) -> StatusCode {
    of_code(error.code())
}

/// Whether it is a fault of ours: told in general words, while its cause goes to the log, not to the asker. What this
/// server can't do at all is none: the asker may be able to help.
pub(crate) fn is_fault(status: StatusCode) -> bool {
    status.is_server_error() && status != StatusCode::NOT_IMPLEMENTED
}

#[cfg(test)]
mod tests;
