//! The ledger of the folder: what its leaves say, and verifying it.
//!
//! The tree, its rows and its verification are in `store`; here each change
//! gets its leaf. Leaves hold ids and codes, never a name or free text.

use crate::actor::Actor;
use crate::{Engine, EngineError};
use store::{Checkpoint, DirectiveId, LeafError, LeafSlot, Trust, VerifyReport};
use wire::ledger::{Leaf, LeafKind};

type LeafBytes = Result<Vec<u8>, LeafError>;

impl Engine {
    /// Recomputes the whole ledger from the data folder, against exported checkpoints where given.
    ///
    /// # Errors
    /// As the store; what was altered is in the report, not an error.
    pub async fn verify_ledger(&self, checkpoints: &[String]) -> Result<VerifyReport, EngineError> {
        let trust = Trust {
            checkpoints: checkpoints.to_vec(),
            ..Trust::default()
        };
        Ok(self.store.verify(&trust).await?)
    }

    /// The newest signed checkpoint, to be kept elsewhere; `None` while the ledger is empty.
    ///
    /// # Errors
    /// As the store.
    pub async fn checkpoint(&self) -> Result<Option<Checkpoint>, EngineError> {
        Ok(self.store.checkpoint().await?)
    }
}

fn leaf(kind: LeafKind, actor: &Actor, slot: LeafSlot) -> Leaf {
    Leaf {
        by: Some(actor.word()),
        ..Leaf::new(kind, slot.seq, slot.at, slot.row.to_hex())
    }
}

fn bytes(leaf: &Leaf) -> LeafBytes {
    Ok(leaf.to_bytes()?)
}

/// Facts of one source came in.
pub(crate) fn import_leaf(
    actor: &Actor,
    source: store::SourceId,
    unit: Option<String>,
    basis: char,
    slot: LeafSlot,
) -> LeafBytes {
    bytes(&Leaf {
        id: Some(source.to_string()),
        unit,
        basis: Some(basis.to_string()),
        ..leaf(LeafKind::Import, actor, slot)
    })
}

/// A directive was confirmed.
pub(crate) fn directive_leaf(actor: &Actor, id: DirectiveId, slot: LeafSlot) -> LeafBytes {
    bytes(&Leaf {
        id: Some(id.to_string()),
        directive: Some(id.to_string()),
        ..leaf(LeafKind::Directive, actor, slot)
    })
}

/// A result is another than before.
pub(crate) fn status_leaf(
    actor: &Actor,
    new: &store::Judgement,
    old: Option<&store::Judgement>,
    slot: LeafSlot,
) -> LeafBytes {
    let same = old.is_some_and(|old| old.status == new.status && old.basis == new.basis);
    let kind = if same {
        LeafKind::JudgedAgain
    } else {
        LeafKind::StatusChanged
    };
    bytes(&Leaf {
        directive: Some(new.key.directive.to_string()),
        obligation: Some(new.key.obligation.clone()),
        unit: Some(new.key.unit.clone()),
        measure: Some(new.key.measure.clone()),
        status: Some(new.status.clone()),
        status_before: old.map(|old| old.status.clone()),
        basis: new.basis.map(|b| b.to_string()),
        ..leaf(kind, actor, slot)
    })
}

/// A person stated something.
pub(crate) fn statement_leaf(
    actor: &Actor,
    statement: &store::Statement,
    slot: LeafSlot,
) -> LeafBytes {
    bytes(&Leaf {
        id: Some(statement.id.to_string()),
        directive: Some(statement.directive.to_string()),
        obligation: Some(statement.obligation.clone()),
        unit: Some(statement.unit.clone()),
        measure: Some(statement.measure.clone()),
        status: Some(statement.status.clone()),
        ..leaf(LeafKind::Statement, actor, slot)
    })
}

/// A unit closed its return.
pub(crate) fn return_leaf(actor: &Actor, closed: &store::Return, slot: LeafSlot) -> LeafBytes {
    bytes(&Leaf {
        directive: Some(closed.directive.to_string()),
        unit: Some(closed.unit.clone()),
        ..leaf(LeafKind::ReturnClosed, actor, slot)
    })
}

/// A snapshot was frozen.
pub(crate) fn cut_off_leaf(actor: &Actor, cut_off: &store::CutOff, slot: LeafSlot) -> LeafBytes {
    bytes(&Leaf {
        id: Some(cut_off.id.to_string()),
        directive: Some(cut_off.directive.to_string()),
        ..leaf(LeafKind::CutOff, actor, slot)
    })
}

/// A report was written.
pub(crate) fn report_leaf(actor: &Actor, report: &store::Report, slot: LeafSlot) -> LeafBytes {
    bytes(&Leaf {
        id: Some(report.id.to_string()),
        directive: Some(report.directive.to_string()),
        ..leaf(LeafKind::Report, actor, slot)
    })
}

/// A closed return was opened again.
pub(crate) fn reopening_leaf(
    actor: &Actor,
    reopened: &store::Reopening,
    slot: LeafSlot,
) -> LeafBytes {
    bytes(&Leaf {
        directive: Some(reopened.directive.to_string()),
        unit: Some(reopened.unit.clone()),
        ..leaf(LeafKind::ReturnReopened, actor, slot)
    })
}

/// A setting was changed.
pub(crate) fn setting_leaf(actor: &Actor, key: &str, slot: LeafSlot) -> LeafBytes {
    bytes(&Leaf {
        id: Some(key.to_owned()),
        ..leaf(LeafKind::Setting, actor, slot)
    })
}

/// A file was kept; its hash is in the row the leaf names.
pub(crate) fn file_leaf(actor: &Actor, slot: LeafSlot) -> LeafBytes {
    bytes(&leaf(LeafKind::File, actor, slot))
}
