//! The doors of Khiên: the pages people use, the API of programs, the intake of logs, and the way out to portals.
//! No SQL, no rules and no decisions: a page reads a request, calls a use case
//! of the engine and shows what it answered.

pub mod api;
pub mod fetch;
pub mod intake;
mod status;
pub mod web;
