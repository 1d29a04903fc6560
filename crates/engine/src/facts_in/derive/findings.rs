//! What the rules in force find in the logs of a folder, gathered by unit, rule, machine and day.

mod logs;
mod machines;

use super::Derived;
use super::hunts::{Alerts, Sources, alert_code};
use crate::EngineError;
use crate::hunt::{self, Finding, Hunt, Hunted, Rules};
use detect::formats::ParseContext;
use detect::sigma::{Level, Meta};
use domain::facts::{Asset, Fact, Facts, Unit};
use domain::key::Key;
use domain::text::fold;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use machines::{Machines, NAME_CHARS_MAX};
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

pub(super) use logs::{LogRead, Logs};

/// New findings of one log are told apart up to this number; a log with more is a log of something else than attacks.
pub(super) const GROUPS_MAX: usize = 2_000;

/// Findings of one rule about one machine on one day.
pub(super) struct Group<'a> {
    /// Name of the log they were first seen in.
    pub(super) log: &'a str,
    /// What the rule says about itself.
    pub(super) rule: Arc<Meta>,
    /// The registered machine they are about.
    pub(super) asset: Option<&'a Fact<Asset>>,
    /// Whose they are.
    pub(super) unit: Option<Key<Unit>>,
    /// The earliest event's time.
    pub(super) first: Option<Timestamp>,
}

/// All findings of the logs of a folder.
pub(super) struct Findings<'a> {
    /// By the code of the alert that each is.
    pub(super) groups: BTreeMap<String, Group<'a>>,
    /// Each log by its name in the folder.
    pub(super) logs: BTreeMap<&'a str, LogRead>,
    /// The same logs by path.
    pub(super) by_path: Logs<'a>,
    /// What was read and what could not be.
    pub(super) hunted: Hunted,
}

/// Hunts in the logs of the folder with the rules in force.
pub(super) fn find<'a>(
    derived: &Derived<'a>,
    all: &'a Facts,
    rules: &Rules,
    sources: &Sources<'a>,
    alerts: &Alerts,
) -> Result<Findings<'a>, EngineError> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let paths = derived.folder.logs.iter().map(|log| log.path.clone());
    let wanted = Hunt {
        paths: paths.collect(),
        min_level: Level::High,
        threads,
        by_input: true,
        ..Hunt::default()
    };
    let context = ParseContext {
        received_at: derived.now,
        zone: derived.zone.clone(),
        year: None,
    };
    let finder = Finder {
        zone: derived.zone,
        logs: Logs::of(derived.folder),
        machines: Machines::of(all),
        sources,
    };
    let mut groups = BTreeMap::new();
    let mut logs: BTreeMap<&'a str, LogRead> = BTreeMap::new();
    let mut each = |finding: Finding| {
        if let Some((code, group)) = finder.grouped(finding) {
            let log = logs.entry(group.log).or_default();
            log.take(code, group, alerts, &mut groups);
        }
    };
    let hunted = hunt::hunt(&wanted, &rules.set, &context, |_| {}, &mut each)?;
    for (source, read) in &hunted.inputs {
        if let Some(log) = finder.logs.find(source) {
            logs.entry(&log.name).or_default().read.add(read);
        }
    }
    Ok(Findings {
        groups,
        logs,
        by_path: finder.logs,
        hunted,
    })
}

impl LogRead {
    /// Adds a finding to those of its alert. What is an alert already takes no room.
    fn take<'a>(
        &mut self,
        code: String,
        group: Group<'a>,
        alerts: &Alerts,
        groups: &mut BTreeMap<String, Group<'a>>,
    ) {
        let known = alerts.0.get(&code);
        let is_nobodys = group.unit.is_none() && known.is_none_or(|answer| answer.unit().is_none());
        if let Some(other) = groups.get_mut(&code) {
            other.first = [other.first, group.first].into_iter().flatten().min();
        } else if known.is_none() && self.new >= GROUPS_MAX {
            self.left_out += 1;
            return;
        } else {
            self.new += usize::from(known.is_none());
            groups.insert(code.clone(), group);
        }
        if is_nobodys {
            self.nobodys.insert(code);
        }
    }
}

/// What a finding says, whatever kind of rule it is of.
struct Said {
    rule: Arc<Meta>,
    source: Arc<str>,
    time: Option<Timestamp>,
    host: Option<String>,
    values: Vec<String>,
}

fn said(finding: Finding) -> Option<Said> {
    match finding {
        Finding::Rule(found) => Some(Said {
            rule: found.rule,
            source: found.source,
            time: found.time,
            host: found.host,
            values: found.fields.into_iter().map(|(_, value)| value).collect(),
        }),
        Finding::Correlation(found) => Some(Said {
            rule: found.rule,
            source: Arc::clone(&found.records.first()?.source),
            time: Some(found.first),
            host: None,
            values: found
                .group
                .iter()
                .map(|(_, value)| value.to_string())
                .collect(),
        }),
        // Lists are the matter of `hits`.
        Finding::Indicator(_) => None,
    }
}

/// What is needed to tell whose a finding is.
struct Finder<'a, 's> {
    zone: &'a TimeZone,
    logs: Logs<'a>,
    machines: Machines<'a>,
    sources: &'s Sources<'a>,
}

impl<'a> Finder<'a, '_> {
    /// The code of the alert that a finding is, and what it says of it. The code stands on the unit, rule, machine and
    /// day; where no registered machine tells findings apart, on the name of the log too.
    fn grouped(&self, finding: Finding) -> Option<(String, Group<'a>)> {
        let said = said(finding)?;
        let log = self.logs.find(&said.source)?.name.as_str();
        let sender = self.sources.sender(log);
        let host = said.host.as_deref();
        let asset = host
            .and_then(|host| self.machines.host(host, sender))
            .or_else(|| {
                let mut values = said.values.iter();
                values.find_map(|value| self.machines.value(value, sender))
            });
        let mut names = host
            .into_iter()
            .chain(said.values.iter().map(String::as_str));
        let address = names.find_map(|name| name.parse::<IpAddr>().ok());
        let machine: String = match (asset, host, address) {
            (Some(asset), ..) => asset.code.to_string(),
            (None, Some(host), _) => fold(host).chars().take(NAME_CHARS_MAX).collect(),
            (None, None, Some(address)) => address.to_string(),
            (None, None, None) => String::new(),
        };
        let unit = self.sources.unit_of(sender, asset, address);
        let rule = said.rule.id.as_ref().unwrap_or(&said.rule.title);
        let day = said.time.map(|at| at.to_zoned(self.zone.clone()).date());
        let day = day.map(|day| day.to_string()).unwrap_or_default();
        let place = if asset.is_some() { "" } else { log };
        let whose = unit.as_ref().map_or("", Key::as_str);
        let code = alert_code(&[whose, place, rule, &machine, &day]);
        let group = Group {
            log,
            rule: said.rule,
            asset,
            unit,
            first: said.time,
        };
        Some((code, group))
    }
}
