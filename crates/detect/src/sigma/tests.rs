//! The whole way: rule files and events in, matches out.

mod alike;
mod origins;
mod public;
mod refused;
