//! What people say: statements with files, and returns closed by the head.

use crate::actor::Actor;
use crate::directives::InForce;
use crate::{Engine, EngineError};
use domain::access::Action;
use domain::facts::{Claim, FactKind};
use domain::key::Key;
use domain::measure_id::MeasureId;
use jiff::Timestamp;
use store::{Digest, Dirty, KeptFile, Tx};

/// A statement as a person gives it.
#[derive(Debug, Clone)]
pub struct NewStatement {
    /// The unit spoken for.
    pub unit: String,
    /// The obligation's printed path.
    pub obligation: String,
    /// The measure spoken of.
    pub measure: MeasureId,
    /// What is claimed.
    pub claim: Claim,
    /// Who says it.
    pub person: String,
    /// In their words.
    pub text: String,
    /// Name and content of the file that comes with it.
    pub file: Option<(String, Vec<u8>)>,
}

/// Where a unit's return stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReturnState {
    /// Never closed.
    Open,
    /// Closed by the head.
    Closed {
        /// When.
        at: Timestamp,
        /// Who, as given when it was closed.
        by: String,
    },
    /// Opened again after it was closed.
    Reopened {
        /// When.
        at: Timestamp,
        /// Word of who opened it.
        by: String,
        /// Why.
        reason: String,
    },
}

impl ReturnState {
    /// Whether blanks count as "no evidence" now.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        matches!(self, Self::Closed { .. })
    }
}

impl Engine {
    /// Keeps a statement. When this returns it is on disk and may be acknowledged.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] for a unit or duty that is not there or out of sight, [`EngineError::Forbidden`]
    /// without [`Action::GiveStatement`] for the unit; as the store.
    pub async fn state(
        &self,
        actor: &Actor,
        in_force: &InForce,
        statement: NewStatement,
    ) -> Result<store::StatementId, EngineError> {
        self.speaks(actor, Action::GiveStatement, in_force, &statement.unit)
            .await?;
        self.keep_statement(actor, in_force, statement).await
    }

    /// As [`Engine::state`], for who was asked already whether they may.
    pub(crate) async fn keep_statement(
        &self,
        actor: &Actor,
        in_force: &InForce,
        statement: NewStatement,
    ) -> Result<store::StatementId, EngineError> {
        let ids = self.state_all(actor, in_force, vec![statement]).await?;
        let id = ids.first().copied();
        id.ok_or_else(|| EngineError::Damaged("statement".to_owned()))
    }

    /// Keeps several statements in one transaction, all or none, for who was asked already whether they may.
    ///
    /// # Errors
    /// As [`Engine::state`], for whichever of them.
    pub(crate) async fn state_all(
        &self,
        actor: &Actor,
        in_force: &InForce,
        statements: Vec<NewStatement>,
    ) -> Result<Vec<store::StatementId>, EngineError> {
        for statement in &statements {
            self.check_duty(in_force, statement).await?;
        }
        // Files first: one that no statement names is no harm, the other way round it would be.
        let mut files = Vec::with_capacity(statements.len());
        for statement in &statements {
            files.push(match &statement.file {
                Some((_, bytes)) => Some(self.store.files().put(bytes.clone()).await?),
                None => None,
            });
        }
        let mut ids = Vec::with_capacity(statements.len());
        let mut tx = self.begin().await?;
        for (statement, file) in statements.into_iter().zip(files) {
            ids.push(self.add(&mut tx, actor, in_force, statement, file).await?);
        }
        tx.commit().await?;
        Ok(ids)
    }

    /// Writes one statement whose file is kept already.
    async fn add(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        in_force: &InForce,
        statement: NewStatement,
        file: Option<Digest>,
    ) -> Result<store::StatementId, EngineError> {
        let id = self.ids.statement();
        let now = self.clock.now();
        let row = store::Statement {
            id,
            directive: in_force.id,
            obligation: statement.obligation,
            unit: statement.unit.clone(),
            measure: statement.measure.as_str().to_owned(),
            person: statement.person,
            status: statement.claim.as_str().to_owned(),
            text: statement.text,
            file,
            occurred_at: now,
            expires_at: Some(in_force.mandate.window.to),
        };
        if let (Some((name, bytes)), Some(sha256)) = (statement.file, file) {
            let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            let kept = KeptFile {
                sha256,
                name,
                purpose: "statement".into(),
                size,
            };
            tx.add_file(kept, |slot| crate::ledger::file_leaf(actor, slot))
                .await?;
        }
        let leaf_of = row.clone();
        tx.add_statement(row, |slot| {
            crate::ledger::statement_leaf(actor, &leaf_of, slot)
        })
        .await?;
        tx.mark_dirty([dirty(&statement.unit, FactKind::StatementRow)])
            .await?;
        Ok(id)
    }

