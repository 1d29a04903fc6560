//! The pump: what stands in the intake log becomes alerts and rows of the event table, in order and once.
//!
//! A step reads on a blocking thread, writes the alerts in one SQL transaction together with the offset it has come to,
//! then commits the rows, again with the offset, and releases the log. After a crash in between, the rows are read
//! again from the table's offset, and what lies before the offset in SQL raises nothing a second time. While rows are
//! committed the next are read already; when the commit fails those are read again after it.

use super::detection::Detection;
use super::reading::{Gathered, Limits, Registered, Work};
use super::taking::Raised;
use crate::jobs::Stop;
use crate::{Engine, EngineError};
use lake::intake::{IntakeError, IntakeLog, Lost};
use lake::table::{Batch, LakeError, Table};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

/// How often rules and lists are compared with what is in force, at most.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How often even when nothing was written.
const LOOK_ANYWAY: Duration = Duration::from_secs(60);
/// How often silence is looked for.
const SILENCE_EVERY: Duration = Duration::from_secs(60);
/// What came in longer ago than this waited for the pump.
const BEHIND: Duration = Duration::from_secs(60);
/// How long a step waits for something to come.
const WAIT: Duration = Duration::from_millis(500);
/// How long it rests after a failure.
const REST: Duration = Duration::from_secs(2);
/// How long the last steps may take when the program ends.
const FINISH: Duration = Duration::from_secs(10);
/// Most senders that wait to be taken in by somebody; what more send is kept without a row of its own.
pub(super) const WAITING_MAX: u64 = 10_000;

/// Limits of a step.
#[derive(Debug, Clone, Copy)]
pub struct PumpOptions {
    /// The longest a record waits for others before it is committed.
    pub every: Duration,
    /// Most events of a commit, more or less.
    pub events_max: usize,
    /// Most bytes of a commit, more or less.
    pub bytes_max: usize,
}

impl Default for PumpOptions {
    fn default() -> Self {
        Self {
            every: Duration::from_secs(2),
            events_max: 100_000,
            bytes_max: 32 * 1024 * 1024,
        }
    }
}

/// What one step did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Step {
    /// Events that are now in the table.
    pub events: u64,
    /// Findings that were counted into alerts.
    pub findings: u64,
    /// Findings that a suppression kept from being raised.
    pub silenced: u64,
    /// The offset after the last record taken.
    pub to: u64,
    /// What the log could not give back.
    pub lost: Vec<Lost>,
}

/// Takes the intake log into alerts and the event table. One for each log.
pub struct Pump {
    engine: Arc<Engine>,
    log: IntakeLog,
    table: Table,
    options: PumpOptions,
    writer: String,
    /// The offset in the table.
    committed: u64,
    /// The offset in the alerts; never smaller for long.
    taken: u64,
    work: Option<Work>,
    /// Read, and not yet in the alerts.
    pending: Option<Gathered>,
    /// In the alerts, and on the way into the table.
    committing: Option<Committing>,
    detection: Option<Arc<Detection>>,
    looked: Option<Instant>,
    leaves: tokio::sync::watch::Receiver<u64>,
    sources: Option<u64>,
    silence_looked: Option<Instant>,
    pub(super) started: jiff::Timestamp,
}

/// A commit on its way: rows up to an offset, and the release of the log up to there.
struct Committing {
    to: u64,
    done: JoinHandle<Result<Result<(), IntakeError>, LakeError>>,
}

impl Pump {
    /// A pump from `log` to `table`.
    ///
    /// # Errors
    /// As the store and the table.
    pub async fn new(
        engine: Arc<Engine>,
        log: IntakeLog,
        table: Table,
        options: PumpOptions,
    ) -> Result<Self, EngineError> {
        let writer = writer(&log);
        let taken = engine.begin_late().await?.events_taken(&writer).await?;
        let leaves = engine.store.commits();
        let started = engine.clock.now();
        let mut pump = Self {
            engine,
            log,
            table,
            options,
            writer,
            committed: 0,
            taken,
            work: None,
            pending: None,
            committing: None,
            detection: None,
            looked: None,
            leaves,
            sources: None,
            silence_looked: None,
            started,
        };
        pump.committed = pump.in_table().await?;
        let log = pump.log.clone();
        let least = pump.committed.max(pump.taken);
        blocking(move || log.begin_at_least(least)).await??;
        Ok(pump)
    }

