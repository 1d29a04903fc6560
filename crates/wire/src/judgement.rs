//! Judgements as JSON: the output of `directive check` (DESIGN section 4).

use domain::judgement::{Evidence, Judgement};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};
use std::collections::BTreeMap;

/// The document that `directive check --json` prints.
#[derive(Debug, Serialize)]
pub struct CheckV1<D> {
    /// The directive as read.
    pub directive: D,
    /// The window judged over.
    pub window: WindowV1,
    /// The instant judged for.
    pub as_of: Timestamp,
    /// One entry per obligation, unit and measure.
    pub judgements: Vec<JudgementV1>,
}

impl<D> CheckV1<D> {
    /// The document of a directive and its judgements.
    #[must_use]
    pub fn new(
        directive: D,
        window: domain::span::Span,
        as_of: Timestamp,
        judgements: &[Judgement],
    ) -> Self {
        let window = WindowV1 {
            from: window.from,
            to: window.to,
        };
        Self {
            directive,
            window,
            as_of,
            judgements: judgements.iter().map(JudgementV1::from).collect(),
        }
    }
}

/// A stretch of time.
#[derive(Debug, Serialize)]
pub struct WindowV1 {
    /// First instant.
    pub from: Timestamp,
    /// First instant after it.
    pub to: Timestamp,
}

/// One judgement.
#[derive(Debug, Serialize)]
pub struct JudgementV1 {
    unit: String,
    obligation: String,
    measure: &'static str,
    version: u16,
    status: &'static str,
    basis: Option<&'static str>,
    #[serde(rename = "final")]
    is_final: bool,
    reported: bool,
    changes_at: Option<Timestamp>,
    figures: Map<String, Value>,
    reasons: Vec<ReasonV1>,
    evidence: Vec<EvidenceV1>,
    next_step: Option<TextV1>,
}

/// A reason: code and both texts.
#[derive(Debug, Serialize)]
pub struct ReasonV1 {
    code: &'static str,
    vi: String,
    en: String,
}

/// A row that proves something.
#[derive(Debug, Serialize)]
pub struct EvidenceV1 {
    table: &'static str,
    code: String,
    basis: &'static str,
    source: String,
}

/// A text in both languages.
#[derive(Debug, Serialize)]
pub struct TextV1 {
    vi: String,
    en: String,
}

impl From<&Judgement> for JudgementV1 {
    fn from(judgement: &Judgement) -> Self {
        Self {
            unit: judgement.unit.to_string(),
            obligation: judgement.obligation.to_string(),
            measure: judgement.measure.as_str(),
            version: judgement.version,
            status: judgement.status.as_str(),
            basis: judgement.basis.map(domain::facts::Basis::as_str),
            is_final: judgement.is_final,
            reported: judgement.reported,
            changes_at: judgement.changes_at,
            figures: judgement
                .figures
                .iter()
                .map(|f| (f.key.to_owned(), number(f.value)))
                .collect(),
            reasons: judgement
                .reasons
                .iter()
                .map(|r| ReasonV1 {
                    code: r.code,
                    vi: r.vi.clone(),
                    en: r.en.clone(),
                })
                .collect(),
            evidence: judgement.evidence.iter().map(EvidenceV1::from).collect(),
            next_step: judgement.next_step.as_ref().map(|t| TextV1 {
                vi: t.vi.clone(),
                en: t.en.clone(),
            }),
        }
    }
}

impl From<&Evidence> for EvidenceV1 {
    fn from(evidence: &Evidence) -> Self {
        Self {
            table: evidence.table,
            code: evidence.code.to_string(),
            basis: evidence.basis.as_str(),
            source: evidence.source.to_string(),
        }
    }
}

/// A whole number without a decimal point, anything else with one; what is no number is null.
pub(crate) fn number(value: f64) -> Value {
    // Figures are counts and shares; whole ones print without a fraction up to the exactly representable range.
    if value.fract() == 0.0 && value.abs() < 9.0e15 {
        let text = format!("{value:.0}");
        return text.parse::<i64>().map_or(Value::Null, Value::from);
    }
    Number::from_f64(value).map_or(Value::Null, Value::Number)
}

/// The part of a judgement that the store keeps beside its key and status: figures, reasons, evidence, next step.
///
/// # Errors
/// When it has no JSON form.
pub fn kept_body(judgement: &Judgement) -> Result<String, serde_json::Error> {
    #[derive(Serialize)]
    struct KeptV1 {
        version: u16,
        reported: bool,
        figures: Map<String, Value>,
        figure_order: Vec<&'static str>,
        reasons: Vec<ReasonV1>,
        evidence: Vec<EvidenceV1>,
        next_step: Option<TextV1>,
    }
    let whole = JudgementV1::from(judgement);
    // Canonical JSON orders the members itself; no second tree of values is built for it.
    serde_jcs::to_string(&KeptV1 {
        version: whole.version,
        reported: whole.reported,
        figures: whole.figures,
        // An object has no order; figures are printed in theirs.
        figure_order: judgement.figures.iter().map(|f| f.key).collect(),
        reasons: whole.reasons,
        evidence: whole.evidence,
        next_step: whole.next_step,
    })
}

/// What [`kept_body`] wrote, read again.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct KeptBodyV1 {
    /// Version of the measure's rule.
    pub version: u16,
    /// Whether the unit had given anything at all.
    pub reported: bool,
    /// Figures by key; null where the figure was no number.
    pub figures: BTreeMap<String, Option<f64>>,
    /// The keys of the figures in printing order.
    #[serde(default)]
    pub figure_order: Vec<String>,
    /// Reasons, the deciding one first.
    pub reasons: Vec<KeptReasonV1>,
    /// Evidence.
    pub evidence: Vec<KeptEvidenceV1>,
    /// What to do next.
    pub next_step: Option<KeptTextV1>,
}

/// A kept reason.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct KeptReasonV1 {
    /// Stable code.
    pub code: String,
    /// Plain Vietnamese.
    pub vi: String,
    /// Plain English.
    pub en: String,
}

/// A kept row of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct KeptEvidenceV1 {
    /// Table.
    pub table: String,
    /// Code of the row.
    pub code: String,
    /// Basis of the fact, `A` to `D`.
    pub basis: String,
    /// The source's file or title.
    pub source: String,
}

/// A kept sentence.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct KeptTextV1 {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

/// Reads what [`kept_body`] wrote.
///
/// # Errors
/// When the text is no such body.
pub fn read_kept_body(body: &str) -> Result<KeptBodyV1, serde_json::Error> {
    serde_json::from_str(body)
}

/// The canonical JSON of a snapshot: every judgement as it stood.
///
/// # Errors
/// When it has no JSON form.
pub fn snapshot(
    directive: &str,
    as_of: Timestamp,
    judgements: &[Judgement],
) -> Result<String, serde_json::Error> {
    #[derive(Serialize)]
    struct SnapshotV1<'a> {
        v: u8,
        directive: &'a str,
        as_of: Timestamp,
        judgements: Vec<JudgementV1>,
    }
    let judgements = judgements.iter().map(JudgementV1::from).collect();
    serde_jcs::to_string(&SnapshotV1 {
        v: 1,
        directive,
        as_of,
        judgements,
    })
}
