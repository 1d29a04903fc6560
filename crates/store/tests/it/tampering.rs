//! Every way an outsider can change the database shows in the verification.
//!
//! Each case writes SQL into the real database past the store, then opens it
//! again and verifies.

use std::path::Path;

use store::ProblemCode::{self, *};
use store::{Trust, VerifyReport};

use crate::engines::{Bed, on_each_engine, on_sqlite};
use crate::sample::{import, machines, minute, one_of_everything, source};

type Shown = (ProblemCode, Option<u64>);

/// Fills a ledger, lets an outsider write, and verifies with the newest
/// checkpoint exported before.
async fn tampered(bed: &Bed, statements: &[&str]) -> (VerifyReport, VerifyReport) {
    let store = bed.open().await;
    one_of_everything(&store).await;
    let exported = store.checkpoint().await.unwrap().unwrap();
    let trust = Trust {
        public_key: Some(store.ledger_key()),
        checkpoints: vec![exported.text],
    };
    store.close().await.unwrap();
    bed.tamper(statements).await;
    let store = bed.open().await;
    let alone = store.verify(&Trust::default()).await.unwrap();
    (alone, store.verify(&trust).await.unwrap())
}

/// The same problem at several places.
fn each(code: ProblemCode, places: impl IntoIterator<Item = u64>) -> Vec<Shown> {
    places.into_iter().map(|seq| (code, Some(seq))).collect()
}

/// Exactly these problems must show without anything exported.
#[track_caller]
fn check(statements: &[&str], expected: &[Shown]) {
    on_each_engine(async |bed| {
        let (alone, _) = tampered(&bed, statements).await;
        let found: Vec<_> = alone.problems.iter().map(|p| (p.code, p.seq)).collect();
        assert_eq!(found, expected, "{statements:?}");
    });
}

const COPY_JUDGEMENT: &str = "INSERT INTO judgements
    SELECT 12, recorded_at, salt, directive, obligation, unit, measure, 'met', basis,
        is_final, as_of, changes_at, body FROM judgements WHERE leaf_seq = 3";

#[test]
fn an_edited_leaf_shows() {
    let copy = "UPDATE ledger_leaves SET leaf =
        (SELECT leaf FROM ledger_leaves WHERE seq = 5) WHERE seq = 4";
    // The signed head after leaf 6 is the first that covers leaf 4.
    check(&[copy], &[(RowChanged, Some(4)), (RootMismatch, Some(6))]);
}

#[test]
fn a_deleted_leaf_shows_with_and_without_closing_the_gap() {
    let delete = "DELETE FROM ledger_leaves WHERE seq = 4";
    check(
        &[delete],
        &[(LeafMissing, Some(4)), (RowWithoutLeaf, Some(4))],
    );
    let row = "DELETE FROM judgements WHERE leaf_seq = 4";
    let close = [
        "UPDATE ledger_leaves SET seq = seq + 1000 WHERE seq > 4",
        "UPDATE ledger_leaves SET seq = seq - 1001 WHERE seq > 1000",
    ];
    // All later rows no longer stand at their leaves.
    let mut shown = each(RowMissing, [4]);
    shown.extend(each(RowChanged, [5]));
    shown.extend(each(RootMismatch, [6]));
    shown.extend(each(RowChanged, 6..=10));
    shown.extend([(LeafMissing, Some(11)), (RowWithoutLeaf, Some(11))]);
    check(&[delete, row, close[0], close[1]], &shown);
}

#[test]
fn an_inserted_leaf_shows() {
    let insert = [
        "UPDATE ledger_leaves SET seq = seq + 1000 WHERE seq > 4",
        "UPDATE ledger_leaves SET seq = seq - 999 WHERE seq > 1000",
        "INSERT INTO ledger_leaves SELECT 5, leaf FROM ledger_leaves WHERE seq = 4",
    ];
    let mut shown = each(RowChanged, [5]);
    shown.extend(each(RootMismatch, [6]));
    shown.extend(each(RowChanged, 6..=11));
    shown.extend([(RowMissing, Some(12)), (Unsigned, Some(12))]);
    check(&insert, &shown);
    let append = "INSERT INTO ledger_leaves SELECT 12, leaf FROM ledger_leaves WHERE seq = 3";
    check(&[append], &shown[shown.len() - 2..]);
}

