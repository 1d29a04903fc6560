//! From files to rows that may be kept: what a folder and an upload have in common. Nothing is written here.

use super::console::ConsoleSplit;
use super::derive::{Derived, LogsHunted};
use super::documents::Folder;
use super::owners::Owners;
use super::provenance::{Given, Origins, at_row};
use super::record::Observation;
use super::scope::{Bounds, Owned};
use crate::{Engine, EngineError};
use domain::facts::{FactKind, Facts};
use letters::tables::{self, Amendment, ReadRow, TableProblem, TableRead};
use std::collections::{BTreeMap, BTreeSet};
use store::StateQuery;

/// Facts of one source.
pub(crate) type BySource = BTreeMap<String, Vec<Observation>>;

/// Under what terms files are read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Terms {
    /// The unit whose subtree the rows must be of; any without one.
    pub(crate) scope: Option<String>,
    /// Where files come from that no `sources.csv` names.
    pub(crate) given: Option<Given>,
    /// Cells that a person replaced.
    pub(crate) amendments: Vec<Amendment>,
}

/// What an import would write, and everything that speaks against it.
#[derive(Debug)]
pub(crate) struct Prepared {
    /// The tables as read.
    pub(crate) tables: Vec<TableRead>,
    /// Rows of the tables and what follows from them, by source.
    pub(crate) facts: BySource,
    /// The sources.
    pub(crate) origins: Origins,
    /// What is wrong; while there is any, nothing may be written.
    pub(crate) problems: Vec<TableProblem>,
    /// What was passed over.
    pub(crate) notices: Vec<TableProblem>,
    /// How a console's export fell to the units.
    pub(crate) console: ConsoleSplit,
    /// What the rules in force found in the logs; `None` without logs.
    pub(crate) hunted: Option<LogsHunted>,
}

/// What is worked on while rows are taken.
struct Taking<'a> {
    folder: &'a Folder,
    terms: &'a Terms,
    origins: Origins,
    problems: Vec<TableProblem>,
    notices: Vec<TableProblem>,
}

impl Engine {
    /// Reads the tables of some files and what follows from lists, logs and advisories.
    ///
    /// # Errors
    /// As the store, and where a log can't be read; what is wrong in the files is in the outcome.
    pub(crate) async fn prepare(
        &self,
        folder: &Folder,
        terms: &Terms,
    ) -> Result<Prepared, EngineError> {
        let now = self.clock.now();
        let known = self.facts_at(now, None).await?;
        let mut taking = Taking {
            folder,
            terms,
            origins: Origins::default(),
            problems: Vec::new(),
            notices: folder.notices.clone(),
        };
        let tables = self.read_tables(&mut taking);
        let sources = tables.iter().find(|t| t.kind == FactKind::SourceRow);
        taking.origins = Origins::read(
            sources,
            folder,
            &self.zone,
            &mut taking.problems,
            &mut taking.notices,
        );
        if let Some(given) = &terms.given {
            taking.origins.give(given, &folder.files);
        }
        let owned = self.owned(terms, &tables).await?;
        let (mut facts, console) = self.rows(&tables, &known, owned, &mut taking);
        let Taking {
            mut origins,
            problems,
            mut notices,
            ..
        } = taking;
        // What follows from broken tables would only hide what is wrong with them.
        let mut hunted = None;
        if problems.is_empty() {
            let derived = Derived {
                zone: &self.zone,
                now,
                folder,
                data: self.store.folder().path(),
            };
            hunted = derived.add(&known, &mut facts, &mut origins, &mut notices)?;
        }
        Ok(Prepared {
            tables,
            facts,
            origins,
            problems,
            notices,
            console,
            hunted,
        })
    }

    /// Whose the known rows of these tables are; nobody asks where there are no bounds.
    async fn owned(&self, terms: &Terms, tables: &[TableRead]) -> Result<Owned, EngineError> {
        if terms.scope.is_none() {
            return Ok(Owned::new());
        }
        let kinds = tables.iter().map(|table| table.kind.name().to_owned());
        let query = StateQuery {
            tables: Some(kinds.collect()),
            ..StateQuery::at(self.clock.now())
        };
        let known = self.store.facts_at(&query).await?.into_iter();
        Ok(known
            .map(|kept| ((kept.fact.table, kept.fact.code), kept.fact.unit))
            .collect())
    }

