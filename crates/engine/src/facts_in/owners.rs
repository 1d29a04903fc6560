//! Whose a row is, when an export for many units does not say: by console group, host name prefix or address range.
//!
//! Groups are compared as the census of `domain` compares them: by the parts of their path, without marks and case; the
//! longest run of parts that a unit calls its own wins. Where two units' groups differ by their marks alone ("Xã Tân
//! Hòa", "Xã Tân Hóa"), the marks decide; a group that two units claim alike decides nothing.

use domain::facts::{Cell as _, FactKind, FactRow as _, Facts, Range, Unit};
use domain::text::{fold, nfc};
use ipnet::IpNet;
use jiff::tz::TimeZone;
use letters::tables::TableRead;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::IpAddr;

/// Parts of a group's path that are looked at; no console's tree is deeper.
const PARTS_MAX: usize = 16;

/// The marks by which units recognise their machines.
#[derive(Debug, Default)]
pub(super) struct Owners {
    groups: HashMap<String, Vec<Claim>>,
    prefixes: Vec<(String, String)>,
    ranges: Vec<(IpNet, String)>,
    // An export for a province names a few hundred groups thousands of times.
    decided: RefCell<HashMap<String, Option<String>>>,
}

/// A unit's claim on a group, with the group as it is written.
#[derive(Debug, PartialEq, Eq)]
struct Claim {
    written: String,
    unit: String,
}

/// A part of a group's path: as compared first, and as written but for case.
struct Part {
    folded: String,
    written: String,
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

/// The cell of a row's column.
pub(super) fn cell<'a>(
    kind: FactKind,
    cells: &'a [Option<String>],
    column: &str,
) -> Option<&'a str> {
    let at = kind.columns().iter().position(|c| c.name == column)?;
    cells.get(at)?.as_deref()
}

impl Owners {
    /// The marks of the units known and of those in the tables of an import, which replace the known ones.
    pub(super) fn of(known: &Facts, tables: &[TableRead], zone: &TimeZone) -> Self {
        let mut units: BTreeMap<String, Unit> = known
            .units()
            .iter()
            .map(|u| (u.code.to_string(), u.row.clone()))
            .collect();
        let mut ranges: BTreeMap<String, (IpNet, String)> = BTreeMap::new();
        for unit in known.units() {
            let own = known.of(&unit.code).map(Range::of).unwrap_or_default();
            ranges.extend(
                own.iter()
                    .map(|r| (r.code.to_string(), (r.cidr, unit.code.to_string()))),
            );
        }
        for row in tables
            .iter()
            .flat_map(|t| t.rows.iter().map(move |r| (t.kind, r)))
        {
            let (kind, row) = row;
            let cells: Vec<Option<&str>> = row.cells.iter().map(Option::as_deref).collect();
            match (kind, &row.unit) {
                (FactKind::Unit, _) => {
                    if let Ok(unit) = Unit::parse(&cells, zone) {
                        units.insert(row.code.clone(), unit);
                    }
                }
                (FactKind::Range, Some(unit)) => {
                    if let Ok(range) = Range::parse(&cells, zone) {
                        ranges.insert(row.code.clone(), (range.cidr, unit.clone()));
                    }
                }
                _ => {}
            }
        }
        let mut owners = Self {
            ranges: ranges.into_values().collect(),
            ..Self::default()
        };
        for (code, unit) in units {
            owners.claim(&code, &unit);
        }
        owners
    }

    fn claim(&mut self, code: &str, unit: &Unit) {
        for group in &unit.console_groups {
            let path = parts(group);
            if path.is_empty() {
                continue;
            }
            let claim = Claim {
                written: written(&path),
                unit: code.to_owned(),
            };
            self.groups.entry(folded(&path)).or_default().push(claim);
        }
        let prefixes = unit.host_prefixes.iter().map(|p| fold(p));
        self.prefixes.extend(
            prefixes
                .filter(|p| !p.is_empty())
                .map(|p| (p, code.to_owned())),
        );
    }

