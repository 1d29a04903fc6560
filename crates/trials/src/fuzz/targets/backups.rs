//! What reads a backup, which anybody may have made.

use std::io::Cursor;

use super::super::shape::Shape;
use super::Target;
use super::archive::zip;

const ABOUT: &str = "khien-backup 1\nmade_at 2024-02-08T14:30:00Z\nprogram 0.1.0\n\
    ledger khien/0123456789abcdef\ndatabase apart\nleaves 0\n\n";

/// `store::backup`: the whole archive.
pub(super) static ARCHIVE: Target = Target {
    name: "store.backup",
    run: read,
    samples: || {
        let list = list_of(&[("data/VERSION", b"1\n"), ("data/reports/a.docx", b"x")]);
        vec![archive(list.as_bytes())]
    },
    folders: &[],
    dictionary: &["PK\u{3}\u{4}", "PK\u{1}\u{2}", "data/", "../", "SHA256SUMS"],
};

/// `store::backup`: the list of hashes inside a whole archive.
pub(super) static LIST: Target = Target {
    name: "store.backup_list",
    run: |input| read(&archive(input)),
    samples: || {
        vec![
            list_of(&[("data/VERSION", b"1\n"), ("data/reports/a.docx", b"x")]).into_bytes(),
            list_of(&[]).into_bytes(),
        ]
    },
    folders: &[],
    dictionary: &["  data/", "../", "/", "\n", "khien.db", "LOCK", "BACKUP"],
};

fn read(input: &[u8]) -> Shape {
    match store::backup::inspect(Cursor::new(input)) {
        Ok(contents) => Shape::new().flag(true).word(&contents.files.to_string()),
        Err(error) => Shape::new().word(error.code()),
    }
}

fn list_of(entries: &[(&str, &[u8])]) -> String {
    let about = ("BACKUP", ABOUT.as_bytes());
    std::iter::once(&about)
        .chain(entries)
        .map(|(name, bytes)| format!("{}  {name}\n", store::sha256(bytes)))
        .collect()
}

fn archive(list: &[u8]) -> Vec<u8> {
    zip(&[
        ("BACKUP", ABOUT.as_bytes()),
        ("data/VERSION", b"1\n"),
        ("data/reports/a.docx", b"x"),
        ("SHA256SUMS", list),
    ])
}
