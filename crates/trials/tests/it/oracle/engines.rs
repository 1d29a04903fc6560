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
use super::explained::Side;
use super::routing::Routing;

/// Ours.
pub(super) struct Ours {
    rules: RuleSet,
}

impl Ours {
    pub(super) fn new(files: &[(String, String)]) -> Self {
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
    pub(super) fn read(
        &self,
        bytes: &[u8],
        recorded: &[Recorded],
        visit: &mut dyn FnMut(&Event<'_>, &BTreeSet<String>),
    ) -> Vec<BTreeSet<String>> {
        let stream = Stream::recognise(bytes, None, &context());
        let (mut scratch, mut matched) = (Scratch::default(), Vec::new());
        let mut found: Vec<BTreeSet<String>> = Vec::new();
        stream.read_block(bytes, 1, &mut |_, event| {
            let record = recorded.get(found.len()).expect("no more records");
            let number = ["System_EventRecordID", "EventRecordID"];
            let number = number.iter().find_map(|name| event.value(name));
            assert_eq!(number, Some(&*record.number));
            let own = self.matches(event, &mut scratch, &mut matched);
            visit(event, &own);
            found.push(own);
        });
        assert_eq!(found.len(), recorded.len());
        found
    }

    /// Reads one line of JSON.
    pub(super) fn read_one(
        &self,
        line: &str,
        visit: &mut dyn FnMut(&Event<'_>, &BTreeSet<String>),
    ) {
        let stream = Stream::recognise(b"", Some(Format::Json), &context());
        let (mut scratch, mut matched) = (Scratch::default(), Vec::new());
        let read = stream.read_block(line.as_bytes(), 1, &mut |_, event| {
            visit(event, &self.matches(event, &mut scratch, &mut matched));
        });
        assert_eq!(read.events, 1, "{line}");
    }

    /// Whether the rule's condition holds, whatever the event's origin.
    pub(super) fn holds(&self, id: &str, event: &Event<'_>) -> bool {
        let rule = self.rules.find(id).unwrap();
        self.rules.explain(rule, event).unwrap().holds
    }

    /// The ids of the rules that match.
    fn matches(
        &self,
        event: &Event<'_>,
        scratch: &mut Scratch,
        matched: &mut Vec<u32>,
    ) -> BTreeSet<String> {
        self.rules.matches(event, scratch, matched);
        let id = |rule: &u32| self.rules.meta(*rule).unwrap().id.clone().unwrap();
        matched.iter().map(id).collect()
    }

    /// Where our matches and what the other engine found are not the same. What it found
    /// in events of other logs, or of a log nobody names, is compared by the conditions alone.
    pub(super) fn differences(
        &self,
        event: &Event<'_>,
        own: &BTreeSet<String>,
        theirs: &BTreeMap<String, Option<bool>>,
    ) -> Vec<(String, Side)> {
        let alone = own.iter().filter(|id| !theirs.contains_key(*id));
        let mut found: Vec<(String, Side)> = alone.map(|id| (id.clone(), Side::Ours)).collect();
        for (id, accepted) in theirs {
            let rule = self.rules.find(id).unwrap();
            let explained = self.rules.explain(rule, event).unwrap();
            assert_eq!(explained.matches(), own.contains(id), "{id} {event:?}");
            let accepted = accepted.unwrap_or(explained.accepted);
            if !explained.holds || !explained.accepted && accepted {
                found.push((id.clone(), Side::Theirs));
            } else if explained.accepted && !accepted {
                found.push((id.clone(), Side::Ours));
            }
        }
        found
    }
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

    /// The rules whose condition holds, and whether the record is of their log source.
    pub(super) fn find(&self, record: &Recorded) -> BTreeMap<String, Option<bool>> {
        self.conditions(&record.fields)
            .filter(|id| self.routing.is_of_kind(&self.sources[id], record))
            .map(|id| {
                let accepted = self.routing.accepts(&self.sources[&id], record);
                (id, Some(accepted))
            })
            .collect()
    }

    /// The rules whose condition holds.
    pub(super) fn conditions(&self, fields: &Value) -> impl Iterator<Item = String> + use<> {
        let found = self.engine.evaluate(&JsonEvent::borrow(fields));
        found.into_iter().map(|one| one.header.rule_id.unwrap())
    }
}

fn context() -> ParseContext {
    ParseContext {
        received_at: Timestamp::UNIX_EPOCH,
        zone: TimeZone::UTC,
        year: None,
    }
}
