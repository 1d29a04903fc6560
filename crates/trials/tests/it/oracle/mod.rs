//! Our Sigma engine against another one: all public rules on all recorded events.
//!
//! Nothing of ours is on the other side. The events are read by the crate `evtx`
//! and flattened here (`events`), log sources are found by SigmaHQ's own table
//! (`routing`), and the conditions are judged by `rsigma-eval`. Each pair of rule
//! and event on which the two sides differ is explained in `disagreements.txt`
//! (`explained`): one that is not there fails, and so does one that is there and
//! no longer occurs. They are compared twice: by what matches, and by what holds
//! whatever the log, since log sources would hide a condition that holds wrongly.
//! Events made from the rules (`made`) are judged as well, and what follows from
//! matches in time (`correlations`).
//!
//! The rules and events are public sets beside the repository; without them the
//! test says so and passes.

mod correlations;
mod engines;
mod events;
mod explained;
mod made;
mod routing;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use engines::{Ours, Theirs};
use events::Recorded;
use explained::{Disagreement, Explained, Side};
use routing::Routing;

/// What was compared.
#[derive(Debug, Default)]
struct Tally {
    records: usize,
    /// Matches of ours in them.
    matches: usize,
    /// Conditions of ours that hold in them, whatever log the rule is for.
    conditions: usize,
    /// Rules that an event made from them sets off, by ours.
    met: usize,
}

type Seen = BTreeMap<Disagreement, Side>;

#[test]
fn every_disagreement_with_another_engine_is_explained() {
    let (Some(rules), Some(table), Some(logs)) = (
        shared("sigma/rules"),
        shared("sigma/logsource-mapping.yml"),
        shared("evtx"),
    ) else {
        return;
    };
    let files = files(&rules, "yml");
    let ours = Ours::new(&files);
    let theirs = Theirs::new(&files, Routing::read(&text(&table)));
    let (mut seen, mut tally) = (Seen::new(), Tally::default());
    for path in files_of(&logs, "evtx") {
        let name = path.strip_prefix(&logs).unwrap().display().to_string();
        let bytes = std::fs::read(&path).unwrap();
        judge_log(&name, &bytes, &ours, &theirs, &mut seen, &mut tally);
    }
    for (_, text) in &files {
        judge_made(text, &ours, &theirs, &mut seen, &mut tally);
    }
    println!(
        "{} rules, {tally:?}, {} disagreements",
        files.len(),
        seen.len()
    );
    assert!(tally.records > 8_000 && tally.matches > 1_000, "{tally:?}");
    assert!(tally.conditions > tally.matches * 2, "{tally:?}");
    assert!(tally.met > files.len() * 9 / 10, "{tally:?}");
    let explained = Explained::read(include_str!("disagreements.txt"));
    let told = explained.differences(&seen);
    assert!(told.is_empty(), "{told}");
}

fn judge_log(
    name: &str,
    bytes: &[u8],
    ours: &Ours,
    theirs: &Theirs,
    seen: &mut Seen,
    tally: &mut Tally,
) {
    let recorded = events::read(bytes);
    let own = ours.read(bytes, &recorded, &mut |_, _| ());
    for ((own, record), number) in own.iter().zip(&recorded).zip(1..) {
        let found = theirs.find(record);
        note(&own.anywhere, &found.anywhere, name, number, seen);
        note(&own.matches, &found.matches, name, number, seen);
        tally.matches += own.matches.len();
        tally.conditions += own.anywhere.len();
    }
    // The same records as lines of JSON, as other programs export them.
    let again = ours.read(&lines(&recorded), &recorded, &mut |_, _| ());
    for ((own, again), record) in own.iter().zip(&again).zip(&recorded) {
        assert_eq!(own, again, "{name} {}", record.whole);
    }
    tally.records += recorded.len();
}

/// Events of a rule, whose origin nobody knows: the conditions alone are compared.
fn judge_made(text: &str, ours: &Ours, theirs: &Theirs, seen: &mut Seen, tally: &mut Tally) {
    let rule: yaml_serde::Value = yaml_serde::from_str(text).unwrap();
    let id = rule["id"].as_str().unwrap();
    let name = format!("made from {id}");
    let mut met = false;
    for variant in 0..made::VARIANTS {
        let fields = made::event(&rule, variant);
        let own = ours.read_one(&fields.to_string());
        let found = theirs.conditions(&fields);
        note(&own.anywhere, &found, &name, variant, seen);
        met |= own.anywhere.contains(id);
    }
    tally.met += usize::from(met);
}

/// Notes the rules that only one of the two finds in an event.
fn note(
    ours: &BTreeSet<String>,
    theirs: &BTreeSet<String>,
    file: &str,
    record: usize,
    seen: &mut Seen,
) {
    let own = ours.difference(theirs).map(|rule| (rule, Side::Ours));
    let other = theirs.difference(ours).map(|rule| (rule, Side::Theirs));
    for (rule, side) in own.chain(other) {
        let what = Disagreement {
            rule: rule.clone(),
            file: file.to_owned(),
            record,
        };
        let before = seen.insert(what, side);
        assert!(before.is_none_or(|before| before == side), "{rule} {file}");
    }
}

/// A public set, or a line that says it is not there.
fn shared(path: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let there = root.join(path);
    if there.exists() {
        return Some(there);
    }
    println!("skipped: no public set at shared/data/{path}");
    None
}

fn files_of(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_of(&path, ending));
        } else if path.extension().is_some_and(|own| own == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn text(path: &Path) -> String {
    String::from_utf8(std::fs::read(path).unwrap()).unwrap()
}

/// Names and texts of all such files below a folder.
fn files(folder: &Path, ending: &str) -> Vec<(String, String)> {
    let paths = files_of(folder, ending).into_iter();
    paths
        .map(|path| (path.display().to_string(), text(&path)))
        .collect()
}

fn lines(recorded: &[Recorded]) -> Vec<u8> {
    let mut lines = Vec::new();
    for record in recorded {
        serde_json::to_writer(&mut lines, &record.whole).unwrap();
        lines.push(b'\n');
    }
    lines
}
