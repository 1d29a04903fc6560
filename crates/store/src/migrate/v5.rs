//! Step 5: requests that a program may send twice, with what was answered.

/// The statements of this step.
pub(crate) const STATEMENTS: &[&str] = &[
    "CREATE TABLE repeats (
        name {bytes} NOT NULL PRIMARY KEY, content {bytes} NOT NULL,
        begun_at BIGINT NOT NULL, answer TEXT)",
    "CREATE INDEX repeats_by_time ON repeats (begun_at)",
];
