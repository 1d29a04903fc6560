//! Directives in force.

use super::SpanV1;
use crate::directive::DirectiveV1;
use domain::directive::Directive;
use domain::mandate::Mandate;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

/// A directive in force.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct InForceV1 {
    /// Its id.
    pub id: String,
    /// Its subject.
    pub subject: Option<String>,
    /// What kind of document it is.
    pub kind: String,
    /// Digits before the slash, as printed.
    pub number: Option<String>,
    /// What follows the slash.
    pub sign: Option<String>,
    /// Its printed date.
    pub date: Option<Date>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// When it was received, as a person confirmed.
    pub received_at: Timestamp,
    /// The watch in which coverage must be proven.
    pub window: SpanV1,
    /// How many duties it has.
    pub obligations: usize,
    /// Name of the file it was read from.
    pub file_name: String,
}

impl InForceV1 {
    /// The directive of this id.
    #[must_use]
    pub fn new(id: String, file_name: &str, directive: &Directive, mandate: &Mandate) -> Self {
        Self {
            id,
            subject: directive.subject.clone(),
            kind: directive.kind.to_string(),
            number: directive.number.clone(),
            sign: directive.sign.clone(),
            date: directive.date,
            issuer: directive.issuer.as_ref().map(|issuer| issuer.name.clone()),
            received_at: mandate.received_at,
            window: mandate.window.into(),
            obligations: mandate.clauses.len(),
            file_name: file_name.to_owned(),
        }
    }
}

/// A directive in force with all that was read of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct InForceWholeV1 {
    /// The directive.
    pub directive: InForceV1,
    /// Its text as read and corrected, in the form of `khien directive read`.
    pub reading: DirectiveV1,
}
