//! What pages ask about the past of one duty: results, statements, returns,
//! evidence and its files. Everything here is read from the store when asked.

use super::{Held, kept};
use crate::{Engine, EngineError};
use domain::facts::{Basis, Claim, Unit};
use domain::judgement::Judgement;
use domain::key::Key;
use domain::measure_id::MeasureId;
use jiff::Timestamp;
use std::collections::BTreeMap;
use store::{Digest, JudgementKey, StatementId};

/// A result as it once was kept.
#[derive(Debug, Clone)]
pub struct Past {
    /// Its place in the ledger.
    pub seq: u64,
    /// When it was kept.
    pub at: Timestamp,
    /// What it said.
    pub judgement: Judgement,
}

/// A statement on a duty.
#[derive(Debug, Clone)]
pub struct Stated {
    /// Its id.
    pub id: StatementId,
    /// Its place in the ledger.
    pub seq: u64,
    /// When it was kept.
    pub at: Timestamp,
    /// When what is claimed happened.
    pub occurred_at: Timestamp,
    /// When it ceases to count.
    pub expires_at: Option<Timestamp>,
    /// Who says it.
    pub person: String,
    /// What is claimed.
    pub claim: Claim,
    /// In their words.
    pub text: String,
    /// The file that came with it.
    pub file: Option<FileName>,
}

/// A file that can be read with [`Engine::evidence_file`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName {
    /// SHA-256 of its content.
    pub sha256: Digest,
    /// The name it came with.
    pub name: String,
}

/// Whether a unit has closed its return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReturnState {
    /// Not yet.
    Open,
    /// Closed by its head; the last closing counts.
    Closed {
        /// When.
        at: Timestamp,
        /// By whom.
        by: String,
        /// Its place in the ledger.
        seq: u64,
    },
}

/// A row that proves something, with where it came from.
#[derive(Debug, Clone)]
pub struct EvidenceRow {
    /// The fact table.
    pub table: &'static str,
    /// The row's code.
    pub code: String,
    /// Basis of the fact.
    pub basis: Basis,
    /// The source's file or title, as the judgement names it.
    pub source: String,
    /// When what it says happened, where the source says so.
    pub occurred_at: Option<Timestamp>,
    /// When Khiên came to know it.
    pub recorded_at: Option<Timestamp>,
    /// The person who stands for the source.
    pub person: Option<String>,
    /// The file, where one is kept.
    pub file: Option<FileName>,
}

/// A kept file.
#[derive(Debug, Clone)]
pub struct EvidenceFile {
    /// The name it came with, the first time.
    pub name: String,
    /// What it is for (`directive`, `import`, `statement`, `report`).
    pub purpose: String,
    /// Its content, checked against its hash.
    pub bytes: Vec<u8>,
}

impl Engine {
    /// All results of one duty of a unit, oldest first.
    ///
    /// # Errors
    /// As the store; [`EngineError::Damaged`] when a kept result is none.
    pub async fn history(
        &self,
        held: &Held,
        unit: &Key<Unit>,
        obligation: &str,
        measure: MeasureId,
    ) -> Result<Vec<Past>, EngineError> {
        let key = JudgementKey {
            directive: held.in_force.id,
            obligation: obligation.to_owned(),
            unit: unit.to_string(),
            measure: measure.as_str().to_owned(),
        };
        let window = held.in_force.mandate.window;
        let rows = self.store.judgement_history(&key).await?;
        rows.into_iter()
            .map(|row| {
                Ok(Past {
                    seq: row.seq,
                    at: row.recorded_at,
                    judgement: kept::judgement(&row.value, window)?,
                })
            })
            .collect()
    }

