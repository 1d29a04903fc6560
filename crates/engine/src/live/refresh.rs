//! The refresh: wanted is a snapshot of every directive that is as if all had
//! been judged now; what differs is made so. It takes no input and may run at
//! any time, any number of times.

use super::base::Update;
use super::change::{CellChange, Change, Refreshed};
use super::court::{Brief, Done, Task, compute};
use super::fingerprint;
use super::held::Held;
use super::position::Position;
use super::spoken::Spoken;
use super::work::{Followed, Known, Work};
use super::{Live, State};
use crate::actor::Actor;
use crate::telemetry::Metric;
use crate::{Engine, EngineError};
use domain::facts::Facts;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;
use store::{DirectiveId, Dirty, DirtyMark, JudgementQuery};

/// What was read of the store for one refresh.
struct Reading {
    known: Known,
    update: Update,
    followed: Vec<Followed>,
    dirty: Vec<Dirty>,
    said: HashMap<DirectiveId, Vec<Dirty>>,
    marks: Vec<DirtyMark>,
}

impl Engine {
    /// Brings the held state up to now: new directives, new facts, statements and returns, what time has caught up
    /// with, and everything of a directive whose reading, pack or thresholds are others than before. What changed is
    /// kept with its leaves in one transaction, then the snapshots are swapped and the subscribers told.
    ///
    /// Calls wait for each other; one that finds nothing new only moves `as_of`. After the first time only new facts
    /// are read, after a failure all of them again.
    ///
    /// # Errors
    /// As the store; [`EngineError::NoPack`] when no pack was in force for a directive. The snapshots stay as they
    /// were, and [`Live::state`] says why.
    pub async fn refresh(&self) -> Result<Refreshed, EngineError> {
        let mut work = self.live.work.lock().await;
        if work.known.is_none() {
            self.live.set_state(State::Computing);
        }
        let begun = Instant::now();
        // On the heap: it holds the whole of a refresh.
        let outcome = Box::pin(self.bring_forward(&mut work)).await;
        self.telemetry
            .took(Metric::RefreshSeconds, &[], begun.elapsed());
        match outcome {
            Ok(done) => {
                self.live.set_state(State::Ready);
                Ok(done)
            }
            Err(error) => {
                work.reload = true;
                self.telemetry.count(Metric::RefreshFailures, &[], 1);
                self.live.set_state(State::Failed {
                    code: error.code(),
                    text: error.to_string(),
                });
                Err(error)
            }
        }
    }

    async fn bring_forward(&self, work: &mut Work) -> Result<Refreshed, EngineError> {
        let position = self.position().await?;
        let reading = self.read_new(work, position).await?;
        let Reading {
            known,
            update,
            followed,
            dirty,
            said,
            marks,
        } = reading;
        let reloaded = matches!(update, Update::Whole(_));
        let base_changed = !matches!(update, Update::None);
        let (mut tasks, mut still) = (Vec::new(), Vec::new());
        for followed in followed {
            let said = said.get(&followed.id()).map_or(&[][..], Vec::as_slice);
            let fingerprint = fingerprint::rules(followed.reading, &self.policy, &self.zone);
            if is_still(&followed, fingerprint, said, base_changed, position) {
                still.push(followed);
                continue;
            }
            let dirty = dirty.iter().chain(said).cloned().collect();
            let facts_changed = base_changed || !said.is_empty();
            let task = self.task(followed, fingerprint, dirty, facts_changed);
            tasks.push(task.await?);
        }
        let brief = Brief {
            known,
            update,
            tasks,
            policy: self.policy.clone(),
            zone: self.zone.clone(),
            as_of: position.as_of,
        };
        let computed = tokio::task::spawn_blocking(move || compute(brief)).await;
        let (known, done) = computed
            .map_err(|_| EngineError::Damaged("việc tính kết quả bị gián đoạn".into()))??;
        let done = self.keep_all(done, position, &marks).await?;
        Ok(settle(
            &self.live, work, known, done, still, position, reloaded,
        ))
    }

