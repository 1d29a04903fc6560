//! A rule set or a list tried on what was kept in the last day, before it is put in force: what it would have found.
//!
//! The records are read again and judged by the same code as when they came, so what a trial finds is what would have
//! been raised. It keeps nothing and raises nothing. It ends after [`EVENTS_MAX`] events or [`TIME_MAX`] and says so.

use super::detection::{Detection, matcher};
use super::finding::Groups;
use super::noise::lines_of;
use super::pump::blocking;
use super::reading::Work;
use super::{Events, lists};
use crate::accounts::Change;
use crate::actor::Actor;
use crate::hunt::{no_rules, rules_of};
use crate::{EngineError, Shelf};
use domain::access::Action;
use domain::alert::Severity;
use jiff::{SignedDuration, Timestamp};
use lake::intake::Arrival;
use lake::query::{FoundEvent, Search, parse};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::{Digest, EventRef};

/// How far back a trial goes.
const SPAN: SignedDuration = SignedDuration::from_hours(24);
/// Most events of a trial.
const EVENTS_MAX: u64 = 2_000_000;
/// The longest a trial takes.
const TIME_MAX: Duration = Duration::from_secs(30);
/// Events read at once.
const PART: usize = 20_000;
/// The first stretch of time that is read at once, and the shortest.
const FIRST: SignedDuration = SignedDuration::from_mins(10);
const SHORTEST: SignedDuration = SignedDuration::from_secs(1);
/// Machines of one finding that are told apart.
const HOSTS_MAX: usize = 10_000;
/// Events named of each finding.
const EXAMPLES_MAX: usize = 5;
/// Findings that are told, the most frequent first.
const FOUND_MAX: usize = 200;

/// What is tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Candidate {
    /// A rule set of this name.
    Rules(Shelf, String),
    /// A list of this name.
    List(Shelf, String),
}

/// What one rule, or one entry of a list, would have found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialFinding {
    /// The rule or the entry.
    pub key: String,
    /// What it says.
    pub title: String,
    /// The same in English.
    pub title_en: String,
    /// The worst of its findings.
    pub severity: Severity,
    /// How often it is found.
    pub findings: u64,
    /// On how many machines.
    pub hosts: usize,
    /// Some of the events, for who may see the events of the whole organisation.
    pub examples: Vec<EventRef>,
}

/// What a trial came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// Beginning of what was read.
    pub from: Timestamp,
    /// Its end.
    pub to: Timestamp,
    /// Whether it ended before it had read everything up to now.
    pub is_cut: bool,
    /// Events read.
    pub events: u64,
    /// Rules of the set or entries of the list.
    pub rules: usize,
    /// How many of them found something.
    pub loud: usize,
    /// Findings of all of them.
    pub findings: u64,
    /// What they found, the most frequent first, at most 200.
    pub found: Vec<TrialFinding>,
}

/// What is judged by, and which findings count.
struct Judge {
    work: Work,
    rules: usize,
    /// The rules that are tried; others stand beside them only because they are named. `None` for a list.
    own: Option<HashSet<String>>,
    sum: BTreeMap<String, (TrialFinding, BTreeSet<String>)>,
    sources: HashMap<String, Arc<str>>,
}

impl Events {
    /// Tries a rule set or a list on what was kept in the last 24 hours.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ManageRules`] for the whole organisation;
    /// [`EngineError::NotFound`] when there is no such set or list; as the search.
    pub async fn try_rules(
        &self,
        actor: &Actor,
        candidate: &Candidate,
    ) -> Result<Trial, EngineError> {
        let engine = self.engine();
        engine.require(actor, Action::ManageRules, None).await?;
        let (shelf, name, what) = match candidate {
            Candidate::Rules(shelf, name) => (*shelf, name, "rules"),
            Candidate::List(shelf, name) => (*shelf, name, "list"),
        };
        // One at a time, and only its turn loads what is tried.
        let _turn = engine.events.trial().await;
        let judge = self.judge(candidate).await?;
        let mut tx = engine.begin().await?;
        let change = Change {
            new: Some(json!({"what": what, "state": shelf.as_str()})),
            ..Change::plain("rules.tried", name)
        };
        engine.note(&mut tx, actor, change).await?;
        tx.commit().await?;
        let now = engine.clock().now();
        let from = now.checked_sub(SPAN)?;
        let mut trial = self.read(judge, from, now).await?;
        if !actor.may_everywhere(Action::ViewEvents) {
            trial.found.iter_mut().for_each(|one| one.examples.clear());
        }
        Ok(trial)
    }

    async fn judge(&self, candidate: &Candidate) -> Result<Box<Judge>, EngineError> {
        let engine = self.engine();
        let own = engine.own_addresses().await?;
        let (data, zone) = (
            engine.store.folder().path().to_owned(),
            engine.zone().clone(),
        );
        let candidate = candidate.clone();
        let loading = blocking(move || {
            let (rules, matcher, count, own) = match &candidate {
                Candidate::Rules(shelf, name) => {
                    let set = rules_of(&data, *shelf, name)?.ok_or_else(|| {
                        EngineError::not_found(
                            format_args!("bộ luật “{name}”"),
                            format_args!("rule set “{name}”"),
                        )
                    })?;
                    let keys: HashSet<String> = lines_of(&set).map(|line| line.key).collect();
                    let count = lines_of(&set).count();
                    (set.rules, None, count, Some(keys))
                }
                Candidate::List(shelf, name) => {
                    let list = lists::one(&data, *shelf, name)?;
                    let count = list.len();
                    (no_rules(), matcher(vec![list], own)?, count, None)
                }
            };
            let detection = Detection {
                rules,
                matcher,
                fingerprint: Digest([0; 32]),
                in_force: Arc::default(),
            };
            Ok(Box::new(Judge {
                work: Work::new(Arc::new(detection), zone, [0; 8]),
                rules: count,
                own,
                sum: BTreeMap::new(),
                sources: HashMap::new(),
            }))
        });
        loading.await?
    }

