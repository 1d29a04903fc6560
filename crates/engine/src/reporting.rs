//! Cut-offs and reports of a directive as people work with them: what was kept, freezing, writing, fetching again.
//!
//! A report is written from a cut-off: the newest one while nothing has changed since, else a new one.

use crate::actor::Actor;
use crate::cutoff::Frozen;
use crate::live::Held;
use crate::live::history::EvidenceFile;
use crate::papers::{Whose, scope};
use crate::proofs::leaf_of;
use crate::report::Written;
use crate::{Engine, EngineError};
use domain::access::{Action, UnitTree};
use domain::facts::{Fact, Unit};
use domain::judgement::Status;
use domain::key::Key;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::HashMap;
use std::sync::Arc;
use store::{Digest, DirectiveId, sha256};

/// A snapshot that was kept.
#[derive(Debug, Clone)]
pub struct KeptCutOff {
    /// Position of its leaf in the ledger.
    pub seq: u64,
    /// The instant of the figures.
    pub as_of: Timestamp,
    /// SHA-256 of the snapshot.
    pub sha256: Digest,
    /// Who froze it, by the word of the ledger.
    pub by: Option<String>,
}

/// A report or annex that was kept.
#[derive(Debug, Clone)]
pub struct KeptReport {
    /// Position of its leaf in the ledger; also its address.
    pub seq: u64,
    /// When it was written.
    pub at: Timestamp,
    /// Name of the file.
    pub file_name: String,
    /// SHA-256 of the file.
    pub sha256: Digest,
    /// The snapshot it was written from.
    pub cut_off: Option<Digest>,
    /// Who wrote it, by the word of the ledger.
    pub by: Option<String>,
    /// Whether the asker may open it.
    pub may_open: bool,
}

/// What was kept for a directive, newest first.
#[derive(Debug, Clone)]
pub struct Reporting {
    /// The snapshots.
    pub cut_offs: Vec<KeptCutOff>,
    /// The reports with their annexes.
    pub reports: Vec<KeptReport>,
}

/// A paper that is written anew each time and not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// What a unit has to do, with boxes to tick.
    Checklist,
    /// The letter to units that have not answered.
    Reminder,
    /// The letter that asks for enclosures not received.
    Enclosures,
    /// The roster over the watch.
    Roster,
}

impl Paper {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [
        Self::Checklist,
        Self::Reminder,
        Self::Enclosures,
        Self::Roster,
    ];

    /// The word in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Checklist => "checklist",
            Self::Reminder => "reminder",
            Self::Enclosures => "enclosures",
            Self::Roster => "roster",
        }
    }

    /// The paper of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|paper| paper.as_str() == word)
    }
}

/// The unit over the most others that has a duty of the directive: the top of the tree may have none of its own.
fn highest_bound(held: &Held) -> Option<Key<Unit>> {
    let bound = |code: &Key<Unit>| {
        let mut results = held.of_unit(code).iter();
        results.any(|j| j.status != Status::NotApplicable)
    };
    let units = held.units().iter().map(|unit| &unit.code);
    units
        .filter(|code| bound(code))
        .max_by_key(|code| held.tree().subtree(code).len())
        .cloned()
}

