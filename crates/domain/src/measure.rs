//! What a measure is: its needs, its rule, its manual. The measures themselves are in `measures/`, one file each.

use crate::case::Case;
use crate::facts::{FactKind, ServiceKind};
use crate::judgement::Verdict;
use crate::measure_id::MeasureId;

/// When a duty is due by policy (rule 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Before the window begins.
    Preparation,
    /// During the window.
    Window,
}

/// A kind of duty that Khiên can judge.
#[derive(Debug)]
pub struct Measure {
    /// Its id.
    pub id: MeasureId,
    /// Version of the rule; raised when the rule changes.
    pub version: u16,
    /// When it is due.
    pub phase: Phase,
    /// The tables it reads besides those that every judgement reads.
    pub needs: &'static [FactKind],
    /// Services by which another unit or a provider may do it for this one (rule 10).
    pub services: &'static [ServiceKind],
    /// The rule.
    pub judge: fn(&Case<'_>) -> Verdict,
    /// Manual page in Vietnamese (Markdown).
    pub manual_vi: &'static str,
    /// Manual page in English.
    pub manual_en: &'static str,
}

/// The tables that the rules common to all measures read.
pub const COMMON_NEEDS: &[FactKind] = &[
    FactKind::Unit,
    FactKind::Service,
    FactKind::SourceRow,
    FactKind::StatementRow,
    FactKind::ReturnRow,
    FactKind::Closure,
    FactKind::ContactPoint,
    FactKind::Shift,
    FactKind::CheckIn,
    FactKind::Portal,
    // What counts as the unit's own answer (rule 7): its first row makes every result of the unit "reported".
    FactKind::Check,
    FactKind::Session,
    FactKind::Plan,
    FactKind::Drill,
    FactKind::Hunt,
];

impl Measure {
    /// Whether a change in this table may change its results.
    #[must_use]
    pub fn needs(&self, kind: FactKind) -> bool {
        self.needs.contains(&kind) || COMMON_NEEDS.contains(&kind)
    }
}
