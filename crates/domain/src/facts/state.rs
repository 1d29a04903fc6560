//! The newest state of all facts, in memory, as judging reads it.
//!
//! It holds and finds; what a fact means for a duty is told in the measures.

use super::contracts::Contracts;
use super::{
    CellProblem, Contract, ContractClause, Fact, FactHead, FactKind, FactRow, Unit, UnitFacts,
    put_row,
};
use crate::key::Key;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

/// The newest state of all facts, by unit.
///
/// A copy shares the facts of every unit with its original until one of the two changes them.
#[derive(Debug, Default, Clone)]
pub struct Facts {
    units: BTreeMap<Key<Unit>, Arc<UnitFacts>>,
    shared: Arc<UnitFacts>,
    /// Where each unit stands in the register; of two rows of one code the first.
    places: Arc<HashMap<Key<Unit>, usize>>,
    /// Made when first asked for, dropped when a table changes that it is made of.
    contracts: OnceLock<Contracts>,
    newest: Option<Timestamp>,
}

impl Facts {
    /// No facts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts one row in. The caller gives each (table, code) once, the newest; to change a row, [`Facts::retract`] it first.
    ///
    /// Rows of `units` are shared whatever unit they name, as every judgement needs the tree.
    ///
    /// # Errors
    /// Every cell that is missing or not of its column's form; nothing is put in then.
    pub fn put(
        &mut self,
        kind: FactKind,
        head: FactHead,
        cells: &[Option<&str>],
        zone: &TimeZone,
    ) -> Result<(), Vec<CellProblem>> {
        let recorded = head.recorded_at;
        self.home(kind, &head).put(kind, head, cells, zone)?;
        self.newest = self.newest.max(Some(recorded));
        self.added(kind);
        Ok(())
    }

    /// Puts a typed row in, as the demo and tests do.
    pub fn insert<T: FactRow>(&mut self, head: FactHead, row: T) {
        self.newest = self.newest.max(Some(head.recorded_at));
        put_row(T::of_mut(self.home(T::KIND, &head)), head, row);
        self.added(T::KIND);
    }

    /// Takes a row out, wherever it is; says whether it was there.
    pub fn retract(&mut self, kind: FactKind, code: &str) -> bool {
        let has = |facts: &&mut Arc<UnitFacts>| facts.has(kind, code);
        let home = Some(&mut self.shared)
            .filter(has)
            .or_else(|| self.units.values_mut().find(has));
        let Some(home) = home else {
            return false;
        };
        Arc::make_mut(home).take(kind, code);
        self.forget_contracts(kind);
        if kind == FactKind::Unit {
            // All that stood behind the row moved up.
            let mut places = HashMap::new();
            for (at, unit) in Unit::of(&self.shared).iter().enumerate() {
                places.entry(unit.code.clone()).or_insert(at);
            }
            self.places = Arc::new(places);
        }
        true
    }

    /// The facts that name no unit, and the units themselves.
    #[must_use]
    pub fn shared(&self) -> &UnitFacts {
        &self.shared
    }

    /// The facts of one unit.
    #[must_use]
    pub fn of(&self, unit: &Key<Unit>) -> Option<&UnitFacts> {
        self.units.get(unit).map(Arc::as_ref)
    }

    /// When the newest row came to be known; a row that was taken out again counts as well.
    #[must_use]
    pub fn newest_at(&self) -> Option<Timestamp> {
        self.newest
    }

    /// All units of the register.
    #[must_use]
    pub fn units(&self) -> &[Fact<Unit>] {
        Unit::of(&self.shared)
    }

    /// One unit of the register.
    #[must_use]
    pub fn unit(&self, code: &str) -> Option<&Fact<Unit>> {
        self.units().get(*self.places.get(code)?)
    }

    /// Contracts that a unit gave, or that name it as one of their sides: whoever's rows they are, in the order of the
    /// register, the shared ones last.
    pub fn contracts_of(&self, unit: &Key<Unit>) -> impl Iterator<Item = &Fact<Contract>> {
        self.contracts().of(self, unit)
    }

    /// The clauses of a contract, whoever gave them, in the same order.
    pub fn clauses_of(
        &self,
        contract: &Key<Contract>,
    ) -> impl Iterator<Item = &Fact<ContractClause>> {
        self.contracts().clauses_of(self, contract)
    }

    fn contracts(&self) -> &Contracts {
        self.contracts.get_or_init(|| Contracts::among(self))
    }

    /// Where a row belongs: with its unit, or with the shared ones.
    fn home(&mut self, kind: FactKind, head: &FactHead) -> &mut UnitFacts {
        match (&head.unit, kind) {
            (_, FactKind::Unit | FactKind::Service) | (None, _) => Arc::make_mut(&mut self.shared),
            (Some(unit), _) => Arc::make_mut(self.units.entry(unit.clone()).or_default()),
        }
    }

    fn added(&mut self, kind: FactKind) {
        self.forget_contracts(kind);
        if kind != FactKind::Unit {
            return;
        }
        let rows = Unit::of(&self.shared);
        if let Some(unit) = rows.last() {
            let places = Arc::make_mut(&mut self.places);
            places.entry(unit.code.clone()).or_insert(rows.len() - 1);
        }
    }

