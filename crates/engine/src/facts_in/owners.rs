//! Whose a row is, when an export for many units does not say: by console group, host name prefix or address range.

use domain::facts::{Cell as _, FactKind, FactRow as _, Range, Unit};
use domain::text::fold;
use ipnet::IpNet;
use jiff::tz::TimeZone;
use letters::tables::TableRead;
use std::net::IpAddr;

/// The marks by which units recognise their machines.
#[derive(Debug, Default)]
pub(super) struct Owners {
    groups: Vec<(String, String)>,
    prefixes: Vec<(String, String)>,
    ranges: Vec<(IpNet, String)>,
}

/// The columns that tell whose a row is, by table.
fn marks_of(kind: FactKind) -> Option<(Option<&'static str>, &'static str, &'static str)> {
    match kind {
        FactKind::AvHost => Some((Some("group"), "host", "ip")),
        FactKind::Sighting => Some((None, "name", "ip")),
        FactKind::Asset => Some((None, "name", "ip")),
        _ => None,
    }
}

impl Owners {
    /// The marks in the tables of an import.
    pub(super) fn of(tables: &[TableRead], zone: &TimeZone) -> Self {
        let mut owners = Self::default();
        for table in tables {
            for row in &table.rows {
                let cells: Vec<Option<&str>> = row.cells.iter().map(Option::as_deref).collect();
                match (table.kind, &row.unit) {
                    (FactKind::Unit, _) => {
                        if let Ok(unit) = Unit::parse(&cells, zone) {
                            owners.groups.extend(
                                unit.console_groups
                                    .iter()
                                    .map(|g| (fold(g), row.code.clone())),
                            );
                            owners.prefixes.extend(
                                unit.host_prefixes
                                    .iter()
                                    .map(|p| (fold(p), row.code.clone())),
                            );
                        }
                    }
                    (FactKind::Range, Some(unit)) => {
                        if let Ok(range) = Range::parse(&cells, zone) {
                            owners.ranges.push((range.cidr, unit.clone()));
                        }
                    }
                    _ => {}
                }
            }
        }
        owners
    }

    /// The unit of a row without one; the longest mark wins.
    pub(super) fn unit_of(
        &self,
        kind: FactKind,
        cells: &[Option<String>],
        zone: &TimeZone,
    ) -> Option<String> {
        let (group, name, ip) = marks_of(kind)?;
        let cell = |column: &str| {
            let at = kind.columns().iter().position(|c| c.name == column)?;
            cells.get(at)?.as_deref()
        };
        let by_group = group.and_then(cell).and_then(|g| {
            longest(&self.groups, &fold(g), |group, mark| {
                group == mark
                    || group.starts_with(&format!("{mark}/"))
                    || group.ends_with(&format!("/{mark}"))
            })
        });
        let by_prefix = || {
            cell(name).and_then(|n| {
                longest(&self.prefixes, &fold(n), |name, mark| {
                    name.starts_with(mark)
                })
            })
        };
        let by_range = || {
            let address = cell(ip)?
                .split(';')
                .next()
                .and_then(|a| IpAddr::parse(a.trim(), zone))?;
            let within = self
                .ranges
                .iter()
                .filter(|(range, _)| range.contains(&address));
            within
                .max_by_key(|(range, _)| range.prefix_len())
                .map(|(_, unit)| unit.clone())
        };
        by_group.or_else(by_prefix).or_else(by_range)
    }
}

fn longest(
    marks: &[(String, String)],
    text: &str,
    fits: impl Fn(&str, &str) -> bool,
) -> Option<String> {
    let fitting = marks
        .iter()
        .filter(|(mark, _)| !mark.is_empty() && fits(text, mark));
    fitting
        .max_by_key(|(mark, _)| mark.len())
        .map(|(_, unit)| unit.clone())
}
