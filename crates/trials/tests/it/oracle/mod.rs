//! Our Sigma engine against another one: all public rules on all recorded events.
//!
//! Nothing of ours is on the other side. The events are read by the crate `evtx`
//! and flattened here (`events`), log sources are found by SigmaHQ's own table
//! (`routing`), and the conditions are judged by `rsigma-eval`. Each pair of rule
//! and event on which the two sides differ is explained in `disagreements.txt`
//! (`explained`): one that is not there fails, and so does one that is there and
//! no longer occurs.
//!
//! The rules and events are public sets beside the repository; without them the
//! test says so and passes.

mod events;
mod explained;
mod routing;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use detect::formats::{ParseContext, Stream};
use detect::sigma::{RuleSet, Scratch};
use domain::event::Event;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rsigma_eval::{Engine, JsonEvent};
use rsigma_parser::{LogSource, SigmaCollection, parse_sigma_yaml};

use events::Recorded;
use explained::{Disagreement, Explained, Side};
use routing::Routing;

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
    let mut seen = BTreeMap::new();
    let (mut records, mut agreed) = (0, 0);
    for path in files_of(&logs, "evtx") {
        let name = path.strip_prefix(&logs).unwrap().display().to_string();
        let bytes = std::fs::read(&path).unwrap();
        let recorded = events::read(&bytes);
        let mut number = 0;
        let own = ours.read(&bytes, &recorded, &mut |event, own| {
            number += 1;
            let record = &recorded[number - 1];
            for (rule, side) in ours.differences(event, own, &theirs.find(record)) {
                let what = Disagreement {
                    rule,
                    file: name.clone(),
                    record: number,
                };
                seen.insert(what, side);
            }
            agreed += own.len();
        });
        // The same records as lines of JSON, as other programs export them.
        let again = ours.read(&lines(&recorded), &recorded, &mut |_, _| ());
        for ((own, again), record) in own.iter().zip(&again).zip(&recorded) {
            assert_eq!(own, again, "{name} {}", record.whole);
        }
        records += recorded.len();
    }
    println!(
        "{} rules, {records} events: {agreed} matches of ours, {} disagreements",
        files.len(),
        seen.len()
    );
    assert!(records > 8_000 && agreed > 1_000, "{records} {agreed}");
    let explained = Explained::read(include_str!("disagreements.txt"));
    let told = explained.differences(&seen);
    assert!(told.is_empty(), "{told}");
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

struct Ours {
    rules: RuleSet,
}

impl Ours {
    fn new(files: &[(String, String)]) -> Self {
        let mut builder = RuleSet::builder();
        for (name, text) in files {
            builder.add(name, text);
        }
        let (rules, problems) = builder.build();
        assert_eq!(problems, []);
        Self { rules }
    }

    /// Reads a log from its bytes; its records must be the recorded ones, one by one.
    /// Gives the ids of the rules that match, for each.
    fn read(
        &self,
        bytes: &[u8],
        recorded: &[Recorded],
        visit: &mut dyn FnMut(&Event<'_>, &BTreeSet<String>),
    ) -> Vec<BTreeSet<String>> {
        let context = ParseContext {
            received_at: Timestamp::UNIX_EPOCH,
            zone: TimeZone::UTC,
            year: None,
        };
        let stream = Stream::recognise(bytes, None, &context);
        let (mut scratch, mut matched) = (Scratch::default(), Vec::new());
        let mut found: Vec<BTreeSet<String>> = Vec::new();
        stream.read_block(bytes, 1, &mut |_, event| {
            let record = recorded.get(found.len()).expect("no more records");
            let number = ["System_EventRecordID", "EventRecordID"];
            let number = number.iter().find_map(|name| event.value(name));
            assert_eq!(number, Some(&*record.number));
            self.rules.matches(event, &mut scratch, &mut matched);
            let id = |rule: &u32| self.rules.meta(*rule).unwrap().id.clone().unwrap();
            let own = matched.iter().map(id).collect();
            visit(event, &own);
            found.push(own);
        });
        assert_eq!(found.len(), recorded.len());
        found
    }

    /// Where our matches and what the other engine found are not the same. What it found
    /// in events of other logs is compared by the conditions alone.
    fn differences(
        &self,
        event: &Event<'_>,
        own: &BTreeSet<String>,
        theirs: &BTreeMap<String, bool>,
    ) -> Vec<(String, Side)> {
        let alone = own.iter().filter(|id| !theirs.contains_key(*id));
        let mut found: Vec<(String, Side)> = alone.map(|id| (id.clone(), Side::Ours)).collect();
        for (id, accepted) in theirs {
            let rule = self.rules.find(id).unwrap();
            let explained = self.rules.explain(rule, event).unwrap();
            assert_eq!(explained.matches(), own.contains(id), "{id} {event:?}");
            if !explained.holds || !explained.accepted && *accepted {
                found.push((id.clone(), Side::Theirs));
            } else if explained.accepted && !accepted {
                found.push((id.clone(), Side::Ours));
            }
        }
        found
    }
}

struct Theirs {
    engine: Engine,
    sources: BTreeMap<String, LogSource>,
    routing: Routing,
}

impl Theirs {
    /// All rules go in at once: added one by one, each makes the engine's index anew.
    fn new(files: &[(String, String)], routing: Routing) -> Self {
        let mut all = SigmaCollection::new();
        for (name, text) in files {
            let one = parse_sigma_yaml(text).unwrap();
            assert_eq!(one.errors, [""; 0], "{name}");
            all.rules.extend(one.rules);
        }
        let mut engine = Engine::new();
        engine.add_collection(&all).unwrap();
        let sources = all.rules.into_iter();
        let sources = sources
            .map(|rule| (rule.id.unwrap(), rule.logsource))
            .collect();
        Self {
            engine,
            sources,
            routing,
        }
    }

    /// The rules whose condition holds, and whether the record is of their log source.
    fn find(&self, record: &Recorded) -> BTreeMap<String, bool> {
        let found = self.engine.evaluate(&JsonEvent::borrow(&record.fields));
        let ids = found.into_iter().map(|one| one.header.rule_id.unwrap());
        ids.filter(|id| self.routing.is_of_kind(&self.sources[id], record))
            .map(|id| {
                let accepted = self.routing.accepts(&self.sources[&id], record);
                (id, accepted)
            })
            .collect()
    }
}

fn lines(recorded: &[Recorded]) -> Vec<u8> {
    let mut lines = Vec::new();
    for record in recorded {
        serde_json::to_writer(&mut lines, &record.whole).unwrap();
        lines.push(b'\n');
    }
    lines
}
