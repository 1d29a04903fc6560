//! Accounts and what lets somebody in: grants, sessions, one-time links,
//! tokens, links of units, counters of failures, and the audit.
//!
//! Ordinary rows, changed in place through a [`crate::Tx`] and not bound to the
//! ledger. The store hashes nothing and decides nothing: secrets come in as
//! SHA-256, passwords as PHC strings, instants with the transaction.

mod account;
mod address;
mod audit;
mod failures;
mod grants;
mod links;
mod sessions;
mod tokens;
mod unit_links;

pub use account::Account;
pub use audit::{AuditEntry, AuditFilter, AuditWords};
pub use failures::Counter;
pub use grants::Grant;
pub use links::{LinkPurpose, OneTimeLink};
pub use sessions::Session;
pub use tokens::Token;
pub use unit_links::UnitLink;
