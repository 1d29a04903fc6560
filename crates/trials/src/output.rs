//! Lines for the person at the terminal; the only place that writes to stdout and stderr.

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
