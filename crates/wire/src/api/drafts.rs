//! Letters that were brought in and wait for a person.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A letter that was read and is not in force by that.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DraftV1 {
    /// Its id.
    pub id: String,
    /// `reading` waits for a person, `confirmed` is in force, `dropped` was put away.
    pub state: String,
    /// The directive it became, once confirmed.
    pub directive: Option<String>,
    /// Its subject, as read and corrected.
    pub subject: Option<String>,
    /// Name of the file.
    pub file_name: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// When it was brought in.
    pub uploaded_at: Timestamp,
    /// How many readings wait for a person to confirm them.
    pub open_readings: usize,
}
