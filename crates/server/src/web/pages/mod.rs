//! One file per page, its template of the same name beside it in `templates/`.

pub(super) mod account;
pub(super) mod accounts;
pub(super) mod board;
pub(super) mod directive;
pub(super) mod directives;
pub(super) mod draft;
pub(super) mod duty;
pub(super) mod evidence;
pub(super) mod first_link;
mod grants;
pub(super) mod health;
pub(super) mod help;
mod qr;
pub(super) mod sign_in;
pub(super) mod taste;
pub(super) mod tokens;

use super::error::PageError;
use askama::Template;
use axum::response::Html;

/// What a page answers.
pub(super) type Page = Result<Html<String>, PageError>;

/// Writes a page.
pub(super) fn page(template: &impl Template) -> Page {
    Ok(Html(template.render()?))
}
