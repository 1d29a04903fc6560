//! The table at the end of `cargo xtask test`.

use super::Strictness;
use super::tools::Tool;

/// How a step ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Everything was right.
    Passed,
    /// Something was wrong, or the step could not be started.
    Failed,
    /// A tool is missing; says which, and how to get it.
    NotRun(String),
}

/// One line of the table.
#[derive(Debug)]
pub(super) struct Row {
    /// The step's name.
    pub(super) name: &'static str,
    /// How it ended.
    pub(super) outcome: Outcome,
    /// How long it took.
    pub(super) seconds: u64,
    /// Further lines.
    pub(super) notes: Vec<String>,
}

/// The whole run.
pub(super) struct Summary<'a> {
    /// The steps in their order.
    pub(super) rows: Vec<Row>,
    /// Tools this machine does not have.
    pub(super) absent: &'a [&'a Tool],
    /// Whether those are failures.
    pub(super) strictness: Strictness,
}

impl Summary<'_> {
    /// Failed steps, and with `--all` also the missing tools.
    pub(super) fn failed(&self) -> usize {
        let failed = self
            .rows
            .iter()
            .filter(|row| row.outcome == Outcome::Failed)
            .count();
        match self.strictness {
            Strictness::WhatIsThere => failed,
            Strictness::Everything => failed + self.absent.len(),
        }
    }

    /// What to print.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = vec![String::new(), "== summary ==".to_owned()];
        for row in &self.rows {
            let word = match row.outcome {
                Outcome::Passed => "passed",
                Outcome::Failed => "FAILED",
                Outcome::NotRun(_) => "not run",
            };
            lines.push(format!("{:<14} {word:<8} {:>4} s", row.name, row.seconds));
            lines.extend(row.notes.iter().map(|note| format!("{:14} {note}", "")));
        }
        for row in &self.rows {
            if let Outcome::NotRun(reason) = &row.outcome {
                lines.push(format!("not run: {}: {reason}", row.name));
            }
        }
        let inside_steps = self.absent.iter().filter(|tool| !self.stopped_a_step(tool));
        lines.extend(inside_steps.map(|tool| {
            let Tool {
                name,
                used_for,
                install,
                ..
            } = tool;
            format!("not run: {used_for}: {name} is missing; to allow it: {install}")
        }));
        let passed = self
            .rows
            .iter()
            .filter(|row| row.outcome == Outcome::Passed)
            .count();
        lines.push(format!("steps: {passed} passed, {} failed", self.failed()));
        lines
    }

    fn stopped_a_step(&self, tool: &Tool) -> bool {
        self.rows.iter().any(
            |row| matches!(&row.outcome, Outcome::NotRun(reason) if reason.starts_with(tool.name)),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::tools::TOOLS;

    fn row(name: &'static str, outcome: Outcome) -> Row {
        Row {
            name,
            outcome,
            seconds: 1,
            notes: Vec::new(),
        }
    }

    #[test]
    fn a_missing_tool_fails_only_when_all_was_asked() {
        let absent: Vec<&Tool> = TOOLS
            .iter()
            .filter(|tool| ["cargo-deny", "poppler"].contains(&tool.name))
            .collect();
        for (strictness, closing) in [
            (Strictness::WhatIsThere, "steps: 1 passed, 1 failed"),
            (Strictness::Everything, "steps: 1 passed, 3 failed"),
        ] {
            let rows = vec![
                row("tidy", Outcome::Passed),
                row("tests", Outcome::Failed),
                row(
                    "licences",
                    Outcome::NotRun("cargo-deny is missing".to_owned()),
                ),
            ];
            let lines = Summary {
                rows,
                absent: &absent,
                strictness,
            }
            .lines();
            assert_eq!(lines.last().map(String::as_str), Some(closing));
            let not_run: Vec<_> = lines
                .iter()
                .filter(|line| line.starts_with("not run"))
                .collect();
            assert_eq!(not_run.len(), 2, "{not_run:?}");
            assert!(
                not_run
                    .iter()
                    .any(|line| line.ends_with("apt-get install poppler-utils"))
            );
        }
    }
}
