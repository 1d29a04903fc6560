//! The whole way: rule files and events in, matches out.

mod alike;
mod public;
