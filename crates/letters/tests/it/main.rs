//! Reading directives from the outside: whole documents in, JSON out.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that panics has failed, which is what it is for"
)]

mod calendar;
mod docx;
mod fixtures;
mod hostile;
mod pdf;
mod preamble;
mod seeds;