    /// Steps until `stop`, and then until what was durable by then is in the table; a long queue is left for the next
    /// start. What fails is told to `failed` and tried again.
    pub async fn run(mut self, stop: Stop, mut failed: impl FnMut(&EngineError) + Send) {
        while !stop.is_stopped() {
            if let Err(error) = self.advance(WAIT).await {
                failed(&error);
                tokio::select! {
                    () = stop.stopped() => {}
                    () = tokio::time::sleep(REST) => {}
                }
            }
        }
        if let Err(error) = self.finish().await {
            failed(&error);
        }
    }

    /// Takes what is durable by now, for no longer than [`FINISH`].
    async fn finish(&mut self) -> Result<(), EngineError> {
        let (end, begun) = (self.log.synced(), Instant::now());
        self.options.every = Duration::ZERO;
        self.settle().await?;
        while self.committed < end && begun.elapsed() < FINISH {
            self.step(Duration::ZERO).await?;
        }
        Ok(())
    }

    /// One step; waits no longer than `wait` for something to come.
    ///
    /// # Errors
    /// As the store, the log and the table; the same records are taken by the next step.
    pub async fn step(&mut self, wait: Duration) -> Result<Step, EngineError> {
        let step = self.advance(wait).await?;
        self.settle().await?;
        Ok(step)
    }

    /// A step that leaves its rows on their way into the table.
    pub(super) async fn advance(&mut self, wait: Duration) -> Result<Step, EngineError> {
        let gathered = match self.pending.take() {
            Some(gathered) => gathered,
            None => self.gather(wait).await?,
        };
        let watch = self.is_time_for_silence() && !self.is_behind(&gathered);
        let started = watch.then_some(self.started);
        let taking = self
            .engine
            .take_step(&self.writer, self.taken, &gathered, started);
        let raised = match taking.await {
            Ok(raised) => raised,
            Err(error) => {
                // An answer that was lost on its way may have been a good one.
                if !self.has_arrived(gathered.to).await {
                    self.pending = Some(gathered);
                    return Err(error);
                }
                self.engine.events.alerts_changed();
                Raised {
                    registered: true,
                    ..Raised::default()
                }
            }
        };
        if watch {
            self.silence_looked = Some(Instant::now());
        }
        self.taken = self.taken.max(gathered.to);
        let step = Step {
            events: gathered.events,
            findings: raised.findings,
            silenced: raised.silenced,
            to: gathered.to,
            lost: gathered.lost,
        };
        if raised.registered {
            self.sources = None;
        }
        self.settle().await?;
        if gathered.to > gathered.from {
            self.commit(gathered.from, gathered.to, gathered.batch);
        }
        Ok(step)
    }

    /// Whether a step's transaction is in the store although it was said to have failed.
    async fn has_arrived(&self, to: u64) -> bool {
        let asked = async {
            let tx = self.engine.begin_late().await?;
            Ok::<_, EngineError>(tx.events_taken(&self.writer).await?)
        };
        to > self.taken && asked.await.is_ok_and(|taken| taken == to)
    }

    /// Whether what was just taken came in long ago: then senders are not silent, it is only not their turn yet.
    fn is_behind(&self, gathered: &Gathered) -> bool {
        let newest = gathered
            .heard
            .values()
            .filter_map(|heard| heard.arrivals().last());
        let late = newest
            .max()
            .map(|at| self.engine.clock.now().duration_since(at));
        late.is_some_and(|late| late.unsigned_abs() > BEHIND)
    }

    /// A step that ends before the table: what a crash between the two leaves behind.
    #[cfg(test)]
    pub(super) async fn break_off(mut self) -> Result<(), EngineError> {
        let gathered = self.gather(Duration::ZERO).await?;
        self.engine
            .take_step(&self.writer, self.taken, &gathered, None)
            .await?;
        Ok(())
    }

    async fn gather(&mut self, wait: Duration) -> Result<Gathered, EngineError> {
        // What waited for others is judged now: their records may not be read again after that.
        if self.work.as_ref().is_some_and(Work::has_waited) {
            self.settle().await?;
        }
        self.refresh().await?;
        let Some(mut work) = self.work.take() else {
            return Err(EngineError::Damaged("no rules".to_owned()));
        };
        let log = self.log.clone();
        let from = self.committing.as_ref().map(|committing| committing.to);
        let span = (from.unwrap_or(self.committed), self.taken);
        let limits = Limits {
            every: self.options.every,
            events_max: self.options.events_max,
            bytes_max: self.options.bytes_max,
        };
        let (work, gathered) = blocking(move || {
            let gathered = work.gather(&log, span, wait, limits);
            (work, gathered)
        })
        .await?;
        self.work = Some(work);
        if gathered.is_err() {
            // What was read before the failure is read again.
            self.forget_matches();
        }
        Ok(gathered?)
    }

