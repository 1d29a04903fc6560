//! Whose logs they are, and which of them are a hunt of a unit.

use super::notices::several_senders;
use crate::facts_in::derive::findings::LogRead;
use crate::facts_in::derive::{Derived, rows};
use crate::facts_in::provenance::{Origin, Origins};
use crate::facts_in::record::Observation;
use domain::facts::{Asset, Basis, Fact, FactKind, Facts, Hunt, Range, SourceRow, System, Unit};
use domain::key::Key;
use jiff::{SignedDuration, Timestamp};
use letters::tables::TableProblem;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

/// How far back a hunt reaches (measure `hunt`, version 1); a shorter log makes alerts and no hunt.
const REACH: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Who sent a log.
pub(in crate::facts_in::derive) struct Sender<'a> {
    row: &'a Fact<SourceRow>,
    /// The units it speaks for: those whose systems it names, or its own where it names none that is known.
    units: BTreeSet<&'a Key<Unit>>,
}

impl Sender<'_> {
    /// Whether it may name this machine: one of its own unit, or of its systems and their units. A sender of whom
    /// neither is known may name any.
    pub(in crate::facts_in::derive) fn is_near(&self, asset: &Fact<Asset>) -> bool {
        let (unit, systems) = (&self.row.unit, &self.row.systems);
        let is_own = |of: &Key<Unit>| unit.as_ref() == Some(of) || self.units.contains(of);
        unit.is_none() && systems.is_empty()
            || asset.unit.as_ref().is_some_and(is_own)
            || asset.system.as_ref().is_some_and(|of| systems.contains(of))
    }
}

/// Senders of logs by the file their log came in.
pub(in crate::facts_in::derive) struct Sources<'a> {
    by_file: BTreeMap<&'a str, Sender<'a>>,
    /// Which unit each system is of.
    owners: BTreeMap<&'a Key<System>, &'a Key<Unit>>,
    ranges: Vec<&'a Fact<Range>>,
}

impl<'a> Sources<'a> {
    /// The sender of each log of the folder: the source of this import that names the file, else the only known one
    /// that does. Files of many senders have the same name, so where several do, nobody is named.
    pub(super) fn of(
        derived: &Derived<'a>,
        all: &'a Facts,
        facts: &BTreeMap<String, Vec<Observation>>,
        notices: &mut Vec<TableProblem>,
    ) -> Self {
        let owned = |system: &'a Fact<System>| Some((&system.code, system.unit.as_ref()?));
        let mut sources = Self {
            by_file: BTreeMap::new(),
            owners: rows::<System>(all).into_iter().filter_map(owned).collect(),
            ranges: rows::<Range>(all),
        };
        let imported = facts.values().flatten();
        let given: BTreeSet<&str> = imported
            .filter(|row| row.kind == FactKind::SourceRow)
            .map(|row| row.code.as_str())
            .collect();
        let mut named: BTreeMap<&str, Vec<&'a Fact<SourceRow>>> = BTreeMap::new();
        for source in rows::<SourceRow>(all) {
            if let Some(file) = source.file.as_deref() {
                named.entry(file).or_default().push(source);
            }
        }
        for log in &derived.folder.logs {
            let mut of = named.remove(log.name.as_str()).unwrap_or_default();
            if of.iter().any(|source| given.contains(source.code.as_str())) {
                of.retain(|source| given.contains(source.code.as_str()));
            }
            match of.as_slice() {
                [] => {}
                &[only] => {
                    let sender = sources.of_row(only);
                    sources.by_file.insert(&log.name, sender);
                }
                several => notices.push(several_senders(&log.name, several)),
            }
        }
        sources
    }

    fn of_row(&self, row: &'a Fact<SourceRow>) -> Sender<'a> {
        let owners = row.systems.iter();
        let mut units: BTreeSet<&'a Key<Unit>> = owners
            .filter_map(|system| self.owners.get(system).copied())
            .collect();
        if units.is_empty() {
            units.extend(row.unit.as_ref());
        }
        Sender { row, units }
    }

    /// Who sent a log; `None` where nobody named it.
    pub(in crate::facts_in::derive) fn sender(&self, log: &str) -> Option<&Sender<'a>> {
        self.by_file.get(log)
    }

    /// The systems of a unit that a log is of. Those of other units stand in hunts of theirs: in this one they would
    /// count a second time, as work of a provider.
    fn systems(&self, source: &SourceRow, unit: &Key<Unit>) -> Vec<Key<System>> {
        let systems = source.systems.iter();
        let own = systems.filter(|system| self.owners.get(system).copied() == Some(unit));
        own.cloned().collect()
    }

