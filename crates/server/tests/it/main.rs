//! The site asked as a browser would, without sockets.

mod accounts;
mod basics;
mod rights;
mod script;
mod world;
