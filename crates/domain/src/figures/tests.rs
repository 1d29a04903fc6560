use super::*;
use crate::measure_id::MeasureId;
use crate::measures;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The sources of the measures and of what they share.
fn sources(under: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(under).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the list is compared with the sources of the measures"
)]
/// Every key that stands in the sources as `.figure("key"`.
fn given() -> BTreeSet<String> {
    let mut files = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    sources(&root.join("measures"), &mut files);
    assert!(files.len() > MeasureId::ALL.len(), "{files:?}");
    let mut keys = BTreeSet::new();
    for file in files.iter().filter(|file| !file.ends_with("tests.rs")) {
        let text = std::fs::read_to_string(file).unwrap();
        for call in text.split(".figure(").skip(1) {
            let argument = call.trim_start().strip_prefix('"');
            let argument = argument.unwrap_or_else(|| panic!("{}: {call:.40}", file.display()));
            keys.insert(argument.split('"').next().unwrap().to_owned());
        }
    }
    keys
}

#[test]
fn every_figure_a_measure_can_give_is_listed_and_nothing_else_is() {
    let listed: BTreeSet<String> = FIGURES.iter().map(|kind| kind.key.to_owned()).collect();
    assert_eq!(listed.len(), FIGURES.len(), "a key stands twice");
    let ratio = [
        "done",
        "total",
        "open",
        "bad",
        "none",
        "total_at_start",
        "done_a",
        "done_b",
        "done_c",
        "done_d",
    ];
    let mut all = given();
    all.extend(ratio.map(str::to_owned));
    assert_eq!(listed, all);
}

#[test]
fn a_figure_of_its_own_is_counted_from_a_table_its_measures_read() {
    let unread: Vec<&str> = FIGURES
        .iter()
        .filter(|kind| !kind.tables.is_empty())
        .filter(|kind| {
            let measures = MeasureId::ALL.iter().map(|id| measures::of(*id));
            !measures
                .into_iter()
                .any(|m| kind.tables_of(m).next().is_some())
        })
        .map(|kind| kind.key)
        .collect();
    assert_eq!(unread, Vec::<&str>::new());
}
