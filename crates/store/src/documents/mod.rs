//! Files whose hash stands in the ledger: reports that were written, and files
//! that were kept (letters, exports, proofs).
//!
//! The content is in [`crate::FileStore`]; here is that it was there, when, and
//! what for. The verification reads every kept file again.

mod kept_file;
mod report;

pub use kept_file::KeptFile;
pub(crate) use kept_file::row as kept_file_row;
pub use report::Report;
