//! Judging again what is dirty or due, and keeping what changed.
//!
//! The rules are in `domain`; here is which of them run, and that each change
//! of status enters the store and the ledger in one transaction.

use crate::actor::Actor;
use crate::directives::InForce;
use crate::live::Position;
use crate::{Engine, EngineError};
use domain::access::Action;
use domain::case::Setting;
use domain::facts::{FactKind, FactRow as _, Facts, Service, Unit};
use domain::judge::judge;
use domain::judgement::Judgement;
use domain::key::Key;
use domain::measure::Measure;
use domain::measures;
use jiff::{RoundMode, Timestamp, TimestampRound};
use std::collections::{BTreeSet, HashMap};
use store::{DirectiveId, Dirty, DirtyMark, JudgementKey, JudgementQuery};

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
    /// [`EngineError::Forbidden`] without [`Action::JudgeNow`] for the whole organisation; as the store;
    /// [`EngineError::NoPack`] when no pack was in force.
    pub async fn judge_directive(
        &self,
        actor: &Actor,
        in_force: &InForce,
    ) -> Result<Judged, EngineError> {
        self.require(actor, Action::JudgeNow, None).await?;
        let as_of = self.clock.now();
        let marks = self.store.dirty().await?;
        let position = self.position().await?;
        let facts = self.facts_at(as_of, Some(in_force.id)).await?;
        let judgements = domain::judge::judge_all(&self.setting(&facts, in_force, as_of)?);
        let changed = self
            .keep(actor, in_force, &judgements, &marks, Some(position))
            .await?;
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
        self.require(actor, Action::JudgeNow, None).await?;
        let as_of = self.clock.now();
        let marks = self.store.dirty().await?;
        let facts = self.facts_at(as_of, Some(in_force.id)).await?;
        let dirty: Vec<Dirty> = marks.iter().map(|m| m.what.clone()).collect();
        let due = self.due(in_force, as_of).await?;
        let setting = self.setting(&facts, in_force, as_of)?;
        let judgements = judge_touched(&setting, &dirty, &due);
        let changed = self
            .keep(actor, in_force, &judgements, &marks, None)
            .await?;
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
        marks: &[DirtyMark],
        whole_at: Option<Position>,
    ) -> Result<usize, EngineError> {
        let rows = judgements
            .iter()
            .map(|j| stored(in_force.id, j))
            .collect::<Result<Vec<_>, _>>()?;
        let known = self.store.judged_until(in_force.id).await?;
        let fingerprint = self.fingerprint(in_force)?;
        let mut tx = self.begin().await?;
        let kept = tx
            .add_judgements(rows, |new, old, slot| {
                crate::ledger::status_leaf(actor, new, old, slot)
            })
            .await?;
        if let Some(position) = whole_at {
            let revision = known.map_or(0, |known| known.revision);
            let revision = revision.saturating_add(1);
            tx.set_judged_until(&position.judged(in_force.id, fingerprint, revision))
                .await?;
        }
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

/// Which results new facts may have changed.
#[derive(Debug, Default)]
pub(crate) struct Touch {
    everywhere: BTreeSet<FactKind>,
    own: HashMap<Key<Unit>, BTreeSet<FactKind>>,
}

impl Touch {
    /// What these kinds of facts of these units touch: the units themselves, and those they serve.
    pub(crate) fn of<'a>(facts: &Facts, dirty: impl IntoIterator<Item = &'a Dirty>) -> Self {
        let mut touch = Self::default();
        for what in dirty {
            let Some(kind) = FactKind::parse(&what.kind) else {
                continue;
            };
            match &what.unit {
                Some(unit) if !EVERYWHERE.contains(&kind) => {
                    touch.own.entry(Key::new(unit)).or_default().insert(kind);
                }
                _ => {
                    touch.everywhere.insert(kind);
                }
            }
        }
        let mut served: Vec<(Key<Unit>, BTreeSet<FactKind>)> = Vec::new();
        for service in Service::of(facts.shared()) {
            if let Some(kinds) = touch.own.get(&*service.provider) {
                served.push((service.consumer.clone(), kinds.clone()));
            }
        }
        for (unit, kinds) in served {
            touch.own.entry(unit).or_default().extend(kinds);
        }
        touch
    }

    /// Whether a result of this unit by this measure may be another now.
    pub(crate) fn touches(&self, unit: &Key<Unit>, measure: &Measure) -> bool {
        let own = self.own.get(unit).into_iter().flatten();
        own.chain(&self.everywhere).any(|kind| measure.needs(*kind))
    }
}

/// The judgements that dirty facts or time may have changed; every other one stands.
fn judge_touched(
    setting: &Setting<'_>,
    dirty: &[Dirty],
    due: &BTreeSet<JudgementKey>,
) -> Vec<Judgement> {
    let touch = Touch::of(setting.facts, dirty);
    let due: BTreeSet<(&str, &str, &str)> = due
        .iter()
        .map(|key| (&*key.unit, &*key.obligation, &*key.measure))
        .collect();
    let mut judgements = Vec::new();
    for unit in setting.facts.units() {
        for clause in &setting.mandate.clauses {
            for measure in clause.measures.iter().map(|id| measures::of(*id)) {
                let key = (unit.code.as_str(), &*clause.id, measure.id.as_str());
                if touch.touches(&unit.code, measure) || due.contains(&key) {
                    judgements.push(judge(setting, unit, clause, measure));
                }
            }
        }
    }
    judgements
}

/// A judgement as the store keeps it.
pub(crate) fn stored(
    directive: DirectiveId,
    judgement: &Judgement,
) -> Result<store::Judgement, EngineError> {
    Ok(store::Judgement {
        key: JudgementKey {
            directive,
            obligation: judgement.obligation.to_string(),
            unit: judgement.unit.to_string(),
            measure: judgement.measure.as_str().to_owned(),
        },
        status: judgement.status.as_str().to_owned(),
        basis: judgement.basis.and_then(|b| b.as_str().chars().next()),
        is_final: judgement.is_final,
        as_of: judgement.as_of,
        changes_at: judgement.changes_at.map(whole_micros),
        body: wire::judgement::kept_body(judgement)
            .map_err(|e| EngineError::Damaged(e.to_string()))?,
    })
}

/// An instant as the store can keep it, never earlier than it is: a result judged again too early would be due again
/// at once.
pub(crate) fn whole_micros(at: Timestamp) -> Timestamp {
    let round = TimestampRound::new()
        .smallest(jiff::Unit::Microsecond)
        .mode(RoundMode::Ceil);
    at.round(round).unwrap_or(at)
}
