//! What Khiên works out from files of the folder: hits of lists in logs and own
//! ranges, exposures of software to advisories. A derived fact is no better
//! founded than the export it comes from.

mod exposures;
mod hits;

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
use std::sync::Arc;

/// The setting of a derivation.
pub(super) struct Derived<'a> {
    pub(super) zone: &'a TimeZone,
    pub(super) now: Timestamp,
    pub(super) folder: &'a Folder,
}

impl Derived<'_> {
    /// Adds what follows from lists, logs and advisories to the rows of the import.
    pub(super) fn add(
        &self,
        known: &Facts,
        facts: &mut BTreeMap<String, Vec<Observation>>,
        origins: &mut Origins,
        notices: &mut Vec<TableProblem>,
    ) -> Result<(), EngineError> {
        let all = self.merged(known, facts, origins);
        hits::add(self, &all, facts, origins, notices)?;
        exposures::add(self, &all, facts, origins, notices);
        Ok(())
    }

    /// The hash of a file of the folder, log or other.
    fn digest(&self, file: &str) -> Option<store::Digest> {
        let log = self
            .folder
            .logs
            .iter()
            .find(|log| log.name == file)
            .map(|log| log.digest);
        log.or_else(|| {
            self.folder
                .files
                .get(file)
                .map(|bytes| store::sha256(bytes))
        })
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
