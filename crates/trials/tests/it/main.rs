//! The crates against other programs that do the same.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "test code may stop at the first surprise; clippy.toml covers only functions marked as tests"
)]

mod oracle;
