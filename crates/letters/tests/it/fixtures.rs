//! Whole documents of many kinds, each with its expected JSON beside it.
//!
//! `UPDATE_GOLDEN=1` writes the JSON anew; look at the difference before you keep it.

use crate::calendar::calendar;
use letters::read::{ReadContext, read_bytes};
use std::path::{Path, PathBuf};
use wire::directive::DirectiveV1;

/// The documents, by the name of their file.
const DOCUMENTS: [&str; 20] = [
    "addressed-in-items",
    "advisory-enterprise",
    "bank",
    "bulletin-microsoft",
    "chi-thi",
    "decision-articles",
    "dotted-numbers",
    "enterprise-lost-bullets",
    "invitation",
    "markdown",
    "no-diacritics-inline",
    "no-obligations",
    "ocr-ruined",
    "official-letter-two-columns",
    "one-line",
    "plan-roman",
    "press",
    "press-telegram",
    "school-plan",
    "telegram",
];

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

fn check(document: &str) {
    let file = format!("{document}.txt");
    let bytes = std::fs::read(fixture(&file)).unwrap();
    let read = read_bytes(
        &file,
        &bytes,
        &ReadContext {
            calendar: &calendar(),
        },
    )
    .unwrap();
    let json = serde_json::to_string_pretty(&DirectiveV1::new(&file, &read)).unwrap() + "\n";
    let golden = fixture(&format!("{document}.json"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&golden, &json).unwrap();
    }
    let expected = std::fs::read_to_string(&golden).unwrap_or_default();
    assert_eq!(
        json, expected,
        "{document}: UPDATE_GOLDEN=1 writes the expected file"
    );
}

#[test]
fn documents_are_read_as_expected() {
    for document in DOCUMENTS {
        check(document);
    }
}

#[test]
fn every_document_of_the_folder_is_tested() {
    let mut found: Vec<String> = std::fs::read_dir(fixture("."))
        .unwrap()
        .filter_map(|entry| {
            entry
                .unwrap()
                .file_name()
                .to_str()?
                .strip_suffix(".txt")
                .map(str::to_owned)
        })
        .collect();
    found.sort();
    assert_eq!(found, DOCUMENTS);
}
