//! The steps of `cargo xtask test`, in their order: the quick ones first.
//!
//! One line each says what a step is called, which tools it needs and how it runs.

use anyhow::Context as _;

use super::{Strictness, cargo_tests};
use crate::{process, tidy};

/// Five seconds for each target, the same inputs in every run: a red run can be had again.
const FUZZ_SMOKE: &[&str] = &["--seconds", "5", "--seed", "1"];

/// One check of the repository.
pub(super) struct Step {
    /// Shown in the table.
    pub(super) name: &'static str,
    /// Names of [`super::tools::TOOLS`] without which it can't run.
    pub(super) needs: &'static [&'static str],
    /// Runs it.
    pub(super) run: fn(Strictness) -> anyhow::Result<StepReport>,
}

/// How a step ended.
pub(super) struct StepReport {
    /// Whether everything it looked at was right.
    pub(super) passed: bool,
    /// Lines for the table, such as how many tests ran.
    pub(super) notes: Vec<String>,
}

impl From<bool> for StepReport {
    fn from(passed: bool) -> Self {
        Self {
            passed,
            notes: Vec::new(),
        }
    }
}

/// All steps.
pub(super) const STEPS: &[Step] = &[
    Step {
        name: "formatting",
        needs: &["rustfmt"],
        run: formatting,
    },
    Step {
        name: "tidy",
        needs: &[],
        run: |_| tidy::run().map(StepReport::from),
    },
    Step {
        name: "licences",
        needs: &["cargo-deny"],
        run: licences,
    },
    Step {
        name: "clippy",
        needs: &["clippy"],
        run: clippy,
    },
    Step {
        name: "tests",
        needs: &[],
        run: cargo_tests::run,
    },
    Step {
        name: "documentation",
        needs: &[],
        run: documentation,
    },
    Step {
        name: "fuzzing",
        needs: &[],
        run: fuzzing,
    },
];

fn formatting(_: Strictness) -> anyhow::Result<StepReport> {
    cargo(&["fmt", "--all", "--check"])
}

fn clippy(_: Strictness) -> anyhow::Result<StepReport> {
    cargo(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ])
}

fn licences(_: Strictness) -> anyhow::Result<StepReport> {
    cargo(&[
        "deny",
        "--log-level",
        "error",
        "check",
        "licenses",
        "bans",
        "sources",
    ])
}

fn documentation(_: Strictness) -> anyhow::Result<StepReport> {
    let status = process::cargo()
        .args([
            "doc",
            "--workspace",
            "--no-deps",
            "--document-private-items",
        ])
        .env("RUSTDOCFLAGS", "-D warnings")
        .status()
        .context("cargo can't be started")?;
    Ok(status.success().into())
}

fn fuzzing(_: Strictness) -> anyhow::Result<StepReport> {
    process::trials(&["run", "--quiet"], "fuzz", FUZZ_SMOKE).map(StepReport::from)
}

fn cargo(arguments: &[&str]) -> anyhow::Result<StepReport> {
    let status = process::cargo()
        .args(arguments)
        .status()
        .context("cargo can't be started")?;
    Ok(status.success().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::tools::TOOLS;

    #[test]
    fn every_needed_tool_is_known() {
        for step in STEPS {
            for need in step.needs {
                assert!(
                    TOOLS.iter().any(|tool| tool.name == *need),
                    "{}: {need}",
                    step.name
                );
            }
        }
    }
}
