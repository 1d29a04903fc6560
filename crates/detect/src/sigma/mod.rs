//! Sigma: rules over events, as the specification 2.1 defines them.
//!
//! A rule file goes through `yaml`, `modifiers` and `condition` into the
//! form it was written in (`rule`), then through `compile` and `index`
//! into the form that runs (`run`). `reference` evaluates the written form
//! slowly and obviously; tests hold the two against each other.
//!
//! Differences that the specification leaves open: letters of both cases are
//! one by Unicode's simple rules, a field that is `null` is absent, a field with several values fits
//! when one of them does, `neq` is the negation of the whole line.
//!
//! What this is not: it reads no files, knows no time but that of events, and
//! opens no alerts.

mod compile;
mod condition;
mod correlation;
mod explain;
mod found;
mod index;
mod logsource;
mod modifiers;
mod needs;
mod pattern;
mod problem;
mod read;
mod reference;
mod rule;
mod run;
mod scratch;
mod set;
mod yaml;

#[cfg(test)]
mod tests;

pub use correlation::{
    Correlated, Correlator, Limits as CorrelationLimits, Loss as CorrelationLoss,
    Losses as CorrelationLosses, RecordRef, Sighting,
};
pub use explain::{Explanation, Line};
pub use modifiers::Placeholders;
pub use problem::{Problem, Reason};
pub use rule::{Level, LogSource, Meta};
pub use scratch::Scratch;
pub use set::{FileProblem, RuleSet, RuleSetBuilder};