    /// The system of a log that is of one only.
    pub(super) fn only_system(&self, log: &str) -> Option<Key<System>> {
        match self.by_file.get(log)?.row.systems.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        }
    }

    /// Whose a finding is: its machine's, that of the only unit its log speaks for, or that of the range its address
    /// lies in.
    pub(in crate::facts_in::derive) fn unit_of(
        &self,
        sender: Option<&Sender<'_>>,
        asset: Option<&Fact<Asset>>,
        address: Option<IpAddr>,
    ) -> Option<Key<Unit>> {
        let of_log = || {
            let units = &sender?.units;
            let only = units.first().filter(|_| units.len() == 1)?;
            Some(Key::clone(only))
        };
        let holding = || {
            let address = address?;
            let holding = self.ranges.iter();
            let holding = holding.filter(|range| range.cidr.contains(&address));
            let narrowest = holding.max_by_key(|range| range.cidr.prefix_len())?;
            narrowest.unit.clone()
        };
        let of_machine = asset.and_then(|asset| asset.unit.clone());
        of_machine.or_else(of_log).or_else(holding)
    }

    /// The source of the logs that a known hunt searched, without what became of its findings: the one it stands
    /// under, unless that is of an answer; then the logs of its senders, where this import has them.
    pub(super) fn of_logs(
        &self,
        derived: &Derived<'_>,
        known: &Fact<Hunt>,
        origins: &mut Origins,
    ) -> String {
        let file = known.provenance.file.as_deref();
        let is_of_log = file.is_some_and(|file| file.starts_with("logs/"));
        let senders = self.by_file.iter();
        let searched: Vec<&str> = senders
            .filter(|(_, sender)| known.sources.contains(&sender.row.code))
            .map(|(file, _)| *file)
            .collect();
        if is_of_log || searched.is_empty() || searched.len() < known.sources.len() {
            return origins.known(&known.provenance);
        }
        weakest(derived, searched.into_iter(), origins)
    }
}

/// The logs that are a hunt of one unit.
pub(super) struct Part<'a> {
    pub(super) sources: Vec<(&'a str, &'a Fact<SourceRow>)>,
    pub(super) systems: BTreeSet<Key<System>>,
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
    pub(super) events: u64,
}

impl Part<'_> {
    /// The source of the row: no better founded than the weakest of its logs.
    pub(super) fn source(&self, derived: &Derived<'_>, origins: &mut Origins) -> String {
        weakest(derived, self.sources.iter().map(|(file, _)| *file), origins)
    }
}

/// The source of the weakest of these logs.
fn weakest<'f>(
    derived: &Derived<'_>,
    files: impl Iterator<Item = &'f str>,
    origins: &mut Origins,
) -> String {
    let mut weakest: Option<(Basis, String)> = None;
    for file in files {
        let code = origins.derived_from(file, derived.digest(file), derived.now);
        let basis = origins.get(&code).map(Origin::basis);
        if let Some(basis) = basis
            && weakest.as_ref().is_none_or(|(other, _)| basis > *other)
        {
            weakest = Some((basis, code));
        }
    }
    weakest.map(|(_, code)| code).unwrap_or_default()
}

/// Who hunted in what: of each unit the logs of known senders that reach back as far as a hunt must, and in which
/// nothing was found that is nobody's or no alert. The period is that which all of them reach back to.
pub(super) fn parts<'a>(
    sources: &Sources<'a>,
    logs: &BTreeMap<&str, LogRead>,
    now: Timestamp,
) -> BTreeMap<Key<Unit>, Part<'a>> {
    let mut parts: BTreeMap<Key<Unit>, Part<'a>> = BTreeMap::new();
    for (file, sender) in &sources.by_file {
        let Some(log) = logs.get(file).filter(|log| log.is_whole()) else {
            continue;
        };
        let Some((from, to)) = log.read.reach(now) else {
            continue;
        };
        if to.duration_since(from) < REACH {
            continue;
        }
        for unit in &sender.units {
            let systems = sources.systems(sender.row, unit);
            let part = parts.entry(Key::clone(unit)).or_insert_with(|| Part {
                sources: Vec::new(),
                systems: BTreeSet::new(),
                from,
                to,
                events: 0,
            });
            part.sources.push((file, sender.row));
            part.systems.extend(systems);
            part.from = part.from.max(from);
            part.to = part.to.max(to);
            part.events = part.events.saturating_add(log.read.events);
        }
    }
    parts
}
