//! Where the rows of contracts stand, by the units they name.
//!
//! A contract is seen from both sides, so a unit's duty needs rows that other
//! units gave. Looking through the facts of all units for each unit made
//! judging a nation quadratic; this looks through them once.

use super::{Contract, ContractClause, Fact, FactRow, Facts, Unit};
use crate::key::Key;
use std::collections::HashMap;

/// A row: whose facts it is among (`None`: the shared ones), and which of them.
#[derive(Debug, Clone)]
struct Place {
    home: Option<Key<Unit>>,
    at: usize,
}

/// The places of all contracts and clauses, in the order of the register, the shared ones last.
#[derive(Debug, Clone, Default)]
pub(super) struct Contracts {
    by_unit: HashMap<Key<Unit>, Vec<Place>>,
    clauses: HashMap<Key<Contract>, Vec<Place>>,
}

impl Contracts {
    /// The places of those among some facts.
    pub(super) fn among(facts: &Facts) -> Self {
        let mut found = Self::default();
        let homes = facts.units().iter().map(|unit| Some(&unit.code));
        for home in homes.chain([None]) {
            found.add(facts, home);
        }
        found
    }

    fn add(&mut self, facts: &Facts, home: Option<&Key<Unit>>) {
        let place = |at| Place {
            home: home.cloned(),
            at,
        };
        for (at, row) in rows::<Contract>(facts, home).iter().enumerate() {
            let mut named: Vec<&Key<Unit>> = Vec::with_capacity(3);
            for unit in [&row.provider, &row.customer, &row.unit]
                .into_iter()
                .flatten()
            {
                if !named.contains(&unit) {
                    named.push(unit);
                }
            }
            for unit in named {
                self.by_unit
                    .entry(unit.clone())
                    .or_default()
                    .push(place(at));
            }
        }
        for (at, row) in rows::<ContractClause>(facts, home).iter().enumerate() {
            let of_contract = self.clauses.entry(row.contract.clone());
            of_contract.or_default().push(place(at));
        }
    }

    /// The contracts that a unit gave or that name it.
    pub(super) fn of<'f>(
        &'f self,
        facts: &'f Facts,
        unit: &Key<Unit>,
    ) -> impl Iterator<Item = &'f Fact<Contract>> + use<'f> {
        found(facts, self.by_unit.get(unit))
    }

    /// The clauses of a contract.
    pub(super) fn clauses_of<'f>(
        &'f self,
        facts: &'f Facts,
        contract: &Key<Contract>,
    ) -> impl Iterator<Item = &'f Fact<ContractClause>> + use<'f> {
        found(facts, self.clauses.get(contract))
    }
}

fn found<'f, T: FactRow + 'f>(
    facts: &'f Facts,
    places: Option<&'f Vec<Place>>,
) -> impl Iterator<Item = &'f Fact<T>> + use<'f, T> {
    let places = places.into_iter().flatten();
    places.filter_map(|place| rows(facts, place.home.as_ref()).get(place.at))
}

fn rows<'f, T: FactRow + 'f>(facts: &'f Facts, home: Option<&Key<Unit>>) -> &'f [Fact<T>] {
    match home {
        None => T::of(facts.shared()),
        Some(unit) => facts.of(unit).map_or(&[], T::of),
    }
}
