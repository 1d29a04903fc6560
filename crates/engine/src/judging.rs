//! Judging again what is dirty or due, and keeping what changed.
//!
//! The rules are in `domain`; here is which of them run, and that each change
//! of status enters the store and the ledger in one transaction.

use crate::actor::Actor;
use crate::directives::InForce;
use crate::{Engine, EngineError};
use domain::case::Setting;
use domain::facts::{Fact, FactKind, Facts, Unit};
use domain::judge::judge;
use domain::judgement::Judgement;
use domain::measures;
use jiff::Timestamp;
use std::collections::BTreeSet;
use store::{Dirty, JudgementKey, JudgementQuery};

/// What one run of judging found.
#[derive(Debug)]
pub struct Judged {
    /// The facts judged, for documents that name units.
    pub facts: Facts,
    /// Every judgement asked for, in the order of units, clauses and measures.
    pub judgements: Vec<Judgement>,
    /// How many of them differ from what was kept before.
    pub changed: usize,
}

impl Engine {
    /// Judges every duty of a directive for every unit, and keeps what changed.
    ///
    /// # Errors
    /// As the store; [`EngineError::NoPack`] when no pack was in force.
    pub async fn judge_directive(
        &self,
        actor: &Actor,
        in_force: &InForce,
    ) -> Result<Judged, EngineError> {
        let as_of = self.clock.now();
        let marks = self.store.dirty().await?;
        let facts = self.facts_at(as_of, Some(in_force.id)).await?;
        let judgements = domain::judge::judge_all(&self.setting(&facts, in_force, as_of)?);
        let changed = self.keep(actor, in_force, &judgements, &marks).await?;
        Ok(Judged {
            facts,
            judgements,
            changed,
        })
    }

    /// Judges again only what new facts touched or what time has caught up with, and keeps what changed.
    ///
    /// # Errors
    /// As [`Engine::judge_directive`].
    pub async fn judge_again(
        &self,
        actor: &Actor,
        in_force: &InForce,
    ) -> Result<Judged, EngineError> {
        let as_of = self.clock.now();
        let marks = self.store.dirty().await?;
        let facts = self.facts_at(as_of, Some(in_force.id)).await?;
        let dirty: Vec<Dirty> = marks.iter().map(|m| m.what.clone()).collect();
        let due = self.due(in_force, as_of).await?;
        let setting = self.setting(&facts, in_force, as_of)?;
        let judgements = judge_touched(&setting, &dirty, &due);
        let changed = self.keep(actor, in_force, &judgements, &marks).await?;
        Ok(Judged {
            facts,
            judgements,
            changed,
        })
    }

    pub(crate) fn setting<'a>(
        &'a self,
        facts: &'a Facts,
        in_force: &'a InForce,
        as_of: Timestamp,
    ) -> Result<Setting<'a>, EngineError> {
        Ok(Setting {
            facts,
            mandate: &in_force.mandate,
            policy: &self.policy,
            pack: self.pack_of(in_force)?,
            zone: &self.zone,
            as_of,
        })
    }

    async fn due(
        &self,
        in_force: &InForce,
        as_of: Timestamp,
    ) -> Result<BTreeSet<JudgementKey>, EngineError> {
        let query = JudgementQuery {
            directive: Some(in_force.id),
            due_by: Some(as_of),
            ..JudgementQuery::default()
        };
        Ok(self
            .store
            .judgements(&query)
            .await?
            .into_iter()
            .map(|k| k.value.key)
            .collect())
    }

    async fn keep(
        &self,
        actor: &Actor,
        in_force: &InForce,
        judgements: &[Judgement],
        marks: &[store::DirtyMark],
    ) -> Result<usize, EngineError> {
        let rows = judgements
            .iter()
            .map(|j| stored(in_force, j))
            .collect::<Result<Vec<_>, _>>()?;
        let mut tx = self.store.begin(self.clock.now()).await?;
        let kept = tx
            .add_judgements(rows, |new, old, slot| {
                crate::ledger::status_leaf(actor, new, old, slot)
            })
            .await?;
        tx.clear_dirty(marks).await?;
        tx.commit().await?;
        Ok(kept.len())
    }
}

/// Tables whose rows of one unit may change results of others: the tree, who serves whom, and both sides of a contract.
const EVERYWHERE: &[FactKind] = &[
    FactKind::Unit,
    FactKind::Service,
    FactKind::Range,
    FactKind::Contract,
    FactKind::ContractClause,
];

/// The judgements that dirty facts or time may have changed; every other one stands.
fn judge_touched(
    setting: &Setting<'_>,
    dirty: &[Dirty],
    due: &BTreeSet<JudgementKey>,
) -> Vec<Judgement> {
    let everywhere = |d: &&Dirty| {
        d.unit.is_none() || FactKind::parse(&d.kind).is_some_and(|kind| EVERYWHERE.contains(&kind))
    };
    let shared: BTreeSet<FactKind> = kinds(dirty.iter().filter(everywhere));
    let mut judgements = Vec::new();
    for unit in setting.facts.units() {
        let own = kinds(dirty.iter().filter(|d| {
            d.unit
                .as_deref()
                .is_some_and(|u| concerns(setting, unit, u))
        }));
        for clause in &setting.mandate.clauses {
            for measure in clause.measures.iter().map(|id| measures::of(*id)) {
                let touched = own.iter().chain(&shared).any(|kind| measure.needs(*kind));
                let is_due = due.iter().any(|key| {
                    key.unit == unit.code.as_str()
                        && key.obligation == *clause.id
                        && key.measure == measure.id.as_str()
                });
                if touched || is_due {
                    judgements.push(judge(setting, unit, clause, measure));
                }
            }
        }
    }
    judgements
}

fn kinds<'a>(dirty: impl Iterator<Item = &'a Dirty>) -> BTreeSet<FactKind> {
    dirty.filter_map(|d| FactKind::parse(&d.kind)).collect()
}

/// Whether facts of unit `of` may change a result of `unit`: its own, or those of a provider it is served by.
fn concerns(setting: &Setting<'_>, unit: &Fact<Unit>, of: &str) -> bool {
    unit.code.as_str() == of
        || <domain::facts::Service as domain::facts::FactRow>::of(setting.facts.shared())
            .iter()
            .any(|service| service.consumer == unit.code && &*service.provider == of)
}

fn stored(in_force: &InForce, judgement: &Judgement) -> Result<store::Judgement, EngineError> {
    Ok(store::Judgement {
        key: JudgementKey {
            directive: in_force.id,
            obligation: judgement.obligation.to_string(),
            unit: judgement.unit.to_string(),
            measure: judgement.measure.as_str().to_owned(),
        },
        status: judgement.status.as_str().to_owned(),
        basis: judgement.basis.and_then(|b| b.as_str().chars().next()),
        is_final: judgement.is_final,
        as_of: judgement.as_of,
        changes_at: judgement.changes_at,
        body: wire::judgement::kept_body(judgement)
            .map_err(|e| EngineError::Damaged(e.to_string()))?,
    })
}
