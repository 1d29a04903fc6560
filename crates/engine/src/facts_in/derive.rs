//! What Khiên works out from files of the folder: hits of lists in logs and own
//! ranges, exposures of software to advisories, alerts and hunts of the rules in
//! force over the logs. A derived fact is no better founded than the export it
//! comes from.

mod exposures;
mod findings;
mod hits;
mod hunts;

use super::documents::Folder;
use super::provenance::Origins;
use super::record::Observation;
use crate::EngineError;
use domain::facts::{Fact, FactHead, FactKind, FactRow, Facts, Unit};
use domain::key::Key;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use letters::tables::TableProblem;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// The setting of a derivation.
pub(super) struct Derived<'a> {
    pub(super) zone: &'a TimeZone,
    pub(super) now: Timestamp,
    pub(super) folder: &'a Folder,
    /// The data folder, where imported rules are.
    pub(super) data: &'a Path,
}

/// What the rules in force found in the logs of a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogsHunted {
    /// Logs that were read.
    pub logs: usize,
    /// Events in them.
    pub events: u64,
    /// Rules and correlations they were searched by.
    pub rules: usize,
    /// Findings of level high or critical, by rule, machine and day; each is an alert.
    pub findings: usize,
    /// Those that were not known before.
    pub alerts: usize,
    /// Units for which this is a hunt: the log reaches back as far as one must.
    pub units: usize,
}

impl Derived<'_> {
    /// Adds what follows from lists, logs and advisories to the rows of the import.
    pub(super) fn add(
        &self,
        known: &Facts,
        facts: &mut BTreeMap<String, Vec<Observation>>,
        origins: &mut Origins,
        notices: &mut Vec<TableProblem>,
    ) -> Result<Option<LogsHunted>, EngineError> {
        let all = self.merged(known, facts, origins);
        hits::add(self, &all, facts, origins, notices)?;
        exposures::add(self, &all, facts, origins, notices);
        hunts::add(self, &all, facts, origins, notices)
    }

    /// The hash of a file of the folder, log or other.
    fn digest(&self, file: &str) -> Option<store::Digest> {
        self.folder.digest(file)
    }

    /// What will be known after the import, to derive from.
    fn merged(
        &self,
        known: &Facts,
        facts: &BTreeMap<String, Vec<Observation>>,
        origins: &Origins,
    ) -> Facts {
        let mut all = known.clone();
        for (source, rows) in facts {
            let Some(origin) = origins.get(source) else {
                continue;
            };
            let provenance = Arc::new(origin.provenance.clone());
            for row in rows.iter().filter(|row| NEEDED.contains(&row.kind)) {
                all.retract(row.kind, &row.code);
                let head = FactHead {
                    code: row.code.as_str().into(),
                    unit: row.unit.as_deref().map(Key::new),
                    provenance: Arc::clone(&provenance),
                    occurred_at: row.occurred_at,
                    recorded_at: self.now,
                };
                let cells: Vec<Option<&str>> = row.cells.iter().map(Option::as_deref).collect();
                // The cells were checked when the table was read.
                let _unreadable = all.put(row.kind, head, &cells, self.zone).is_err();
            }
        }
        all
    }
}

/// Tables that derivations read.
const NEEDED: &[FactKind] = &[
    FactKind::Unit,
    FactKind::Asset,
    FactKind::Software,
    FactKind::Range,
    FactKind::IndicatorList,
    FactKind::Hit,
    FactKind::Advisory,
    FactKind::Exposure,
    FactKind::System,
    FactKind::SourceRow,
    FactKind::Alert,
    FactKind::Hunt,
];

/// All rows of one table, with the unit they are about.
fn rows<T: FactRow>(facts: &Facts) -> Vec<&Fact<T>> {
    let own = facts
        .units()
        .iter()
        .filter_map(|unit: &Fact<Unit>| facts.of(&unit.code))
        .flat_map(T::of);
    own.chain(T::of(facts.shared())).collect()
}

/// A short stable code from what a derived fact is about.
fn code(prefix: &str, parts: &[&str]) -> String {
    let digest = store::sha256(parts.join("\n").as_bytes()).to_hex();
    let short = digest.get(..16).unwrap_or(&digest);
    format!("{prefix}-{short}")
}
