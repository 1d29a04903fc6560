//! The crate from outside: the intake log against broken disks and sudden ends,
//! the table as other programs read it, and the room it takes.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that can't go on fails; what shared functions do is part of the tests"
)]

mod firewall;
mod intake;
mod readers;
