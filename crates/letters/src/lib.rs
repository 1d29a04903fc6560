//! Documents in and out: directives and fact tables read, reports and other papers written.
//!
//! Bytes in, values out; no network, no processes, no decisions.

pub mod classify;
mod layout;
pub mod papers;
pub mod read;
pub mod report;
pub mod tables;
