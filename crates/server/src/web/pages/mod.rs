//! One file per page, its template of the same name beside it in `templates/`.

pub(super) mod account;
pub(super) mod accounts;
pub(super) mod alerts;
pub(super) mod audit;
pub(super) mod board;
pub(super) mod directive;
pub(super) mod directives;
pub(super) mod draft;
pub(super) mod duty;
pub(super) mod events;
pub(super) mod evidence;
pub(super) mod first_link;
mod grants;
pub(super) mod health;
pub(super) mod help;
pub(super) mod help_api;
pub(super) mod hunts;
pub(super) mod imports;
pub(super) mod ledger;
pub(super) mod ledger_entry;
pub(super) mod mine;
mod qr;
pub(super) mod reports;
pub(super) mod return_close;
pub(super) mod return_form;
pub(super) mod roster;
pub(super) mod rules;
pub(super) mod runs;
pub(super) mod search;
pub(super) mod settings;
pub(super) mod sign_in;
pub(super) mod sources;
pub(super) mod start;
pub(super) mod summary;
pub(super) mod suppressions;
pub(super) mod taste;
pub(super) mod tokens;
pub(super) mod unit;
pub(super) mod unit_link;
pub(super) mod unit_links;
pub(super) mod unit_return;
pub(super) mod units;

use super::error::PageError;
use askama::Template;
use axum::response::Html;

/// What a page answers.
pub(super) type Page = Result<Html<String>, PageError>;

/// Writes a page.
pub(super) fn page(template: &impl Template) -> Page {
    Ok(Html(template.render()?))
}
