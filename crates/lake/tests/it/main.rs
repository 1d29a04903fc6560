//! The crate from outside: the intake log and the table against broken disks and
//! sudden ends, the table as other programs read it, and the room it takes.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a test that can't go on fails; what shared functions do is part of the tests; invented lines take small numbers apart"
)]

mod firewall;
mod intake;
mod readers;
mod table_faults;
