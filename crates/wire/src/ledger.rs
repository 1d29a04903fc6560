//! Ledger leaves, version 1: what an entry of the ledger says.
//!
//! A leaf is canonical JSON (RFC 8785) of [`Leaf`]. It holds ids, codes and
//! one salted hash, never a name or free text, so that what it stands for can
//! be erased later without breaking the ledger. The leaf hash is that of
//! RFC 6962: `SHA-256(0x00 ‖ bytes)`.
//!
//! # The salted hash `row`
//!
//! Every leaf stands for one row of the control plane and names it by
//! `SHA-256("khien.row.v1\n" ‖ table ‖ "\n" ‖ salt ‖ recorded_at ‖ fields)`, 64
//! lower-case hex digits, with the 16 random bytes of salt kept in the row.
//! Fields come in the order below, an instant being microseconds since 1970
//! UTC: text and bytes as length (8 bytes, big endian) and content; a number or
//! an instant as 8 bytes big endian; an optional field as one byte 0, or 1 and
//! the field; a truth value as one byte. Ids are their 16 bytes, digests their
//! 32 bytes, both written as bytes.
//!
//! | kind | table | fields |
//! |---|---|---|
//! | `import` | `sources` | id, code, unit?, kind, basis, title?, file name?, sha256?, generated at?, period from?, period to?, rows?, person?, new facts, known facts, digest of the new facts |
//! | `directive` | `directives` | id, sha256, file name, received at, watch from?, watch to?, confirmed by?, body |
//! | `status_changed`, `judged_again` | `judgements` | directive, obligation, unit, measure, status, basis?, final, as of, changes at?, body |
//! | `statement` | `statements` | id, directive, obligation, unit, measure, person, status, text, sha256?, occurred at, expires at? |
//! | `return_closed` | `returns` | directive, unit, closed at, closed by |
//! | `cut_off` | `cutoffs` | id, directive, as of, sha256 of the snapshot |
//! | `report` | `reports` | id, directive, cut-off?, file name, sha256 |
//! | `file` | `files` | sha256, name, purpose, size |
//! | `setting` | `settings` | key, value, revision, changed by, reason |
//! | `return_reopened` | `reopenings` | directive, unit, reopened at, reopened by, reason |
//!
//! The digest of the new facts is SHA-256 over their salted hashes in order;
//! that of a fact has table `facts` and the fields id, table, code, unit?,
//! source, occurred at?, superseded id?, retracted, body.
//!
//! This module has the form of leaves only: the tree, its signature and its
//! verification are elsewhere.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The version of the form.
pub const VERSION: u8 = 1;

/// What an entry is about. The list is open: a reader keeps words it does not know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeafKind {
    /// Facts of one source came in.
    Import,
    /// A directive was confirmed or its confirmation corrected.
    Directive,
    /// The status of a duty is another than before, or its first.
    StatusChanged,
    /// The status of a duty stayed, its figures or reasons changed.
    JudgedAgain,
    /// A person stated something.
    Statement,
    /// A unit closed its return.
    ReturnClosed,
    /// A snapshot was frozen.
    CutOff,
    /// A report was written.
    Report,
    /// A file was kept.
    File,
    /// A threshold or other setting of the organisation was changed; `id` is its key.
    Setting,
    /// A closed return was opened again.
    ReturnReopened,
    /// A word of a later program.
    #[serde(untagged)]
    Other(String),
}

/// One entry of the ledger. Fields that do not apply are absent in the JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaf {
    /// [`VERSION`].
    pub v: u8,
    /// Position in the ledger, from 0; below 2⁵³.
    pub seq: u64,
    /// When it was recorded, RFC 3339 UTC to the microsecond.
    #[serde(with = "instant")]
    pub at: Timestamp,
    /// What it is about.
    pub kind: LeafKind,
    /// Salted hash of the row it stands for, 64 lower-case hex digits.
    pub row: String,
    /// Id of the row, where it has one of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Id of the directive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directive: Option<String>,
    /// Printed path of the obligation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub obligation: Option<String>,
    /// Code of the unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Id of the measure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<String>,
    /// The status now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The status before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_before: Option<String>,
    /// How well it is founded, `A` to `D`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// The actor: `local`, the name of a job, the id of an account, `token:ID` or `link:ID`; never a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// Why bytes are no leaf, or a leaf has no bytes.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LeafFormError {
    /// Not the JSON of a leaf.
    #[error("not a ledger leaf: {0}")]
    Json(#[from] serde_json::Error),
    /// A version this program does not know.
    #[error("a ledger leaf of version {0}")]
    Version(u8),
    /// The same content, but not written canonically (RFC 8785).
    #[error("a ledger leaf that is not in canonical form")]
    NotCanonical,
}