    /// Closes a unit's return: from then on a blank is "not met, no evidence" (rule 7).
    ///
    /// # Errors
    /// [`EngineError::NotFound`] for a unit that is not there or out of sight, [`EngineError::Forbidden`] without
    /// [`Action::CloseReturn`] for it; as the store.
    pub async fn close_return(
        &self,
        actor: &Actor,
        in_force: &InForce,
        unit: &str,
        closed_by: &str,
    ) -> Result<Timestamp, EngineError> {
        self.speaks(actor, Action::CloseReturn, in_force, unit)
            .await?;
        self.check_unit(unit).await?;
        let now = self.clock.now();
        let row = store::Return {
            directive: in_force.id,
            unit: unit.to_owned(),
            closed_at: now,
            closed_by: closed_by.to_owned(),
        };
        let leaf_of = row.clone();
        let mut tx = self.begin().await?;
        tx.close_return(row, |slot| {
            crate::ledger::return_leaf(actor, &leaf_of, slot)
        })
        .await?;
        tx.mark_dirty([dirty(unit, FactKind::ReturnRow)]).await?;
        tx.commit().await?;
        Ok(now)
    }

    /// Opens a closed return again: what is blank is unknown again until the head closes it once more. What a
    /// cut-off has frozen stays frozen.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] when the return is not closed or no reason is given; as [`Engine::close_return`].
    pub async fn reopen_return(
        &self,
        actor: &Actor,
        in_force: &InForce,
        unit: &str,
        reason: &str,
    ) -> Result<Timestamp, EngineError> {
        self.speaks(actor, Action::CloseReturn, in_force, unit)
            .await?;
        self.check_unit(unit).await?;
        let state = self.return_state(in_force, unit).await?;
        if !state.is_closed() {
            return Err(EngineError::invalid(
                "phiếu này chưa chốt",
                "this return is not closed",
            ));
        }
        if reason.trim().is_empty() {
            return Err(EngineError::invalid(
                "hãy ghi lý do mở lại phiếu",
                "say why the return is opened again",
            ));
        }
        let now = self.clock.now();
        let row = store::Reopening {
            directive: in_force.id,
            unit: unit.to_owned(),
            reopened_at: now,
            reopened_by: actor.word().to_string(),
            reason: reason.trim().to_owned(),
        };
        let leaf_of = row.clone();
        let mut tx = self.begin().await?;
        tx.reopen_return(row, |slot| {
            crate::ledger::reopening_leaf(actor, &leaf_of, slot)
        })
        .await?;
        tx.mark_dirty([dirty(unit, FactKind::ReturnRow)]).await?;
        tx.commit().await?;
        Ok(now)
    }

    /// Where a unit's return stands.
    ///
    /// # Errors
    /// As the store.
    pub async fn return_state(
        &self,
        in_force: &InForce,
        unit: &str,
    ) -> Result<ReturnState, EngineError> {
        let now = self.clock.now();
        let closings = self.store.closings(in_force.id, now).await?;
        let reopenings = self.store.reopenings(in_force.id, now).await?;
        let closed = closings.into_iter().rfind(|c| c.value.unit == unit);
        let reopened = reopenings.into_iter().rfind(|r| r.value.unit == unit);
        Ok(match (closed, reopened) {
            (None, _) => ReturnState::Open,
            (Some(closed), Some(again)) if again.seq > closed.seq => ReturnState::Reopened {
                at: again.value.reopened_at,
                by: again.value.reopened_by,
                reason: again.value.reason,
            },
            (Some(closed), _) => ReturnState::Closed {
                at: closed.value.closed_at,
                by: closed.value.closed_by,
            },
        })
    }

    /// Whether an actor may speak for a unit on a directive: a secret link for its own only.
    pub(crate) async fn speaks(
        &self,
        actor: &Actor,
        action: Action,
        in_force: &InForce,
        unit: &str,
    ) -> Result<(), EngineError> {
        if !actor.reaches(in_force.id) {
            return Err(EngineError::no_unit(unit));
        }
        self.require(actor, action, Some(&Key::new(unit))).await
    }

    async fn check_duty(
        &self,
        in_force: &InForce,
        statement: &NewStatement,
    ) -> Result<(), EngineError> {
        self.check_unit(&statement.unit).await?;
        let clause = in_force
            .mandate
            .clauses
            .iter()
            .find(|c| *c.id == *statement.obligation);
        let clause = clause.ok_or_else(|| EngineError::no_duty(&statement.obligation))?;
        if clause.measures.contains(&statement.measure) {
            return Ok(());
        }
        let (measure, duty) = (statement.measure, &clause.id);
        Err(EngineError::not_found(
            format_args!("tiêu chí {measure} trong nhiệm vụ {duty}"),
            format_args!("measure {measure} in duty {duty}"),
        ))
    }

    async fn check_unit(&self, unit: &str) -> Result<(), EngineError> {
        // A unit once registered stays so: what is held spares reading all facts of a province.
        let held = self.live.all();
        if held.iter().any(|held| held.unit(unit).is_some()) {
            return Ok(());
        }
        let now = self.clock.now();
        let facts = self.facts_in(&[FactKind::Unit], now).await?;
        facts
            .unit(unit)
            .map(|_| ())
            .ok_or_else(|| EngineError::no_unit(unit))
    }
}

fn dirty(unit: &str, kind: FactKind) -> Dirty {
    Dirty {
        unit: Some(unit.to_owned()),
        kind: kind.name().to_owned(),
    }
}