#[test]
fn reordered_leaves_show_even_with_their_rows() {
    let swap = |table: &str, column: &str| {
        [(3, 1003), (4, 3), (1003, 4)]
            .map(|(from, to)| format!("UPDATE {table} SET {column} = {to} WHERE {column} = {from}"))
    };
    let all = [swap("ledger_leaves", "seq"), swap("judgements", "leaf_seq")].concat();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let mut shown = each(RowChanged, [3, 4]);
    shown.extend(each(RootMismatch, [6]));
    check(&all[..3], &shown);
    check(&all, &[(RootMismatch, Some(6))]);
}

#[test]
fn a_truncated_ledger_shows_against_an_exported_checkpoint() {
    // Leaves alone: the signed heads still say how long it was.
    let mut shown = each(LeafMissing, [8]);
    shown.extend(each(RowWithoutLeaf, 8..=11));
    check(&["DELETE FROM ledger_leaves WHERE seq >= 8"], &shown);
    // Whole transactions with everything they wrote: nothing inside can show it.
    let clean = [
        "DELETE FROM ledger_leaves WHERE seq >= 8",
        "DELETE FROM ledger_heads WHERE size > 8",
        "DELETE FROM cutoffs",
        "DELETE FROM files",
        "DELETE FROM reports",
        "DELETE FROM sources WHERE leaf_seq >= 8",
        "DELETE FROM facts WHERE code = 'PC-03'",
    ];
    on_each_engine(async |bed| {
        let (alone, against) = tampered(&bed, &clean).await;
        assert_eq!(alone.problems, []);
        let found: Vec<_> = against.problems.iter().map(|p| (p.code, p.seq)).collect();
        assert_eq!(found, [(Truncated, Some(8))]);
    });
}

#[test]
fn a_ledger_emptied_to_nothing_shows_against_an_exported_checkpoint() {
    on_each_engine(async |bed| {
        let tables = "ledger_leaves ledger_heads sources facts directives judgements \
            statements returns cutoffs reports files";
        let clean: Vec<String> = tables
            .split_whitespace()
            .map(|table| format!("DELETE FROM {table}"))
            .collect();
        let clean: Vec<&str> = clean.iter().map(String::as_str).collect();
        let (alone, against) = tampered(&bed, &clean).await;
        assert_eq!(alone.problems, []);
        assert_eq!(against.problems[0].code, Truncated);
    });
}

#[test]
fn a_ledger_put_back_and_continued_differently_shows() {
    on_sqlite(async |bed| {
        let store = bed.open().await;
        import(&store, minute(1), source(1), machines()).await;
        store.close().await.unwrap();
        let copy = bed.dir().with_extension("copy");
        copy_folder(&bed.dir(), &copy);

        let store = bed.open().await;
        import(&store, minute(2), source(2), vec![]).await;
        let exported = store.checkpoint().await.unwrap().unwrap();
        let trust = Trust {
            public_key: None,
            checkpoints: vec![exported.text],
        };
        store.close().await.unwrap();

        std::fs::remove_dir_all(bed.dir()).unwrap();
        std::fs::rename(&copy, bed.dir()).unwrap();
        let store = bed.open().await;
        for number in 3..6 {
            import(&store, minute(3), source(number), vec![]).await;
        }
        assert!(store.verify(&Trust::default()).await.unwrap().is_intact());
        let report = store.verify(&trust).await.unwrap();
        let found: Vec<_> = report.problems.iter().map(|p| (p.code, p.seq)).collect();
        assert_eq!(found, [(CheckpointMismatch, Some(1))]);
    });
}

#[test]
fn an_edited_row_shows_in_every_table() {
    let edits = [
        ("UPDATE sources SET basis = 'A' WHERE leaf_seq = 0", 0),
        ("UPDATE sources SET sha256 = salt WHERE leaf_seq = 0", 0),
        ("UPDATE directives SET received_at = received_at + 1", 1),
        ("UPDATE judgements SET status = 'met' WHERE leaf_seq = 3", 3),
        (
            "UPDATE judgements SET recorded_at = recorded_at - 1 WHERE leaf_seq = 5",
            5,
        ),
        ("UPDATE statements SET statement = 'Chưa tuyên truyền'", 6),
        ("UPDATE statements SET expires_at = NULL", 6),
        ("UPDATE returns SET closed_by = 'Người khác'", 7),
        ("UPDATE cutoffs SET body = '{}'", 8),
        ("UPDATE reports SET file_name = 'khac.docx'", 10),
    ];
    for (edit, seq) in edits {
        check(&[edit], &[(RowChanged, Some(seq))]);
    }
    let other_file = "UPDATE files SET sha256 = (SELECT sha256 FROM cutoffs)";
    check(
        &[other_file],
        &[(RowChanged, Some(9)), (FileMissing, Some(9))],
    );
}

