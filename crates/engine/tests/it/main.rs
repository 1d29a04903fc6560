//! The use cases from outside, on a real store in a temporary folder.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "test code may stop at the first surprise; clippy.toml covers only functions marked as tests"
)]

mod desk;
mod links;
mod own;
mod scope;
mod sessions;
mod sign_in;
mod tokens;
