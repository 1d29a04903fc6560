use super::*;
use crate::api::problem::Problem;
use crate::web::error::PageError;
use axum::response::IntoResponse as _;
use domain::codes::CODES;
use engine::Told;
use engine::documents::DocumentError;
use std::collections::BTreeSet;

/// Every error of the engine has a code of this list; the engine's own tests see to that.
#[test]
fn every_code_has_one_row_and_every_row_a_code() {
    let rows = STATUSES.iter().flat_map(|(_, codes)| *codes);
    let rows: Vec<&str> = rows.copied().collect();
    let once: BTreeSet<&str> = rows.iter().copied().collect();
    assert_eq!(rows.len(), once.len(), "a code stands twice");
    let listed: BTreeSet<&str> = CODES.iter().map(|code| code.code).collect();
    assert_eq!(once, listed);
}

/// What a child that reads documents refused.
fn refused(code: &'static str) -> EngineError {
    let text = String::new();
    DocumentError::Refused { code, text }.into()
}

/// The status that a page and the API answer with.
fn check(error: fn() -> EngineError, status: u16) {
    let code = error().code();
    let page = PageError::from(error()).into_response().status();
    let api = Problem::from(error()).into_response().status();
    assert_eq!((page.as_u16(), api.as_u16()), (status, status), "{code}");
}

#[test]
fn pages_and_the_api_answer_with_the_same_status() {
    check(|| EngineError::NotFound(Told::new("vi", "en")), 404);
    check(|| EngineError::FolderInUse(Told::new("vi", "en")), 500);
    check(|| EngineError::Invalid(Told::new("vi", "en")), 422);
    check(|| EngineError::WeakPassword(Told::new("vi", "en")), 422);
    check(|| EngineError::Tables(Vec::new()), 422);
    check(|| EngineError::NoWindow, 422);
    check(|| EngineError::NoReceipt, 422);
    check(|| EngineError::NoPack(jiff::civil::date(2024, 2, 8)), 422);
    check(|| EngineError::Conflict { current: 1 }, 409);
    check(|| EngineError::ReturnChanged, 409);
    check(|| EngineError::Forbidden, 403);
    check(|| EngineError::LinkDead, 422);
    check(|| EngineError::LoginTaken(String::new()), 422);
    check(|| EngineError::WrongPassword, 422);
    check(|| EngineError::WrongCode, 422);
    check(|| EngineError::Wait(5), 429);
    check(|| EngineError::Damaged(String::new()), 500);
    check(|| EngineError::Report(String::new()), 500);
    check(
        || EngineError::File {
            path: String::new(),
            source: std::io::Error::other("x"),
        },
        500,
    );
    check(
        || DocumentError::Child(std::io::Error::other("x")).into(),
        500,
    );
    check(|| DocumentError::Stopped(String::new()).into(), 422);
    check(|| refused("letter.too_large"), 413);
    check(|| refused("letter.unsupported_format"), 415);
    check(|| refused("letter.bad_pdf"), 422);
    check(
        || DocumentError::RecognitionMissing { missing: "x" }.into(),
        501,
    );
}
