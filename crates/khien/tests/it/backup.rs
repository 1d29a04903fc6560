//! Backup and restore as the person on duty does them.

use crate::program::{Folder, khien, run, verify};
use std::path::Path;
use std::time::Duration;
use store::{Database, Store};

/// Communes of a whole province.
const UNITS: usize = 460;

fn tables(folder: &Folder, units: usize, round: u64) {
    let units = 0..units;
    let rows: String = units
        .clone()
        .map(|n| format!("U{n},Xã mẫu {n},commune\n"))
        .collect();
    folder.write("units.csv", &format!("code,name,class\n{rows}"));
    folder.write(
        "sources.csv",
        &format!(
            "code,kind,file,generated_at\nS,export,assets.csv,2024-02-01T00:00:{:02}Z\n",
            round % 60
        ),
    );
    let rows: String = units
        .flat_map(|n| (0..4).map(move |m| format!("may-{n}-{m},U{n},S,workstation,vong-{round}\n")))
        .collect();
    folder.write("assets.csv", &format!("code,unit,source,kind,name\n{rows}"));
}

async fn import(data: &str, units: usize, round: u64) {
    let facts = Folder::new();
    tables(&facts, units, round);
    run(&["facts", "import", &facts.path(), "--data", data], 0).await;
}

fn archives(folder: &str) -> Vec<String> {
    let mut found: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().to_str().unwrap().to_owned())
        .collect();
    found.sort();
    found
}