impl Engine {
    /// The snapshots and reports of a directive.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ViewBoard`]; as the store.
    pub async fn reporting(
        &self,
        actor: &Actor,
        directive: DirectiveId,
    ) -> Result<Reporting, EngineError> {
        if !actor.may_anywhere(Action::ViewBoard) {
            return Err(EngineError::Forbidden);
        }
        let lines = self.store.cut_off_lines(directive).await?;
        let kept = self.store.reports(directive).await?;
        let seqs: Vec<u64> = lines
            .iter()
            .map(|line| line.seq)
            .chain(kept.iter().map(|k| k.seq))
            .collect();
        let mut by = HashMap::new();
        for leaf in self.store.leaves_at(&seqs).await? {
            by.insert(leaf.seq, leaf_of(&leaf)?.by);
        }
        let by = |seq: &u64| by.get(seq).cloned().flatten();
        let frozen: HashMap<_, _> = lines.iter().map(|l| (l.id, l.sha256)).collect();
        let cut_offs = lines.iter().rev().map(|line| KeptCutOff {
            seq: line.seq,
            as_of: line.as_of,
            sha256: line.sha256,
            by: by(&line.seq),
        });
        let reports = kept.into_iter().rev().map(|k| {
            let by = by(&k.seq);
            KeptReport {
                seq: k.seq,
                at: k.recorded_at,
                may_open: may_open(actor, by.as_deref()),
                cut_off: k.value.cut_off.and_then(|id| frozen.get(&id).copied()),
                file_name: k.value.file_name,
                sha256: k.value.sha256,
                by,
            }
        });
        Ok(Reporting {
            cut_offs: cut_offs.collect(),
            reports: reports.collect(),
        })
    }

    /// Freezes the figures of a directive as they stand now.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::CutOff`] for the whole organisation; [`EngineError::NotFound`] for a
    /// directive that is not in force; as [`Engine::refresh`] and [`Engine::cut_off`].
    pub async fn freeze(
        &self,
        actor: &Actor,
        directive: DirectiveId,
    ) -> Result<Frozen, EngineError> {
        self.require(actor, Action::CutOff, None).await?;
        let held = self.held_now(directive).await?;
        self.cut_off(actor, &held.in_force, &held.to_judged()).await
    }

    /// Writes the report and its annex for a unit and all below it; without one for the whole of what the actor may
    /// report on. Both come from the newest cut-off; when results have changed since, or there is none, the figures are
    /// frozen first.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::WriteReport`] for the unit, or without [`Action::CutOff`] where the
    /// figures have to be frozen; [`EngineError::NotFound`]; as [`Engine::write_report`].
    pub async fn write_up(
        &self,
        actor: &Actor,
        directive: DirectiveId,
        unit: Option<&str>,
    ) -> Result<Vec<Written>, EngineError> {
        let held = self.held_now(directive).await?;
        let unit = self.speaks_for(actor, Action::WriteReport, &held, unit)?;
        let frozen = match self.still_true(&held).await? {
            Some(frozen) => frozen,
            None => {
                self.require(actor, Action::CutOff, None).await?;
                self.cut_off(actor, &held.in_force, &held.to_judged())
                    .await?
            }
        };
        let (in_force, judged) = (&held.in_force, held.to_judged());
        let unit = unit.as_ref().map(Key::as_str);
        let report = self
            .write_report(actor, in_force, &judged, &frozen, unit)
            .await?;
        let annex = self
            .write_annex(actor, in_force, &judged, &frozen, unit)
            .await?;
        Ok(vec![report, annex])
    }

    /// A kept report by the position of its leaf; none when there is none or the actor may not open it.
    ///
    /// # Errors
    /// As the store.
    pub async fn kept_report(
        &self,
        actor: &Actor,
        directive: DirectiveId,
        seq: u64,
    ) -> Result<Option<EvidenceFile>, EngineError> {
        let reports = self.reporting(actor, directive).await?.reports;
        let found = reports.into_iter().find(|r| r.seq == seq && r.may_open);
        let Some(found) = found else {
            return Ok(None);
        };
        Ok(Some(EvidenceFile {
            bytes: self.store.files().read(found.sha256).await?,
            name: found.file_name,
            purpose: "report".to_owned(),
        }))
    }