    /// The unit of a row without one; the longest mark wins.
    pub(super) fn unit_of(
        &self,
        kind: FactKind,
        cells: &[Option<String>],
        zone: &TimeZone,
    ) -> Option<String> {
        let (group, name, ip) = marks_of(kind)?;
        let by_group = group
            .and_then(|column| cell(kind, cells, column))
            .and_then(|path| self.of_group(path));
        let by_prefix = || {
            let name = fold(cell(kind, cells, name)?);
            let fitting = self.prefixes.iter().filter(|(p, _)| name.starts_with(p));
            fitting
                .max_by_key(|(prefix, _)| prefix.len())
                .map(|(_, unit)| unit.clone())
        };
        let by_range = || {
            let address = cell(kind, cells, ip)?
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

    fn of_group(&self, path: &str) -> Option<String> {
        if let Some(decided) = self.decided.borrow().get(path) {
            return decided.clone();
        }
        let unit = self.longest_claim(&parts(path));
        let mut decided = self.decided.borrow_mut();
        decided.insert(path.to_owned(), unit.clone());
        unit
    }

    fn longest_claim(&self, path: &[Part]) -> Option<String> {
        for length in (1..=path.len()).rev() {
            let runs = path.windows(length);
            let claimed: Vec<(&[Part], &Vec<Claim>)> = runs
                .filter_map(|run| Some((run, self.groups.get(&folded(run))?)))
                .collect();
            if !claimed.is_empty() {
                return only(&claimed);
            }
        }
        None
    }
}

/// The one unit that claims these runs of parts, if need be by what is written.
fn only(claimed: &[(&[Part], &Vec<Claim>)]) -> Option<String> {
    let all = claimed.iter().flat_map(|(_, claims)| claims.iter());
    let alike = claimed.iter().flat_map(|(run, claims)| {
        let run = written(run);
        claims.iter().filter(move |c| c.written == run)
    });
    let one = |units: BTreeSet<&str>| {
        let only = units.first().filter(|_| units.len() == 1);
        only.map(|unit| (*unit).to_owned())
    };
    one(all.map(|c| c.unit.as_str()).collect())
        .or_else(|| one(alike.map(|c| c.unit.as_str()).collect()))
}

fn folded(path: &[Part]) -> String {
    let parts: Vec<&str> = path.iter().map(|p| p.folded.as_str()).collect();
    parts.join("/")
}

fn written(path: &[Part]) -> String {
    let parts: Vec<&str> = path.iter().map(|p| p.written.as_str()).collect();
    parts.join("/")
}

/// The parts of a console's group path: `Tỉnh\Thị xã\Phường A`.
fn parts(path: &str) -> Vec<Part> {
    let part = |part: &str| Part {
        folded: fold(part),
        written: nfc(part.trim()).to_lowercase(),
    };
    path.split(['/', '\\', '>'])
        .map(part)
        .filter(|part| !part.folded.is_empty())
        .take(PARTS_MAX)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owners(units: &[(&str, &[&str], &[&str])]) -> Owners {
        let texts = |all: &[&str]| all.iter().map(|t| Box::from(*t)).collect();
        let mut owners = Owners::default();
        for (code, groups, prefixes) in units {
            let unit = Unit {
                name: (*code).into(),
                class: Vec::new(),
                tier: None,
                parent: None,
                head: None,
                headcount: None,
                register_confirmed_at: None,
                register_confirmed_by: None,
                calendar: None,
                console_groups: texts(groups),
                host_prefixes: texts(prefixes),
                from: None,
                to: None,
            };
            owners.claim(code, &unit);
        }
        owners
    }

    /// Whose a machine of this name and group is.
    fn check(owners: &Owners, name: &str, group: &str, unit: Option<&str>) {
        let kind = FactKind::AvHost;
        let cells: Vec<Option<String>> = kind
            .columns()
            .iter()
            .map(|c| match c.name {
                "host" => Some(name.to_owned()),
                "group" => Some(group.to_owned()),
                _ => None,
            })
            .collect();
        let found = owners.unit_of(kind, &cells, &TimeZone::UTC);
        assert_eq!(found.as_deref(), unit, "{name} in {group}");
    }

    #[test]
    fn the_longest_group_wins_wherever_it_stands_in_the_path() {
        let owners = owners(&[
            ("TINH", &["Bình Mẫu"], &[]),
            ("X1", &["Bình Mẫu/Xã Một"], &[]),
            ("X2", &["Xã Hai"], &["x2-"]),
        ]);
        for (group, unit) in [
            ("Bình Mẫu/Xã Một", Some("X1")),
            ("BINH MAU\\Xã  một\\Văn phòng", Some("X1")),
            // Both runs are one part long, so the group decides nothing, and no prefix helps.
            ("Bình Mẫu > Xã Hai", None),
            ("Khác/Xã Hai/Máy bàn", Some("X2")),
            ("Bình Mẫu/Xã Mười Một", Some("TINH")),
            ("Khác/Xã Hai mươi", None),
        ] {
            check(&owners, "PC-01", group, unit);
        }
        check(&owners, "X2-PC-01", "Bình Mẫu > Xã Hai", Some("X2"));
    }

    #[test]
    fn groups_that_differ_by_their_marks_alone_are_told_apart_by_them() {
        let owners = owners(&[
            ("X1", &["Bình Mẫu/Xã Tân Hòa"], &[]),
            ("X2", &["Bình Mẫu/Xã Tân Hóa"], &[]),
        ]);
        check(&owners, "PC-01", "Bình Mẫu/Xã Tân Hòa", Some("X1"));
        check(&owners, "PC-01", "BÌNH MẪU/XÃ TÂN HÓA", Some("X2"));
        check(&owners, "PC-01", "Binh Mau/Xa Tan Hoa", None);
    }

    #[test]
    fn a_group_that_two_units_claim_decides_nothing() {
        let owners = owners(&[
            ("X1", &["Xã Tân Mẫu"], &["tm1-"]),
            ("X2", &["Xã Tân Mẫu"], &["tm2-"]),
        ]);
        check(&owners, "PC-01", "Xã Tân Mẫu", None);
        check(&owners, "TM2-PC-01", "Xã Tân Mẫu", Some("X2"));
    }

    #[test]
    fn a_path_without_end_is_cut_off() {
        let owners = owners(&[("X1", &["a"], &[])]);
        check(&owners, "PC-01", &"b/".repeat(5_000), None);
    }
}
