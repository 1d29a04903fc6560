//! The use cases from outside, on a real store in a temporary folder.

#![expect(
    clippy::unwrap_used,
    reason = "a test that can't go on fails; what shared functions do is part of the tests"
)]

mod live;
mod live_jobs;
mod live_speed;
mod town;
