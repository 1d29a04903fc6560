//! Doors: everything that opens a socket. Now only the way out, which fetches
//! pages of registered portals for the engine.

pub mod fetch;