    fn forget_contracts(&mut self, kind: FactKind) {
        if matches!(
            kind,
            FactKind::Unit | FactKind::Contract | FactKind::ContractClause
        ) {
            self.contracts.take();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Provenance, SourceKind};
    use super::*;
    use jiff::Timestamp;

    fn put(facts: &mut Facts, kind: FactKind, code: &str, unit: Option<&str>, cells: &[&str]) {
        let head = FactHead {
            code: code.into(),
            unit: unit.map(Key::new),
            provenance: Arc::new(Provenance {
                code: "s".into(),
                kind: SourceKind::Export,
                title: None,
                file: None,
                sha256: None,
                generated_at: None,
                period_from: None,
                period_to: None,
                person: None,
            }),
            occurred_at: None,
            recorded_at: Timestamp::UNIX_EPOCH,
        };
        let mut row = vec![None; kind.columns().len()];
        for cell in cells {
            let (name, value) = cell.split_once('=').unwrap();
            let at = kind.columns().iter().position(|c| c.name == name);
            row[at.unwrap()] = Some(value);
        }
        facts.put(kind, head, &row, &TimeZone::UTC).unwrap();
    }

    /// The name by which the register knows a code, or a dash.
    fn name<'a>(facts: &'a Facts, code: &str) -> &'a str {
        facts.unit(code).map_or("-", |unit| &*unit.name)
    }

    #[test]
    fn a_copy_and_its_original_change_apart() {
        let mut facts = Facts::new();
        for code in ["A", "B"] {
            let cells = [&*format!("name={code}"), "class=commune"];
            put(&mut facts, FactKind::Unit, code, Some(code), &cells);
            let post = format!("P-{code}");
            put(
                &mut facts,
                FactKind::Post,
                &post,
                Some(code),
                &["name=Trực"],
            );
        }
        let before = facts.clone();
        assert!(facts.retract(FactKind::Post, "P-A") && facts.retract(FactKind::Unit, "A"));
        put(&mut facts, FactKind::Post, "P-C", Some("B"), &["name=Trực"]);
        let posts = |facts: &Facts, unit: &str| {
            let of = facts.of(&Key::new(unit));
            of.map_or(0, |of| of.count(FactKind::Post))
        };
        let seen = |facts: &Facts| (posts(facts, "A"), posts(facts, "B"), facts.units().len());
        assert_eq!((seen(&before), seen(&facts)), ((1, 1, 2), (0, 2, 1)));
        assert_eq!((name(&before, "A"), name(&facts, "A")), ("A", "-"));
        assert_eq!((name(&before, "B"), name(&facts, "B")), ("B", "B"));
    }

    #[test]
    fn a_unit_is_found_after_every_change_of_the_register() {
        let mut facts = Facts::new();
        for code in ["A", "B", "C"] {
            let cells = [&*format!("name={code}1"), "class=commune"];
            put(&mut facts, FactKind::Unit, code, Some(code), &cells);
        }
        assert_eq!(
            ["A", "B", "C", "D"].map(|c| name(&facts, c)),
            ["A1", "B1", "C1", "-"]
        );
        assert!(facts.retract(FactKind::Unit, "A"));
        assert_eq!(["A", "B", "C"].map(|c| name(&facts, c)), ["-", "B1", "C1"]);
        let cells = ["name=A2", "class=commune"];
        put(&mut facts, FactKind::Unit, "A", None, &cells);
        assert_eq!(["A", "B", "C"].map(|c| name(&facts, c)), ["A2", "B1", "C1"]);
        assert!(!facts.retract(FactKind::Unit, "D"));
    }

    /// Codes of the contracts of a unit, each with its clauses.
    fn contracts(facts: &Facts, unit: &str) -> Vec<String> {
        let with_clauses = |contract: &Fact<Contract>| {
            let clauses = facts.clauses_of(&contract.code);
            let codes: Vec<&str> = clauses.map(|c| c.code.as_str()).collect();
            format!("{}[{}]", contract.code, codes.join(" "))
        };
        facts
            .contracts_of(&Key::new(unit))
            .map(with_clauses)
            .collect()
    }

    #[test]
    fn a_contract_is_seen_from_all_its_sides_after_every_change() {
        let mut facts = Facts::new();
        for code in ["U", "NCC"] {
            let cells = [&*format!("name={code}"), "class=commune"];
            put(&mut facts, FactKind::Unit, code, None, &cells);
        }
        let sides = ["provider=NCC", "customer=U", "service=kênh"];
        put(&mut facts, FactKind::Contract, "H1", Some("NCC"), &sides);
        put(&mut facts, FactKind::Contract, "H2", None, &sides);
        put(
            &mut facts,
            FactKind::Contract,
            "H3",
            Some("U"),
            &["service=web"],
        );
        let clause = ["contract=H1", "clause=SLA"];
        put(
            &mut facts,
            FactKind::ContractClause,
            "K1",
            Some("U"),
            &clause,
        );
        // Rows of a unit that stands in no register count for nobody.
        put(&mut facts, FactKind::Contract, "H4", Some("X"), &sides);
        assert_eq!(contracts(&facts, "U"), ["H3[]", "H1[K1]", "H2[]"]);
        assert_eq!(contracts(&facts, "NCC"), ["H1[K1]", "H2[]"]);
        facts.retract(FactKind::Contract, "H1");
        assert_eq!(contracts(&facts, "NCC"), ["H2[]"]);
        put(
            &mut facts,
            FactKind::ContractClause,
            "K2",
            None,
            &["contract=H2", "clause=SLA"],
        );
        assert_eq!(contracts(&facts, "NCC"), ["H2[K2]"]);
        put(
            &mut facts,
            FactKind::Unit,
            "X",
            None,
            &["name=X", "class=commune"],
        );
        assert_eq!(contracts(&facts, "NCC"), ["H4[]", "H2[K2]"]);
    }
}
