//! The API for programs, version 1: what `/api/v1` takes and gives.
//!
//! Additive within v1: a field may be added, none is renamed, removed or given
//! another meaning, and words of lists are open, so a reader keeps those it does
//! not know. Ids are strings, instants RFC 3339 in UTC, names snake_case; a
//! field that has no value is `null`, never left out. No logic, no rights: what
//! may be told to whom is decided before it comes here.

pub mod alerts;
pub mod assets;
mod cursor;
pub mod directives;
pub mod drafts;
pub mod events;
pub mod evidence;
pub mod imports;
pub mod judgements;
pub mod ledger;
pub mod obligations;
mod problem;
pub mod reports;
pub mod returns;
pub mod systems;
pub mod units;

pub use cursor::{BadCursor, cursor, position};
pub use problem::{ProblemV1, RowProblemV1};

use domain::facts::Fact;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A page of a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Page<T> {
    /// The items, in an order that stays.
    pub items: Vec<T>,
    /// What to send as `cursor` for the items after these; null at the end.
    pub next: Option<String>,
}

/// A stretch of time.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SpanV1 {
    /// First instant.
    pub from: Timestamp,
    /// First instant after it.
    pub to: Timestamp,
}

impl From<domain::span::Span> for SpanV1 {
    fn from(span: domain::span::Span) -> Self {
        Self {
            from: span.from,
            to: span.to,
        }
    }
}

/// A text in both languages.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TextV1 {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

/// A kept file.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FileV1 {
    /// SHA-256 of its content, 64 lower-case hex digits; the file itself is at `/api/v1/evidence/files/{sha256}`.
    pub sha256: String,
    /// The name it came with.
    pub name: String,
}

/// Where a row of the register comes from.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OriginV1 {
    /// Code of the source.
    pub source: String,
    /// How well it is founded: `A` seen by Khiên, `B` another system's export, `C` a named person with a file, `D` word only.
    pub basis: String,
    /// When what it says happened, where the source says so.
    pub occurred_at: Option<Timestamp>,
    /// When Khiên came to know it.
    pub recorded_at: Timestamp,
}

impl OriginV1 {
    fn of<T>(fact: &Fact<T>) -> Self {
        Self {
            source: fact.provenance.code.to_string(),
            basis: fact.basis().as_str().to_owned(),
            occurred_at: fact.occurred_at,
            recorded_at: fact.recorded_at,
        }
    }
}

fn text(text: Option<&str>) -> Option<String> {
    text.map(str::to_owned)
}