    /// What was written since the last time.
    async fn read_new(&self, work: &Work, position: Position) -> Result<Reading, EngineError> {
        let first = work.known.is_none();
        let mut known = work.known.clone().unwrap_or_else(|| Known {
            facts: Arc::new(Facts::new()),
            sources: Arc::default(),
            facts_seq: 0,
            leaves: 0,
        });
        let mut reading = Reading {
            update: Update::None,
            followed: work.followed.clone(),
            dirty: Vec::new(),
            said: HashMap::new(),
            marks: Vec::new(),
            known: known.clone(),
        };
        // Every write adds a leaf.
        if !first && !work.reload && known.leaves == position.leaves {
            return Ok(reading);
        }
        reading.marks = self.store.dirty().await?;
        reading.followed = self.follow(&work.followed).await?;
        let spoken = self.spoken_since(known.leaves).await?;
        for followed in &mut reading.followed {
            let heard = followed.hear(&spoken);
            let dirty = heard.iter().map(Spoken::dirty).collect();
            reading.said.insert(followed.id(), dirty);
        }
        if first {
            reading.update = self.all_facts(position.as_of).await?;
        } else {
            let new = self.new_facts(known.facts_seq, position.as_of).await?;
            (reading.update, reading.dirty) = new;
            if work.reload {
                reading.update = self.all_facts(position.as_of).await?;
            }
        }
        self.add_sources(&mut known.sources, &reading.update)
            .await?;
        known.facts_seq = position.facts_seq;
        known.leaves = position.leaves;
        reading.known = known;
        Ok(reading)
    }

    /// The directives in force; those confirmed anew since are read again.
    async fn follow(&self, before: &[Followed]) -> Result<Vec<Followed>, EngineError> {
        let mut followed: Vec<Followed> = Vec::new();
        for (place, kept) in self.store.directives().await?.into_iter().enumerate() {
            let known = before.iter().find(|f| f.id() == kept.value.id);
            if let Some(known) = known.filter(|known| known.seq == kept.seq) {
                followed.push(known.clone());
                continue;
            }
            let in_force = Arc::new(self.in_force(kept.value)?);
            let pack = self.pack_of(&in_force)?;
            let shared = followed.iter().find(|f| *f.pack == *pack);
            let pack = shared.map_or_else(|| Arc::new(pack.clone()), |f| Arc::clone(&f.pack));
            followed.push(Followed {
                place,
                seq: kept.seq,
                reading: fingerprint::reading(&in_force, &pack),
                in_force,
                pack,
                spoken: known.map_or_else(Arc::default, |known| Arc::clone(&known.spoken)),
                fingerprint: known.and_then(|known| known.fingerprint),
                held: known.and_then(|known| known.held.clone()),
                revision: known.map_or(0, |known| known.revision),
            });
        }
        Ok(followed)
    }

    /// What has to be done for a directive: with results kept by an earlier run only what came after them.
    async fn task(
        &self,
        mut followed: Followed,
        fingerprint: store::Digest,
        mut dirty: Vec<Dirty>,
        facts_changed: bool,
    ) -> Result<Task, EngineError> {
        let mut all = followed.fingerprint != Some(fingerprint);
        let mut kept = Vec::new();
        if followed.held.is_none() {
            let until = self.store.judged_until(followed.id()).await?;
            followed.revision = until.as_ref().map_or(0, |until| until.revision);
            if let Some(until) = until.filter(|until| until.fingerprint == fingerprint) {
                all = false;
                dirty = self.touched_since(until.facts_seq).await?;
                let later = followed
                    .spoken
                    .iter()
                    .filter(|(seq, _)| *seq >= until.leaves);
                dirty.extend(later.map(|(_, spoken)| spoken.dirty()));
                let query = JudgementQuery {
                    directive: Some(followed.id()),
                    ..JudgementQuery::default()
                };
                let rows = self.store.judgements(&query).await?;
                kept = rows.into_iter().map(|row| row.value).collect();
            }
        }
        Ok(Task {
            followed,
            fingerprint,
            dirty,
            all,
            kept,
            facts_changed,
        })
    }

