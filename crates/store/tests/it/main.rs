//! The store from outside, on SQLite and on a real PostgreSQL.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::string_slice,
    reason = "a test that can't go on fails; what shared functions do is part of the tests"
)]

mod accounts;
mod backup;
mod drafts;
mod engines;
mod events;
mod facts;
mod fixture;
mod judged;
mod judgements;
mod ledger;
mod postgres;
mod records;
mod repeats;
mod sample;
mod tampering;
mod transactions;
