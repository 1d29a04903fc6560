//! What events were judged by as they came, and by runs after that: so that a finding counts once, whoever makes it.
//!
//! The pump notes with the alerts of a step by which editions of the lists and by which rules it judged
//! ([`InForce`]), from which record on; a run notes what it judges by. A finding of a list is known when the edition
//! that judged its event before had the same value. A finding of a rule is known when a rule of that id judged its
//! event before, in whatever wording.

use super::finding::rule_word;
use super::{hashed, pump};
use crate::EngineError;
use detect::indicators::{List, Value};
use detect::sigma::{Meta, RuleSet};
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use store::{Digest, EventJudging};

/// Bytes of a rule's id here.
const RULE_BYTES: usize = 8;

/// What judges events at one time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct InForce {
    /// The lists, with the SHA-256 of their files.
    pub(super) lists: BTreeMap<String, Digest>,
    pub(super) rules: RuleIds,
}

impl InForce {
    /// As it is kept, from a record on.
    pub(super) fn judging(&self, writer: &str, from: u64) -> EventJudging {
        let lists = self.lists.iter();
        let lists = lists.map(|(name, sha256)| format!("{} {name}\n", sha256.to_hex()));
        EventJudging {
            writer: writer.to_owned(),
            from,
            lists: lists.collect(),
            rules: self.rules.to_bytes(),
        }
    }

    /// As it was kept.
    pub(super) fn of(kept: &EventJudging) -> Result<Self, EngineError> {
        let damaged = || EngineError::Damaged(format!("{}: {}", kept.writer, kept.from));
        let lists = kept.lists.lines().map(|line| {
            let (sha256, name) = line.split_once(' ').ok_or_else(damaged)?;
            let sha256 = Digest::parse(sha256).ok_or_else(damaged)?;
            Ok((name.to_owned(), sha256))
        });
        Ok(Self {
            lists: lists.collect::<Result<_, EngineError>>()?,
            rules: RuleIds::from_bytes(&kept.rules),
        })
    }
}

/// The ids of some rules and correlations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct RuleIds(Vec<[u8; RULE_BYTES]>);

impl RuleIds {
    /// Those of a set whose files `is_wanted`.
    pub(super) fn of(set: &RuleSet, is_wanted: impl Fn(&str) -> bool) -> Self {
        let wanted = |file: Option<&str>| file.is_some_and(&is_wanted);
        let rules = (0..).map_while(|rule| Some((set.meta(rule)?, set.file(rule))));
        let rules = rules.map(|(meta, file)| (id(meta, false), file));
        let correlations =
            (0..).map_while(|one| Some((set.correlation(one)?, set.correlation_file(one))));
        let correlations = correlations.map(|(meta, file)| (id(meta, true), file));
        let all = rules.chain(correlations);
        let wanted = all.filter(|(_, file)| wanted(*file));
        let mut ids: Vec<_> = wanted.map(|(id, _)| id).collect();
        ids.sort_unstable();
        ids.dedup();
        Self(ids)
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn holds(&self, id: [u8; RULE_BYTES]) -> bool {
        self.0.binary_search(&id).is_ok()
    }

    pub(super) fn holds_all(&self, others: &Self) -> bool {
        others.0.iter().all(|id| self.holds(*id))
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        self.0.as_flattened().to_vec()
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Self {
        Self(bytes.as_chunks().0.to_vec())
    }
}

/// What stands for a rule or a correlation: the beginning of a hash of what alerts call it.
pub(super) fn id(meta: &Meta, is_correlation: bool) -> [u8; RULE_BYTES] {
    let kind = if is_correlation {
        "correlation"
    } else {
        "rule"
    };
    let whole = hashed("judged", &[kind, &rule_word(meta)]);
    let mut half = [0; RULE_BYTES];
    half.copy_from_slice(whole.split_at(RULE_BYTES).0);
    half
}

/// What judged before, of the kind that a run is of.
#[derive(Debug, Clone)]
pub(super) enum Knowing {
    /// The same edition of the list.
    Same,
    /// Another edition of it.
    Other(Arc<List>),
    /// Rules.
    Rules(Arc<RuleIds>),
}

impl Knowing {
    fn knows_value(&self, value: &Value) -> bool {
        match self {
            Self::Same => true,
            Self::Other(list) => list.contains(value),
            Self::Rules(_) => false,
        }
    }

    fn knows_rule(&self, id: [u8; RULE_BYTES]) -> bool {
        matches!(self, Self::Rules(rules) if rules.holds(id))
    }
}

/// What judged which events before.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    /// As they came: by log, from which record on; `None` where nothing of the kind did.
    live: HashMap<[u8; 8], BTreeMap<u64, Option<Knowing>>>,
    /// By runs: events that came in at or after the first instant and before the second.
    runs: Vec<(Timestamp, Timestamp, Knowing)>,
}

/// An event, as far as it matters who judged it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Came {
    pub(super) id: [u8; 16],
    pub(super) received: Timestamp,
}

impl Known {
    /// Adds what a log was judged by from a record on.
    pub(super) fn add_live(&mut self, writer: &str, from: u64, knowing: Option<Knowing>) {
        if let Some(log) = pump::log_of(writer) {
            self.live.entry(log).or_default().insert(from, knowing);
        }
    }

    /// Adds what a run judged.
    pub(super) fn add_run(&mut self, from: Timestamp, to: Timestamp, knowing: Knowing) {
        self.runs.push((from, to, knowing));
    }

    /// Whether the value was found in the event before.
    pub(super) fn knows_value(&self, came: Came, value: &Value) -> bool {
        self.judges(came).any(|knowing| knowing.knows_value(value))
    }

    /// Whether a rule or correlation of that id judged the event before.
    pub(super) fn knows_rule(&self, came: Came, id: [u8; RULE_BYTES]) -> bool {
        self.judges(came).any(|knowing| knowing.knows_rule(id))
    }

    fn judges(&self, came: Came) -> impl Iterator<Item = &Knowing> {
        let live = came.id.split_first_chunk::<8>().and_then(|(log, offset)| {
            let offset = u64::from_be_bytes(offset.try_into().ok()?);
            let before = self.live.get(log)?.range(..=offset).next_back();
            before.and_then(|(_, knowing)| knowing.as_ref())
        });
        let runs = self.runs.iter();
        let runs = runs.filter(move |(from, to, _)| *from <= came.received && came.received < *to);
        live.into_iter().chain(runs.map(|(_, _, knowing)| knowing))
    }
}
