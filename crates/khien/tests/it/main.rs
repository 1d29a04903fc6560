//! The program as a user runs it.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "test code may stop at the first surprise; clippy.toml covers only functions marked as tests"
)]

mod again;
mod backup;
mod botnet;
mod change;
mod config;
mod demo;
mod documents;
mod follow;
mod hold;
mod hunt;
mod intake;
mod kill;
mod manual;
mod papers;
mod policy;
mod program;
mod province;
mod rules;
mod telemetry;
mod user;
mod walk;
