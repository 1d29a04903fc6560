//! The child's side: limits on itself, then the words of one document from its
//! standard input, or one of the tools of recognition in its place.
//!
//! Limits are the first thing it does; they hold for what it becomes too.

use super::message;
use std::ffi::OsString;
use std::io::{Read, Write};

/// Most memory for data, in megabytes: of the reader, of a tool.
///
/// Data and not address space is limited, because a program's own file, mapped to be run, counts
/// towards the latter and is large in a debug build.
const MEMORY_MB: u64 = 256;
/// Most seconds of work for taking the words out of a document.
const EXTRACT_CPU_S: u64 = 4;
/// Most seconds of work of a tool on one page.
const TOOL_CPU_S: u64 = 60;
/// Largest file a tool may write: one page drawn.
const TOOL_FILE_MB: u64 = 64;
/// Longest document; the reader has the same limit.
const INPUT_MAX: u64 = 20 * 1024 * 1024 + 1;
/// Stack of the thread that reads, for documents nested deep.
const STACK_BYTES: usize = 16 * 1024 * 1024;

/// Tools a child may turn into; nothing else.
pub const TOOLS: [&str; 2] = ["pdftoppm", "tesseract"];

/// Reads a document from `input` and writes its words, or why there are none, to `output`.
///
/// # Errors
/// When a limit can't be set, or input or output broke off.
pub fn extract(name: String, mut input: impl Read, mut output: impl Write) -> std::io::Result<()> {
    limit(EXTRACT_CPU_S, 0)?;
    let mut bytes = Vec::new();
    input.by_ref().take(INPUT_MAX).read_to_end(&mut bytes)?;
    let work = move || message::write(&letters::read::extract(&name, &bytes));
    let words = std::thread::Builder::new()
        .stack_size(STACK_BYTES)
        .spawn(work)?
        .join()
        .map_err(|_| std::io::Error::other("the reader fell over"))?;
    output.write_all(words.as_bytes())?;
    output.flush()
}

/// Becomes one of [`TOOLS`] under the limits; comes back only when that failed.
#[cfg(unix)]
#[must_use]
pub fn become_tool(tool: &OsString, arguments: &[OsString]) -> std::io::Error {
    use std::os::unix::process::CommandExt as _;
    match prepare(tool) {
        Ok(()) => std::process::Command::new(tool).args(arguments).exec(),
        Err(error) => error,
    }
}

/// Runs one of [`TOOLS`] and ends as it ends; comes back only when that failed.
#[cfg(not(unix))]
#[must_use]
pub fn become_tool(tool: &OsString, arguments: &[OsString]) -> std::io::Error {
    let run = |()| std::process::Command::new(tool).args(arguments).status();
    match prepare(tool).and_then(run) {
        Ok(status) if status.success() => std::process::exit(0),
        Ok(_) => std::process::exit(1),
        Err(error) => error,
    }
}

fn prepare(tool: &OsString) -> std::io::Result<()> {
    let stem = std::path::Path::new(tool).file_stem();
    if !TOOLS.iter().any(|known| stem.is_some_and(|s| s == *known)) {
        return Err(std::io::Error::other("no tool of recognition"));
    }
    limit(TOOL_CPU_S, TOOL_FILE_MB)
}

/// Limits this process, never above what the system allows it already.
#[cfg(unix)]
fn limit(cpu_s: u64, file_mb: u64) -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let megabyte = 1024 * 1024;
    for (resource, wanted) in [
        (Resource::Data, MEMORY_MB * megabyte),
        (Resource::Cpu, cpu_s),
        (Resource::Fsize, file_mb * megabyte),
        // What it held in memory is nobody's business.
        (Resource::Core, 0),
    ] {
        let allowed = getrlimit(resource).maximum;
        let value = allowed.map_or(wanted, |allowed| allowed.min(wanted));
        let both = Rlimit {
            current: Some(value),
            maximum: Some(value),
        };
        setrlimit(resource, both)?;
    }
    Ok(())
}

/// Other systems have the deadline only.
#[cfg(not(unix))]
fn limit(_cpu_s: u64, _file_mb: u64) -> std::io::Result<()> {
    Ok(())
}
