//! The facts folder: the same for the same seed, readable, whole.

use domain::facts::{FactKind, SourceKind};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

pub(crate) fn as_of() -> Timestamp {
    demo::AS_OF.parse().unwrap()
}

pub(crate) fn as_of_province() -> Timestamp {
    demo::PROVINCE_AS_OF.parse().unwrap()
}

fn written(seed: u64) -> (tempfile::TempDir, demo::Summary) {
    let dir = tempfile::tempdir().unwrap();
    let summary = demo::write(dir.path(), seed, as_of(), &[]).unwrap();
    (dir, summary)
}

pub(crate) fn bytes_below(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(
                    path.strip_prefix(dir).unwrap().to_path_buf(),
                    std::fs::read(&path).unwrap(),
                );
            }
        }
    }
    files
}

#[test]
fn the_same_seed_writes_the_same_bytes_and_another_seed_does_not() {
    let (one, again, other) = (written(1), written(1), written(2));
    assert_eq!(bytes_below(one.0.path()), bytes_below(again.0.path()));
    assert_ne!(bytes_below(one.0.path()), bytes_below(other.0.path()));
}

/// All tables of the folder as the importer reads them.
pub(crate) fn tables(dir: &Path) -> Vec<letters::tables::TableRead> {
    let zone = TimeZone::get("Asia/Ho_Chi_Minh").unwrap();
    let mut all = Vec::new();
    for (path, bytes) in bytes_below(dir) {
        let name = path.to_string_lossy().into_owned();
        if path.components().count() == 1 && name.ends_with(".csv") {
            let kind = FactKind::parse(name.trim_end_matches(".csv"));
            assert!(kind.is_some(), "{name} is named after a table");
            all.extend(letters::tables::read(&name, &bytes, kind, &zone).unwrap());
        }
    }
    all
}

#[test]
fn every_table_reads_back_without_a_problem() {
    let (dir, summary) = written(demo::SEED);
    let tables = tables(dir.path());
    for table in &tables {
        assert!(
            table.problems.is_empty(),
            "{}: {:?}",
            table.file,
            table.problems.first()
        );
        assert_eq!(
            summary.rows.get(table.kind.name()),
            Some(&table.rows.len()),
            "{}",
            table.file
        );
    }
    assert_eq!(tables.len(), summary.rows.len());
}

#[test]
fn every_row_names_a_known_unit_and_a_known_source() {
    let (dir, _) = written(demo::SEED);
    rows_are_founded(&tables(dir.path()));
}

/// Whether every row names a unit and a source that the tables hold.
pub(crate) fn rows_are_founded(tables: &[letters::tables::TableRead]) {
    let codes = |kind: FactKind| -> BTreeSet<String> {
        let rows = tables
            .iter()
            .filter(|t| t.kind == kind)
            .flat_map(|t| &t.rows);
        rows.map(|r| r.code.clone()).collect()
    };
    let (units, sources) = (codes(FactKind::Unit), codes(FactKind::SourceRow));
    for table in tables {
        for row in &table.rows {
            let place = format!("{} {}", table.file, row.code);
            assert!(
                row.unit.as_ref().is_none_or(|u| units.contains(u)),
                "{place}: unit {:?} of {units:?}",
                row.unit
            );
            let is_named = row.source.as_ref().is_some_and(|s| sources.contains(s));
            assert!(
                is_named || table.kind == FactKind::SourceRow,
                "{place}: source {:?}",
                row.source
            );
        }
    }
}

#[test]
fn no_source_of_the_folder_claims_to_be_seen_by_khien() {
    let (dir, _) = written(demo::SEED);
    let kinds: BTreeSet<String> = tables(dir.path())
        .into_iter()
        .filter(|t| t.kind == FactKind::SourceRow)
        .flat_map(|t| t.rows)
        .filter_map(|r| r.cells.first().cloned().flatten())
        .collect();
    for kind in [
        SourceKind::Probe,
        SourceKind::Stream,
        SourceKind::CheckIn,
        SourceKind::Khien,
    ] {
        assert!(!kinds.contains(kind.as_str()), "{kind}");
    }
}

#[test]
fn the_town_has_the_size_it_promises() {
    let (dir, summary) = written(demo::SEED);
    assert_eq!(summary.rows.get("assets"), Some(&250));
    assert_eq!(summary.rows.get("systems"), Some(&12));
    assert_eq!(summary.rows.get("portals"), Some(&3));
    assert!(
        (13_000..15_000).contains(&summary.log_lines),
        "{}",
        summary.log_lines
    );
    for part in ["lists", "advisories", "enclosures", "files", "logs"] {
        assert!(
            dir.path().join(part).read_dir().unwrap().next().is_some(),
            "{part}"
        );
    }
    assert!(demo::is_sample(dir.path()));
    assert!(!demo::is_sample(&dir.path().join("logs")));
}

#[test]
fn addresses_are_for_documentation_or_private() {
    let (dir, _) = written(demo::SEED);
    let is_allowed =
        |ip: std::net::Ipv4Addr| ip.is_private() || ip.is_documentation() || ip.is_loopback();
    for (path, bytes) in bytes_below(dir.path()) {
        // Versions and clause ids look like addresses.
        let text = String::from_utf8(bytes).unwrap();
        if path.starts_with("advisories")
            || ["software.csv", "assets.csv", "controls.csv"]
                .iter()
                .any(|n| path.ends_with(n))
        {
            continue;
        }
        let words = text.split(|c: char| !(c.is_ascii_digit() || c == '.'));
        for ip in words.filter_map(|w| w.parse::<std::net::Ipv4Addr>().ok()) {
            assert!(is_allowed(ip), "{}: {ip}", path.display());
        }
    }
}
