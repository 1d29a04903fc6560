//! The facts of all directives in memory, brought forward by what the store
//! learned since instead of being read whole again.
//!
//! Within a table of a unit rows stand in the order of their codes, as a whole
//! reading gives them: a result names its evidence in that order.

use crate::known::{Provenances, provenance, put};
use crate::{Engine, EngineError};
use domain::facts::{FactKind, Facts};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::{Dirty, KeptFact, StateQuery, TouchedFact, Units};

/// New facts brought in one by one; with more of them reading all is quicker.
const NEW_MAX: usize = 2_000;
const NO_LIMIT: u64 = i64::MAX.unsigned_abs();
/// Rows put in again to keep their order; likewise.
const ROWS_MAX: usize = 4_000;

/// How the facts in memory become those of the store.
#[derive(Debug)]
pub(super) enum Update {
    /// Nothing is new.
    None,
    /// Some rows are.
    Patch {
        /// Rows that may be in memory and are another now, or withdrawn.
        gone: Vec<(FactKind, String)>,
        /// Tables of units as they are now, in the order of codes.
        tables: Vec<Vec<KeptFact>>,
    },
    /// All facts, in the order of tables and codes.
    Whole(Vec<KeptFact>),
}

impl Update {
    /// Makes the facts that are now.
    pub(super) fn apply(
        self,
        before: &Arc<Facts>,
        sources: &Provenances,
        zone: &TimeZone,
    ) -> Result<Arc<Facts>, EngineError> {
        let (gone, tables, mut facts) = match self {
            Self::None => return Ok(Arc::clone(before)),
            Self::Patch { gone, tables } => (gone, tables, Facts::clone(before)),
            Self::Whole(rows) => (Vec::new(), vec![rows], Facts::new()),
        };
        let gone: BTreeSet<(FactKind, &str)> =
            gone.iter().map(|(kind, code)| (*kind, &**code)).collect();
        for (kind, code) in &gone {
            facts.retract(*kind, code);
        }
        for rows in &tables {
            let mut moved = gone.is_empty();
            for row in rows {
                let kind = kind_of(&row.fact.table)?;
                let is_new = gone.contains(&(kind, &row.fact.code));
                // From the first new row on, those that stood behind it are put behind it again.
                if moved && !is_new && !gone.is_empty() {
                    facts.retract(kind, &row.fact.code);
                }
                moved |= is_new;
                if moved {
                    put(&mut facts, sources, zone, row)?;
                }
            }
        }
        Ok(Arc::new(facts))
    }
}

impl Engine {
    /// Which units and kinds of facts are touched by what the store learned after position `seq`.
    pub(super) async fn touched_since(&self, seq: u64) -> Result<Vec<Dirty>, EngineError> {
        let touched = self.store.facts_touched_since(seq, NO_LIMIT).await?;
        Ok(dirty_by(&touched))
    }

    /// What the store learned after position `seq`, and which units and kinds of facts that touches.
    pub(super) async fn new_facts(
        &self,
        seq: u64,
        at: Timestamp,
    ) -> Result<(Update, Vec<Dirty>), EngineError> {
        let limit = u64::try_from(NEW_MAX + 1).unwrap_or(u64::MAX);
        let mut touched = self.store.facts_touched_since(seq, limit).await?;
        let many = touched.len() > NEW_MAX;
        if many {
            touched = self.store.facts_touched_since(seq, NO_LIMIT).await?;
        }
        let dirty = dirty_by(&touched);
        if many {
            return Ok((self.all_facts(at).await?, dirty));
        }
        if touched.is_empty() {
            return Ok((Update::None, dirty));
        }
        match self.patch(&touched, at).await? {
            Some(patch) => Ok((patch, dirty)),
            None => Ok((self.all_facts(at).await?, dirty)),
        }
    }

    /// All facts known at an instant.
    pub(super) async fn all_facts(&self, at: Timestamp) -> Result<Update, EngineError> {
        Ok(Update::Whole(
            self.store.facts_at(&StateQuery::at(at)).await?,
        ))
    }

    /// The tables in which something is new; `None` when they are so large that reading all is quicker.
    async fn patch(
        &self,
        touched: &[TouchedFact],
        at: Timestamp,
    ) -> Result<Option<Update>, EngineError> {
        let mut homes: BTreeMap<&str, BTreeSet<Option<&str>>> = BTreeMap::new();
        for fact in touched {
            let of_table = homes.entry(&fact.table).or_default();
            of_table.insert(fact.unit.as_deref());
        }
        let mut tables = Vec::new();
        let mut count = 0;
        for (table, homes) in homes {
            let query = StateQuery {
                at,
                tables: Some(vec![table.to_owned()]),
                units: units_of(kind_of(table)?, &homes),
            };
            let rows = self.store.facts_at(&query).await?;
            count += rows.len();
            if count > ROWS_MAX {
                return Ok(None);
            }
            tables.extend(by_home(kind_of(table)?, rows));
        }
        let gone = touched
            .iter()
            .map(|fact| Ok((kind_of(&fact.table)?, fact.code.clone())))
            .collect::<Result<_, EngineError>>()?;
        Ok(Some(Update::Patch { gone, tables }))
    }

    /// Adds the sources of these rows that are not known yet.
    pub(super) async fn add_sources(
        &self,
        sources: &mut Arc<Provenances>,
        update: &Update,
    ) -> Result<(), EngineError> {
        let tables = match update {
            Update::None => return Ok(()),
            Update::Whole(_) => {
                *sources = Arc::new(self.provenances().await?);
                return Ok(());
            }
            Update::Patch { tables, .. } => tables,
        };
        let wanted: BTreeSet<_> = tables.iter().flatten().map(|row| row.source).collect();
        for id in wanted {
            if sources.contains_key(&id) {
                continue;
            }
            if let Some(kept) = self.store.source(id).await? {
                let source = Arc::new(provenance(&kept.value.source)?);
                Arc::make_mut(sources).insert(id, source);
            }
        }
        Ok(())
    }
}

/// Kinds of facts that belong to nobody alone, whatever unit they name (see [`Facts::put`]).
fn is_shared(kind: FactKind) -> bool {
    matches!(kind, FactKind::Unit | FactKind::Service)
}

fn units_of(kind: FactKind, homes: &BTreeSet<Option<&str>>) -> Units {
    if is_shared(kind) {
        return Units::All;
    }
    Units::Of {
        units: homes
            .iter()
            .flatten()
            .map(|&unit| unit.to_owned())
            .collect(),
        shared: homes.contains(&None),
    }
}

/// The rows of one table, apart by where they stand in memory.
fn by_home(kind: FactKind, rows: Vec<KeptFact>) -> Vec<Vec<KeptFact>> {
    let mut homes: BTreeMap<Option<String>, Vec<KeptFact>> = BTreeMap::new();
    for row in rows {
        let home = row.fact.unit.clone().filter(|_| !is_shared(kind));
        homes.entry(home).or_default().push(row);
    }
    homes.into_values().collect()
}

fn dirty_by(touched: &[TouchedFact]) -> Vec<Dirty> {
    let mut dirty = BTreeSet::new();
    for fact in touched {
        // A fact that moved to another unit changes both units' results.
        for unit in [Some(&fact.unit), fact.unit_before.as_ref()]
            .into_iter()
            .flatten()
        {
            dirty.insert(Dirty {
                unit: unit.clone(),
                kind: fact.table.clone(),
            });
        }
    }
    dirty.into_iter().collect()
}

fn kind_of(table: &str) -> Result<FactKind, EngineError> {
    FactKind::parse(table).ok_or_else(|| EngineError::Damaged(format!("bảng {table}")))
}
