//! Lines for the person at the terminal.
//!
//! The only place of this crate that writes to stdout and stderr. A closed pipe
//! is not an error worth reporting: nobody is left to read it.

use std::io::Write as _;

/// Writes a line to stdout.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    drop(writeln!(out, "{line}").and_then(|()| out.flush()));
}

/// Writes a line to stderr.
pub(crate) fn complain(line: &str) {
    drop(writeln!(std::io::stderr().lock(), "{line}"));
}
