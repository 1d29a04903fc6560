//! Version 3 of the schema: drafts of readings, the organisation's settings and reopened returns.
//!
//! A draft is work in progress and is changed in place, guarded by its revision; what it leads to (a
//! confirmed directive and the file of the reading) is bound to the ledger. Settings and reopenings are
//! bound themselves, so every change of a threshold shows.

/// The statements that make version 3 out of version 2.
pub(crate) const STATEMENTS: &[&str] = &[
    "CREATE TABLE drafts (
        id {bytes} PRIMARY KEY, sha256 {bytes} NOT NULL, file_name TEXT NOT NULL,
        uploaded_by TEXT NOT NULL, uploaded_at BIGINT NOT NULL, source_text TEXT NOT NULL,
        body TEXT NOT NULL, corrections TEXT NOT NULL, revision BIGINT NOT NULL,
        state TEXT NOT NULL, directive {bytes}, changed_at BIGINT NOT NULL)",
    "CREATE INDEX drafts_by_file ON drafts (sha256, uploaded_at)",
    "CREATE TABLE settings (
        leaf_seq {key}, recorded_at BIGINT NOT NULL, salt {bytes} NOT NULL,
        key_name TEXT NOT NULL, value_text TEXT NOT NULL, revision BIGINT NOT NULL,
        changed_by TEXT NOT NULL, reason TEXT NOT NULL)",
    "CREATE UNIQUE INDEX settings_by_key ON settings (key_name, revision)",
    "CREATE TABLE reopenings (
        leaf_seq {key}, recorded_at BIGINT NOT NULL, salt {bytes} NOT NULL,
        directive {bytes} NOT NULL, unit TEXT NOT NULL, reopened_at BIGINT NOT NULL,
        reopened_by TEXT NOT NULL, reason TEXT NOT NULL)",
    "CREATE INDEX reopenings_by_key ON reopenings (directive, unit, leaf_seq)",
];
