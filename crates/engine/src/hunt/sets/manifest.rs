//! The manifest of a set: its one file form, version 1.

use jiff::Timestamp;
use serde_json::{Value, json};
use store::{Digest, sha256};

use super::RuleSetAbout;
use crate::Shelf;

/// What a set holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Manifest {
    pub(super) name: String,
    pub(super) imported_at: Timestamp,
    /// Word of who imported it.
    pub(super) imported_by: String,
    pub(super) rules: usize,
    pub(super) correlations: usize,
    pub(super) unusable: usize,
    /// The folder of the files, beside the manifest.
    pub(super) folder: String,
    pub(super) files: Vec<ManifestFile>,
}

/// A rule file of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ManifestFile {
    /// The name it came with, for people only.
    pub(super) name: String,
    /// Its name in the set's folder.
    pub(super) kept_as: String,
    pub(super) sha256: Digest,
}

impl Manifest {
    /// SHA-256 over the names and hashes of the files.
    pub(super) fn digest(&self) -> Digest {
        let lines = self.files.iter();
        let lines = lines.map(|file| format!("{}  {}\n", file.sha256.to_hex(), file.name));
        sha256(lines.collect::<String>().as_bytes())
    }

    pub(super) fn about(&self, shelf: Shelf) -> RuleSetAbout {
        RuleSetAbout {
            name: self.name.clone(),
            shelf,
            imported_at: self.imported_at,
            imported_by: self.imported_by.clone(),
            rules: self.rules,
            correlations: self.correlations,
            unusable: self.unusable,
            files: self.files.len(),
            sha256: self.digest(),
        }
    }

    pub(super) fn print(&self) -> Vec<u8> {
        let files: Vec<Value> = self
            .files
            .iter()
            .map(|file| {
                json!({
                    "name": file.name,
                    "kept_as": file.kept_as,
                    "sha256": file.sha256.to_hex(),
                })
            })
            .collect();
        let all = json!({
            "format": 1,
            "name": self.name,
            "imported_at": self.imported_at.to_string(),
            "imported_by": self.imported_by,
            "rules": self.rules,
            "correlations": self.correlations,
            "unusable": self.unusable,
            "sha256": self.digest().to_hex(),
            "folder": self.folder,
            "files": files,
        });
        format!("{all:#}\n").into_bytes()
    }

    /// The manifest in these bytes; `None` when they are none that this program wrote.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let all: Value = serde_json::from_slice(bytes).ok()?;
        let text = |key: &str| all.get(key)?.as_str().map(str::to_owned);
        let number = |key: &str| usize::try_from(all.get(key)?.as_u64()?).ok();
        let files = all.get("files")?.as_array()?.iter().map(file);
        let manifest = Self {
            name: text("name")?,
            imported_at: text("imported_at")?.parse().ok()?,
            imported_by: text("imported_by")?,
            rules: number("rules")?,
            correlations: number("correlations")?,
            unusable: number("unusable")?,
            folder: text("folder").filter(|folder| is_plain(folder))?,
            files: files.collect::<Option<_>>()?,
        };
        let is_whole = text("sha256")? == manifest.digest().to_hex();
        (all.get("format")?.as_u64() == Some(1) && is_whole).then_some(manifest)
    }
}

fn file(value: &Value) -> Option<ManifestFile> {
    let text = |key: &str| value.get(key)?.as_str().map(str::to_owned);
    Some(ManifestFile {
        name: text("name")?,
        kept_as: text("kept_as").filter(|name| is_plain(name))?,
        sha256: Digest::parse(&text("sha256")?)?,
    })
}

/// Whether it is the name of a file or folder and no way out of one.
fn is_plain(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    !name.is_empty() && !name.starts_with('.') && name.bytes().all(plain)
}
