//! A folder of facts into the store: all or nothing, and the same folder again changes nothing.

use super::console::ConsoleSplit;
use super::derive::Derived;
use super::documents::{self, Folder};
use super::owners::Owners;
use super::provenance::{Origins, at_row};
use super::record::Observation;
use crate::actor::Actor;
use crate::{Engine, EngineError};
use domain::facts::{FactKind, Facts};
use letters::tables::{self, ReadRow, TableProblem, TableRead};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What an import did.
#[derive(Debug, Default)]
pub struct Imported {
    /// Rows that were new or different.
    pub inserted: u64,
    /// Rows that were known already.
    pub unchanged: u64,
    /// What was passed over, worth telling.
    pub notices: Vec<TableProblem>,
    /// How an anti-malware console's export fell to the units; empty when there was none.
    pub console: ConsoleSplit,
}

/// Facts of one source.
type BySource = BTreeMap<String, Vec<Observation>>;

/// What an import reads its rows from and against.
struct Reading<'a> {
    /// What was known before.
    known: &'a Facts,
    folder: &'a Folder,
    tables: &'a [TableRead],
}

impl Reading<'_> {
    /// Codes of all units, known or given.
    fn units(&self) -> BTreeSet<String> {
        let known = self.known.units().iter().map(|u| u.code.to_string());
        known
            .chain(self.given().map(|row| row.code.clone()))
            .collect()
    }

    fn given(&self) -> impl Iterator<Item = &ReadRow> {
        let tables = self.tables.iter().filter(|t| t.kind == FactKind::Unit);
        tables.flat_map(|t| &t.rows)
    }
}

/// Rows of a table that nobody's marks fit.
fn no_unit((file, count): (&str, usize)) -> TableProblem {
    let vi = format!("{count} dòng không nhận ra đơn vị (theo nhóm, tiền tố tên máy, dải địa chỉ)");
    let en = format!("{count} rows belong to no known unit (by group, host prefix or range)");
    TableProblem {
        row: None,
        ..at_row(file, 0, "row.no_unit", vi, en)
    }
}

impl Engine {
    /// Imports a folder of fact tables with its lists, logs and advisories.
    ///
    /// # Errors
    /// [`EngineError::Tables`] with every problem by file, row and column; then nothing was imported. As the store.
    pub async fn import_folder(&self, actor: &Actor, dir: &Path) -> Result<Imported, EngineError> {
        let now = self.clock.now();
        let folder = documents::read(dir)?;
        let mut problems = Vec::new();
        let mut notices = folder.notices.clone();
        let tables = self.read_tables(&folder, &mut problems, &mut notices);
        let sources = tables.iter().find(|t| t.kind == FactKind::SourceRow);
        let mut origins = Origins::read(
            sources,
            &folder.files,
            &self.zone,
            &mut problems,
            &mut notices,
        );
        let known = self.facts_at(now, None).await?;
        let context = Reading {
            known: &known,
            folder: &folder,
            tables: &tables,
        };
        let (mut facts, console) = self.rows(&context, &mut origins, &mut problems, &mut notices);
        if !problems.is_empty() {
            return Err(EngineError::Tables(problems));
        }
        let derived = Derived {
            zone: &self.zone,
            now,
            folder: &folder,
        };
        derived.add(&known, &mut facts, &mut origins, &mut notices)?;
        let mut imported = self.store_all(actor, facts, &origins).await?;
        imported.notices = notices;
        imported.console = console;
        Ok(imported)
    }

    fn read_tables(
        &self,
        folder: &Folder,
        problems: &mut Vec<TableProblem>,
        notices: &mut Vec<TableProblem>,
    ) -> Vec<TableRead> {
        let mut all = Vec::new();
        for (name, kind) in &folder.tables {
            let bytes = folder.files.get(name).map_or(&[][..], Vec::as_slice);
            match tables::read(name, bytes, *kind, &self.zone) {
                Ok(tables) => all.extend(tables),
                // A workbook without any table is a proof like any other file.
                Err(problem) if problem.code == "table.unknown" => notices.push(problem),
                Err(problem) => problems.push(problem),
            }
        }
        for table in &mut all {
            problems.append(&mut table.problems);
            notices.append(&mut table.notices);
        }
        all
    }

