//! The event table.

mod columns;
mod error;

pub use columns::{DAY, RETENTION, schema};
pub use error::LakeError;
