//! Tests of the lake from outside: other programs read what it writes, and the
//! room it takes.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a test that can't go on fails; the invented lines take small numbers apart"
)]

mod firewall;
mod readers;