    fn rows(
        &self,
        reading: &Reading<'_>,
        origins: &mut Origins,
        problems: &mut Vec<TableProblem>,
        notices: &mut Vec<TableProblem>,
    ) -> (BySource, ConsoleSplit) {
        let owners = Owners::of(reading.known, reading.tables, &self.zone);
        let units = reading.units();
        let mut seen: BTreeMap<(FactKind, &str), (&str, usize)> = BTreeMap::new();
        let mut facts = BySource::new();
        let mut ownerless: BTreeMap<&str, usize> = BTreeMap::new();
        let mut console = ConsoleSplit::default();
        for table in reading.tables {
            for row in &table.rows {
                let place = (table.file.as_str(), row.row);
                if let Some((file, line)) = seen.insert((table.kind, row.code.as_str()), place) {
                    let first = format!("{file}, dòng {line}");
                    problems.push(at_row(
                        &table.file,
                        row.row,
                        "table.duplicate_code",
                        format!("mã “{}” đã có ở {first}", row.code),
                        format!("the code {} stands in {first} already", row.code),
                    ));
                }
                let Some(source) = origins.of(table, row, &reading.folder.files, problems) else {
                    continue;
                };
                let unit = row
                    .unit
                    .clone()
                    .or_else(|| owners.unit_of(table.kind, &row.cells, &self.zone));
                match &unit {
                    Some(unit) if !units.contains(unit) => problems.push(at_row(
                        &table.file,
                        row.row,
                        "unit.unknown",
                        format!("đơn vị “{unit}” không có trong bảng units"),
                        format!("the unit {unit} is not in the table units"),
                    )),
                    None if table.kind == FactKind::Sighting => {
                        *ownerless.entry(&table.file).or_insert(0) += 1;
                    }
                    _ => {}
                }
                if table.kind == FactKind::AvHost {
                    console.take(row, unit.as_deref());
                }
                facts.entry(source).or_default().push(Observation {
                    kind: table.kind,
                    code: row.code.clone(),
                    unit,
                    occurred_at: row.occurred_at,
                    cells: row.cells.clone(),
                });
            }
        }
        notices.extend(ownerless.into_iter().map(no_unit));
        console.finish(reading.known, reading.tables, &self.zone);
        notices.extend(console.notices(reading.tables));
        (facts, console)
    }

    /// Everything in one transaction, so that a crash leaves all or nothing.
    async fn store_all(
        &self,
        actor: &Actor,
        facts: BySource,
        origins: &Origins,
    ) -> Result<Imported, EngineError> {
        let mut imported = Imported::default();
        let mut tx = self.begin().await?;
        for (code, rows) in facts {
            let Some(origin) = origins.get(&code) else {
                continue;
            };
            let source = self.source(&code, origin);
            let (id, unit, basis) = (source.id, source.unit.clone(), source.basis);
            let facts = rows.into_iter().map(|row| self.fact(row)).collect();
            let outcome = tx
                .import(store::Import { source, facts }, |slot| {
                    crate::ledger::import_leaf(actor, id, unit, basis, slot)
                })
                .await?;
            imported.inserted += outcome.source.value.inserted;
            imported.unchanged += outcome.source.value.unchanged;
        }
        // The same folder again: no new row, so no new source and no new leaf either.
        if imported.inserted > 0 {
            tx.commit().await?;
        }
        Ok(imported)
    }

    fn source(&self, code: &str, origin: &super::provenance::Origin) -> store::Source {
        let text = |t: &Option<Box<str>>| t.as_deref().map(str::to_owned);
        let p = &origin.provenance;
        store::Source {
            id: self.ids.source(),
            code: code.to_owned(),
            unit: origin.unit.clone(),
            kind: p.kind.as_str().to_owned(),
            basis: origin.basis().as_str().chars().next().unwrap_or('D'),
            title: text(&p.title),
            file_name: text(&p.file),
            sha256: p.sha256.as_ref().and(origin.digest),
            generated_at: p.generated_at,
            period_from: p.period_from,
            period_to: p.period_to,
            rows: origin.rows,
            person: text(&p.person),
        }
    }
}
