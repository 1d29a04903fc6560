//! Alerts: what rules and lists found in the logs, grouped for a person.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// An alert.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AlertV1 {
    /// Its id.
    pub id: String,
    /// What raised it: `rule`, `correlation`, `indicator`, `silence`, `loss`; the list is open.
    pub kind: String,
    /// Id of the rule, or name of the list.
    pub rule: String,
    /// What was found, in Vietnamese or as the rule says it.
    pub title: String,
    /// The same in English; empty where there is no such text.
    pub title_en: String,
    /// `informational`, `low`, `medium`, `high` or `critical`.
    pub severity: String,
    /// Code of the unit it belongs to.
    pub unit: Option<String>,
    /// The machine.
    pub host: Option<String>,
    /// What it is about.
    pub key: Option<String>,
    /// Key of the source of its first record.
    pub source: String,
    /// Time of the first record.
    pub first: Timestamp,
    /// Time of the last one.
    pub last: Timestamp,
    /// Findings counted into it.
    pub findings: u64,
    /// How often it was opened again.
    pub reopened: u64,
    /// `open`, `acknowledged` or `closed`.
    pub state: String,
    /// Since when.
    pub since: Timestamp,
    /// What it turned out to be, once closed.
    pub outcome: Option<String>,
    /// Why it was closed.
    pub reason: Option<String>,
    /// Some of its records.
    pub events: Vec<AlertEventV1>,
    /// Grows with every change.
    pub revision: u64,
}

/// A record that an alert is about.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AlertEventV1 {
    /// Its id, 32 hexadecimal digits.
    pub id: String,
    /// When it was received: asked for with this the record is found much sooner.
    pub received: Timestamp,
}