/// Keeps a file with its leaf, as a statement's evidence is kept.
async fn keep_file(store: &Store, round: u64) {
    let content = round.to_be_bytes().to_vec();
    let file = store::KeptFile {
        sha256: store.files().put(content).await.unwrap(),
        name: format!("{round}.bin"),
        purpose: "evidence".into(),
        size: 8,
    };
    let mut tx = store.begin(jiff::Timestamp::now()).await.unwrap();
    tx.add_file(file, |slot| Ok(slot.row.to_hex().into_bytes()))
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// Makes a backup and gives its path.
async fn create(data: &str, to: &str, more: &[&str], code: i32) -> String {
    let base = ["backup", "create", "--data", data, "--to", to, "--json"];
    let (out, _) = run(&[&base[..], more].concat(), code).await;
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["proof"]["good"], code == 0, "{json}");
    json["file"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_province_is_saved_and_restored_in_a_measured_time() {
    let (data, to, back) = (Folder::new(), Folder::new(), Folder::new());
    import(&data.path(), UNITS, 0).await;
    let archive = create(&data.path(), &to.path(), &[], 0).await;
    run(&["backup", "verify", &archive], 0).await;
    let target = format!("{}/du-lieu", back.path());
    let (out, _) = run(
        &["backup", "restore", &archive, "--to", &target, "--json"],
        0,
    )
    .await;
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let seconds = json["seconds"].as_f64().unwrap();
    println!("restored {UNITS} units in {seconds:.2} s");
    assert!(seconds > 0.0 && seconds < 120.0, "{seconds}");
    verify(&target, 0).await;
    let checkpoint =
        |data: String| async move { run(&["ledger", "checkpoint", "--data", &data], 0).await.0 };
    assert_eq!(checkpoint(target).await, checkpoint(data.path()).await);
    assert_eq!(archives(&back.path()).len(), 1, "something was left beside");
}

#[tokio::test]
async fn a_backup_taken_while_the_folder_is_locked_and_written_is_whole() {
    let (data, to) = (Folder::new(), Folder::new());
    import(&data.path(), 2, 0).await;
    let dir = data.path();
    // What a server does: it holds the lock and writes all the time.
    let store = Store::open(dir.as_ref(), Database::Sqlite).await.unwrap();
    let writing = tokio::spawn({
        let store = store.clone();
        async move {
            for round in 0_u64.. {
                keep_file(&store, round).await;
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
    });
    for _ in 0..3 {
        create(&dir, &to.path(), &[], 0).await;
    }
    writing.abort();
    assert_eq!(archives(&to.path()).len(), 3);
}

#[tokio::test]
async fn old_ones_go_only_after_a_good_one_and_strangers_stay() {
    let (data, other, to) = (Folder::new(), Folder::new(), Folder::new());
    import(&data.path(), 1, 0).await;
    import(&other.path(), 1, 0).await;
    let store = Store::open(data.path().as_ref(), Database::Sqlite)
        .await
        .unwrap();
    keep_file(&store, 0).await;
    store.close().await.unwrap();
    let strange = to.write_to("khien-backup-20000101T000000Z.zip", "not one of ours");
    let others = create(&other.path(), &to.path(), &[], 0).await;
    let first = create(&data.path(), &to.path(), &["--keep", "2"], 0).await;
    let second = create(&data.path(), &to.path(), &["--keep", "2"], 0).await;
    let third = create(&data.path(), &to.path(), &["--keep", "2"], 0).await;
    assert!(!Path::new(&first).exists());
    for kept in [&strange, &others, &second, &third] {
        assert!(Path::new(kept).exists(), "{kept}");
    }
    // A kept file is lost: the copy is still made and told, and pushes no good one out.
    let back = Folder::new();
    let files = Path::new(&data.path()).join("files/sha256");
    let lost = std::fs::read_dir(&files)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    std::fs::remove_dir_all(lost).unwrap();
    let bad = create(&data.path(), &to.path(), &["--keep", "1"], 3).await;
    for kept in [&second, &third, &bad] {
        assert!(Path::new(kept).exists(), "{kept}");
    }
    let target = format!("{}/r", back.path());
    let (_, told) = run(&["backup", "restore", &bad, "--to", &target], 1).await;
    assert!(told.contains("sổ minh chứng"), "{told}");
    assert!(!Path::new(&target).exists());
}

#[tokio::test]
async fn nothing_is_overwritten_and_nothing_half_is_left() {
    let (data, to, back) = (Folder::new(), Folder::new(), Folder::new());
    import(&data.path(), 1, 0).await;
    let archive = create(&data.path(), &to.path(), &[], 0).await;
    let (_, told) = run(&["backup", "restore", &archive, "--to", &data.path()], 1).await;
    assert!(told.contains("không trống"), "{told}");
    verify(&data.path(), 0).await;

    let inside = format!("{}/sao-luu", data.path());
    let (_, told) = run(
        &["backup", "create", "--data", &data.path(), "--to", &inside],
        1,
    )
    .await;
    assert!(told.contains("nằm trong thư mục dữ liệu"), "{told}");
    assert!(!Path::new(&inside).exists());

    let target = format!("{}/r", back.path());
    let whole = std::fs::read(&archive).unwrap();
    let cut = back.write_to("cut.zip", "");
    std::fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    let (_, told) = run(&["backup", "restore", &cut, "--to", &target], 1).await;
    assert!(told.contains("không phải bản sao lưu nguyên vẹn"), "{told}");
    assert_eq!(archives(&back.path()), [cut], "something was left");

    // Killed at any moment, the folder is whole or not there.
    for delay in [5, 20, 60, 120, 250, 400] {
        let to = format!("{target}{delay}");
        let mut child = khien(&["backup", "restore", &archive, "--to", &to])
            .spawn()
            .unwrap();
        tokio::time::sleep(Duration::from_millis(delay)).await;
        child.kill().await.unwrap();
        if Path::new(&to).exists() {
            verify(&to, delay).await;
        }
    }
}

#[tokio::test]
async fn a_database_elsewhere_is_never_left_out_silently() {
    let (data, to) = (Folder::new(), Folder::new());
    import(&data.path(), 1, 0).await;
    let url = data.write_to("../url", "postgres://nobody@127.0.0.1:9/none");
    let command = [
        "backup",
        "create",
        "--data",
        &data.path(),
        "--to",
        &to.path(),
        "--database-file",
        &url,
    ];
    let (_, told) = run(&command, 1).await;
    assert!(
        told.contains("pg_dump") && told.contains("--files-only"),
        "{told}"
    );
    assert_eq!(archives(&to.path()), Vec::<String>::new());
}
