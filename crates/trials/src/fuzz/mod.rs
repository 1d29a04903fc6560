//! `cargo xtask fuzz`: broken input for every parser of hostile bytes.
//!
//! A small engine of our own that needs only the stable compiler: seeded mutations
//! of samples, kept when the answer has a new shape. It has no coverage feedback,
//! so it finds what is shallow and keeps it from coming back; it does not replace a
//! long run of a coverage-guided fuzzer.
//!
//! Each target runs in a child process. The input at work lies in a file before it
//! is tried, so a crash of any kind (panic, stack overflow, abort, too slow, too
//! much memory) leaves it behind:
//! `target/fuzz/TARGET/failure-SEED.bin`, tried again with
//! `cargo xtask fuzz TARGET --input FILE`. The same seed gives the same inputs.

mod campaign;
mod corpus;
mod limits;
mod mutation;
mod options;
mod random;
mod shape;
mod targets;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use anyhow::{Context as _, bail, ensure};

use crate::output;
use options::Options;
use targets::{TARGETS, Target};

/// The argument that marks a child process.
pub(crate) const CHILD: &str = "fuzz-child";

/// Runs one target or all; true when none failed.
///
/// # Errors
/// Wrong arguments, an unknown target, or a folder that can't be written.
pub(crate) fn run(arguments: &[&str]) -> anyhow::Result<bool> {
    let options = Options::parse(arguments)?;
    if options.list {
        TARGETS.iter().for_each(|target| output::say(target.name));
        return Ok(true);
    }
    let chosen = choose(options.target.as_deref())?;
    let mut failed = Vec::new();
    for target in &chosen {
        let passed = match &options.input {
            Some(input) => try_again(target, input)?,
            None => campaign_in_child(target, &options)?,
        };
        if !passed {
            failed.push(target.name);
        }
    }
    output::say(&format!(
        "fuzz: {} targets, {} failed",
        chosen.len(),
        failed.len()
    ));
    for name in &failed {
        output::say(&format!("fuzz: {name}: FAILED"));
    }
    Ok(failed.is_empty())
}

/// The child's side: one campaign, or one input when a file is given.
///
/// # Errors
/// Wrong arguments, or a file that can't be read or written.
pub(crate) fn run_child(arguments: &[&str]) -> anyhow::Result<bool> {
    let options = Options::parse(arguments)?;
    let targets = choose(options.target.as_deref())?;
    let &[target] = targets.as_slice() else {
        bail!("a child has one target")
    };
    match &options.input {
        Some(input) => {
            let bytes = std::fs::read(input).with_context(|| input.display().to_string())?;
            campaign::single(target, bytes)
        }
        None => {
            let seed = options.seed.context("a child is told its seed")?;
            campaign::run(target, options.seconds, seed, &current_file(target))
        }
    }
}

fn choose(name: Option<&str>) -> anyhow::Result<Vec<&'static Target>> {
    let chosen: Vec<_> = TARGETS
        .iter()
        .copied()
        .filter(|target| name.is_none_or(|name| name == target.name))
        .collect();
    ensure!(
        !chosen.is_empty(),
        "no such target; cargo xtask fuzz --list names them"
    );
    Ok(chosen)
}

fn try_again(target: &Target, input: &Path) -> anyhow::Result<bool> {
    let input = input.to_string_lossy();
    let status = child(target, &["--input", &input])?;
    if !status.success() {
        output::complain(&format!("fuzz: {}: {input}: {status}", target.name));
    }
    Ok(status.success())
}

fn campaign_in_child(target: &Target, options: &Options) -> anyhow::Result<bool> {
    let seed = options.seed.unwrap_or_else(random::seed_of_the_moment);
    let current = current_file(target);
    let folder = current.parent().context("a file lies in a folder")?;
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let seconds = options.seconds.to_string();
    let status = child(
        target,
        &["--seconds", &seconds, "--seed", &seed.to_string()],
    )?;
    if status.success() {
        return Ok(true);
    }
    ensure!(
        current.exists(),
        "{}: the child failed before its first input",
        target.name
    );
    let kept = current.with_file_name(format!("failure-{seed}.bin"));
    std::fs::copy(&current, &kept).with_context(|| kept.display().to_string())?;
    output::complain(&format!("fuzz: {}: {status}, seed {seed}", target.name));
    output::complain(&format!(
        "fuzz: try it again: cargo xtask fuzz {} --input {}",
        target.name,
        kept.display()
    ));
    Ok(false)
}

fn child(target: &Target, arguments: &[&str]) -> anyhow::Result<ExitStatus> {
    let program = std::env::current_exe().context("the path of this program")?;
    Command::new(program)
        .args([CHILD, target.name])
        .args(arguments)
        .status()
        .context("a child process can't be started")
}

/// Where the input at work lies, beside the failures of its target.
fn current_file(target: &Target) -> PathBuf {
    let folder = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| corpus::root().join("target"), PathBuf::from);
    folder.join("fuzz").join(target.name).join("current.bin")
}
