//! The registered units for questions of access, read without the sources: nearly every
//! request asks for them, and where the register came from does not matter here.

use crate::{Engine, EngineError};
use domain::access::UnitTree;
use domain::facts::{FactHead, FactKind, Facts, Provenance, SourceKind};
use jiff::Timestamp;
use std::sync::Arc;
use store::StateQuery;

impl Engine {
    /// The unit tree as it stands now, for questions of access.
    ///
    /// # Errors
    /// As the store.
    pub async fn unit_tree(&self) -> Result<UnitTree, EngineError> {
        let now = self.clock.now();
        let facts = self.registered(now).await?;
        let today = now.to_zoned(self.zone.clone()).date();
        Ok(UnitTree::of(facts.units(), today))
    }

    /// The units registered at an instant, and nothing else. Where each came from is not told.
    pub(crate) async fn registered(&self, at: Timestamp) -> Result<Facts, EngineError> {
        self.rows_of(&[FactKind::Unit], at).await
    }

    /// The rows of some tables at an instant. Where each came from, and whose it is, is not told.
    pub(crate) async fn rows_of(
        &self,
        kinds: &[FactKind],
        at: Timestamp,
    ) -> Result<Facts, EngineError> {
        let query = StateQuery {
            tables: Some(kinds.iter().map(|kind| kind.name().to_owned()).collect()),
            ..StateQuery::at(at)
        };
        let provenance = Arc::new(nowhere());
        let mut facts = Facts::new();
        for kept in self.store.facts_at(&query).await? {
            let fact = &kept.fact;
            let damaged = || EngineError::Damaged(format!("{} {}", fact.table, fact.code));
            let head = FactHead {
                code: fact.code.as_str().into(),
                unit: None,
                provenance: Arc::clone(&provenance),
                occurred_at: fact.occurred_at,
                recorded_at: kept.recorded_at,
            };
            let kind = kinds.iter().copied().find(|kind| kind.name() == fact.table);
            let kind = kind.ok_or_else(damaged)?;
            let cells = wire::facts::cells(kind, &fact.body).map_err(|_| damaged())?;
            let cells: Vec<Option<&str>> = cells.iter().map(Option::as_deref).collect();
            facts
                .put(kind, head, &cells, &self.zone)
                .map_err(|_| damaged())?;
        }
        Ok(facts)
    }
}

/// A source that founds nothing; the tree asks for none.
fn nowhere() -> Provenance {
    Provenance {
        code: "units".into(),
        kind: SourceKind::Word,
        title: None,
        file: None,
        sha256: None,
        generated_at: None,
        period_from: None,
        period_to: None,
        person: None,
    }
}
