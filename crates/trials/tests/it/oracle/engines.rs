//! The two engines, each over the same rule files.

use std::collections::{BTreeMap, BTreeSet};

use detect::formats::{Format, ParseContext, Stream};
use detect::sigma::{RuleSet, Scratch};
use domain::event::Event;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rsigma_eval::{Engine, JsonEvent};
use rsigma_parser::{LogSource, SigmaCollection, parse_sigma_yaml};
use serde_json::Value;

use super::events::Recorded;
use super::routing::Routing;

/// Ours.
pub(super) struct Ours {
    pub(super) rules: RuleSet,
    /// The same rules under the same numbers, of events of any log.
    anywhere: RuleSet,
}

/// The ids of the rules that fit an event.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Those whose condition holds, whatever the event's origin.
    pub(super) anywhere: BTreeSet<String>,
    /// Those of them that are meant for events of its log.
    pub(super) matches: BTreeSet<String>,
}

/// What the two sets need again and again.
#[derive(Default)]
struct Scratches {
    rules: Scratch,
    anywhere: Scratch,
    numbers: Vec<u32>,
}

impl Ours {
    pub(super) fn new(files: &[(String, String)]) -> Self {
        Self {
            rules: set(files.iter().map(|(name, text)| (&**name, text.clone()))),
            anywhere: set(files.iter().map(|(name, text)| (&**name, of_any_log(text)))),
        }
    }

    /// Reads a log from its bytes; its records must be the recorded ones, one by one.
    pub(super) fn read(
        &self,
        bytes: &[u8],
        recorded: &[Recorded],
        visit: &mut dyn FnMut(&Event<'_>, &Found),
    ) -> Vec<Found> {
        let stream = Stream::recognise(bytes, None, &context());
        let mut scratches = Scratches::default();
        let mut all: Vec<Found> = Vec::new();
        stream.read_block(bytes, 1, &mut |_, event| {
            let record = recorded.get(all.len()).expect("no more records");
            let number = ["System_EventRecordID", "EventRecordID"];
            let number = number.iter().find_map(|name| event.value(name));
            assert_eq!(number, Some(&*record.number));
            let found = self.find(event, &mut scratches);
            visit(event, &found);
            all.push(found);
        });
        assert_eq!(all.len(), recorded.len());
        all
    }

    /// Reads one line of JSON.
    pub(super) fn read_one(&self, line: &str) -> Found {
        let stream = Stream::recognise(b"", Some(Format::Json), &context());
        let mut found = Found::default();
        let read = stream.read_block(line.as_bytes(), 1, &mut |_, event| {
            found = self.find(event, &mut Scratches::default());
        });
        assert_eq!(read.events, 1, "{line}");
        found
    }

    /// The rules that fit. What is explained of them must be what was matched.
    fn find(&self, event: &Event<'_>, scratches: &mut Scratches) -> Found {
        let mut found = Found::default();
        let id = |rule: u32| self.rules.meta(rule).unwrap().id.clone().unwrap();
        let numbers = &mut scratches.numbers;
        self.rules.matches(event, &mut scratches.rules, numbers);
        found.matches.extend(numbers.iter().copied().map(id));
        self.anywhere
            .matches(event, &mut scratches.anywhere, numbers);
        for rule in numbers.iter().copied() {
            let id = id(rule);
            let explained = self.rules.explain(rule, event).unwrap();
            let matches = found.matches.contains(&id);
            assert_eq!(explained.matches(), matches, "{id} {event:?}");
            found.anywhere.insert(id);
        }
        assert!(found.matches.is_subset(&found.anywhere), "{event:?}");
        found
    }
}

fn set<'f>(files: impl Iterator<Item = (&'f str, String)>) -> RuleSet {
    let mut builder = RuleSet::builder();
    for (name, text) in files {
        builder.add(name, &text);
    }
    let (rules, problems) = builder.build();
    assert_eq!(problems, []);
    rules
}

/// The rule with a log source that no event can be shown not to be of.
fn of_any_log(text: &str) -> String {
    let (mut changed, mut inside) = (String::new(), false);
    for line in text.lines() {
        inside &= line.is_empty() || line.starts_with([' ', '#']);
        if line.starts_with("logsource:") {
            inside = true;
            changed.push_str("logsource: {service: any}\n");
        }
        if !inside {
            changed.push_str(line);
            changed.push('\n');
        }
    }
    changed
}

/// The other one.
pub(super) struct Theirs {
    engine: Engine,
    sources: BTreeMap<String, LogSource>,
    routing: Routing,
}

impl Theirs {
    /// All rules go in at once: added one by one, each makes the engine's index anew.
    pub(super) fn new(files: &[(String, String)], routing: Routing) -> Self {
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

    /// The rules that fit a record.
    pub(super) fn find(&self, record: &Recorded) -> Found {
        let anywhere = self.conditions(&record.fields);
        let matches = anywhere.iter().filter(|id| {
            let source = &self.sources[*id];
            self.routing.is_of_kind(source, record) && self.routing.accepts(source, record)
        });
        Found {
            matches: matches.cloned().collect(),
            anywhere,
        }
    }

    /// The rules whose condition holds.
    pub(super) fn conditions(&self, fields: &Value) -> BTreeSet<String> {
        let found = self.engine.evaluate(&JsonEvent::borrow(fields)).into_iter();
        found.map(|one| one.header.rule_id.unwrap()).collect()
    }
}

fn context() -> ParseContext {
    ParseContext {
        received_at: Timestamp::UNIX_EPOCH,
        zone: TimeZone::UTC,
        year: None,
    }
}