    fn commit(&mut self, from: u64, to: u64, batch: Batch) {
        let (table, writer) = (self.table.clone(), self.writer.clone());
        let log = self.log.clone();
        let done = tokio::task::spawn_blocking(move || {
            match table.commit(&writer, from, to, batch) {
                Ok(_) => {}
                // An attempt that seemed to fail had arrived.
                Err(LakeError::Offset { committed, .. }) if committed == to => {}
                Err(error) => return Err(error),
            }
            Ok(log.release(to))
        });
        self.committing = Some(Committing { to, done });
    }

    /// Waits for the rows on their way; when they do not arrive, all behind them are read again.
    async fn settle(&mut self) -> Result<(), EngineError> {
        let Some(Committing { to, done }) = self.committing.take() else {
            return Ok(());
        };
        let failure = match done.await {
            Ok(Ok(released)) => {
                self.committed = to;
                return Ok(released?);
            }
            Ok(Err(error)) => error.into(),
            Err(error) => EngineError::Damaged(error.to_string()),
        };
        self.pending = None;
        self.forget_matches();
        self.committed = self.in_table().await?;
        Err(failure)
    }

    fn forget_matches(&mut self) {
        if let Some(work) = &mut self.work {
            work.forget_matches();
        }
    }

    async fn in_table(&self) -> Result<u64, EngineError> {
        let (table, writer) = (self.table.clone(), self.writer.clone());
        Ok(blocking(move || table.committed(&writer)).await??)
    }

    fn is_time_for_silence(&self) -> bool {
        self.silence_looked
            .is_none_or(|looked| looked.elapsed() >= SILENCE_EVERY)
    }

    /// Brings rules, lists and senders up to what is in force.
    async fn refresh(&mut self) -> Result<(), EngineError> {
        if self.is_time_to_look() {
            self.leaves.borrow_and_update();
            let known = self.detection.as_deref();
            if let Some(new) = self.engine.detection(known).await? {
                let new = Arc::new(new);
                if let Some(work) = &mut self.work {
                    work.judge_by(Arc::clone(&new));
                }
                self.detection = Some(new);
            }
            self.looked = Some(Instant::now());
        }
        if self.work.is_none()
            && let Some(detection) = &self.detection
        {
            let zone = self.engine.zone().clone();
            self.work = Some(Work::new(Arc::clone(detection), zone, self.log.id()));
            self.sources = None;
        }
        let changes = self.engine.events.sources();
        if self.sources != Some(changes) {
            let registered = self.registered().await?;
            if let Some(work) = &mut self.work {
                work.registered = registered;
            }
            self.sources = Some(changes);
        }
        Ok(())
    }

    fn is_time_to_look(&self) -> bool {
        let Some(looked) = self.looked else {
            return true;
        };
        let written = self.leaves.has_changed().unwrap_or(false);
        looked.elapsed() >= if written { LOOK_EVERY } else { LOOK_ANYWAY }
    }

    /// Compares rules and lists with what is in force in the next step, whenever they were last compared.
    pub fn look_again(&mut self) {
        self.looked = None;
    }

    /// Looks for silent senders in the next step, whenever that was last done.
    pub fn listen_again(&mut self) {
        self.silence_looked = None;
    }

    async fn registered(&self) -> Result<HashMap<Arc<str>, Registered>, EngineError> {
        let sources = self.engine.store.adopted_sources();
        let each = sources.await?.into_iter().map(|source| {
            let registered = Registered {
                unit: source.unit.map(Arc::from),
                class: source.class.into(),
            };
            (Arc::from(source.key), registered)
        });
        Ok(each.collect())
    }
}

impl core::fmt::Debug for Pump {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Pump")
            .field("writer", &self.writer)
            .field("committed", &self.committed)
            .field("taken", &self.taken)
            .finish_non_exhaustive()
    }
}

/// How the names of logs in the table begin.
const WRITER: &str = "khien-intake-";

/// What a log is called in the table.
pub(super) fn writer(log: &IntakeLog) -> String {
    let id: String = log.id().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{WRITER}{id}")
}

/// The log that is called so in the table.
pub(super) fn log_of(writer: &str) -> Option<[u8; 8]> {
    let id = writer.strip_prefix(WRITER).filter(|id| id.len() == 16)?;
    u64::from_str_radix(id, 16).ok().map(u64::to_be_bytes)
}

/// Runs what blocks where it may.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, EngineError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| EngineError::Damaged(error.to_string()))
}
