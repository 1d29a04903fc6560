//! Readers that are not ours see the same table: the `deltalake` wheel follows
//! the log, DuckDB reads the files. Both are Python packages; without them one
//! line says that this was skipped.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use lake::table::{CompactOptions, Table, TableOptions};
use serde_json::{Value, json};

use crate::firewall::Firewall;

/// The Python that has the readers: `KHIEN_PYTHON`, else `python3`.
fn python() -> Option<String> {
    let program = std::env::var("KHIEN_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let found = Command::new(&program)
        .args(["-c", "import deltalake, duckdb"])
        .output();
    if found.is_ok_and(|found| found.status.success()) {
        return Some(program);
    }
    assert!(
        std::env::var_os("KHIEN_TEST_ALL").is_none(),
        "{program} has no deltalake and duckdb"
    );
    eprintln!(
        "skipped: other readers of the event table (pip install deltalake duckdb; KHIEN_PYTHON)"
    );
    None
}

fn read(python: &str, table: &Path) -> Value {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/readers.py");
    let found = Command::new(python)
        .arg(script)
        .arg(table)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&found.stderr);
    assert!(found.status.success(), "{errors}");
    serde_json::from_slice(&found.stdout).unwrap()
}

#[test]
fn deltalake_and_duckdb_see_the_same_table() {
    let Some(python) = python() else { return };
    let dir = tempfile::tempdir().unwrap();
    let options = TableOptions {
        checkpoint_every: 5,
        log_keep: Duration::ZERO,
        ..TableOptions::default()
    };
    let table = Table::open(dir.path(), options).unwrap();
    let now: Timestamp = "2026-01-20T08:00:00Z".parse().unwrap();
    let yesterday = now - SignedDuration::from_hours(24);
    let mut log = Firewall::new();
    let mut offset = 0;
    for (class, received) in [("m3", now), ("m6", now), ("m3", yesterday)].repeat(4) {
        let batch = log.batch(500, class, received);
        table.commit("w", offset, offset + 500, batch).unwrap();
        offset += 500;
    }
    let check = |step: &str| {
        let seen = read(&python, dir.path());
        assert_eq!(seen["delta"], seen["duck"], "{step}");
        assert_eq!(seen["delta"]["count"], json!([[6000, 6000]]), "{step}");
        let classes = json!([
            ["m3", "2026-01-19", 2000],
            ["m3", "2026-01-20", 2000],
            ["m6", "2026-01-20", 2000],
        ]);
        assert_eq!(seen["delta"]["classes"], classes, "{step}");
        assert_eq!(seen["delta"]["groups"], log.groups(), "{step}");
        seen["delta"]["late"].clone()
    };
    let late = check("commits");
    let files_min = 4;
    let compaction = CompactOptions {
        files_min,
        ..CompactOptions::default()
    };
    assert_eq!(table.compact(&compaction, now).unwrap().files_after, 3);
    assert_eq!(check("compaction"), late);
    // Nothing but the checkpoint is left of the log.
    let later = Timestamp::now() + SignedDuration::from_hours(2);
    for _ in 0..2 {
        table
            .commit("w", offset, offset, lake::table::Batch::new())
            .unwrap();
        assert!(table.checkpoint(later).unwrap() > 0);
    }
    table.vacuum(later).unwrap();
    assert!(
        !dir.path()
            .join("_delta_log/00000000000000000000.json")
            .exists()
    );
    assert_eq!(check("checkpoint"), late);
}
