//! `cargo test` over the workspace, with a tally and the tests' own skip lines.
//!
//! A test that can't run prints `skipped: …` and returns. The test harness hides
//! what a passing test prints, so such a line would be lost; here the output is
//! asked for in full, and of the passing tests' part only those lines are kept.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use anyhow::Context as _;

use super::Strictness;
use super::steps::StepReport;
use crate::{output, process};

/// Runs unit, integration and documentation tests of every crate.
pub(super) fn run(strictness: Strictness) -> anyhow::Result<StepReport> {
    let mut command = process::cargo();
    command.args([
        "test",
        "--workspace",
        "--no-fail-fast",
        "--",
        "--show-output",
    ]);
    if strictness == Strictness::Everything {
        command.env("KHIEN_TEST_ALL", "1");
    }
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .context("cargo can't be started")?;
    let mut reader = Reader::default();
    if let Some(stdout) = child.stdout.take() {
        // Split by bytes: a test may print what is no UTF-8.
        for line in BufReader::new(stdout).split(b'\n') {
            let line = line.context("cargo's output broke off")?;
            if let Some(shown) = reader.read(&String::from_utf8_lossy(&line)) {
                output::say(shown);
            }
        }
    }
    let passed = child.wait().context("cargo can't be waited for")?.success();
    Ok(StepReport {
        passed,
        notes: reader.notes(),
    })
}

/// Goes through the output line by line.
#[derive(Debug, Default)]
struct Reader {
    in_successes: bool,
    passed: u64,
    failed: u64,
    ignored: u64,
    skipped: Vec<String>,
}

impl Reader {
    /// Takes a line in; gives it back when it is to be shown.
    fn read<'a>(&mut self, line: &'a str) -> Option<&'a str> {
        if let Some(reason) = line.trim_start().strip_prefix("skipped: ") {
            let reason = reason.trim_end().to_owned();
            if !self.skipped.contains(&reason) {
                self.skipped.push(reason);
            }
            return Some(line);
        }
        match line {
            "successes:" => self.in_successes = true,
            "failures:" => self.in_successes = false,
            _ if line.starts_with("test result: ") => {
                self.in_successes = false;
                self.passed += count(line, "passed");
                self.failed += count(line, "failed");
                self.ignored += count(line, "ignored");
            }
            _ => {}
        }
        (!self.in_successes).then_some(line)
    }

    fn notes(&self) -> Vec<String> {
        let Self {
            passed,
            failed,
            ignored,
            skipped,
            ..
        } = self;
        let tally = format!("tests: {passed} passed, {failed} failed, {ignored} ignored");
        let lines = skipped.iter().map(|reason| format!("skipped: {reason}"));
        std::iter::once(tally).chain(lines).collect()
    }
}

/// The number before a word, as in `3 passed;`.
fn count(line: &str, word: &str) -> u64 {
    let words: Vec<&str> = line
        .split([' ', ';'])
        .filter(|part| !part.is_empty())
        .collect();
    let pair = words.windows(2).find_map(|pair| match pair {
        [number, found] if *found == word => number.parse().ok(),
        _ => None,
    });
    pair.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tallies_and_keeps_skip_lines_of_passing_tests() {
        let text = "\
running 2 tests
test a ... ok
test b ... FAILED

successes:

---- a stdout ----
chatter
skipped: PostgreSQL not installed (apt-get install postgresql)

successes:
    a

failures:

---- b stdout ----
why it failed

test result: FAILED. 1 passed; 1 failed; 3 ignored; 0 measured; 0 filtered out; finished in 0.01s
test result: ok. 41 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        let mut reader = Reader::default();
        let shown: Vec<&str> = text.lines().filter_map(|line| reader.read(line)).collect();
        assert_eq!(
            reader.notes(),
            [
                "tests: 42 passed, 1 failed, 3 ignored",
                "skipped: PostgreSQL not installed (apt-get install postgresql)",
            ]
        );
        assert!(shown.contains(&"why it failed") && shown.contains(&"test b ... FAILED"));
        assert!(!shown.contains(&"chatter"));
    }
}
