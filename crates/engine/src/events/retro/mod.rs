//! Runs of new lists and rules over the events kept: what they would have found, had they been there at the time.
//!
//! A run goes through its range of time of arrival, a slice after the other. What a slice finds and how far the run is
//! enter the store in one transaction, so a run that is broken off goes on where it was and counts nothing twice. It
//! begins once the pump judges by the same edition; from then on every event is judged either as it comes or by the
//! run. What an event was judged by before (`judged`) is not found again, so that alerts count what they would have
//! counted.
//!
//! Records are read again as they were when they came in: by the format that the table names, rows of followed tables by
//! the heading kept with them. What followed a heading (`csv`, `w3c`, `zeek`) and came without it is read from the
//! columns of the table; rules find nothing in other fields of such records. Own addresses are those of today.
//!
//! What this is not: it decides nothing about alerts (`taking`) and reads no files (`lake`).

mod ask;
mod by_rules;
mod edition;
mod judge;
mod read;

pub use ask::NewRetroHunt;

use super::judged::InForce;
use super::pump::{blocking, writer};
use super::taking::Raised;
use super::unit_id;
use crate::jobs::Stop;
use crate::{Engine, EngineError};
use edition::Edition;
use jiff::{SignedDuration, Timestamp};
use judge::{Judge, Slice};
use lake::intake::IntakeLog;
use lake::table::Table;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Instant;
use store::{RetroHunt, RetroHuntId};

/// Events of a list's run are taken by the day; records of them are read fast.
const SLICE_OF_LIST: SignedDuration = SignedDuration::from_hours(24);
/// Those of rules by the hour.
const SLICE_OF_RULES: SignedDuration = SignedDuration::from_hours(1);
/// How far a run of correlations that goes on looks back for what was before.
const BEFORE: SignedDuration = SignedDuration::from_hours(24);
/// From so many new records a second on, a run takes one thread.
const BUSY: u64 = 2_000;
/// Most runs that wait.
const RUNS_MAX: u64 = 500;

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetroState {
    /// Nobody has begun it.
    Waiting,
    /// It goes on.
    Running,
    /// A person stopped it, and may let it go on.
    Paused,
    /// It came to its end.
    Done,
    /// It can't go on; the note says why.
    Failed,
}

impl RetroState {
    /// The word kept.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

/// Why a run can't go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetroNote {
    /// What it ran is not in force any more.
    Gone,
    /// What it ran was replaced by another edition, which has a run of its own.
    Replaced,
    /// An edition that judged events before is not kept any more, so nobody can say what is new.
    Edition,
    /// Events, or what it runs, could not be read.
    Unreadable,
}

impl RetroNote {
    /// The word kept.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Replaced => "replaced",
            Self::Edition => "edition",
            Self::Unreadable => "unreadable",
        }
    }
}

/// What is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum What {
    /// The indicator list of this name.
    List(String),
    /// The imported rule set of this name.
    Rules(String),
}

impl What {
    fn parse(text: &str) -> Option<Self> {
        let (kind, name) = text.split_once(':').filter(|(_, name)| !name.is_empty())?;
        match kind {
            "list" => Some(Self::List(name.to_owned())),
            "rules" => Some(Self::Rules(name.to_owned())),
            _ => None,
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::List(name) => write!(f, "list:{name}"),
            Self::Rules(name) => write!(f, "rules:{name}"),
        }
    }
}

/// Carries runs out, one after the other. One for each event table.
pub struct Retro {
    engine: Arc<Engine>,
    log: IntakeLog,
    table: Table,
    at_hand: Option<AtHand>,
    pace: Pace,
}

/// The run that is being carried out.
struct AtHand {
    id: RetroHuntId,
    done_to: Timestamp,
    to: Timestamp,
    slice: SignedDuration,
    judge: Judge,
}

/// How fast new records come in.
struct Pace {
    looked: Instant,
    synced: u64,
    threads: usize,
}

impl Retro {
    /// What carries out runs over `table`; `log` is the one whose events come in meanwhile.
    #[must_use]
    pub fn new(engine: Arc<Engine>, log: IntakeLog, table: Table) -> Self {
        let threads = std::thread::available_parallelism();
        let pace = Pace {
            looked: Instant::now(),
            synced: log.synced(),
            threads: threads.map_or(1, usize::from),
        };
        Self {
            engine,
            log,
            table,
            at_hand: None,
            pace,
        }
    }