    /// Keeps what changed, and up to where all is judged, in one transaction.
    async fn keep_all(
        &self,
        mut done: Vec<Done>,
        position: Position,
        marks: &[DirtyMark],
    ) -> Result<Vec<Done>, EngineError> {
        for one in &mut done {
            if one.is_news() {
                one.followed.revision = one.followed.revision.saturating_add(1);
            }
        }
        if !done.iter().any(Done::is_news) && marks.is_empty() {
            return Ok(done);
        }
        let actor = Actor::Job("judge");
        let begun = self.store.begin_by(|last| {
            let now = self.clock.now();
            last.map_or(now, |last| last.max(now))
        });
        let mut tx = begun.await?;
        for one in done.iter_mut().filter(|one| one.is_news()) {
            let rows = std::mem::take(&mut one.rows);
            tx.add_judgements(rows, |new, old, slot| {
                crate::ledger::status_leaf(&actor, new, old, slot)
            })
            .await?;
            let id = one.followed.id();
            let until = position.judged(id, one.fingerprint, one.followed.revision);
            tx.set_judged_until(&until).await?;
        }
        tx.clear_dirty(marks).await?;
        tx.commit().await?;
        Ok(done)
    }
}

/// Whether nothing new concerns a directive.
fn is_still(
    followed: &Followed,
    fingerprint: store::Digest,
    said: &[Dirty],
    base_changed: bool,
    position: Position,
) -> bool {
    let due = |held: &Held| held.changes_at().is_some_and(|at| at <= position.as_of);
    !base_changed
        && said.is_empty()
        && followed.fingerprint == Some(fingerprint)
        && followed.held.as_ref().is_some_and(|held| !due(held))
}

/// Remembers what was done, swaps the snapshots and tells the changes. Nothing here waits, so a refresh that is
/// dropped half-way has changed nothing.
fn settle(
    live: &Live,
    work: &mut Work,
    known: Known,
    done: Vec<Done>,
    still: Vec<Followed>,
    position: Position,
    reloaded: bool,
) -> Refreshed {
    let mut refreshed = Refreshed {
        directives: done.len() + still.len(),
        reloaded,
        ..Refreshed::default()
    };
    let mut changes = Vec::new();
    let mut followed = Vec::new();
    for one in done {
        refreshed.judged += one.judged;
        refreshed.changed += one.changed.len();
        refreshed.loaded += one.loaded;
        let before = one.followed.held.clone();
        let is_news = one.is_news();
        let next = one.next(position);
        if let (true, Some(held)) = (is_news || before.is_none(), &next.0.held) {
            changes.push(change(before.as_deref(), held, &next.1));
        }
        followed.push(next.0);
    }
    for mut one in still {
        one.held = one.held.map(|held| at(held, position));
        followed.push(one);
    }
    followed.sort_by_key(|one| one.place);
    let snapshots = followed.iter().filter_map(|one| one.held.clone()).collect();
    work.known = Some(known);
    work.followed = followed;
    work.reload = false;
    live.publish(snapshots, changes);
    refreshed
}

/// The same snapshot at a later instant.
fn at(held: Arc<Held>, position: Position) -> Arc<Held> {
    if held.as_of == position.as_of {
        return held;
    }
    Arc::new(Held {
        as_of: position.as_of,
        ..Held::clone(&held)
    })
}

fn change(before: Option<&Held>, held: &Held, changed: &[usize]) -> Change {
    let whole = changed.len() > Change::CELLS_MAX
        || before.is_none_or(|before| !held.grid.has_shape_of(&before.grid));
    let cells = changed
        .iter()
        .filter(|_| !whole)
        .filter_map(|place| held.judgements().get(*place))
        .map(|new| CellChange {
            unit: new.unit.clone(),
            obligation: new.obligation.clone(),
            measure: new.measure,
            old: before
                .and_then(|before| before.one(&new.unit, &new.obligation, new.measure))
                .map(|old| old.status),
            new: new.status,
            basis: new.basis,
        })
        .collect();
    Change {
        directive: held.in_force.id,
        revision: held.revision,
        at: held.as_of,
        cells,
        whole,
    }
}