    fn read_tables(&self, taking: &mut Taking<'_>) -> Vec<TableRead> {
        let mut all = Vec::new();
        for (name, kind) in &taking.folder.tables {
            let bytes = taking.folder.files.get(name).map_or(&[][..], Vec::as_slice);
            let amendments = &taking.terms.amendments;
            match tables::read_mended(name, bytes, *kind, &self.zone, amendments) {
                Ok(tables) => all.extend(tables),
                // A workbook without any table is a proof like any other file.
                Err(problem) if problem.code == "table.unknown" => taking.notices.push(problem),
                Err(problem) => taking.problems.push(problem),
            }
        }
        for table in &mut all {
            taking.problems.append(&mut table.problems);
            taking.notices.append(&mut table.notices);
        }
        all
    }

    fn rows(
        &self,
        tables: &[TableRead],
        known: &Facts,
        owned: Owned,
        taking: &mut Taking<'_>,
    ) -> (BySource, ConsoleSplit) {
        let owners = Owners::of(known, tables, &self.zone);
        let units = known_units(known, tables);
        let scope = taking.terms.scope.as_deref();
        let bounds = scope.map(|root| Bounds::of(root, known, owned, tables, &self.zone));
        let mut seen: BTreeMap<(FactKind, String), String> = BTreeMap::new();
        let mut facts = BySource::new();
        let mut ownerless: BTreeMap<&str, usize> = BTreeMap::new();
        let mut console = ConsoleSplit::default();
        for table in tables {
            for row in &table.rows {
                taking.once(table, row, &mut seen);
                let Some(source) = taking.source(table, row) else {
                    continue;
                };
                let unit = row
                    .unit
                    .clone()
                    .or_else(|| owners.unit_of(table.kind, &row.cells, &self.zone));
                match &unit {
                    Some(unit) if !units.contains(unit) => taking.problems.push(at_row(
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
                let row = Observation {
                    kind: table.kind,
                    code: row.code.clone(),
                    unit,
                    occurred_at: row.occurred_at,
                    cells: row.cells.clone(),
                };
                facts.entry(source).or_default().push(row);
            }
            if let Some(bounds) = &bounds {
                bounds.check(table, &owners, &self.zone, &mut taking.problems);
            }
        }
        let without = ownerless.into_iter().map(without_unit);
        taking.notices.extend(without);
        console.finish(known, tables, &self.zone);
        taking.notices.extend(console.notices(tables));
        (facts, console)
    }
}

impl Taking<'_> {
    /// Tells a code that another table of the same kind has already.
    fn once(
        &mut self,
        table: &TableRead,
        row: &ReadRow,
        seen: &mut BTreeMap<(FactKind, String), String>,
    ) {
        let place = format!("{}, dòng {}", table.file, row.row);
        if let Some(first) = seen.insert((table.kind, row.code.clone()), place) {
            self.problems.push(at_row(
                &table.file,
                row.row,
                "table.duplicate_code",
                format!("mã “{}” đã có ở {first}", row.code),
                format!("the code {} stands in {first} already", row.code),
            ));
        }
    }

    /// The source of a row; what a person mended is no longer what the export says.
    fn source(&mut self, table: &TableRead, row: &ReadRow) -> Option<String> {
        let files = &self.folder.files;
        let source = self.origins.of(table, row, files, &mut self.problems)?;
        if row.mended {
            let given = self.terms.given.as_ref();
            let person = given.and_then(|g| g.person.as_deref());
            return Some(self.origins.by_hand(&source, person));
        }
        Some(source)
    }
}

fn without_unit((file, count): (&str, usize)) -> TableProblem {
    let mut notice = at_row(
        file,
        0,
        "row.no_unit",
        format!("{count} dòng không nhận ra đơn vị (theo nhóm, tiền tố tên máy, dải địa chỉ)"),
        format!("{count} rows belong to no known unit (by group, host prefix or range)"),
    );
    notice.row = None;
    notice
}

fn known_units(known: &Facts, tables: &[TableRead]) -> BTreeSet<String> {
    let given = tables
        .iter()
        .filter(|t| t.kind == FactKind::Unit)
        .flat_map(|t| t.rows.iter().map(|r| r.code.clone()));
    let units = known.units().iter().map(|u| u.code.to_string());
    units.chain(given).collect()
}
