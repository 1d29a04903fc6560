//! What an upload would change, row by row against what is known.

use super::{Changes, PlannedTable};
use crate::facts_in::Observation;
use crate::facts_in::prepare::Prepared;
use crate::{Engine, EngineError};
use domain::facts::FactKind;
use letters::tables::TableRead;
use std::collections::{BTreeMap, BTreeSet};
use store::StateQuery;

/// Unit and body of the known rows, by table and code.
pub(super) type Known = BTreeMap<(FactKind, String), (Option<String>, String)>;

impl Engine {
    /// The known rows of the tables an upload speaks of.
    pub(super) async fn known_rows(&self, prepared: &Prepared) -> Result<Known, EngineError> {
        let kinds: BTreeSet<FactKind> = prepared.facts.values().flatten().map(|o| o.kind).collect();
        let query = StateQuery {
            tables: Some(kinds.iter().map(|kind| kind.name().to_owned()).collect()),
            ..StateQuery::at(self.clock.now())
        };
        let kept = self.store.facts_at(&query).await?.into_iter();
        Ok(kept
            .filter_map(|kept| {
                let kind = FactKind::parse(&kept.fact.table)?;
                Some(((kind, kept.fact.code), (kept.fact.unit, kept.fact.body)))
            })
            .collect())
    }
}

/// The tables with their changes, and the changes of what follows from them.
pub(super) fn changes(prepared: &Prepared, known: &Known) -> (Vec<PlannedTable>, Changes) {
    let mut rows: BTreeMap<(FactKind, &str), &Observation> = BTreeMap::new();
    for row in prepared.facts.values().flatten() {
        rows.insert((row.kind, &row.code), row);
    }
    let mut read = BTreeSet::new();
    let tables = prepared.tables.iter().map(|table| {
        let own: Vec<&Observation> = table
            .rows
            .iter()
            .filter_map(|row| rows.get(&(table.kind, row.code.as_str())).copied())
            .collect();
        read.extend(own.iter().map(|row| (row.kind, row.code.as_str())));
        planned(table, &own, known)
    });
    let tables = tables.collect();
    let derived = rows.iter().filter(|(key, _)| !read.contains(*key));
    let derived: Vec<&Observation> = derived.map(|(_, row)| *row).collect();
    (tables, counted(&derived, known))
}

fn planned(table: &TableRead, rows: &[&Observation], known: &Known) -> PlannedTable {
    let codes: BTreeSet<&str> = rows.iter().map(|row| row.code.as_str()).collect();
    let units: BTreeSet<Option<&str>> = rows.iter().map(|row| row.unit.as_deref()).collect();
    let absent = known.iter().filter(|((kind, code), (unit, _))| {
        *kind == table.kind && units.contains(&unit.as_deref()) && !codes.contains(code.as_str())
    });
    PlannedTable {
        file: table.file.clone(),
        table: table.kind,
        columns: table.columns.clone(),
        rows: table.rows.len(),
        faulty: table.faulty.clone(),
        changes: Changes {
            absent: absent.count(),
            ..counted(rows, known)
        },
    }
}

fn counted(rows: &[&Observation], known: &Known) -> Changes {
    let mut changes = Changes::default();
    for row in rows {
        let key = (row.kind, row.code.clone());
        let body = wire::facts::body(row.kind, &row.cells);
        *match known.get(&key) {
            None => &mut changes.new,
            Some((unit, known)) if *unit == row.unit && *known == body => &mut changes.unchanged,
            Some(_) => &mut changes.changed,
        } += 1;
    }
    changes
}
