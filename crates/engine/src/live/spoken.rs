//! Statements and returns of a directive, ready to be put among the facts.

use crate::known::{is_closing, return_row, statement_row};
use crate::{Engine, EngineError};
use domain::facts::{FactHead, FactKind, FactRow as _, Facts, ReturnRow, StatementRow, Unit};
use domain::key::Key;
use std::collections::HashMap;
use store::{DirectiveId, Dirty};

/// What people said.
#[derive(Debug, Clone)]
pub(super) enum Spoken {
    /// A statement.
    Statement(FactHead, StatementRow),
    /// A closed return.
    Return(FactHead, ReturnRow),
    /// A return opened again, by unit: what was closed before no longer stands.
    Reopened(Key<Unit>),
}

impl Spoken {
    /// Puts it among the facts.
    pub(super) fn put(&self, facts: &mut Facts) {
        match self {
            Self::Statement(head, row) => facts.insert(head.clone(), row.clone()),
            Self::Return(head, row) => facts.insert(head.clone(), row.clone()),
            Self::Reopened(unit) => {
                let own = facts.of(unit).map_or(&[][..], ReturnRow::of);
                let closings = own.iter().filter(|r| is_closing(r.code.as_str()));
                let closings: Vec<_> = closings.map(|r| r.code.clone()).collect();
                for closing in closings {
                    facts.retract(FactKind::ReturnRow, closing.as_str());
                }
            }
        }
    }

    /// What it makes dirty.
    pub(super) fn dirty(&self) -> Dirty {
        let (unit, kind) = match self {
            Self::Statement(head, _) => (head.unit.as_ref(), FactKind::StatementRow),
            Self::Return(head, _) => (head.unit.as_ref(), FactKind::ReturnRow),
            Self::Reopened(unit) => (Some(unit), FactKind::ReturnRow),
        };
        Dirty {
            unit: unit.map(ToString::to_string),
            kind: kind.name().to_owned(),
        }
    }
}

/// What was said of each directive, with the position of its leaf.
pub(super) type SpokenOf = HashMap<DirectiveId, Vec<(u64, Spoken)>>;

impl Engine {
    /// What was said since the ledger had so many leaves.
    pub(super) async fn spoken_since(&self, leaves: u64) -> Result<SpokenOf, EngineError> {
        let mut spoken = SpokenOf::new();
        for kept in self.store.statements_since(leaves).await? {
            let (head, row) = statement_row(&kept)?;
            let of = spoken.entry(kept.value.directive).or_default();
            of.push((kept.seq, Spoken::Statement(head, row)));
        }
        for kept in self.store.returns_since(leaves).await? {
            let (head, row) = return_row(&kept);
            let of = spoken.entry(kept.value.directive).or_default();
            of.push((kept.seq, Spoken::Return(head, row)));
        }
        for kept in self.store.reopenings_since(leaves).await? {
            let unit = Key::new(&kept.value.unit);
            let of = spoken.entry(kept.value.directive).or_default();
            of.push((kept.seq, Spoken::Reopened(unit)));
        }
        // A return may be closed, opened and closed again between two looks.
        for of in spoken.values_mut() {
            of.sort_by_key(|(seq, _)| *seq);
        }
        Ok(spoken)
    }
}
