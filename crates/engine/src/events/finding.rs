//! What was found in one step of the pump, grouped as alerts are: by rule, machine and what it is about.

use super::hashed;
use detect::indicators::{Direction, Hit};
use detect::sigma::{Correlated, Level, Meta};
use domain::alert::Severity;
use domain::event::EventRow;
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use store::{AlertId, EventRef};

/// So many events of one alert are named from its beginning, and as many from its end.
const EVENTS_EACH_END: usize = 16;
/// So many different things one rule may be about in one step; what is more goes into one alert.
const KEYS_MAX: usize = 200;
/// Longest text of a rule, machine or key, in bytes; longer ones are cut.
const TEXT_BYTES_MAX: usize = 300;

/// What alerts are grouped by, and what they say.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) kind: &'static str,
    pub(super) rule: String,
    pub(super) title: String,
    pub(super) title_en: String,
    pub(super) severity: Severity,
    pub(super) unit: Option<String>,
    pub(super) host: Option<String>,
    pub(super) key: Option<String>,
    pub(super) source: Arc<str>,
}

/// Findings that are one alert.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) draft: Draft,
    pub(super) first: Timestamp,
    pub(super) last: Timestamp,
    pub(super) count: u64,
    pub(super) events: Vec<EventRef>,
}

/// The findings of one step.
#[derive(Debug)]
pub(super) struct Groups {
    by_id: HashMap<AlertId, Group>,
    keys: BTreeMap<String, usize>,
    keys_max: usize,
    pub(super) findings: u64,
}

impl Default for Groups {
    fn default() -> Self {
        Self::of(KEYS_MAX)
    }
}

impl Groups {
    /// None yet, with room for so many different things that one rule is about.
    pub(super) fn of(keys_max: usize) -> Self {
        Self {
            by_id: HashMap::new(),
            keys: BTreeMap::new(),
            keys_max,
            findings: 0,
        }
    }

    /// The groups in the order of their alerts' ids.
    pub(super) fn in_order(&self) -> Vec<(AlertId, &Group)> {
        let mut groups: Vec<_> = self.by_id.iter().map(|(id, group)| (*id, group)).collect();
        groups.sort_by_key(|(id, _)| *id);
        groups
    }

    /// Adds a finding of events from `first` to `last`.
    pub(super) fn add(
        &mut self,
        mut draft: Draft,
        (first, last): (Timestamp, Timestamp),
        events: &[EventRef],
    ) {
        self.findings += 1;
        let mut id = draft.id();
        if !self.by_id.contains_key(&id) {
            let keys = self.keys.entry(draft.rule.clone()).or_default();
            if *keys >= self.keys_max {
                (draft.host, draft.key) = (None, None);
                id = draft.id();
            } else {
                *keys += 1;
            }
        }
        let severity = draft.severity;
        let group = self.by_id.entry(id).or_insert_with(|| Group {
            draft,
            first,
            last,
            count: 0,
            events: Vec::new(),
        });
        group.count += 1;
        group.first = group.first.min(first);
        group.last = group.last.max(last);
        group.draft.severity = group.draft.severity.max(severity);
        for event in events {
            remember(&mut group.events, *event);
        }
    }
}

/// Adds an event to those an alert names: the first few that came in and the last few, in whatever order they are
/// found.
pub(super) fn remember(events: &mut Vec<EventRef>, event: EventRef) {
    let Err(place) = events.binary_search(&event) else {
        return;
    };
    events.insert(place, event);
    if events.len() > 2 * EVENTS_EACH_END {
        events.remove(EVENTS_EACH_END);
    }
}

impl Draft {
    /// The id of the alert: what its findings have in common.
    pub(super) fn id(&self) -> AlertId {
        let unit = self.unit.as_deref().unwrap_or_default();
        let host = self.host.as_deref().unwrap_or_default().to_lowercase();
        let key = self.key.as_deref().unwrap_or_default();
        let bytes = hashed("alert", &[self.kind, &self.rule, unit, &host, key]);
        AlertId(uuid::Uuid::from_bytes(bytes))
    }

    /// A match of a rule on one event.
    pub(super) fn of_rule(meta: &Meta, row: &EventRow<'_>, from: &From<'_>) -> Self {
        let user = row.user.as_deref().map(str::to_owned);
        let address = || row.src_ip.map(|address| address.to_string());
        Self {
            kind: "rule",
            host: Some(cut(row.host.as_deref().unwrap_or(from.source))),
            key: user.or_else(address).map(|key| cut(&key)),
            ..Self::of_meta(meta, from)
        }
    }

