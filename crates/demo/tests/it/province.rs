//! The province: as large as asked for, the same for the same seed, readable, every name its own.

use crate::folder::{as_of_province, bytes_below, rows_are_founded, tables};
use domain::facts::{FactKind, FactRow as _, Unit};
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

fn written(seed: u64, communes: usize) -> (tempfile::TempDir, demo::Summary) {
    let dir = tempfile::tempdir().unwrap();
    let summary = demo::write_province(dir.path(), seed, as_of_province(), communes).unwrap();
    (dir, summary)
}

#[test]
fn the_same_seed_writes_the_same_bytes_and_another_seed_does_not() {
    let (one, again, other) = (written(1, 30), written(1, 30), written(2, 30));
    assert_eq!(bytes_below(one.0.path()), bytes_below(again.0.path()));
    assert_ne!(bytes_below(one.0.path()), bytes_below(other.0.path()));
}

#[test]
fn every_table_reads_back_and_every_row_names_a_known_unit_and_source() {
    let (dir, summary) = written(demo::SEED, demo::PROVINCE_COMMUNES);
    let tables = tables(dir.path());
    for table in &tables {
        let place = &table.file;
        assert!(
            table.problems.is_empty(),
            "{place}: {:?}",
            table.problems.first()
        );
        let rows = summary.rows.get(table.kind.name());
        assert_eq!(rows, Some(&table.rows.len()), "{place}");
    }
    assert_eq!(tables.len(), summary.rows.len());
    rows_are_founded(&tables);
    let hosts = summary.rows.get("av_hosts").copied().unwrap();
    assert!((8_000..10_000).contains(&hosts), "{hosts}");
}

/// Rows of one table of the generator.
fn rows(kind: FactKind, communes: usize) -> Vec<demo::Row> {
    let all = demo::province_rows(demo::SEED, as_of_province(), communes);
    all.into_iter().filter(|r| r.kind == kind).collect()
}

#[test]
fn so_many_in_a_hundred_have_answered() {
    let of =
        |kind| -> BTreeSet<String> { rows(kind, 460).into_iter().filter_map(|r| r.unit).collect() };
    let is_commune = |code: &&String| code.starts_with(['P', 'X']);
    let closed = of(FactKind::ReturnRow);
    assert_eq!(closed.iter().filter(is_commune).count(), 276, "60 %");
    let stated = of(FactKind::StatementRow);
    let begun = stated.union(&closed).filter(is_commune).count();
    let silent = 460 - begun;
    assert_eq!(silent, 69, "15 %");
}

#[test]
fn the_largest_country_of_the_bars_has_units_of_their_own_names() {
    let zone = TimeZone::get("Asia/Ho_Chi_Minh").unwrap();
    let rows = demo::units(demo::SEED, as_of_province(), 3_400);
    assert_eq!(rows.len(), 1 + 12 + 3_400);
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for row in &rows {
        let cells: Vec<Option<&str>> = row.cells.iter().map(Option::as_deref).collect();
        let unit = Unit::parse(&cells, &zone).unwrap();
        assert!(unit.name.contains("(mẫu)"), "{} is not marked", unit.name);
        let above = unit.parent.map(|p| p.to_string());
        let is_top = row.code == demo::PROVINCE;
        assert_eq!(above.is_none(), is_top, "{}", row.code);
        let names = [row.code.clone(), unit.name.to_string()];
        for name in names
            .into_iter()
            .chain(unit.console_groups.iter().map(|g| g.to_string()))
        {
            if let Some(other) = seen.insert(name.clone(), row.code.clone()) {
                panic!("{} and {other} are both called {name}", row.code);
            }
        }
    }
}

#[test]
fn the_letter_asks_the_communes_and_departments_and_names_its_contacts() {
    let packs = wire::pack::builtin_packs().unwrap();
    let pack = packs.in_force(jiff::civil::date(2026, 1, 20)).unwrap();
    let (_, text) = demo::province_letter();
    let context = letters::read::ReadContext {
        calendar: &pack.calendar,
    };
    let read = letters::read::read_text(text, &context);
    let printed: Vec<String> = read
        .obligations
        .iter()
        .map(|o| o.id.to_string())
        .filter(|id| id != "contacts")
        .collect();
    assert_eq!(
        printed,
        ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "2.1"]
    );
    let watch = read.watch.unwrap();
    assert_eq!(watch.from, jiff::civil::date(2026, 2, 14));
    assert_eq!(watch.to, jiff::civil::date(2026, 2, 22));
    assert_eq!(read.contacts.len(), 2);
    assert!(read.number.is_none() && read.date.is_none(), "left blank");
}
