//! Where an organisation's events live: a durable intake log that a sender's
//! "received" waits for, an event table (Delta Lake on local disk, Parquet
//! files any engine reads), and the queries over it.
//!
//! It decides nothing, knows no users and speaks no HTTP: whose events a
//! viewer may see comes in as a list of units.

pub mod intake;
pub mod query;
pub mod table;
