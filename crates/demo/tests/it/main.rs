//! What a user of the demo would notice: the folder, the letters, the portals, the history.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that can't go on fails; what shared functions do is part of the tests"
)]

mod folder;
mod letters;
mod portals;
mod province;
mod story;