    /// Carries on the oldest run that is not stopped, by a slice at most; `false` when there is nothing to do by now.
    /// What was begun when `stop` is given is left for the next start.
    ///
    /// # Errors
    /// As the store and the table. A run whose events can't be read has then failed.
    pub async fn step(&mut self, stop: &Stop) -> Result<bool, EngineError> {
        let unended = [RetroState::Waiting, RetroState::Running].map(RetroState::as_str);
        let mut runs = self.engine.store.retro_hunts(&unended, RUNS_MAX).await?;
        let Some(run) = runs.pop() else {
            self.at_hand = None;
            return Ok(false);
        };
        let is_at_hand = |at: &AtHand| at.id == run.id && at.done_to == run.done_to;
        let at_hand = match self.at_hand.take().filter(is_at_hand) {
            Some(at_hand) => at_hand,
            None => match self.prepared(run.clone()).await {
                Ok(Begin::Now(at_hand)) => *at_hand,
                Ok(Begin::Later) => return Ok(false),
                Ok(Begin::Never(note)) => {
                    self.end(run.id, note).await?;
                    return Ok(true);
                }
                Err(error) => return self.failed(run.id, error).await,
            },
        };
        self.go_on(at_hand, stop).await
    }

    async fn go_on(&mut self, at_hand: AtHand, stop: &Stop) -> Result<bool, EngineError> {
        let AtHand {
            id,
            done_to,
            to,
            slice,
            mut judge,
        } = at_hand;
        let (walk, stop) = (self.table.walk(), stop.clone());
        let threads = self.pace.threads(self.log.synced());
        let (judge, judged) = blocking(move || {
            let judged = judge.slice(&walk, (done_to, to), slice, threads, &stop);
            (judge, judged)
        })
        .await?;
        let slice_done = match judged {
            Ok(Some(done)) => done,
            // The program ends: the slice is judged again by the next one.
            Ok(None) => return Ok(false),
            Err(error) => return self.failed(id, error.into()).await,
        };
        if self.take(id, done_to, &slice_done).await? && slice_done.to < to {
            self.at_hand = Some(AtHand {
                id,
                done_to: slice_done.to,
                to,
                slice,
                judge,
            });
        }
        Ok(true)
    }

    /// Takes what a slice found into the store; `false` when the run was stopped meanwhile, or changed, and the slice
    /// is to be judged again.
    async fn take(
        &self,
        id: RetroHuntId,
        done_to: Timestamp,
        slice: &Slice,
    ) -> Result<bool, EngineError> {
        let mut tx = self.engine.begin_late().await?;
        let run = tx.retro_hunt(id).await?;
        let is_same =
            |run: &RetroHunt| run.state == RetroState::Running.as_str() && run.done_to == done_to;
        let Some(mut run) = run.filter(is_same) else {
            return Ok(false);
        };
        let mut raised = Raised::default();
        self.engine
            .raise(&mut tx, &slice.groups, &mut raised)
            .await?;
        run.done_to = slice.to;
        run.events = run.events.saturating_add(slice.events);
        run.found = run.found.saturating_add(slice.groups.findings);
        if slice.to >= run.to {
            RetroState::Done.as_str().clone_into(&mut run.state);
        }
        tx.put_retro_hunt(&run).await?;
        tx.commit().await?;
        if raised.findings > 0 {
            self.engine.events.alerts_changed();
        }
        Ok(true)
    }

    async fn failed(&self, id: RetroHuntId, error: EngineError) -> Result<bool, EngineError> {
        if matches!(error, EngineError::Store(_)) {
            return Err(error);
        }
        self.end(id, RetroNote::Unreadable).await?;
        Err(error)
    }