    /// The statements on one duty of a unit, oldest first; those on the whole measure included.
    ///
    /// # Errors
    /// As the store.
    pub async fn statements_on(
        &self,
        held: &Held,
        unit: &Key<Unit>,
        obligation: &str,
        measure: MeasureId,
    ) -> Result<Vec<Stated>, EngineError> {
        let all = self.store.statements(held.in_force.id, held.as_of).await?;
        let mut stated = Vec::new();
        for kept in all {
            let statement = kept.value;
            if statement.unit != unit.as_str()
                || statement.measure != measure.as_str()
                || !(statement.obligation.is_empty() || statement.obligation == obligation)
            {
                continue;
            }
            let claim = Claim::parse(&statement.status)
                .ok_or_else(|| EngineError::Damaged(format!("statement {}", statement.id)))?;
            stated.push(Stated {
                id: statement.id,
                seq: kept.seq,
                at: kept.recorded_at,
                occurred_at: statement.occurred_at,
                expires_at: statement.expires_at,
                person: statement.person,
                claim,
                text: statement.text,
                file: self.name_of_file(statement.file).await?,
            });
        }
        Ok(stated)
    }

    /// Which units have closed their return, for every unit of the register.
    ///
    /// # Errors
    /// As the store.
    pub async fn returns(
        &self,
        held: &Held,
    ) -> Result<BTreeMap<Key<Unit>, ReturnState>, EngineError> {
        let mut states: BTreeMap<Key<Unit>, ReturnState> = held
            .units()
            .iter()
            .map(|unit| (unit.code.clone(), ReturnState::Open))
            .collect();
        for kept in self.store.returns(held.in_force.id, held.as_of).await? {
            let closed = ReturnState::Closed {
                at: kept.value.closed_at,
                by: kept.value.closed_by,
                seq: kept.seq,
            };
            states.insert(Key::new(&kept.value.unit), closed);
        }
        Ok(states)
    }

    /// The rows that prove a judgement, with their sources and files.
    ///
    /// # Errors
    /// As the store.
    pub async fn evidence(
        &self,
        held: &Held,
        judgement: &Judgement,
    ) -> Result<Vec<EvidenceRow>, EngineError> {
        let mut rows = Vec::with_capacity(judgement.evidence.len());
        for evidence in &judgement.evidence {
            let mut row = EvidenceRow {
                table: evidence.table,
                code: evidence.code.to_string(),
                basis: evidence.basis,
                source: evidence.source.to_string(),
                occurred_at: None,
                recorded_at: None,
                person: None,
                file: None,
            };
            let fact = self
                .store
                .newest_fact(evidence.table, &evidence.code, held.as_of)
                .await?;
            if let Some(fact) = fact {
                row.occurred_at = fact.fact.occurred_at;
                row.recorded_at = Some(fact.recorded_at);
                if let Some(source) = self.store.source(fact.source).await? {
                    let source = source.value.source;
                    row.file = self.name_of_file(source.sha256).await?;
                    row.person = source.person;
                }
            } else if let Some(stated) = self.stated(held, &evidence.code).await? {
                row.occurred_at = Some(stated.value.occurred_at);
                row.recorded_at = Some(stated.recorded_at);
                row.file = self.name_of_file(stated.value.file).await?;
                row.person = Some(stated.value.person);
            }
            rows.push(row);
        }
        Ok(rows)
    }

    /// A kept file; `None` when no file of this hash was kept.
    ///
    /// # Errors
    /// As the store, also when the content no longer has that hash.
    pub async fn evidence_file(&self, sha256: Digest) -> Result<Option<EvidenceFile>, EngineError> {
        let Some(kept) = self.store.files_of(sha256).await?.into_iter().next() else {
            return Ok(None);
        };
        Ok(Some(EvidenceFile {
            name: kept.value.name,
            purpose: kept.value.purpose,
            bytes: self.store.files().read(sha256).await?,
        }))
    }

    async fn stated(
        &self,
        held: &Held,
        id: &str,
    ) -> Result<Option<store::Kept<store::Statement>>, EngineError> {
        let Some(id) = StatementId::parse(id) else {
            return Ok(None);
        };
        let all = self.store.statements(held.in_force.id, held.as_of).await?;
        Ok(all.into_iter().find(|kept| kept.value.id == id))
    }

    pub(crate) async fn name_of_file(
        &self,
        sha256: Option<Digest>,
    ) -> Result<Option<FileName>, EngineError> {
        let Some(sha256) = sha256 else {
            return Ok(None);
        };
        let kept = self.store.files_of(sha256).await?.into_iter().next();
        Ok(kept.map(|kept| FileName {
            sha256,
            name: kept.value.name,
        }))
    }
}
