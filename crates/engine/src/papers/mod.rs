//! The papers around the report: annex, checklist, reminder, request for
//! enclosures, roster, and the return form of units without accounts.
//!
//! Here the data is gathered; how it stands on paper is in `letters::papers`.
//! Letters are drafts for a person to number, sign and release; nothing is
//! sent and, but for the annex that belongs to a report, nothing is kept.

mod annex;
mod checklist;
pub(crate) mod enclosures;
pub(crate) mod letterhead;
mod reminder;
mod return_form;
mod roster;
pub(crate) mod scope;

pub use checklist::Whose;
pub use return_form::TakenReturn;

use crate::EngineError;
use domain::facts::Basis;
use domain::judgement::{Judgement, Status};
use lang::{Lang, word};
use letters::papers::PaperError;

fn failed(error: &PaperError) -> EngineError {
    EngineError::Report(error.to_string())
}

/// A status as people read it: what rests on people alone says so, what may still change says so.
fn status_word(judgement: &Judgement) -> String {
    let declared = judgement.basis.is_some_and(|b| b >= Basis::C);
    let key = if judgement.status == Status::Met && declared {
        "met-declared"
    } else {
        judgement.status.as_str()
    };
    word(Lang::Vi, "status", key)
}

/// Who vouches for a result.
fn basis_word(judgement: &Judgement) -> String {
    let group = match judgement.basis {
        Some(Basis::A) => "group-machine",
        Some(Basis::B) => "group-imported",
        Some(Basis::C | Basis::D) => "group-declared",
        None if judgement.status == Status::NotApplicable => return String::new(),
        None => "none",
    };
    word(Lang::Vi, "basis", group)
}

/// The first reason, which decides.
fn reason(judgement: &Judgement) -> &str {
    judgement.reasons.first().map_or("", |r| r.vi.as_str())
}
