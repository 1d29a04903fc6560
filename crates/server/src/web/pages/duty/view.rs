//! A duty as its template takes it.

use crate::web::frame::Frame;
use askama::Template;

#[derive(Template)]
#[template(path = "duty.html")]
pub(super) struct DutyPage {
    pub(super) f: Frame,
    pub(super) directive: String,
    pub(super) directive_title: String,
    pub(super) duty: String,
    pub(super) duty_name: String,
    pub(super) text: String,
    pub(super) due: Option<String>,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    pub(super) unit: Option<UnitView>,
    pub(super) measures: Vec<MeasureView>,
    pub(super) units: Vec<UnitRow>,
    pub(super) units_more: usize,
    pub(super) stated: bool,
    pub(super) error: Option<String>,
    pub(super) typed: Typed,
}

#[derive(Default)]
pub(super) struct Typed {
    pub(super) measure: String,
    pub(super) claim: String,
    pub(super) text: String,
}

pub(super) struct UnitView {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) may_state: bool,
}

pub(super) struct UnitRow {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) look: &'static str,
    pub(super) word: String,
    pub(super) figure: String,
}

/// One measure of the duty for the unit.
pub(super) struct MeasureView {
    pub(super) id: &'static str,
    pub(super) title: String,
    pub(super) help: String,
    pub(super) look: &'static str,
    pub(super) word: String,
    pub(super) basis: String,
    pub(super) is_final: bool,
    pub(super) until: String,
    pub(super) changes: Option<String>,
    pub(super) figure: Option<FigureView>,
    pub(super) figures: Vec<FigureRow>,
    pub(super) reasons: Vec<ReasonView>,
    pub(super) next_step: Option<String>,
    pub(super) evidence: Vec<EvidenceView>,
    pub(super) statements: Vec<StatementView>,
    pub(super) history: Vec<PastView>,
}

pub(super) struct FigureView {
    pub(super) text: String,
    pub(super) percent: String,
    pub(super) parts: Vec<(&'static str, String, String)>,
    pub(super) by_basis: Vec<(String, String)>,
}

/// One figure with its unit, and what it was counted from.
pub(super) struct FigureRow {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) source: String,
}

pub(super) struct ReasonView {
    pub(super) text: String,
    pub(super) code: &'static str,
}

pub(super) struct EvidenceView {
    pub(super) what: String,
    pub(super) basis: String,
    pub(super) source: String,
    pub(super) at: String,
    pub(super) file: Option<(String, String)>,
}

pub(super) struct StatementView {
    pub(super) at: String,
    pub(super) person: String,
    pub(super) claim: String,
    pub(super) text: String,
    pub(super) seq: u64,
    pub(super) file: Option<(String, String)>,
}

pub(super) struct PastView {
    pub(super) at: String,
    pub(super) look: &'static str,
    pub(super) word: String,
    pub(super) reason: String,
    pub(super) seq: u64,
}
