//! What the rules in force find in the logs of a folder, gathered by rule, machine and day.

use super::{Derived, rows};
use crate::EngineError;
use crate::facts_in::documents::Log;
use crate::hunt::{self, Finding, Hunt, Hunted, InputRead, Rules};
use detect::formats::ParseContext;
use detect::sigma::{Level, Meta};
use domain::facts::{Asset, Fact, Facts};
use domain::text::fold;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;

/// Findings are told apart up to this number; a log with more is a log of something else than attacks.
const GROUPS_MAX: usize = 2_000;

/// Findings of one rule about one machine on one day, in one log.
pub(super) struct Group<'a> {
    /// What the rule says about itself.
    pub(super) rule: Meta,
    /// The registered machine it is about.
    pub(super) asset: Option<&'a Fact<Asset>>,
    /// An address the finding names, for where no machine is registered.
    pub(super) address: Option<IpAddr>,
    /// The earliest event's time.
    pub(super) first: Option<Timestamp>,
}

/// What tells groups apart: name of the log, rule, machine, local day.
pub(super) type GroupKey = (String, String, String, Option<Date>);

/// All findings of the logs of a folder.
pub(super) struct Findings<'a> {
    pub(super) groups: BTreeMap<GroupKey, Group<'a>>,
    /// Groups beyond what is told apart.
    pub(super) left_out: u64,
    /// Each log by its name in the folder.
    pub(super) logs: BTreeMap<String, InputRead>,
    /// What was read and what could not be.
    pub(super) hunted: Hunted,
}

/// Hunts in the logs of the folder with the rules in force.
pub(super) fn find<'a>(
    derived: &Derived<'_>,
    all: &'a Facts,
    rules: &Rules,
) -> Result<Findings<'a>, EngineError> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let wanted = Hunt {
        paths: derived
            .folder
            .logs
            .iter()
            .map(|log| log.path.clone())
            .collect(),
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
    let machines = Machines::of(all);
    let mut groups = BTreeMap::new();
    let mut left_out = 0;
    let mut each = |finding: Finding| {
        let Some((key, group)) = grouped(derived, &machines, finding) else {
            return;
        };
        let is_full = groups.len() >= GROUPS_MAX;
        match groups.get_mut(&key) {
            Some(known) => Group::add(known, &group),
            None if is_full => left_out += 1,
            None => _ = groups.insert(key, group),
        }
    };
    let hunted = hunt::hunt(&wanted, &rules.set, &context, |_| {}, &mut each)?;
    let mut logs: BTreeMap<String, InputRead> = BTreeMap::new();
    for (source, read) in &hunted.inputs {
        if let Some(log) = log_of(derived, source) {
            logs.entry(log.name.clone()).or_default().add(read);
        }
    }
    Ok(Findings {
        groups,
        left_out,
        logs,
        hunted,
    })
}

impl Group<'_> {
    fn add(&mut self, other: &Self) {
        self.first = [self.first, other.first].into_iter().flatten().min();
    }
}

/// The log of the folder that a finding stands in: the file, or the archive it is a member of.
pub(super) fn log_of<'f>(derived: &Derived<'f>, source: &str) -> Option<&'f Log> {
    derived.folder.logs.iter().find(|log| {
        let path = log.path.display().to_string();
        let rest = source.strip_prefix(&path);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('!'))
    })
}

/// What a finding says, whatever kind of rule it is of.
struct Said {
    rule: Meta,
    source: String,
    time: Option<Timestamp>,
    host: Option<String>,
    values: Vec<String>,
}

fn said(finding: Finding) -> Option<Said> {
    match finding {
        Finding::Rule(found) => Some(Said {
            rule: found.rule,
            source: found.source.to_string(),
            time: found.time,
            host: found.host,
            values: found.fields.into_iter().map(|(_, value)| value).collect(),
        }),
        Finding::Correlation(found) => Some(Said {
            rule: found.rule,
            source: found.records.first()?.source.to_string(),
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

fn grouped<'a>(
    derived: &Derived<'_>,
    machines: &Machines<'a>,
    finding: Finding,
) -> Option<(GroupKey, Group<'a>)> {
    let said = said(finding)?;
    let log = log_of(derived, &said.source)?;
    let names = said.host.iter().chain(&said.values);
    let asset = names.clone().find_map(|name| machines.find(name));
    let address = names.filter_map(|value| value.parse().ok()).next();
    let machine = match (asset, &said.host, address) {
        (Some(asset), ..) => asset.code.to_string(),
        (None, Some(host), _) => fold(host),
        (None, None, Some(address)) => IpAddr::to_string(&address),
        (None, None, None) => String::new(),
    };
    let rule = said
        .rule
        .id
        .clone()
        .unwrap_or_else(|| said.rule.title.clone());
    let day = said.time.map(|at| at.to_zoned(derived.zone.clone()).date());
    let group = Group {
        rule: said.rule,
        asset,
        address,
        first: said.time,
    };
    Some(((log.name.clone(), rule, machine, day), group))
}

/// Registered machines by what logs call them.
struct Machines<'a> {
    by_name: HashMap<String, &'a Fact<Asset>>,
    by_address: HashMap<IpAddr, &'a Fact<Asset>>,
}

impl<'a> Machines<'a> {
    fn of(all: &'a Facts) -> Self {
        let (mut by_name, mut by_address) = (HashMap::new(), HashMap::new());
        for asset in rows::<Asset>(all) {
            for name in [asset.code.as_str(), &asset.name] {
                by_name.entry(fold(name)).or_insert(asset);
            }
            for ip in &asset.ip {
                by_address.entry(*ip).or_insert(asset);
            }
        }
        Self {
            by_name,
            by_address,
        }
    }

    /// By address, by name, or by the name before the first dot of one with a domain.
    fn find(&self, name: &str) -> Option<&'a Fact<Asset>> {
        if let Ok(address) = name.parse::<IpAddr>() {
            return self.by_address.get(&address).copied();
        }
        let name = fold(name);
        let short = name.split('.').next().unwrap_or_default();
        let found = self.by_name.get(&name).or_else(|| self.by_name.get(short));
        found.copied()
    }
}
