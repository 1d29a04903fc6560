//! The program as a user runs it.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "test code may stop at the first surprise; clippy.toml covers only functions marked as tests"
)]

mod again;
mod change;
mod demo;
mod kill;
mod manual;
mod policy;
mod program;
mod user;
