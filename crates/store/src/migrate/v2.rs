//! Version 2 of the schema: accounts and what goes with them.
//!
//! These tables are ordinary ones, changed in place and not bound to the
//! ledger: who may sign in is no proof of anything. What people did is in the
//! ledger's leaves (by id) and in `audit`. Secrets stand here only as SHA-256,
//! passwords only as argon2id.

/// The statements that make version 2 out of version 1.
pub(crate) const STATEMENTS: &[&str] = &[
    "CREATE TABLE accounts (
        id {bytes} NOT NULL PRIMARY KEY, login TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
        password TEXT, totp_secret {bytes}, totp_pending {bytes}, totp_last_step BIGINT,
        disabled_at BIGINT, created_at BIGINT NOT NULL)",
    // The holder is an account or a token; an empty unit is the whole organisation.
    "CREATE TABLE grants (
        holder {bytes} NOT NULL, role TEXT NOT NULL, unit TEXT NOT NULL,
        PRIMARY KEY (holder, role, unit))",
    "CREATE TABLE sessions (
        id {bytes} NOT NULL PRIMARY KEY, secret {bytes} NOT NULL UNIQUE, account {bytes} NOT NULL,
        created_at BIGINT NOT NULL, last_seen_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
        user_agent TEXT NOT NULL, address TEXT NOT NULL)",
    "CREATE INDEX sessions_by_account ON sessions (account)",
    // Addresses a person has signed in from: others' failures do not bar them there.
    "CREATE TABLE known_addresses (
        account {bytes} NOT NULL, address TEXT NOT NULL, last_at BIGINT NOT NULL,
        PRIMARY KEY (account, address))",
    "CREATE TABLE one_time_links (
        id {bytes} NOT NULL PRIMARY KEY, secret {bytes} NOT NULL UNIQUE, purpose TEXT NOT NULL,
        account {bytes}, created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, used_at BIGINT)",
    "CREATE TABLE tokens (
        id {bytes} NOT NULL PRIMARY KEY, secret {bytes} NOT NULL UNIQUE, name TEXT NOT NULL,
        created_by TEXT NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT,
        revoked_at BIGINT)",
    "CREATE TABLE unit_links (
        id {bytes} NOT NULL PRIMARY KEY, secret {bytes} NOT NULL UNIQUE, directive {bytes} NOT NULL,
        unit TEXT NOT NULL, created_by TEXT NOT NULL, created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL, revoked_at BIGINT)",
    "CREATE INDEX unit_links_by_unit ON unit_links (directive, unit)",
    "CREATE TABLE sign_in_failures (
        counter TEXT NOT NULL PRIMARY KEY, failures BIGINT NOT NULL, last_at BIGINT NOT NULL,
        until BIGINT NOT NULL)",
    "CREATE TABLE audit (
        id {bytes} NOT NULL PRIMARY KEY, at BIGINT NOT NULL, actor TEXT NOT NULL,
        action TEXT NOT NULL, target TEXT, old TEXT, new TEXT, address TEXT)",
];
