//! The site asked as a browser would, without sockets.

#![expect(
    clippy::unwrap_used,
    reason = "a test that can't go on fails; what shared functions do is part of the tests"
)]

mod answers;
mod api;
mod board;
mod events;
mod guards;
mod imports;
mod intake;
mod kept;
mod letters;
mod proof;
mod rules;
mod settings;
#[allow(
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "what is missing fails the test, as it should"
)]
mod world;