    /// A correlation that was found.
    pub(super) fn of_correlation(meta: &Meta, found: &Correlated, from: &From<'_>) -> Self {
        let is_host = |name: &str| {
            ["host", "hostname", "computer", "computername", "devname"]
                .iter()
                .any(|known| name.eq_ignore_ascii_case(known))
        };
        let host = found.group.iter().find(|(name, _)| is_host(name));
        let others = found.group.iter().filter(|(name, _)| !is_host(name));
        let values: Vec<&str> = others.map(|(_, value)| &**value).collect();
        Self {
            kind: "correlation",
            host: host.map(|(_, value)| cut(value)),
            key: (!values.is_empty()).then(|| cut(&values.join(" · "))),
            ..Self::of_meta(meta, from)
        }
    }

    /// A listed value in an event.
    pub(super) fn of_hit(hit: &Hit, row: &EventRow<'_>, from: &From<'_>) -> Self {
        let machine = hit.machine.map(|address| address.to_string());
        let host = hit.asset.as_deref().map(str::to_owned).or(machine);
        let listed = &hit.listed;
        let family = listed.entry.family.as_deref();
        let named = family
            .map(|family| format!(" ({family})"))
            .unwrap_or_default();
        let entry = cut(&listed.entry.text);
        Self {
            kind: "indicator",
            rule: list_key(&listed.list),
            title: format!("Trùng danh sách {}: {entry}{named}", listed.list),
            title_en: format!("Listed in {}: {entry}{named}", listed.list),
            severity: match (hit.direction, hit.guard.is_some()) {
                (_, true) => Severity::Low,
                (Direction::Outbound | Direction::Internal, false) => Severity::High,
                (Direction::Inbound | Direction::Unknown, false) => Severity::Medium,
            },
            unit: from.unit.map(str::to_owned),
            host: Some(cut(&host
                .or_else(|| row.host.as_deref().map(str::to_owned))
                .unwrap_or_else(|| from.source.to_string()))),
            key: Some(entry),
            source: Arc::clone(from.source),
        }
    }

    /// A sender that fell silent.
    pub(super) fn of_silence(source: &store::EventSource) -> Self {
        let name = source.name.as_deref().unwrap_or(&source.key);
        Self {
            kind: "silence",
            rule: "khien.silent_source".to_owned(),
            title: format!("Nguồn nhật ký im lặng: {name}"),
            title_en: format!("A source of events is silent: {name}"),
            severity: Severity::Medium,
            unit: source.unit.clone(),
            host: None,
            key: Some(source.key.clone()),
            source: source.key.as_str().into(),
        }
    }

    /// Records of the intake log that the disk did not give back.
    pub(super) fn of_loss(lost: &lake::intake::Lost) -> Self {
        Self {
            kind: "loss",
            rule: "khien.events_lost".to_owned(),
            title: format!("Mất nhật ký đã nhận: tệp {} hỏng", lost.file),
            title_en: format!(
                "Events that were received are lost: the file {} is damaged",
                lost.file
            ),
            severity: Severity::Critical,
            unit: None,
            host: None,
            key: Some(lost.file.clone()),
            source: "".into(),
        }
    }

    fn of_meta(meta: &Meta, from: &From<'_>) -> Self {
        Self {
            kind: "rule",
            rule: rule_word(meta),
            title: meta.title_vi.as_ref().unwrap_or(&meta.title).clone(),
            title_en: meta.title.clone(),
            severity: severity(meta.level),
            unit: from.unit.map(str::to_owned),
            host: None,
            key: None,
            source: Arc::clone(from.source),
        }
    }
}

/// What a rule is called in alerts: its id, else its name or title.
pub(super) fn rule_word(meta: &Meta) -> String {
    let rule = meta.id.as_ref().or(meta.name.as_ref());
    cut(rule.unwrap_or(&meta.title))
}

/// Where an event came from.
#[derive(Debug, Clone, Copy)]
pub(super) struct From<'a> {
    pub(super) source: &'a Arc<str>,
    pub(super) unit: Option<&'a str>,
}

/// What a list is called in alerts.
pub(super) fn list_key(name: &str) -> String {
    cut(name)
}

pub(super) const fn severity(level: Level) -> Severity {
    match level {
        Level::Informational => Severity::Informational,
        Level::Low => Severity::Low,
        Level::Medium => Severity::Medium,
        Level::High => Severity::High,
        Level::Critical => Severity::Critical,
    }
}

fn cut(text: &str) -> String {
    let end = text.floor_char_boundary(TEXT_BYTES_MAX.min(text.len()));
    text.split_at(end).0.to_owned()
}