impl Leaf {
    /// A leaf at a position and an instant, for a row of this salted hash.
    #[must_use]
    pub fn new(kind: LeafKind, seq: u64, at: Timestamp, row: impl Into<String>) -> Self {
        Self {
            v: VERSION,
            seq,
            at,
            kind,
            row: row.into(),
            id: None,
            directive: None,
            obligation: None,
            unit: None,
            measure: None,
            status: None,
            status_before: None,
            basis: None,
            by: None,
        }
    }

    /// The canonical bytes that enter the tree.
    ///
    /// # Errors
    /// [`LeafFormError::Json`]; no leaf made by this type gives one.
    pub fn to_bytes(&self) -> Result<Vec<u8>, LeafFormError> {
        Ok(serde_jcs::to_vec(self)?)
    }

    /// Reads a leaf.
    ///
    /// # Errors
    /// When the bytes are not exactly what [`Self::to_bytes`] gives for a leaf
    /// of a known version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LeafFormError> {
        let leaf: Self = serde_json::from_slice(bytes)?;
        if leaf.v != VERSION {
            return Err(LeafFormError::Version(leaf.v));
        }
        if leaf.to_bytes()? != bytes {
            return Err(LeafFormError::NotCanonical);
        }
        Ok(leaf)
    }
}

mod instant {
    use jiff::Timestamp;
    use serde::{Deserialize as _, Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(at: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(at)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
        String::deserialize(from)?
            .parse()
            .map_err(|_| de::Error::custom("not an instant of RFC 3339"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf() -> Leaf {
        Leaf {
            directive: Some("0190a5c0-0000-7000-8000-000000000001".into()),
            obligation: Some("1.b".into()),
            unit: Some("ubnd-phuong-1".into()),
            measure: Some("duty.roster_24x7".into()),
            status: Some("not_met".into()),
            status_before: Some("met".into()),
            ..Leaf::new(
                LeafKind::StatusChanged,
                7,
                "2024-02-08T19:30:00.000001+07:00".parse().unwrap(),
                "ab".repeat(32),
            )
        }
    }

    #[test]
    fn the_bytes_are_these() {
        let bytes = leaf().to_bytes().unwrap();
        let expected = [
            r#"{"at":"2024-02-08T12:30:00.000001Z","#,
            r#""directive":"0190a5c0-0000-7000-8000-000000000001","#,
            r#""kind":"status_changed","measure":"duty.roster_24x7","obligation":"1.b","#,
            r#""row":"abababababababababababababababababababababababababababababababab","#,
            r#""seq":7,"status":"not_met","status_before":"met","unit":"ubnd-phuong-1","v":1}"#,
        ];
        assert_eq!(String::from_utf8(bytes).unwrap(), expected.concat());
    }

    #[test]
    fn what_was_written_is_read_and_unknown_kinds_are_kept() {
        let first = leaf();
        let read = Leaf::from_bytes(&first.to_bytes().unwrap()).unwrap();
        assert_eq!(read, first);
        let later = Leaf {
            kind: LeafKind::Other("drill".into()),
            ..leaf()
        };
        let read = Leaf::from_bytes(&later.to_bytes().unwrap()).unwrap();
        assert_eq!(read.kind, LeafKind::Other("drill".into()));
    }

    #[test]
    fn anything_but_the_canonical_bytes_of_a_known_version_is_refused() {
        let text = String::from_utf8(leaf().to_bytes().unwrap()).unwrap();
        for (from, to, why) in [
            ("\"v\":1", "\"v\":2", "a ledger leaf of version 2"),
            (
                "\"seq\":7",
                "\"seq\": 7",
                "a ledger leaf that is not in canonical form",
            ),
            (
                "12:30:00.000001Z",
                "12:30:00.0000010Z",
                "a ledger leaf that is not in canonical form",
            ),
        ] {
            let error = Leaf::from_bytes(text.replacen(from, to, 1).as_bytes()).unwrap_err();
            assert_eq!(error.to_string(), why);
        }
        assert!(Leaf::from_bytes(text.replace("\"unit\"", "\"name\"").as_bytes()).is_err());
        assert!(Leaf::from_bytes(b"").is_err());
    }
}
