//! How one console's export for many units fell to them: what is nobody's is named, never lost.

use super::owners::cell;
use super::provenance::at_row;
use domain::facts::{FactKind, FactRow as _, Facts, Unit};
use jiff::tz::TimeZone;
use letters::tables::{ReadRow, TableProblem, TableRead};
use std::collections::{BTreeMap, BTreeSet};

/// Names printed in one notice; the split itself holds all.
const NAMED_MAX: usize = 20;

/// The split of an anti-malware console's export by unit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConsoleSplit {
    /// Machines by unit.
    pub machines: BTreeMap<String, usize>,
    /// Machines of groups that belong to no unit, by group: kept under no unit until somebody says whose they are.
    pub strange: BTreeMap<String, usize>,
    /// Units with a group on the console and no machine in the export.
    pub without: BTreeSet<String>,
}

impl ConsoleSplit {
    /// Counts one row of the export.
    pub(super) fn take(&mut self, row: &ReadRow, unit: Option<&str>) {
        let counts = match unit {
            Some(unit) => self.machines.entry(unit.to_owned()),
            None => {
                let group =
                    cell(FactKind::AvHost, &row.cells, "group").unwrap_or("(không có nhóm)");
                self.strange.entry(group.to_owned())
            }
        };
        *counts.or_insert(0) += 1;
    }

    /// Names the units, known or given, that have a group on the console and no machine in the export.
    pub(super) fn finish(&mut self, known: &Facts, tables: &[TableRead], zone: &TimeZone) {
        if self.total() == 0 {
            return;
        }
        let units = with_group(known, tables, zone).into_iter();
        self.without = units
            .filter(|unit| !self.machines.contains_key(unit))
            .collect();
    }

    /// Machines in the export.
    #[must_use]
    pub fn total(&self) -> usize {
        self.machines.values().chain(self.strange.values()).sum()
    }

    /// Machines that belong to no unit.
    #[must_use]
    pub fn strangers(&self) -> usize {
        self.strange.values().sum()
    }

    /// What has to be told about the split of these tables.
    pub(super) fn notices(&self, tables: &[TableRead]) -> Vec<TableProblem> {
        let table = tables.iter().find(|t| t.kind == FactKind::AvHost);
        let file = table.map_or("", |t| t.file.as_str());
        let notice = |code, vi, en| TableProblem {
            row: None,
            ..at_row(file, 0, code, vi, en)
        };
        let mut notices = Vec::new();
        if !self.strange.is_empty() {
            let groups = self.strange.iter().map(|(g, n)| format!("“{g}” ({n})"));
            let (count, groups) = (self.strangers(), named(groups, self.strange.len()));
            notices.push(notice(
                "row.no_unit",
                format!("{count} máy không nhận ra đơn vị (theo nhóm, tiền tố tên máy, dải địa chỉ), giữ lại chưa gán; nhóm: {groups}"),
                format!("{count} machines belong to no known unit (by group, host prefix or range) and are kept without one; groups: {groups}"),
            ));
        }
        if !self.without.is_empty() {
            let count = self.without.len();
            let units = named(self.without.iter().cloned(), count);
            notices.push(notice(
                "console.no_machine",
                format!("{count} đơn vị có nhóm trên hệ thống nhưng không có máy nào trong bản xuất: {units}"),
                format!("{count} units have a group on the console but no machine in the export: {units}"),
            ));
        }
        notices
    }
}

/// Units with a group on the console; a row given replaces the one known.
fn with_group(known: &Facts, tables: &[TableRead], zone: &TimeZone) -> Vec<String> {
    let known = known.units().iter();
    let mut units: BTreeMap<String, bool> = known
        .map(|u| (u.code.to_string(), !u.console_groups.is_empty()))
        .collect();
    let given = tables.iter().filter(|t| t.kind == FactKind::Unit);
    for row in given.flat_map(|t| &t.rows) {
        let cells: Vec<Option<&str>> = row.cells.iter().map(Option::as_deref).collect();
        let has_group = Unit::parse(&cells, zone).is_ok_and(|u| !u.console_groups.is_empty());
        units.insert(row.code.clone(), has_group);
    }
    let with = units.into_iter().filter(|(_, has_group)| *has_group);
    with.map(|(unit, _)| unit).collect()
}

fn named(names: impl Iterator<Item = String>, count: usize) -> String {
    let shown: Vec<String> = names.take(NAMED_MAX).collect();
    let more = count.saturating_sub(shown.len());
    let rest = if more > 0 {
        format!(" … +{more}")
    } else {
        String::new()
    };
    format!("{}{rest}", shown.join(", "))
}