    /// A paper for a unit, or for the whole of what the actor may write for.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::WritePapers`] for the unit; [`EngineError::NotFound`] for a unit
    /// that is out of sight, and where there is nothing to write about; as the paper's own use case.
    pub fn paper(
        &self,
        actor: &Actor,
        held: &Held,
        paper: Paper,
        unit: Option<&str>,
        deadline: Option<Date>,
    ) -> Result<Written, EngineError> {
        let unit = self.speaks_for(actor, Action::WritePapers, held, unit)?;
        let (in_force, judged) = (&held.in_force, held.to_judged());
        let unit = unit.as_ref().map(Key::as_str);
        match paper {
            Paper::Checklist => {
                let top = scope::top(&judged, unit)?.code.clone();
                let whose = match unit {
                    Some(_) => top,
                    None => highest_bound(held).unwrap_or(top),
                };
                self.write_checklist(in_force, Whose::Unit(&judged, whose.as_str()))
            }
            Paper::Reminder => self.write_reminder(in_force, &judged, unit, deadline),
            Paper::Enclosures => self.write_enclosure_request(in_force, &judged, unit),
            Paper::Roster => self.write_roster(in_force, &judged, unit),
        }
    }

    /// The unit that speaks where none is named: the top of the tree for those who act for all of it (`None`), else the
    /// highest of the actor's own. A named one is checked.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] for a unit out of sight, [`EngineError::Forbidden`] without the right.
    pub fn speaks_for(
        &self,
        actor: &Actor,
        action: Action,
        held: &Held,
        unit: Option<&str>,
    ) -> Result<Option<Key<Unit>>, EngineError> {
        let tree = self.tree_of(held);
        if let Some(unit) = unit {
            let key = Key::new(unit);
            let decision = actor.may(action, Some(&key), &tree);
            return crate::accounts::allowed(decision, || EngineError::no_unit(unit))
                .map(|()| Some(key));
        }
        let Some(sight) = actor.sight(action, held.units(), &tree) else {
            return Ok(None);
        };
        let is_highest = |unit: &&Fact<Unit>| {
            sight.contains(&unit.code) && tree.parent(&unit.code).is_none_or(|p| !sight.contains(p))
        };
        let highest = held.units().iter().find(is_highest);
        highest
            .map(|unit| Some(unit.code.clone()))
            .ok_or(EngineError::Forbidden)
    }

    /// The unit at the head of what a summary shows: the named one, else the highest the actor may do `action` for.
    ///
    /// # Errors
    /// As [`Engine::speaks_for`].
    pub fn head_of(
        &self,
        actor: &Actor,
        action: Action,
        held: &Held,
        unit: Option<&str>,
    ) -> Result<Key<Unit>, EngineError> {
        let unit = self.speaks_for(actor, action, held, unit)?;
        match unit {
            Some(unit) => Ok(unit),
            None => Ok(scope::top_of(&held.facts, None)?.code.clone()),
        }
    }

    fn tree_of(&self, held: &Held) -> UnitTree {
        let today = held.as_of.to_zoned(self.zone.clone()).date();
        UnitTree::of(held.units(), today)
    }

    async fn held_now(&self, directive: DirectiveId) -> Result<Arc<Held>, EngineError> {
        self.refresh().await?;
        let nothing = || EngineError::not_found("công văn này", "this directive");
        self.live.held(directive).ok_or_else(nothing)
    }

    /// The newest cut-off, where the same results frozen now would give the same hash.
    async fn still_true(&self, held: &Held) -> Result<Option<Frozen>, EngineError> {
        let lines = self.store.cut_off_lines(held.in_force.id).await?;
        let Some(newest) = lines.last() else {
            return Ok(None);
        };
        let directive = &held.in_force.mandate.directive;
        let body = wire::judgement::snapshot(directive, newest.as_of, held.judgements())
            .map_err(|e| EngineError::Damaged(e.to_string()))?;
        let same = sha256(body.as_bytes()) == newest.sha256;
        Ok(same.then_some(Frozen {
            id: newest.id,
            sha256: newest.sha256,
        }))
    }
}

/// Reports tell of the whole tree: they are for those who may open all evidence, and for who wrote them.
fn may_open(actor: &Actor, by: Option<&str>) -> bool {
    let sees_all = actor.access().is_none_or(|access| {
        access.has_everywhere(Action::ViewEvidence) || access.has_everywhere(Action::WriteReport)
    });
    sees_all || by == Some(actor.word().as_str())
}
