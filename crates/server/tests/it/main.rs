//! The site asked as a browser would, without sockets.

#![expect(
    clippy::unwrap_used,
    reason = "a test that can't go on fails; what shared functions do is part of the tests"
)]

mod answers;
mod board;
mod guards;
mod imports;
mod letters;
mod proof;
mod world;
