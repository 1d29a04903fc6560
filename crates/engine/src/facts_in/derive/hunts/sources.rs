//! Whose logs they are, and which of them are a hunt of a unit.

use crate::facts_in::derive::findings::{Group, GroupKey};
use crate::facts_in::derive::{Derived, rows};
use crate::facts_in::provenance::{Origin, Origins};
use crate::hunt::InputRead;
use domain::facts::{Basis, Fact, Facts, Range, SourceRow, System, Unit};
use domain::key::Key;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// How far back a hunt reaches (measure `hunt`, version 1); a shorter log makes alerts and no hunt.
const REACH: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Senders of logs by the file their log came in.
pub(super) struct Sources<'a> {
    by_file: BTreeMap<&'a str, &'a Fact<SourceRow>>,
    /// Which unit each system is of.
    owners: BTreeMap<&'a Key<System>, &'a Key<Unit>>,
}

impl<'a> Sources<'a> {
    pub(super) fn of(all: &'a Facts) -> Self {
        let named = |source: &'a Fact<SourceRow>| Some((source.file.as_deref()?, source));
        let owned = |system: &'a Fact<System>| Some((&system.code, system.unit.as_ref()?));
        Self {
            by_file: rows::<SourceRow>(all)
                .into_iter()
                .filter_map(named)
                .collect(),
            owners: rows::<System>(all).into_iter().filter_map(owned).collect(),
        }
    }

    /// The systems of a unit that a log is of; none for a log that nobody named as a source.
    fn systems(&self, source: &SourceRow, unit: &Key<Unit>) -> Vec<Key<System>> {
        let systems = source.systems.iter();
        let own = systems.filter(|system| self.owners.get(system).copied() == Some(unit));
        own.cloned().collect()
    }

    /// The units a log speaks for: its own, or those whose systems it names.
    fn units(&self, source: &Fact<SourceRow>) -> BTreeSet<Key<Unit>> {
        if let Some(unit) = &source.unit {
            return BTreeSet::from([unit.clone()]);
        }
        let owners = source
            .systems
            .iter()
            .filter_map(|system| self.owners.get(system));
        owners.copied().cloned().collect()
    }

    pub(super) fn only_system(&self, log: &str) -> Option<Key<System>> {
        let source = self.by_file.get(log)?;
        match source.systems.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        }
    }

    /// Whose a finding is: its machine's, the log's, or that of the range its address lies in.
    pub(super) fn unit_of(
        &self,
        all: &Facts,
        key: &GroupKey,
        group: &Group<'_>,
    ) -> Option<Key<Unit>> {
        let source = self.by_file.get(key.0.as_str());
        let of_machine = group.asset.and_then(|asset| asset.unit.clone());
        let named = of_machine.or_else(|| source?.unit.clone());
        let holding = || {
            let address = group.address?;
            let ranges = rows::<Range>(all).into_iter();
            let holding = ranges.filter(|range| range.cidr.contains(&address));
            holding
                .max_by_key(|range| range.cidr.prefix_len())?
                .unit
                .clone()
        };
        named.or_else(holding).or_else(|| {
            let mut units = self.units(source?).into_iter();
            let first = units.next();
            first.filter(|_| units.next().is_none())
        })
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
        let mut weakest: Option<(Basis, String)> = None;
        for (file, _) in &self.sources {
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
}

/// Who hunted in what: of each unit the logs of known senders that reach back as far as a hunt must. The period is
/// that which all of them reach back to.
pub(super) fn parts<'a>(
    sources: &Sources<'a>,
    logs: &BTreeMap<String, InputRead>,
    now: Timestamp,
) -> BTreeMap<Key<Unit>, Part<'a>> {
    let mut parts: BTreeMap<Key<Unit>, Part<'a>> = BTreeMap::new();
    for (file, source) in &sources.by_file {
        let Some(read) = logs.get(*file) else {
            continue;
        };
        let Some((from, to)) = read.reach(now) else {
            continue;
        };
        if to.duration_since(from) < REACH {
            continue;
        }
        for unit in sources.units(source) {
            let systems = sources.systems(source, &unit);
            let part = parts.entry(unit).or_insert_with(|| Part {
                sources: Vec::new(),
                systems: BTreeSet::new(),
                from,
                to,
                events: 0,
            });
            part.sources.push((file, source));
            part.systems.extend(systems);
            part.from = part.from.max(from);
            part.to = part.to.max(to);
            part.events = part.events.saturating_add(read.events);
        }
    }
    parts
}
