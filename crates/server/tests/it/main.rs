//! The site asked as a browser would, without sockets.
//! The site from outside: its router on a real store in a temporary folder, without sockets.

#![expect(
    clippy::unwrap_used,
    reason = "a test that can't go on fails; what shared functions do is part of the tests"
)]

mod answers;
mod proof;
mod world;