    async fn end(&self, id: RetroHuntId, note: RetroNote) -> Result<(), EngineError> {
        let mut tx = self.engine.begin_late().await?;
        if let Some(mut run) = tx.retro_hunt(id).await? {
            RetroState::Failed.as_str().clone_into(&mut run.state);
            run.note = Some(note.as_str().to_owned());
            tx.put_retro_hunt(&run).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

/// Whether a run can be begun.
enum Begin {
    Now(Box<AtHand>),
    /// The pump judges by another edition yet.
    Later,
    Never(RetroNote),
}

impl Retro {
    async fn prepared(&self, run: RetroHunt) -> Result<Begin, EngineError> {
        let Some(what) = What::parse(&run.what) else {
            return Ok(Begin::Never(RetroNote::Gone));
        };
        let data = self.engine.store.folder().path().to_owned();
        let of = what.clone();
        let Some(edition) = blocking(move || Edition::of(&data, &of)).await?? else {
            return Ok(Begin::Never(RetroNote::Gone));
        };
        let judged = edition.judged();
        if !run.judged.is_empty() && run.judged != judged {
            return Ok(Begin::Never(RetroNote::Replaced));
        }
        let judgings = self.engine.store.event_judgings().await?;
        let own = writer(&self.log);
        let newest = judgings.iter().rfind(|kept| kept.writer == own);
        if let Some(newest) = newest {
            let (table, own) = (self.table.clone(), own.clone());
            // What the pump judged before that is in the table then.
            let committed = blocking(move || table.committed(&own)).await??;
            if committed < newest.from || !edition.is_in_force(&what, &InForce::of(newest)?) {
                return Ok(Begin::Later);
            }
        }
        let Some(run) = self.begun(run.id, &judged).await? else {
            return Ok(Begin::Later);
        };
        let known = edition.known(&self.engine, &run, &what, &judgings);
        let Some(known) = known.await? else {
            return Ok(Begin::Never(RetroNote::Edition));
        };
        let own = self.engine.own_addresses().await?;
        let units = self.units().await?;
        let zone = self.engine.zone().clone();
        let slice = match edition {
            Edition::List(..) => SLICE_OF_LIST,
            Edition::Rules(..) => SLICE_OF_RULES,
        };
        let mut judge = edition.into_judge(&what, own, judge::Company { known, units, zone })?;
        if run.done_to > run.from {
            let before = run.done_to.checked_sub(BEFORE).unwrap_or(run.from);
            judge.look_before(before.max(run.from));
        }
        Ok(Begin::Now(Box::new(AtHand {
            id: run.id,
            done_to: run.done_to,
            to: run.to,
            slice,
            judge,
        })))
    }

    /// The run, noted as running; `None` when it was stopped meanwhile. One that was to reach up to the moment it was
    /// asked for reaches up to now: events came in since that the edition did not judge.
    async fn begun(
        &self,
        id: RetroHuntId,
        judged: &[u8],
    ) -> Result<Option<RetroHunt>, EngineError> {
        let unended = [RetroState::Waiting, RetroState::Running].map(RetroState::as_str);
        let mut tx = self.engine.begin_late().await?;
        let run = tx.retro_hunt(id).await?;
        let Some(mut run) = run.filter(|run| unended.contains(&run.state.as_str())) else {
            return Ok(None);
        };
        if run.judged.is_empty() {
            run.judged = judged.to_vec();
            if run.to >= run.made_at {
                // The end is not part of the range.
                let now = tx.at().checked_add(SignedDuration::from_micros(1));
                run.to = run.to.max(now.unwrap_or(run.to));
            }
        }
        RetroState::Running.as_str().clone_into(&mut run.state);
        tx.put_retro_hunt(&run).await?;
        tx.commit().await?;
        Ok(Some(run))
    }

    /// The codes of units by what stands for them in the table.
    async fn units(&self) -> Result<HashMap<[u8; 16], Arc<str>>, EngineError> {
        let named = self.engine.unit_names().await?.into_keys();
        let sources = self.engine.store.adopted_sources();
        let adopted = sources.await?.into_iter().filter_map(|source| source.unit);
        let codes = named.chain(adopted);
        Ok(codes.map(|code| (unit_id(&code), code.into())).collect())
    }
}

impl Pace {
    /// How many threads a run may take: all while it is quiet, one while many records come in.
    fn threads(&mut self, synced: u64) -> usize {
        let seconds = self.looked.elapsed().as_secs().max(1);
        let came = synced.saturating_sub(self.synced) / seconds;
        (self.looked, self.synced) = (Instant::now(), synced);
        if came < BUSY { self.threads } else { 1 }
    }
}

impl fmt::Debug for Retro {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Retro").finish_non_exhaustive()
    }
}
