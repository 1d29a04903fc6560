//! The public rules and their recorded events, when they are at hand.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::super::{RuleSet, Scratch};
use crate::formats::{ParseContext, Stream};

/// Where the suite states 1 although more of its recorded events fit the
/// rule's words: the rule, how many, and which.
const MORE: &[(&str, usize, &str)] = &[
    (
        "0b9ad457-2554-44c1-82c2-d56a99c42377",
        3,
        "user.conf.new twice and user.conf~RF2d9c20d.TMP",
    ),
    (
        "8fbf3271-1ef6-4e94-8210-03c2317947f6",
        3,
        "procdump64.exe, procdump64a.exe and procdump.exe",
    ),
    (
        "c7dcacd0-cc59-4004-b0a4-1d6cdebe6f3e",
        2,
        "AutoShareServer and AutoShareWks",
    ),
];

fn shared(path: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let there = root.join(path);
    if there.exists() {
        return Some(there);
    }
    eprintln!("skipped: no public set at shared/data/{path}");
    None
}

#[expect(
    clippy::disallowed_methods,
    reason = "the public sets lie outside the repository"
)]
fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap()
}

/// All rule files below a folder, by path.
fn rule_files(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rule_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "yml") {
            let text = String::from_utf8(bytes(&path)).unwrap();
            files.insert(path.display().to_string(), text);
        }
    }
    files
}

/// How often each rule, by its id, matches the events of a file.
fn counts(set: &RuleSet, bytes: &[u8]) -> BTreeMap<String, usize> {
    let context = ParseContext {
        received_at: Timestamp::UNIX_EPOCH,
        zone: TimeZone::UTC,
        year: None,
    };
    let stream = Stream::recognise(bytes, None, &context);
    let (mut scratch, mut matched) = (Scratch::default(), Vec::new());
    let mut counts = BTreeMap::new();
    stream.read_block(bytes, 1, &mut |_, event| {
        set.matches(event, &mut scratch, &mut matched);
        for rule in &matched {
            let id = set.meta(*rule).and_then(|meta| meta.id.clone()).unwrap();
            *counts.entry(id).or_insert(0) += 1;
        }
    });
    counts
}

/// The cells of a row; a quoted cell may hold commas.
fn cells(row: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    for c in row.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            c => cells.last_mut().unwrap().push(c),
        }
    }
    cells
}

/// Every rule of the regression suite finds its recorded attack in the event
/// log file itself, as often as the suite says.
#[test]
fn rules_of_the_regression_suite_find_what_was_recorded_for_them() {
    let Some(folder) = shared("sigma-regression") else {
        return;
    };
    let mut builder = RuleSet::builder();
    for (name, text) in rule_files(&folder.join("rules")) {
        builder.add(&name, &text);
    }
    let (set, problems) = builder.build();
    assert_eq!(problems, []);
    let expected = String::from_utf8(bytes(&folder.join("expected.csv"))).unwrap();
    let (mut tried, mut wrong) = (0, Vec::new());
    for row in expected.lines().skip(1) {
        let row = cells(row);
        let [id, title, _, _, _, _, exactly, at_least, ..] = row.as_slice() else {
            panic!("{row:?}");
        };
        let file = bytes(&folder.join("evtx").join(format!("{id}.evtx")));
        let count = counts(&set, &file).get(id).copied().unwrap_or(0);
        let enough = count >= at_least.parse().unwrap();
        let more = MORE.iter().find(|(of, ..)| of == id);
        let exact = match more {
            Some((_, more, _)) => count == *more,
            None => exactly.is_empty() || count == exactly.parse::<usize>().unwrap(),
        };
        if !enough || !exact {
            wrong.push(format!(
                "{id} {title}: {count}, not {exactly} (≥ {at_least})"
            ));
        }
        tried += 1;
    }
    assert_eq!(wrong, [""; 0]);
    assert_eq!(tried, set.len());
}

#[test]
fn every_public_rule_can_be_used() {
    let Some(folder) = shared("sigma/rules") else {
        return;
    };
    let files = rule_files(&folder);
    let mut builder = RuleSet::builder();
    for (name, text) in &files {
        builder.add(name, text);
    }
    let (set, problems) = builder.build();
    assert_eq!(problems, []);
    assert!(
        set.len() + set.correlations() >= files.len(),
        "{}",
        set.len()
    );
}
