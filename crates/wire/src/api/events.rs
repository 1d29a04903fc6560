//! Answers to senders of events.

use serde::Serialize;
use utoipa::ToSchema;

/// What was taken of a request.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct EventsTakenV1 {
    /// Records that are safe on disk.
    pub accepted: u64,
    /// Those among them of which only the beginning was kept.
    pub cut: u64,
}
