//! Step 7: how much each rule and list finds, a day a row.
//!
//! Counted in the transaction of the alerts, so that the same records taken twice count once.

/// The statements of this step.
pub(crate) const STATEMENTS: &[&str] = &[
    "CREATE TABLE rule_days (
        rule TEXT NOT NULL, day BIGINT NOT NULL, findings BIGINT NOT NULL, silenced BIGINT NOT NULL,
        PRIMARY KEY (rule, day))",
    "CREATE INDEX rule_days_by_day ON rule_days (day)",
    "CREATE INDEX alerts_by_rule ON alerts (rule, last_at)",
];
