//! The papers around the report, made from the command line of the demo's town.

use crate::program::{Folder, run, verify};
use std::path::Path;

const AT: &str = "2024-02-08T21:30:00+07:00";

#[tokio::test]
async fn every_paper_is_written_and_a_form_nobody_filled_in_is_refused() {
    let data = Folder::new();
    let place = data.path();
    run(&["demo", "--once", "--data", &place], 3).await;
    let at = ["--data", &place, "--as-of", AT];
    let with = |words: &[&'static str]| -> Vec<String> {
        let all = words.iter().chain(&at);
        all.map(|w| (*w).to_owned()).collect()
    };
    for (words, files) in [
        (with(&["report", "write", "--annex", "--unit", "TX"]), 2),
        (with(&["report", "checklist", "--unit", "XLA"]), 1),
        (with(&["report", "reminder", "--unit", "TX"]), 1),
        (with(&["report", "enclosures", "--unit", "TX"]), 1),
        (with(&["report", "roster", "--unit", "TX"]), 1),
        (with(&["report", "form", "--unit", "XLA"]), 1),
    ] {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (out, _) = run(&words, 0).await;
        let written: Vec<&str> = out.lines().collect();
        assert_eq!(written.len(), files, "{words:?}: {out}");
        for path in written {
            let bytes = std::fs::read(Path::new(path)).unwrap();
            assert!(bytes.starts_with(b"PK"), "{path}");
        }
        if words.contains(&"form") {
            let form = out.trim();
            let words = with(&["return", "take", "--unit", "XLA"]);
            let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
            words.push(form);
            let (_, told) = run(&words, 1).await;
            assert!(told.contains("chưa dòng nào chọn kết quả"), "{told}");
        }
    }
    verify(&place, 0).await;
}
