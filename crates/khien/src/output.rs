//! All output: results on stdout, everything else on stderr.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is the one module that prints"
)]

use engine::EngineError;
use lang::Lang;
use std::io::{self, IsTerminal as _, Write as _};

/// A line of a result.
pub(crate) fn line(text: &str) {
    // A closed pipe (`| head`) ends the output, not the work.
    let _closed = writeln!(io::stdout(), "{text}").is_err();
}

/// A piece of a result that is a file; whether anybody still reads.
pub(crate) fn bytes(piece: &[u8]) -> bool {
    let mut stdout = io::stdout();
    stdout
        .write_all(piece)
        .and_then(|()| stdout.flush())
        .is_ok()
}

/// A text of others, such as a log or the name of a file, as part of a line: control
/// characters, which could command the terminal, become spaces.
pub(crate) fn clean(text: &str) -> String {
    let blank = |c: char| if c.is_control() { ' ' } else { c };
    text.chars().map(blank).collect()
}

/// A result as one line of JSON.
pub(crate) fn json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    line(&serde_json::to_string(value)?);
    Ok(())
}

/// Something to know that is no result.
pub(crate) fn note(text: &str) {
    let _closed = writeln!(io::stderr(), "{text}").is_err();
}

/// Why the work failed, in the reader's language where the engine says it in both.
pub(crate) fn error(lang: Lang, error: &anyhow::Error) {
    let told = error.chain().map(|cause| {
        let engine = cause.downcast_ref::<EngineError>();
        let told = engine.and_then(EngineError::told);
        told.map_or_else(|| cause.to_string(), |told| told.of(lang).to_owned())
    });
    let told: Vec<String> = told.collect();
    let head = match lang {
        Lang::Vi => "lỗi",
        Lang::En => "error",
    };
    note(&format!("{head}: {}", told.join(": ")));
}

/// Whether people read stdout.
pub(crate) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Whether people read stderr.
pub(crate) fn is_error_terminal() -> bool {
    io::stderr().is_terminal()
}

/// Writes over the last line of stderr.
pub(crate) fn redraw(text: &str) {
    let mut stderr = io::stderr();
    let _closed = write!(stderr, "\r\x1b[2K{text}")
        .and_then(|()| stderr.flush())
        .is_err();
}
