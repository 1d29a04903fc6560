//! The use cases from outside, on a real store in a temporary folder.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "test code may stop at the first surprise; clippy.toml covers only functions marked as tests"
)]

mod desk;
mod drafts;
mod enclosures;
mod events;
mod first_steps;
mod imports;
mod links;
mod live;
mod live_jobs;
mod live_speed;
mod office;
mod own;
mod policy;
mod rights;
mod scope;
mod sessions;
mod sign_in;
mod tokens;
mod town;
