//! Recording what Khiên itself saw or was told in its own screens.

use crate::actor::Actor;
use crate::{Engine, EngineError};
use domain::access::Action;
use domain::facts::{FactKind, FactRow, SourceKind, Unit};
use domain::key::Key;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// One row to record.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// The table.
    pub kind: FactKind,
    /// Natural key.
    pub code: String,
    /// The unit it is about.
    pub unit: Option<String>,
    /// When it happened.
    pub occurred_at: Option<Timestamp>,
    /// The cells in column order, canonical.
    pub cells: Vec<Option<String>>,
}

impl Observation {
    /// The observation that a typed row is.
    #[must_use]
    pub fn of<T: FactRow>(code: &str, unit: Option<&Key<Unit>>, at: Timestamp, row: &T) -> Self {
        Self {
            kind: T::KIND,
            code: code.to_owned(),
            unit: unit.map(ToString::to_string),
            occurred_at: Some(at),
            cells: row.print(),
        }
    }
}

impl Engine {
    /// Records rows seen at the engine's present instant, in one transaction. `kind` is how they were seen: a probe,
    /// a stream, a check-in, or an act in Khiên's own screens.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] for a unit out of sight, [`EngineError::Forbidden`] without [`Action::ImportFacts`] for
    /// one of the units, or for the whole organisation where a row names none; as the store.
    pub async fn record(
        &self,
        actor: &Actor,
        kind: SourceKind,
        code: &str,
        rows: Vec<Observation>,
    ) -> Result<(), EngineError> {
        if rows.is_empty() {
            return Ok(());
        }
        self.may_record(actor, &rows).await?;
        let now = self.clock.now();
        let source = store::Source {
            id: self.ids.source(),
            code: format!("{code}@{}", now.as_second()),
            unit: None,
            kind: kind.as_str().to_owned(),
            basis: 'A',
            title: None,
            file_name: None,
            sha256: None,
            generated_at: Some(now),
            period_from: None,
            period_to: None,
            rows: u64::try_from(rows.len()).ok(),
            person: None,
        };
        let facts = rows.into_iter().map(|row| self.fact(row)).collect();
        let mut tx = self.begin().await?;
        let _counts = tx
            .import(
                store::Import {
                    source: source.clone(),
                    facts,
                },
                |slot| crate::ledger::import_leaf(actor, source.id, None, 'A', slot),
            )
            .await?;
        tx.commit().await?;
        Ok(())
    }

    pub(crate) fn fact(&self, row: Observation) -> store::Fact {
        store::Fact {
            id: self.ids.fact(),
            table: row.kind.name().to_owned(),
            body: wire::facts::body(row.kind, &row.cells),
            code: row.code,
            unit: row.unit,
            occurred_at: row.occurred_at,
            retracted: false,
        }
    }

    async fn may_record(&self, actor: &Actor, rows: &[Observation]) -> Result<(), EngineError> {
        let units: BTreeSet<Option<&String>> = rows.iter().map(|row| row.unit.as_ref()).collect();
        for unit in units {
            let unit = unit.map(|unit| Key::new(unit));
            self.require(actor, Action::ImportFacts, unit.as_ref())
                .await?;
        }
        Ok(())
    }
}
