//! Results: one duty of one unit by one measure.

use super::{SpanV1, TextV1};
use crate::judgement::number;
use domain::facts::Basis;
use domain::judgement::{Evidence, Judgement, Reason};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A result.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ResultV1 {
    /// Id of the directive.
    pub directive: String,
    /// Code of the unit.
    pub unit: String,
    /// Printed path of the duty.
    pub obligation: String,
    /// The measure.
    pub measure: String,
    /// Version of the measure's rule.
    pub version: u16,
    /// `met`, `partial`, `not_met`, `unknown` or `not_applicable`, by the measure's rule; no finding of an authority.
    pub status: String,
    /// Weakest basis it rests on, `A` to `D`.
    pub basis: Option<String>,
    /// False while it may still change by the watch going on.
    #[serde(rename = "final")]
    pub is_final: bool,
    /// Whether the unit has given anything at all.
    pub reported: bool,
    /// The instant it was judged for.
    pub as_of: Timestamp,
    /// The watch it was judged over.
    pub window: SpanV1,
    /// The next instant at which time alone may change it.
    pub changes_at: Option<Timestamp>,
    /// Figures in printing order.
    pub figures: Vec<FigureV1>,
    /// Why, the deciding reason first.
    pub reasons: Vec<ReasonV1>,
    /// Rows that prove it, at most 20.
    pub evidence: Vec<ProofRowV1>,
    /// What to do next.
    pub next_step: Option<TextV1>,
}

/// A figure.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FigureV1 {
    /// Its key, unit last.
    pub key: String,
    /// Its value; null where it is no number.
    #[schema(value_type = Option<f64>)]
    pub value: serde_json::Value,
}

/// A reason.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReasonV1 {
    /// Stable code.
    pub code: String,
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

/// A row that proves something.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProofRowV1 {
    /// The fact table.
    pub table: String,
    /// Code of the row.
    pub code: String,
    /// Basis of the fact.
    pub basis: String,
    /// The source's file or title.
    pub source: String,
}

impl ResultV1 {
    /// A result under the directive of this id.
    #[must_use]
    pub fn new(directive: String, judgement: &Judgement) -> Self {
        let figures = judgement.figures.iter().map(|figure| FigureV1 {
            key: figure.key.to_owned(),
            value: number(figure.value),
        });
        Self {
            directive,
            unit: judgement.unit.to_string(),
            obligation: judgement.obligation.to_string(),
            measure: judgement.measure.to_string(),
            version: judgement.version,
            status: judgement.status.to_string(),
            basis: judgement.basis.map(Basis::as_str).map(str::to_owned),
            is_final: judgement.is_final,
            reported: judgement.reported,
            as_of: judgement.as_of,
            window: judgement.window.into(),
            changes_at: judgement.changes_at,
            figures: figures.collect(),
            reasons: judgement.reasons.iter().map(ReasonV1::from).collect(),
            evidence: judgement.evidence.iter().map(ProofRowV1::from).collect(),
            next_step: judgement.next_step.as_ref().map(|next| TextV1 {
                vi: next.vi.clone(),
                en: next.en.clone(),
            }),
        }
    }
}

impl From<&Reason> for ReasonV1 {
    fn from(reason: &Reason) -> Self {
        Self {
            code: reason.code.to_owned(),
            vi: reason.vi.clone(),
            en: reason.en.clone(),
        }
    }
}

impl From<&Evidence> for ProofRowV1 {
    fn from(evidence: &Evidence) -> Self {
        Self {
            table: evidence.table.to_owned(),
            code: evidence.code.to_string(),
            basis: evidence.basis.as_str().to_owned(),
            source: evidence.source.to_string(),
        }
    }
}
