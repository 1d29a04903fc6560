//! Changing one fact changes exactly the results that depend on it.

use crate::program::{Folder, khien, run};
use domain::facts::COMMON_COLUMNS;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const AS_OF: &str = "2024-02-08T21:30:00+07:00";

/// What makes two judgements the same: status, basis, figures.
type Result = (String, String, String);

struct Town {
    _data: Folder,
    facts: PathBuf,
    letter: String,
}

impl Town {
    async fn new() -> Self {
        let data = Folder::new();
        run(&["demo", "--once", "--data", &data.path()], 3).await;
        let facts = Path::new(&data.path()).join("facts");
        let (name, text) = demo::letters()[0];
        let letter = data.write_to(&format!("../{name}"), text);
        Self {
            _data: data,
            facts,
            letter,
        }
    }

    async fn results(&self) -> BTreeMap<(String, String, String), Result> {
        let facts = self.facts.to_str().unwrap();
        let output = khien(&[
            "directive",
            "check",
            &self.letter,
            "--facts",
            facts,
            "--received",
            "2024-01-05",
            "--as-of",
            AS_OF,
            "--json",
        ])
        .output()
        .await
        .unwrap();
        let json: serde_json::Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
        let text = |v: &serde_json::Value| v.as_str().unwrap_or_default().to_owned();
        let of = |j: &serde_json::Value| {
            let key = (
                text(&j["unit"]),
                text(&j["obligation"]),
                text(&j["measure"]),
            );
            (
                key,
                (
                    text(&j["status"]),
                    text(&j["basis"]),
                    j["figures"].to_string(),
                ),
            )
        };
        json["judgements"]
            .as_array()
            .unwrap()
            .iter()
            .map(of)
            .collect()
    }

    /// Adds rows to the tables, replacing those of the same code.
    fn change(&self, rows: &[demo::Row]) {
        for row in rows {
            let path = self.facts.join(format!("{}.csv", row.kind.name()));
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let separator = if text.lines().next().unwrap_or_default().contains(';') {
                ';'
            } else {
                ','
            };
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            if lines.is_empty() {
                let columns = COMMON_COLUMNS.iter().take(4).chain(row.kind.columns());
                lines.push(columns.map(|c| c.name).collect::<Vec<_>>().join(","));
            }
            let old = lines.iter().position(|l| {
                l.split(separator)
                    .next()
                    .map(|c| c.trim_matches(['"', '\u{feff}']))
                    == Some(&row.code)
            });
            // A changed row comes from the same source as its table.
            let source = lines
                .get(1)
                .and_then(|l| l.split(separator).nth(2))
                .unwrap_or_default()
                .to_owned();
            let cell = |t: Option<&str>| {
                t.map_or_else(String::new, |t| format!("\"{}\"", t.replace('"', "\"\"")))
            };
            let at = row.occurred_at.map(|t| t.to_string());
            let head = [
                Some(row.code.as_str()),
                row.unit.as_deref(),
                row.source.as_deref().or(Some(source.as_str())),
                at.as_deref(),
            ];
            let cells: Vec<String> = head
                .into_iter()
                .chain(row.cells.iter().map(Option::as_deref))
                .map(cell)
                .collect();
            let line = cells.join(&separator.to_string());
            match old {
                Some(at) => lines[at] = line,
                None => lines.push(line),
            }
            std::fs::write(&path, lines.join("\n") + "\n").unwrap();
        }
    }
}

async fn check(
    name: &str,
    rows: Vec<demo::Row>,
    may_change: &[&str],
    must_change: &str,
    from: &str,
    to: &str,
) {
    let town = Town::new().await;
    let before = town.results().await;
    town.change(&rows);
    let after = town.results().await;
    let changed: BTreeSet<&(String, String, String)> = before
        .iter()
        .filter(|(k, v)| after.get(*k) != Some(*v))
        .map(|(k, _)| k)
        .collect();
    let strayed: Vec<_> = changed
        .iter()
        .filter(|(_, _, measure)| !may_change.contains(&measure.as_str()))
        .collect();
    assert!(
        strayed.is_empty(),
        "{name}: results changed that do not depend on it: {strayed:?}"
    );
    let turned = changed
        .iter()
        .any(|k| k.2 == must_change && before[*k].0 == from && after[*k].0 == to);
    let seen: Vec<_> = changed
        .iter()
        .map(|k| (k, &before[*k].0, &after[*k].0))
        .collect();
    assert!(
        turned,
        "{name}: {must_change} did not turn from {from} to {to}: {seen:?}"
    );
}

#[tokio::test]
async fn filling_the_roster_gap_changes_the_roster() {
    let as_of = AS_OF.parse().unwrap();
    check(
        "roster",
        demo::fill_roster_gap(as_of),
        &["duty.roster_24x7", "watch.siem", "portal.check"],
        "duty.roster_24x7",
        "not_met",
        "partial",
    )
    .await;
}

#[tokio::test]
async fn cleaning_the_listed_machine_changes_what_looks_at_it() {
    let as_of = AS_OF.parse().unwrap();
    let may = [
        "malware.remove",
        "botnet.priority_check",
        "watch.antimalware",
        "level.measures_review",
        "ncsc.connect",
    ];
    check(
        "clean",
        demo::clean_listed_machine(as_of),
        &may,
        "malware.remove",
        "not_met",
        "met",
    )
    .await;
}

#[tokio::test]
async fn proving_a_zero_changes_what_rests_on_the_silence() {
    let as_of = AS_OF.parse().unwrap();
    let may = [
        "botnet.priority_check",
        "watch.siem",
        "hunt",
        "ncsc.connect",
    ];
    check(
        "zero",
        demo::prove_zero(as_of),
        &may,
        "botnet.priority_check",
        "partial",
        "met",
    )
    .await;
}
