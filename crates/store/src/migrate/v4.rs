//! Step 4: up to where the results of each directive are complete.

/// The statements of this step.
pub(crate) const STATEMENTS: &[&str] = &["CREATE TABLE judged (
        directive {bytes} NOT NULL PRIMARY KEY, fingerprint {bytes} NOT NULL,
        revision BIGINT NOT NULL, facts_seq BIGINT NOT NULL, leaves BIGINT NOT NULL)"];
