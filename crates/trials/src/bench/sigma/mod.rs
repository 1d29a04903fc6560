//! Sigma at the speed of parsing: ours, another engine and bare parsing, on the same bytes.
//!
//! The recorded events of the public set, each as one flat JSON object, are written over
//! and over to a file of 644 MB, which every row reads with the same reader. Each row is
//! a process of its own, so that peaks of memory stay apart; it tells the CPU seconds of
//! its work, without what it loaded before. Linux only: `/proc` is asked.
//!
//! `SIGMA_ONLY=rules.ours` and the like take single rows, for profiling (a list with commas).

mod cpu;
mod data;
mod hints;
mod reading;
mod rows;
mod table;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, ensure};

use crate::output;
pub(super) use data::Public;
pub(super) use rows::{ROWS, Row};
use table::table;

/// The hidden verb of the processes that measure one row.
pub(crate) const CHILD: &str = "bench-sigma-row";

/// Bytes of the file of events.
const BYTES: u64 = 644_000_000;

/// What a row measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Measured {
    /// CPU seconds of the work, of all threads.
    cpu_s: f64,
    /// Seconds that passed.
    wall_s: f64,
    /// Most memory the process ever had, in KB.
    peak_kb: u64,
    /// Events read, or rules loaded.
    count: u64,
    /// Matches.
    matches: u64,
}

/// Measures all rows, or those of `SIGMA_ONLY`.
pub(super) fn run() -> Vec<String> {
    measured().unwrap_or_else(|error| vec![format!("not measured: {error:#}")])
}

fn measured() -> anyhow::Result<Vec<String>> {
    let Some(public) = Public::find() else {
        return Ok(vec!["skipped: no public sets at shared/data".into()]);
    };
    let only = std::env::var("SIGMA_ONLY").unwrap_or_default();
    let only: Vec<&str> = only.split(',').filter(|name| !name.is_empty()).collect();
    let folder = tempfile::tempdir()?;
    let events = folder.path().join("events.ndjson");
    let made = data::write(&public, &events, BYTES)?;
    let mut found = BTreeMap::new();
    for row in ROWS
        .iter()
        .filter(|row| only.is_empty() || only.contains(&row.name))
    {
        output::complain(&format!("measuring {} …", row.name));
        let measured = in_child(row, &events)?;
        let count = match row.name.split_once('.') {
            Some(("load", _)) => measured.count,
            Some(("evtx", _)) => made.recorded,
            _ => made.events,
        };
        ensure!(
            measured.count == count,
            "{} read {} events of {count}",
            row.name,
            measured.count
        );
        found.insert(row.name, measured);
    }
    Ok(table(&made, &found))
}

fn in_child(row: &Row, events: &Path) -> anyhow::Result<Measured> {
    let output = Command::new(std::env::current_exe()?)
        .args([CHILD, row.name])
        .arg(events)
        .output()
        .context("a child process can't be started")?;
    let told = String::from_utf8_lossy(&output.stdout);
    ensure!(
        output.status.success(),
        "{} ended badly: {}",
        row.name,
        String::from_utf8_lossy(&output.stderr)
    );
    Measured::read(&told).with_context(|| format!("{} told {told:?}", row.name))
}

/// Measures one row in this process and says what it found.
///
/// # Errors
/// No such row, or its work can't be done.
pub(crate) fn run_child(arguments: &[&str]) -> anyhow::Result<bool> {
    let &[name, events] = arguments else {
        anyhow::bail!("a child has one row and one file")
    };
    let row = ROWS.iter().find(|row| row.name == name);
    let row = row.with_context(|| format!("no row is called {name}"))?;
    let public = Public::find().context("no public sets")?;
    let measured = (row.run)(&public, Path::new(events))?;
    output::say(&measured.line());
    Ok(true)
}

impl Measured {
    /// What a child says.
    fn line(&self) -> String {
        format!(
            "{} {} {} {} {}",
            self.cpu_s, self.wall_s, self.peak_kb, self.count, self.matches
        )
    }

    fn read(line: &str) -> Option<Self> {
        let mut words = line.split_whitespace();
        let measured = Self {
            cpu_s: words.next()?.parse().ok()?,
            wall_s: words.next()?.parse().ok()?,
            peak_kb: words.next()?.parse().ok()?,
            count: words.next()?.parse().ok()?,
            matches: words.next()?.parse().ok()?,
        };
        words.next().is_none().then_some(measured)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_child_says_is_read_back() {
        let measured = Measured {
            cpu_s: 1.53,
            wall_s: 0.8,
            peak_kb: 61_000,
            count: 658_320,
            matches: 12,
        };
        assert_eq!(Measured::read(&measured.line()), Some(measured));
        assert_eq!(Measured::read("1 2 3 4"), None);
    }
}
