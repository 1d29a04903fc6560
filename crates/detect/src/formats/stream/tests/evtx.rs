//! Event logs of Windows, beside what the crate reads on its own.
