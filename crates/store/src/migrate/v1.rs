//! Version 1 of the schema.
//!
//! Instants are microseconds since 1970 UTC (BIGINT), ids 16 bytes, digests 32.
//! Every bound table has `leaf_seq` (position of its leaf), `recorded_at` and
//! `salt`. `{key}` and `{bytes}` are put into the engine's words.

/// The statements that make version 1 out of nothing.
pub(crate) const STATEMENTS: &[&str] = &[
    "CREATE TABLE ledger_leaves (seq {key}, leaf {bytes} NOT NULL)",
    "CREATE TABLE ledger_heads (
        size {key}, at BIGINT NOT NULL, root {bytes} NOT NULL,
        frontier {bytes} NOT NULL, note TEXT NOT NULL)",
    "CREATE TABLE sources (
        leaf_seq {key}, recorded_at BIGINT NOT NULL, salt {bytes} NOT NULL,
        id {bytes} NOT NULL UNIQUE, code TEXT NOT NULL, unit TEXT, kind TEXT NOT NULL,
        basis TEXT NOT NULL, title TEXT, file_name TEXT, sha256 {bytes},
        generated_at BIGINT, period_from BIGINT, period_to BIGINT, row_count BIGINT,
        person TEXT, inserted BIGINT NOT NULL, unchanged BIGINT NOT NULL,
        facts_digest {bytes} NOT NULL)",
    "CREATE INDEX sources_by_file ON sources (sha256, kind)",
    "CREATE TABLE facts (
        seq {key}, fact_id {bytes} NOT NULL UNIQUE, table_name TEXT NOT NULL,
        code TEXT NOT NULL, unit TEXT, source_id {bytes} NOT NULL,
        occurred_at BIGINT, recorded_at BIGINT NOT NULL, supersedes {bytes},
        retracted BOOLEAN NOT NULL, salt {bytes} NOT NULL, body TEXT NOT NULL)",
    "CREATE INDEX facts_by_key ON facts (table_name, code, seq, recorded_at)",
    "CREATE INDEX facts_by_unit ON facts (unit, table_name, code, recorded_at)",
    "CREATE TABLE dirty (
        unit TEXT NOT NULL, kind TEXT NOT NULL, mark BIGINT NOT NULL,
        PRIMARY KEY (unit, kind))",
    "CREATE TABLE directives (
        leaf_seq {key}, recorded_at BIGINT NOT NULL, salt {bytes} NOT NULL,
        id {bytes} NOT NULL, sha256 {bytes} NOT NULL, file_name TEXT NOT NULL,
        received_at BIGINT NOT NULL, watch_from BIGINT, watch_to BIGINT,
        confirmed_by TEXT, body TEXT NOT NULL)",
    "CREATE INDEX directives_by_id ON directives (id, leaf_seq)",
    "CREATE TABLE judgements (
        leaf_seq {key}, recorded_at BIGINT NOT NULL, salt {bytes} NOT NULL,
        directive {bytes} NOT NULL, obligation TEXT NOT NULL, unit TEXT NOT NULL,
        measure TEXT NOT NULL, status TEXT NOT NULL, basis TEXT, is_final BOOLEAN NOT NULL,
        as_of BIGINT NOT NULL, changes_at BIGINT, body TEXT NOT NULL)",
    "CREATE INDEX judgements_by_key
        ON judgements (directive, unit, obligation, measure, leaf_seq)",
    "CREATE INDEX judgements_by_change ON judgements (changes_at)",
    "CREATE TABLE statements (
        leaf_seq {key}, recorded_at BIGINT NOT NULL, salt {bytes} NOT NULL,
        id {bytes} NOT NULL UNIQUE, directive {bytes} NOT NULL, obligation TEXT NOT NULL,
        unit TEXT NOT NULL, measure TEXT NOT NULL, person TEXT NOT NULL,
        status TEXT NOT NULL, statement TEXT NOT NULL, sha256 {bytes},
        occurred_at BIGINT NOT NULL, expires_at BIGINT)",
    "CREATE INDEX statements_by_key ON statements (directive, unit, leaf_seq)",
    "CREATE TABLE returns (
        leaf_seq {key}, recorded_at BIGINT NOT NULL, salt {bytes} NOT NULL,
        directive {bytes} NOT NULL, unit TEXT NOT NULL, closed_at BIGINT NOT NULL,
        closed_by TEXT NOT NULL)",
    "CREATE INDEX returns_by_key ON returns (directive, unit, leaf_seq)",
    "CREATE TABLE cutoffs (
        leaf_seq {key}, recorded_at BIGINT NOT NULL, salt {bytes} NOT NULL,
        id {bytes} NOT NULL UNIQUE, directive {bytes} NOT NULL, as_of BIGINT NOT NULL,
        sha256 {bytes} NOT NULL, body TEXT NOT NULL)",
    "CREATE INDEX cutoffs_by_directive ON cutoffs (directive, leaf_seq)",
    "CREATE TABLE reports (
        leaf_seq {key}, recorded_at BIGINT NOT NULL, salt {bytes} NOT NULL,
        id {bytes} NOT NULL UNIQUE, directive {bytes} NOT NULL, cutoff {bytes},
        file_name TEXT NOT NULL, sha256 {bytes} NOT NULL)",
    "CREATE INDEX reports_by_directive ON reports (directive, leaf_seq)",
    "CREATE TABLE files (
        leaf_seq {key}, recorded_at BIGINT NOT NULL, salt {bytes} NOT NULL,
        sha256 {bytes} NOT NULL, name TEXT NOT NULL, purpose TEXT NOT NULL,
        size BIGINT NOT NULL)",
    "CREATE INDEX files_by_hash ON files (sha256)",
];
