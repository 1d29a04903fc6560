//! Archives as a server writes them, and as a stranger might.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::{Database, Store, sha256};

fn about() -> String {
    About {
        made_at: "2024-02-08T14:30:00Z".parse().unwrap(),
        program: "0.1.0".into(),
        ledger: "khien/0".into(),
        database: DatabasePart::Apart,
        leaves: 0,
        checkpoint: None,
    }
    .print()
}

/// An archive of these entries with a list of hashes that fits them.
fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let about = about();
    let mut all = vec![("BACKUP", about.as_bytes())];
    all.extend(entries);
    let sums: String = all
        .iter()
        .map(|(name, bytes)| format!("{}  {name}\n", sha256(bytes)))
        .collect();
    all.push(("SHA256SUMS", sums.as_bytes()));
    raw(&all)
}

fn raw(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn refusal(bytes: Vec<u8>) -> &'static str {
    inspect(Cursor::new(bytes)).map_or_else(|error| error.code(), |_| "accepted")
}

#[tokio::test]
async fn hostile_archives_are_refused_and_nothing_is_written_outside() {
    let whole = archive(&[("data/VERSION", b"1\n")]);
    assert_eq!(refusal(whole.clone()), "accepted");
    let half = whole.len() / 2;
    for (what, bytes, code) in [
        ("nothing", vec![], "backup.malformed"),
        ("truncated", whole[..half].to_vec(), "backup.malformed"),
        (
            "climbs out",
            archive(&[("data/../../outside", b"x")]),
            "backup.entry_refused",
        ),
        (
            "absolute",
            archive(&[("/outside", b"x")]),
            "backup.entry_refused",
        ),
        (
            "beside the data",
            archive(&[("outside", b"x")]),
            "backup.entry_refused",
        ),
        (
            "a lock",
            archive(&[("data/LOCK", b"")]),
            "backup.entry_refused",
        ),
        (
            "an unannounced database",
            archive(&[("data/khien.db", b"x")]),
            "backup.list_differs",
        ),
        (
            "no list",
            raw(&[("BACKUP", about().as_bytes())]),
            "backup.list_differs",
        ),
        (
            "unlisted entry",
            {
                let about = about();
                let sums = format!("{}  BACKUP\n", sha256(about.as_bytes()));
                raw(&[
                    ("BACKUP", about.as_bytes()),
                    ("data/more", b"x"),
                    ("SHA256SUMS", sums.as_bytes()),
                ])
            },
            "backup.entry_refused",
        ),
        (
            "another content",
            {
                let about = about();
                let sums = format!(
                    "{}  BACKUP\n{}  data/VERSION\n",
                    sha256(about.as_bytes()),
                    sha256(b"2\n")
                );
                raw(&[
                    ("BACKUP", about.as_bytes()),
                    ("data/VERSION", b"1\n"),
                    ("SHA256SUMS", sums.as_bytes()),
                ])
            },
            "backup.hash_differs",
        ),
    ] {
        assert_eq!(refusal(bytes.clone()), code, "{what}");
        let temp = tempfile::tempdir().unwrap();
        let (file, into) = (temp.path().join("a.zip"), temp.path().join("into"));
        fs::create_dir(&into).unwrap();
        fs::write(&file, &bytes).unwrap();
        assert_eq!(
            unpack(&file, &into).await.unwrap_err().code(),
            code,
            "{what}"
        );
        let beside = fs::read_dir(temp.path()).unwrap().count();
        assert_eq!(beside, 2, "{what}: something was written outside");
    }
}

#[test]
fn a_symbolic_link_is_refused_however_it_is_listed() {
    let about = about();
    let sums = format!(
        "{}  BACKUP\n{}  data/link\n",
        sha256(about.as_bytes()),
        sha256(b"/etc")
    );
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    for (name, text) in [("BACKUP", &about), ("SHA256SUMS", &sums)] {
        zip.start_file(name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.add_symlink("data/link", "/etc", options).unwrap();
    let bytes = zip.finish().unwrap().into_inner();
    assert_eq!(refusal(bytes), "backup.entry_refused");
}

#[test]
fn an_archive_that_unpacks_to_more_than_it_may_is_refused_while_it_is_read() {
    // A million zeros weigh a thousand bytes.
    let zeros = vec![0; 1_000_000];
    let bomb = archive(&[("data/VERSION", b"1\n"), ("data/files/a", &zeros)]);
    assert!(bomb.len() < 10_000, "{}", bomb.len());
    let refused = |most| {
        let outcome = read::inspect_within(Cursor::new(bomb.clone()), most);
        outcome.map_or_else(|error| error.code(), |_| "accepted")
    };
    assert_eq!(refused(999_999), "backup.too_large");
    assert_eq!(refused(1_000_002), "accepted");
    // A real folder is let through, and a disk is not filled by a few kilobytes.
    assert!(read::allowance(10_000) < 5 * 1024 * 1024 * 1024);
    assert!(read::allowance(1 << 40) > 100 << 40);
    assert_eq!(read::allowance(u64::MAX), u64::MAX);
}

async fn written(dir: &Path, to: &Path) -> Result<Written, BackupError> {
    let scratch = tempfile::tempdir().unwrap();
    let source = Source {
        dir: dir.to_owned(),
        database: Database::Sqlite,
        files_only: false,
        at: "2024-02-08T14:30:00Z".parse().unwrap(),
    };
    write(&source, to, scratch.path()).await
}

#[tokio::test]
async fn an_open_store_is_saved_whole_and_privately() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("data");
    let store = Store::open(&dir, Database::Sqlite).await.unwrap();
    let hash = store.files().put("minh chứng".into()).await.unwrap();
    fs::create_dir(dir.join("reports")).unwrap();
    fs::write(dir.join("reports/báo cáo.docx"), "x").unwrap();

    let file = temp.path().join("a.zip");
    let told = written(&dir, &file).await.unwrap();
    assert_eq!(told.sha256, sha256(&fs::read(&file).unwrap()));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let into = temp.path().join("into");
    fs::create_dir(&into).unwrap();
    let contents = unpack(&file, &into).await.unwrap();
    assert_eq!((contents.about, contents.files), (told.about, told.files));
    assert!(!into.join("LOCK").exists() && into.join("reports/báo cáo.docx").exists());
    let copy = Store::open(&into, Database::Sqlite).await.unwrap();
    assert_eq!(
        copy.files().read(hash).await.unwrap(),
        "minh chứng".as_bytes()
    );
    assert_eq!(copy.ledger_key(), store.ledger_key());
}

#[tokio::test]
async fn what_can_not_be_saved_whole_is_refused_by_name() {
    let temp = tempfile::tempdir().unwrap();
    let file = temp.path().join("a.zip");
    let empty = written(temp.path(), &file).await.unwrap_err();
    assert_eq!(empty.code(), "backup.not_a_folder");

    let dir = temp.path().join("data");
    let store = Store::open(&dir, Database::Sqlite).await.unwrap();
    store.close().await.unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/etc", dir.join("reports")).unwrap();
        let linked = written(&dir, &file).await.unwrap_err();
        assert_eq!(linked.code(), "backup.name_unfit");
        assert!(linked.to_string().contains("reports"), "{linked}");
        assert!(!file.exists(), "half an archive is left");
    }
}
