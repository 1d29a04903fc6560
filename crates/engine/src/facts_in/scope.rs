//! The rows a person of one subtree may bring: those of its own units, and no code that is somebody else's.

use super::owners::Owners;
use super::provenance::at_row;
use domain::facts::{Fact, FactKind, FactRow as _, Facts, Service, Unit};
use jiff::tz::TimeZone;
use letters::tables::{ReadRow, TableProblem, TableRead};
use std::collections::{BTreeMap, BTreeSet};

/// The unit of each known row, by table and code.
pub(super) type Owned = BTreeMap<(String, String), Option<String>>;

/// The bounds of an import.
pub(super) struct Bounds<'a> {
    root: &'a str,
    known: &'a Facts,
    owned: Owned,
    /// The root and everything below it, new units of the import included.
    within: BTreeSet<String>,
}

impl<'a> Bounds<'a> {
    /// The subtree of a unit, as it is known and as the tables add to it.
    pub(super) fn of(
        root: &'a str,
        known: &'a Facts,
        owned: Owned,
        tables: &[TableRead],
        zone: &TimeZone,
    ) -> Self {
        let mut parents: BTreeMap<String, Option<String>> = BTreeMap::new();
        for table in tables.iter().filter(|t| t.kind == FactKind::Unit) {
            for row in &table.rows {
                let parent = parsed::<Unit>(row, zone).and_then(|u| u.parent);
                parents.insert(row.code.clone(), parent.map(|p| p.to_string()));
            }
        }
        // What is known stands: a file can't pull a unit into its own subtree.
        for unit in known.units() {
            let parent = unit.parent.as_ref().map(ToString::to_string);
            parents.insert(unit.code.to_string(), parent);
        }
        let below = |code: &String| {
            let mut at = Some(code);
            // A ring of parents ends the walk after as many steps as there are units.
            for _ in 0..=parents.len() {
                match at {
                    Some(code) if code == root => return true,
                    Some(code) => at = parents.get(code).and_then(Option::as_ref),
                    None => return false,
                }
            }
            false
        };
        let within = parents.keys().filter(|code| below(code)).cloned().collect();
        Self {
            root,
            known,
            owned,
            within,
        }
    }

    /// Tells every row of a table that is not of the subtree.
    pub(super) fn check(
        &self,
        table: &TableRead,
        owners: &Owners,
        zone: &TimeZone,
        problems: &mut Vec<TableProblem>,
    ) {
        for row in &table.rows {
            let unit = row
                .unit
                .clone()
                .or_else(|| owners.unit_of(table.kind, &row.cells, zone));
            let before = self.owner_of(table.kind, &row.code);
            let fits = match table.kind {
                FactKind::Unit => self.unit_fits(row, zone),
                FactKind::Service => parsed::<Service>(row, zone)
                    .is_some_and(|s| self.within.contains(s.consumer.as_str())),
                // Where facts come from is of the import itself, unless somebody else registered it.
                FactKind::SourceRow if unit.is_none() => before.is_none(),
                _ => unit.as_ref().is_some_and(|unit| self.within.contains(unit)),
            };
            if !fits {
                problems.push(self.outside(table, row));
            } else if before.is_some_and(|b| !b.is_some_and(|b| self.within.contains(&b))) {
                problems.push(taken(table, row));
            }
        }
    }

    /// A unit below the root, put below a unit of the subtree; the root's own row is its upper tier's.
    fn unit_fits(&self, row: &ReadRow, zone: &TimeZone) -> bool {
        let parent = parsed::<Unit>(row, zone).and_then(|u| u.parent);
        let below = parent.is_some_and(|parent| self.within.contains(parent.as_str()));
        below && row.code != self.root && self.within.contains(&row.code)
    }

    /// The unit of a row that is known already; a unit is its own.
    fn owner_of(&self, kind: FactKind, code: &str) -> Option<Option<String>> {
        match kind {
            FactKind::Unit => None,
            FactKind::Service => {
                let services: &[Fact<Service>] = Service::of(self.known.shared());
                let known = services.iter().find(|s| s.code.as_str() == code)?;
                Some(Some(known.consumer.to_string()))
            }
            kind => {
                let key = (kind.name().to_owned(), code.to_owned());
                self.owned.get(&key).cloned()
            }
        }
    }

    fn outside(&self, table: &TableRead, row: &ReadRow) -> TableProblem {
        at_row(
            &table.file,
            row.row,
            "unit.outside_scope",
            format!(
                "dòng này không thuộc {} và các đơn vị trực thuộc",
                self.root
            ),
            format!("this row is not of {} or a unit below it", self.root),
        )
    }
}

fn taken(table: &TableRead, row: &ReadRow) -> TableProblem {
    at_row(
        &table.file,
        row.row,
        "code.of_other_unit",
        format!("mã “{}” đã là của đơn vị khác", row.code),
        format!("the code {} is another unit's already", row.code),
    )
}

fn parsed<T: domain::facts::FactRow>(row: &ReadRow, zone: &TimeZone) -> Option<T> {
    let cells: Vec<Option<&str>> = row.cells.iter().map(Option::as_deref).collect();
    T::parse(&cells, zone).ok()
}
