//! What software is known of which machine, and how fresh that is.
//!
//! Only whether a machine was looked at is told here; whether its versions are
//! good is in `exposures`.

use crate::case::Case;
use crate::census::Machine;
use crate::facts::{Asset, Fact, ServiceKind, Software};
use crate::key::Key;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// The newest look at each machine's software.
#[derive(Debug, Default)]
pub struct Inventory<'a> {
    newest: BTreeMap<&'a str, (Timestamp, &'a Fact<Software>)>,
    /// Machines of which a version or an update is known, not only that a product is there.
    detailed: BTreeSet<&'a str>,
}

impl<'a> Inventory<'a> {
    /// The inventories of the unit's machines, its own and those of a linked provider.
    #[must_use]
    pub fn of(case: &Case<'a>) -> Self {
        let own: BTreeSet<&Key<Asset>> = case.own::<Asset>().iter().map(|a| &a.code).collect();
        let kinds = [ServiceKind::Antimalware, ServiceKind::Soc];
        let provided = kinds
            .into_iter()
            .flat_map(|kind| case.provided::<Software>(kind));
        let provided = provided.filter(|s| own.contains(&s.asset));
        let mut inventory = Self::default();
        for row in case.own::<Software>().iter().chain(provided) {
            let at = row
                .seen_at
                .or(row.provenance.generated_at)
                .unwrap_or(row.recorded_at);
            if !case.clock.reached(at) {
                continue;
            }
            if row.version.is_some() || !row.kb.is_empty() {
                inventory.detailed.insert(row.asset.as_str());
            }
            let slot = inventory
                .newest
                .entry(row.asset.as_str())
                .or_insert((at, row));
            if slot.0 < at {
                *slot = (at, row);
            }
        }
        inventory
    }

    /// The newest look at a machine, if it is not older than `span`.
    #[must_use]
    pub fn fresh(
        &self,
        case: &Case<'_>,
        machine: &Machine<'_>,
        span: SignedDuration,
    ) -> Option<&'a Fact<Software>> {
        self.newest(machine)
            .filter(|(at, _)| case.is_fresh(*at, span))
            .map(|(_, row)| row)
    }

    /// The newest look at a machine and when it was.
    #[must_use]
    pub fn newest(&self, machine: &Machine<'_>) -> Option<(Timestamp, &'a Fact<Software>)> {
        let by_code = machine.key().and_then(|key| self.newest.get(key.as_str()));
        by_code.or_else(|| self.newest.get(&*machine.name)).copied()
    }

    /// Whether versions or updates of it are known.
    #[must_use]
    pub fn is_detailed(&self, machine: &Machine<'_>) -> bool {
        machine
            .key()
            .is_some_and(|key| self.detailed.contains(key.as_str()))
            || self.detailed.contains(&*machine.name)
    }
}

/// Where each machine stands in a census, by the code of its register row; other names are looked for one by one.
#[derive(Debug)]
pub struct Places<'c> {
    by_code: BTreeMap<&'c str, usize>,
    machines: &'c [Machine<'c>],
}

impl<'c> Places<'c> {
    /// The places of a census's machines.
    #[must_use]
    pub fn of(machines: &'c [Machine<'c>]) -> Self {
        let codes = machines.iter().enumerate();
        Self {
            by_code: codes
                .filter_map(|(at, m)| Some((m.key()?.as_str(), at)))
                .collect(),
            machines,
        }
    }

    /// The place of the machine that a reference to an asset means.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<usize> {
        let by_name = || self.machines.iter().position(|m| m.is_called(code));
        self.by_code.get(code).copied().or_else(by_name)
    }
}
