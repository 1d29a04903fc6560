//! Step 6: what sends events, the alerts that come of them, and hunting in what is kept.
//!
//! These tables are ordinary ones, changed in place and not bound to the ledger: an alert's findings can be found
//! again in the events, and what people did to it stands in `audit`. `events_taken` is changed in the transaction of
//! the alerts, so that the same records taken twice count once; so is `event_judgings`, for what is judged again later.

/// The statements of this step.
pub(crate) const STATEMENTS: &[&str] = &[
    "CREATE TABLE event_sources (
        id {bytes} NOT NULL PRIMARY KEY, key_text TEXT NOT NULL UNIQUE, name TEXT, unit TEXT,
        class TEXT NOT NULL, systems TEXT NOT NULL, door TEXT NOT NULL, state TEXT NOT NULL,
        first_seen BIGINT NOT NULL, last_seen BIGINT NOT NULL, events BIGINT NOT NULL,
        pause_us BIGINT NOT NULL, silent_since BIGINT, token {bytes} UNIQUE,
        adopted_at BIGINT, adopted_by TEXT, revision BIGINT NOT NULL)",
    "CREATE TABLE events_taken (writer TEXT NOT NULL PRIMARY KEY, position BIGINT NOT NULL)",
    "CREATE TABLE alerts (
        id {bytes} NOT NULL PRIMARY KEY, kind TEXT NOT NULL, rule TEXT NOT NULL, title TEXT NOT NULL,
        title_en TEXT NOT NULL, severity TEXT NOT NULL, rank BIGINT NOT NULL, unit TEXT, host TEXT,
        key_text TEXT, source TEXT NOT NULL, first_at BIGINT NOT NULL, last_at BIGINT NOT NULL,
        findings BIGINT NOT NULL, reopened BIGINT NOT NULL, state TEXT NOT NULL, since BIGINT NOT NULL,
        raised_at BIGINT NOT NULL, seen_at BIGINT, changed_by TEXT, outcome TEXT, reason TEXT, events {bytes} NOT NULL, revision BIGINT NOT NULL)",
    "CREATE INDEX alerts_by_time ON alerts (last_at, id)",
    "CREATE INDEX alerts_by_state ON alerts (state, last_at)",
    "CREATE INDEX alerts_by_unit ON alerts (unit, last_at)",
    "CREATE TABLE suppressions (
        id {bytes} NOT NULL PRIMARY KEY, rule TEXT, host TEXT, key_text TEXT, unit TEXT,
        reason TEXT NOT NULL, from_at BIGINT NOT NULL, until_at BIGINT NOT NULL, made_by TEXT NOT NULL,
        ended_by TEXT, silenced BIGINT NOT NULL)",
    "CREATE TABLE saved_searches (
        id {bytes} NOT NULL PRIMARY KEY, name TEXT NOT NULL, query TEXT NOT NULL, span TEXT NOT NULL,
        unit TEXT, owner TEXT NOT NULL, saved_at BIGINT NOT NULL)",
    "CREATE TABLE event_hunts (
        id {bytes} NOT NULL PRIMARY KEY, hypothesis TEXT NOT NULL, query TEXT NOT NULL, unit TEXT,
        from_at BIGINT NOT NULL, to_at BIGINT NOT NULL, found BIGINT NOT NULL, conclusion TEXT,
        findings BIGINT NOT NULL, disposed BIGINT NOT NULL, made_by TEXT NOT NULL, made_at BIGINT NOT NULL, concluded_by TEXT, concluded_at BIGINT,
        revision BIGINT NOT NULL)",
    "CREATE TABLE retro_hunts (
        id {bytes} NOT NULL PRIMARY KEY, what TEXT NOT NULL, from_at BIGINT NOT NULL, to_at BIGINT NOT NULL,
        done_to BIGINT NOT NULL, state TEXT NOT NULL, events BIGINT NOT NULL, found BIGINT NOT NULL,
        judged {bytes} NOT NULL, note TEXT, made_by TEXT NOT NULL, made_at BIGINT NOT NULL,
        changed_at BIGINT NOT NULL)",
    "CREATE TABLE event_judgings (
        writer TEXT NOT NULL, position BIGINT NOT NULL, lists TEXT NOT NULL, rules {bytes} NOT NULL,
        PRIMARY KEY (writer, position))",
];
