//! Documents in and out: directives read, fact tables read, reports written.
//!
//! Bytes in, values out; no network, no processes, no decisions.

pub mod classify;
pub mod read;
pub mod report;
pub mod tables;
