//! `cargo xtask test`: every check of the repository behind one command.
//!
//! It installs nothing. What can't run is listed on its own lines with the command
//! that would allow it; with `--all`, as the pipeline calls it, that is a failure.
//! A failed step does not stop the others: one run shows everything that is wrong.

mod cargo_tests;
mod steps;
mod summary;
mod tools;

use std::time::Instant;

use crate::output;
use steps::{STEPS, Step};
use summary::{Outcome, Row};

/// What a missing tool means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strictness {
    /// Run what can run, list the rest.
    WhatIsThere,
    /// Missing is a failure; the tests are told by `KHIEN_TEST_ALL=1`.
    Everything,
}

/// Runs all steps and prints the table; true when nothing failed.
///
/// # Errors
/// None of the steps' own: they are rows of the table.
pub(crate) fn run(strictness: Strictness) -> anyhow::Result<bool> {
    let absent = tools::absent();
    let rows: Vec<Row> = STEPS
        .iter()
        .map(|step| run_step(step, &absent, strictness))
        .collect();
    let report = summary::Summary {
        rows,
        absent: &absent,
        strictness,
    };
    for line in report.lines() {
        output::say(&line);
    }
    Ok(report.failed() == 0)
}

fn run_step(step: &Step, absent: &[&tools::Tool], strictness: Strictness) -> Row {
    let row = |outcome, seconds, notes| Row {
        name: step.name,
        outcome,
        seconds,
        notes,
    };
    if let Some(tool) = absent.iter().find(|tool| step.needs.contains(&tool.name)) {
        let text = format!("{} is missing; to allow it: {}", tool.name, tool.install);
        return row(Outcome::NotRun(text), 0, Vec::new());
    }
    output::say(&format!("\n== {} ==", step.name));
    let start = Instant::now();
    let ended = (step.run)(strictness);
    let seconds = start.elapsed().as_secs();
    match ended {
        Ok(report) if report.passed => row(Outcome::Passed, seconds, report.notes),
        Ok(report) => row(Outcome::Failed, seconds, report.notes),
        Err(error) => row(Outcome::Failed, seconds, vec![format!("{error:#}")]),
    }
}
