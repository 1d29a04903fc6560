//! Chốt số liệu: a frozen, hashed snapshot for a report (rule 13).

use crate::actor::Actor;
use crate::directives::InForce;
use crate::judging::Judged;
use crate::{Engine, EngineError};
use domain::access::Action;
use store::{CutOffId, Digest};

/// A snapshot that was kept.
#[derive(Debug, Clone, Copy)]
pub struct Frozen {
    /// Its id.
    pub id: CutOffId,
    /// SHA-256 of its canonical JSON.
    pub sha256: Digest,
}

impl Engine {
    /// Freezes the judgements as they stand: kept, hashed, never computed again.
    /// Facts that come later make a supplement, not another snapshot of the same instant.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::CutOff`] for the whole organisation; as the store.
    pub async fn cut_off(
        &self,
        actor: &Actor,
        in_force: &InForce,
        judged: &Judged,
    ) -> Result<Frozen, EngineError> {
        self.require(actor, Action::CutOff, None).await?;
        let as_of = self.clock.now();
        let body =
            wire::judgement::snapshot(&in_force.mandate.directive, as_of, &judged.judgements)
                .map_err(|e| EngineError::Damaged(e.to_string()))?;
        let row = store::CutOff {
            id: self.ids.cut_off(),
            directive: in_force.id,
            as_of,
            body,
        };
        let frozen = Frozen {
            id: row.id,
            sha256: row.digest(),
        };
        let leaf_of = row.clone();
        let mut tx = self.begin().await?;
        tx.add_cut_off(row, |slot| {
            crate::ledger::cut_off_leaf(actor, &leaf_of, slot)
        })
        .await?;
        tx.commit().await?;
        Ok(frozen)
    }
}