    /// Judges what is kept between two instants, oldest first, until a limit is met.
    async fn read(
        &self,
        mut judge: Box<Judge>,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Trial, EngineError> {
        let (begun, mut events) = (Instant::now(), 0_u64);
        let (mut at, mut width) = (from, FIRST);
        while at < to && events < EVENTS_MAX && begun.elapsed() < TIME_MAX {
            let end = at.checked_add(width)?.min(to);
            let Some(mut rows) = self.part(at, end, width <= SHORTEST).await? else {
                width = SignedDuration::from_secs((width.as_secs() / 4).max(1));
                continue;
            };
            rows.reverse();
            events = events.saturating_add(u64::try_from(rows.len()).unwrap_or(u64::MAX));
            if rows.len() < PART / 4 {
                width = width.checked_mul(2).unwrap_or(SPAN);
            }
            if !rows.is_empty() {
                judge = blocking(move || {
                    judge.take(rows);
                    judge
                })
                .await?;
            }
            at = end;
        }
        let trial = blocking(move || judge.ended()).await?;
        Ok(Trial {
            from,
            to: at,
            is_cut: at < to,
            events,
            ..trial
        })
    }

    /// The events between two instants, newest first; `None` when there are more than are read at once, unless the
    /// stretch can't be shortened.
    async fn part(
        &self,
        from: Timestamp,
        to: Timestamp,
        is_shortest: bool,
    ) -> Result<Option<Vec<FoundEvent>>, EngineError> {
        let query = parse("").map_err(|error| EngineError::Damaged(error.to_string()))?;
        let search = Search {
            query,
            from,
            to,
            units: None,
        };
        let (searcher, table) = (self.searcher(), self.table());
        let mut page = searcher.page(table, &search, PART, None).await?;
        if page.next.is_some() && !is_shortest {
            return Ok(None);
        }
        let mut rows = page.rows;
        let most = usize::try_from(EVENTS_MAX).unwrap_or(usize::MAX);
        while let Some(next) = page.next.filter(|_| rows.len() < most) {
            page = searcher.page(table, &search, PART, Some(next)).await?;
            rows.append(&mut page.rows);
        }
        Ok(Some(rows))
    }
}

impl Judge {
    /// Judges events in the order they stand.
    fn take(&mut self, events: Vec<FoundEvent>) {
        let (mut log, mut records) = ([0; 8], Vec::with_capacity(events.len()));
        for event in events {
            let (of, offset) = split(event.id);
            if of != log && !records.is_empty() {
                self.judge(log, &records);
                records.clear();
            }
            log = of;
            let source = self.sources.entry(event.source);
            let source = source.or_insert_with_key(|key| key.as_str().into());
            let arrival = Arrival {
                source: Arc::clone(source),
                received: event.received,
                payload: event.raw,
            };
            records.push((offset, arrival));
        }
        self.judge(log, &records);
    }

    fn judge(&mut self, log: [u8; 8], records: &[(u64, Arrival)]) {
        let groups = self.work.judge_again(log, records);
        self.add(&groups);
    }

    fn add(&mut self, groups: &Groups) {
        for (_, group) in groups.in_order() {
            let draft = &group.draft;
            let key = match &self.own {
                Some(own) if !own.contains(&draft.rule) => continue,
                Some(_) => &draft.rule,
                None => draft.key.as_ref().unwrap_or(&draft.rule),
            };
            let (found, hosts) = self.sum.entry(key.clone()).or_insert_with(|| {
                let found = TrialFinding {
                    key: key.clone(),
                    title: draft.title.clone(),
                    title_en: draft.title_en.clone(),
                    severity: draft.severity,
                    findings: 0,
                    hosts: 0,
                    examples: Vec::new(),
                };
                (found, BTreeSet::new())
            });
            found.findings = found.findings.saturating_add(group.count);
            found.severity = found.severity.max(draft.severity);
            let wanted = EXAMPLES_MAX.saturating_sub(found.examples.len());
            found.examples.extend(group.events.iter().take(wanted));
            if let Some(host) = draft.host.as_ref().filter(|_| hosts.len() < HOSTS_MAX) {
                hosts.insert(host.clone());
            }
        }
    }

    /// What all of it comes to.
    fn ended(mut self: Box<Self>) -> Trial {
        let rest = self.work.judge_rest();
        self.add(&rest);
        let found = self.sum.into_values().map(|(found, hosts)| TrialFinding {
            hosts: hosts.len(),
            ..found
        });
        let mut found: Vec<TrialFinding> = found.collect();
        found.sort_by(|a, b| {
            let by_count = b.findings.cmp(&a.findings);
            by_count.then_with(|| b.severity.cmp(&a.severity))
        });
        let (loud, findings) = (found.len(), found.iter().map(|one| one.findings).sum());
        found.truncate(FOUND_MAX);
        Trial {
            from: Timestamp::MIN,
            to: Timestamp::MIN,
            is_cut: false,
            events: 0,
            rules: self.rules,
            loud,
            findings,
            found,
        }
    }
}

/// The log and the offset that an event's id is made of.
fn split(id: [u8; 16]) -> ([u8; 8], u64) {
    let (log, offset) = id.split_at(8);
    let eight = |part: &[u8]| part.try_into().unwrap_or_default();
    (eight(log), u64::from_be_bytes(eight(offset)))
}
