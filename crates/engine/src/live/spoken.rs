//! Statements and returns of a directive, ready to be put among the facts.

use crate::known::{return_row, statement_row};
use crate::{Engine, EngineError};
use domain::facts::{FactHead, FactKind, Facts, ReturnRow, StatementRow};
use std::collections::HashMap;
use store::{DirectiveId, Dirty};

/// What people said.
#[derive(Debug, Clone)]
pub(super) enum Spoken {
    /// A statement.
    Statement(FactHead, StatementRow),
    /// A closed return.
    Return(FactHead, ReturnRow),
}

impl Spoken {
    /// Puts it among the facts.
    pub(super) fn put(&self, facts: &mut Facts) {
        match self {
            Self::Statement(head, row) => facts.insert(head.clone(), row.clone()),
            Self::Return(head, row) => facts.insert(head.clone(), row.clone()),
        }
    }

    /// What it makes dirty.
    pub(super) fn dirty(&self) -> Dirty {
        let (head, kind) = match self {
            Self::Statement(head, _) => (head, FactKind::StatementRow),
            Self::Return(head, _) => (head, FactKind::ReturnRow),
        };
        Dirty {
            unit: head.unit.as_ref().map(ToString::to_string),
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
        Ok(spoken)
    }
}
