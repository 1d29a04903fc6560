//! Starting other programs: cargo itself and the crate `trials`.
//!
//! Nothing here decides what a result means; the callers do.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use crate::workspace;

/// The cargo that runs this tool, at the root of the workspace.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace::root());
    command
}

/// Runs `trials VERB REST…` through cargo with the given leading arguments; true when it ended well.
///
/// Benches need an optimised build and fuzzing wants the checks of a debug build,
/// so cargo's arguments come from the caller.
pub(crate) fn trials(cargo_arguments: &[&str], verb: &str, rest: &[&str]) -> anyhow::Result<bool> {
    let status = cargo()
        .args(cargo_arguments)
        .args(["--package", "trials", "--", verb])
        .args(rest)
        .status()
        .context("cargo can't be started")?;
    Ok(status.success())
}

/// Builds a package optimised; what cargo says goes to the terminal.
pub(crate) fn build_release(package: &str) -> anyhow::Result<()> {
    let status = cargo()
        .args(["build", "--quiet", "--release", "--package", package])
        .status()
        .context("cargo can't be started")?;
    anyhow::ensure!(status.success(), "{package} does not build");
    Ok(())
}

/// Where a program lies: on `PATH` or in one of the extra folders.
///
/// The last part of an extra folder's parent may be `*`, as in `/usr/lib/postgresql/*/bin`.
pub(crate) fn find_program(name: &str, extra: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(extra.iter().flat_map(|pattern| expand(pattern)))
        .map(|folder| folder.join(name))
        .find(|candidate| candidate.is_file())
}

fn expand(pattern: &str) -> Vec<PathBuf> {
    let Some((before, after)) = pattern.split_once("/*/") else {
        return vec![PathBuf::from(pattern)];
    };
    let Ok(entries) = Path::new(before).read_dir() else {
        return Vec::new();
    };
    let mut folders: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path().join(after))
        .collect();
    folders.sort();
    folders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_found_in_a_folder_with_a_star() {
        let root = workspace::root();
        let pattern = root.join("*/xtask").to_string_lossy().into_owned();
        assert_eq!(
            find_program("edges.toml", &[&pattern]),
            Some(root.join("crates/xtask/edges.toml"))
        );
        assert_eq!(find_program("no-such-program-here", &[&pattern]), None);
    }
}
