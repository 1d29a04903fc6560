//! A database of every released version is opened, read, verified and continued.
//!
//! The folders `tests/fixtures/vN` are written once, when version N of the
//! schema is released: `KHIEN_WRITE_FIXTURE=1 cargo test -p store fixture`
//! writes that of the current version.

use std::path::{Path, PathBuf};

use store::{Database, JudgementQuery, StateQuery, Store, Trust};

use crate::accounts::account;
use crate::engines::on_sqlite;
use crate::sample::{directive, directive_id, import, minute, one_of_everything, source};

const FILES: [&str; 4] = ["VERSION", "khien.db", "keys/ledger.key", "keys/ledger.pub"];
const RELEASED: [&str; 1] = ["v1"];
/// The version this program writes; its fixture is written when it is released.
const CURRENT: &str = "v2";

fn fixture(version: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(version)
}

#[test]
fn databases_of_every_released_version_are_opened_and_continued() {
    for version in RELEASED {
        if version == CURRENT {
            write_when_asked(&fixture(version));
        }
        on_sqlite(async |bed| {
            copy(&fixture(version), &bed.dir());
            let checkpoint =
                std::fs::read_to_string(fixture(version).join("checkpoint.txt")).unwrap();
            let store = bed.open().await;
            // The report's file is not in the fixture; everything else must be intact.
            let trust = Trust {
                public_key: None,
                checkpoints: vec![checkpoint],
            };
            let report = store.verify(&trust).await.unwrap();
            let codes: Vec<_> = report.problems.iter().map(|p| p.code.as_str()).collect();
            assert_eq!((report.leaves, codes), (12, vec!["ledger.file_missing"]));
            let facts = store.facts_at(&StateQuery::at(minute(130))).await.unwrap();
            assert_eq!(facts.len(), 4);
            let results = store.judgements(&JudgementQuery::default()).await.unwrap();
            assert_eq!(results.len(), 4);
            let kept = store.directive(directive_id()).await.unwrap().unwrap();
            assert_eq!(kept.value, directive());
            import(&store, minute(500), source(50), vec![]).await;
            assert_eq!(store.verify(&trust).await.unwrap().leaves, 13);
            // What the version did not have yet works too.
            let lan = account(1, "lan.nt");
            let mut tx = store.begin(minute(501)).await.unwrap();
            tx.add_account(&lan).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(store.accounts().await.unwrap(), [lan]);
            assert!(store.verify(&trust).await.unwrap().problems.len() <= 1);
        });
    }
}

fn write_when_asked(to: &Path) {
    if std::env::var_os("KHIEN_WRITE_FIXTURE").is_none() {
        return;
    }
    on_sqlite(async |bed| {
        let store: Store = Store::open(&bed.dir(), Database::Sqlite).await.unwrap();
        one_of_everything(&store).await;
        let checkpoint = store.checkpoint().await.unwrap().unwrap();
        store.close().await.unwrap();
        copy(&bed.dir(), to);
        std::fs::write(to.join("checkpoint.txt"), checkpoint.text).unwrap();
    });
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to.join("keys")).unwrap();
    for file in FILES {
        std::fs::copy(from.join(file), to.join(file)).unwrap();
    }
}