#[test]
fn deleted_and_added_rows_show() {
    check(
        &["DELETE FROM judgements WHERE leaf_seq = 3"],
        &[(RowMissing, Some(3))],
    );
    check(&["DELETE FROM statements"], &[(RowMissing, Some(6))]);
    check(&[COPY_JUDGEMENT], &[(RowWithoutLeaf, Some(12))]);
    let second = COPY_JUDGEMENT.replace("SELECT 12", "SELECT 1");
    check(&[&second], &[(RowWithoutLeaf, Some(1))]);
}

#[test]
fn edited_deleted_added_and_moved_facts_show() {
    let insert = "INSERT INTO facts SELECT 99, salt, table_name, 'PC-99', unit, source_id,
        occurred_at, recorded_at, supersedes, retracted, salt, body FROM facts WHERE seq = 1";
    let cases = [
        "UPDATE facts SET body = '{\"kind\":\"server\"}' WHERE seq = 2",
        "UPDATE facts SET unit = NULL WHERE seq = 2",
        "UPDATE facts SET recorded_at = recorded_at - 1 WHERE seq = 2",
        "DELETE FROM facts WHERE seq = 3",
        insert,
    ];
    for case in cases {
        check(&[case], &[(FactsChanged, Some(0))]);
    }
    check(
        &["DELETE FROM sources WHERE leaf_seq = 0"],
        &[(RowMissing, Some(0)), (FactsWithoutSource, None)],
    );
}

#[test]
fn forged_heads_and_checkpoints_show() {
    let roots = "UPDATE ledger_heads SET root = (SELECT root FROM ledger_heads WHERE size = 1)
        WHERE size = 7";
    check(&[roots], &[(HeadForged, Some(6))]);
    let notes = "UPDATE ledger_heads SET note = (SELECT note FROM ledger_heads WHERE size = 1)
        WHERE size = 7";
    check(&[notes], &[(HeadForged, Some(6))]);
    let mut shown = each(HeadForged, [0]);
    shown.extend(each(Unsigned, [0]));
    shown.extend(each(HeadForged, [1, 6, 7, 10, 11]));
    check(
        &["UPDATE ledger_heads SET note = replace(note, 'khien', 'khiem')"],
        &shown,
    );
    check(
        &["DELETE FROM ledger_heads WHERE size = 12"],
        &[(Unsigned, Some(11))],
    );

    on_each_engine(async |bed| {
        let store = bed.open().await;
        one_of_everything(&store).await;
        let text = store.checkpoint().await.unwrap().unwrap().text;
        let trust = Trust {
            public_key: None,
            checkpoints: vec![text.replace("\n12\n", "\n11\n"), "rác".into()],
        };
        let report = store.verify(&trust).await.unwrap();
        let found: Vec<_> = report.problems.iter().map(|p| p.code).collect();
        assert_eq!(found, [CheckpointForged, CheckpointForged]);
    });
}

#[test]
fn a_replaced_key_shows_against_the_exported_one() {
    on_sqlite(async |bed| {
        let store = bed.open().await;
        let honest = store.ledger_key();
        store.close().await.unwrap();
        // The thief makes a whole new ledger under a key of his own.
        std::fs::remove_dir_all(bed.dir()).unwrap();
        let store = bed.open().await;
        one_of_everything(&store).await;
        let trust = Trust {
            public_key: Some(honest),
            checkpoints: vec![],
        };
        let report = store.verify(&trust).await.unwrap();
        assert_eq!(report.problems[0].code, HeadForged);
    });
}

#[test]
fn a_lost_or_changed_file_shows() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        one_of_everything(&store).await;
        let hash = store.reports(crate::sample::directive_id()).await.unwrap()[0]
            .value
            .sha256;
        let hex = hash.to_hex();
        let path = store.folder().files().join(&hex[..2]).join(&hex);
        for (damage, code) in [(true, FileChanged), (false, FileMissing)] {
            if damage {
                std::fs::write(&path, "noi dung khac").unwrap();
            } else {
                std::fs::remove_file(&path).unwrap();
            }
            let report = store.verify(&Trust::default()).await.unwrap();
            let found: Vec<_> = report.problems.iter().map(|p| (p.code, p.seq)).collect();
            assert_eq!(found, [(code, Some(9))]);
        }
    });
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
