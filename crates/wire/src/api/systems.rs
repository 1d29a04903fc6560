//! Information systems of the register.

use super::{OriginV1, text};
use domain::facts::{Fact, System};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

/// An information system with its security level.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SystemV1 {
    /// Its code.
    pub code: String,
    /// Code of the unit it belongs to; null for one that all share.
    pub unit: Option<String>,
    /// Its name.
    pub name: String,
    /// Security level, 1 to 5.
    pub level: Option<i64>,
    /// How far the level is determined: `draft`, `sent`, `appraised`, `approved`.
    pub level_state: Option<String>,
    /// Number of the decision that approved it.
    pub decision_no: Option<String>,
    /// Who approved it.
    pub decision_by: Option<String>,
    /// When it was approved.
    pub decision_date: Option<Date>,
    /// When it is expected to be done.
    pub expected_date: Option<Date>,
    /// Who runs the system.
    pub operator: Option<String>,
    /// Whether it is in use.
    pub in_use: Option<bool>,
    /// Longest time to be back, in minutes.
    pub rto_minutes: Option<i64>,
    /// Longest stretch of data that may be lost, in minutes.
    pub rpo_minutes: Option<i64>,
    /// Where the row comes from.
    pub origin: OriginV1,
}

impl From<&Fact<System>> for SystemV1 {
    fn from(system: &Fact<System>) -> Self {
        Self {
            code: system.code.to_string(),
            unit: system.unit.as_ref().map(ToString::to_string),
            name: system.name.to_string(),
            level: system.level,
            level_state: system.level_state.map(|state| state.to_string()),
            decision_no: text(system.decision_no.as_deref()),
            decision_by: text(system.decision_by.as_deref()),
            decision_date: system.decision_date,
            expected_date: system.expected_date,
            operator: text(system.operator.as_deref()),
            in_use: system.in_use,
            rto_minutes: system.rto_minutes,
            rpo_minutes: system.rpo_minutes,
            origin: OriginV1::of(system),
        }
    }
}
