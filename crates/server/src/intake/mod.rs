//! The doors through which logs come in: syslog over UDP, TCP and TLS, over HTTP events, OTLP and `_bulk`, and files that
//! are followed as they grow.
//!
//! A door takes records out of its protocol (`wire::intake`), hands them to [`Take`] and answers only when they are safe.
//! What cannot be taken is refused so that the sender keeps it: HTTP by its status, a stream by not being read. Only
//! datagrams can be lost, and those are counted. What a record says is not looked at here.

#![allow(
    unused_qualifications,
    reason = "the macro that describes a door writes the paths of its types out"
)]

mod body;
pub(crate) mod bulk;
mod counts;
mod datagram;
mod doors;
pub(crate) mod events;
mod files;
mod guard;
mod kept;
mod limits;
mod listen;
pub(crate) mod otlp;
mod stream;
mod take;

pub use doors::{IntakeDoor, doors};
pub use files::follow;
pub use limits::Limits;
pub use listen::{Addresses, Listeners};
pub use take::{Door, Held, Refusal, Sender, Take, Taken};

pub(crate) use doors::routes;

use crate::api::Problem;
use counts::{Counts, add};
use limits::Sources;
use std::ops::Deref;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use wire::intake::Records;

/// Time after which records that found no room are tried again, by doors that hold them.
const AGAIN: Duration = Duration::from_secs(1);

/// The doors as a whole; cheap to clone.
#[derive(Debug, Clone)]
pub struct Intake(Arc<Inner>);

/// What an [`Intake`] holds.
#[derive(Debug)]
pub struct Inner {
    take: Arc<dyn Take>,
    limits: Limits,
    counts: Counts,
    sources: Sources,
}

impl Deref for Intake {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Intake {
    /// Doors that hand to `take`.
    #[must_use]
    pub fn new(take: Arc<dyn Take>, limits: Limits) -> Self {
        Self(Arc::new(Inner {
            take,
            limits,
            counts: Counts::default(),
            sources: Sources::default(),
        }))
    }

    /// What came in, was refused and was lost since the start, by door, in the Prometheus text format.
    #[must_use]
    pub fn figures(&self) -> String {
        self.counts.text()
    }

    /// Keeps records, once.
    async fn keep(&self, sender: &Sender, records: Records) -> Result<u64, Refusal> {
        let figures = self.counts.of(sender.door);
        let bytes: usize = records.frames.iter().map(Vec::len).sum();
        if records.frames.is_empty() {
            return Ok(0);
        }
        let taken = self.take.take(sender, records.frames).await;
        match taken {
            Ok(taken) => {
                add(&figures.records, taken);
                add(&figures.bytes, u64::try_from(bytes).unwrap_or_default());
                add(&figures.cut, records.cut);
            }
            Err(refusal) => {
                add(&figures.refused, 1);
                tracing::debug!(door = sender.door.word(), %refusal, "records not taken");
            }
        }
        taken
    }

    /// Keeps records of a door that can hold them: tries until they are kept, or the server stops. False when it stopped.
    async fn keep_on(
        &self,
        sender: &Sender,
        records: Records,
        stop: &mut watch::Receiver<bool>,
    ) -> bool {
        let count = u64::try_from(records.frames.len()).unwrap_or_default();
        loop {
            let again = match self.keep(sender, records.clone()).await {
                Ok(_) => return true,
                Err(Refusal::TooLarge) => {
                    // To try again would never end.
                    add(&self.counts.of(sender.door).lost, count);
                    tracing::error!(
                        door = sender.door.word(),
                        count,
                        "records too large to keep"
                    );
                    return true;
                }
                Err(Refusal::Busy { retry_after }) => retry_after.min(AGAIN),
                Err(Refusal::Full | Refusal::Failed | Refusal::Guessed { .. }) => AGAIN,
            };
            tokio::select! {
                () = tokio::time::sleep(again) => {}
                () = stopped(stop) => return false,
            }
        }
    }

    /// Time a source has to rest after sending these bytes.
    fn spend(&self, key: &str, bytes: usize) -> Duration {
        self.sources.spend(key, bytes, &self.limits, Instant::now())
    }
}

/// Resolves when the server stops.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    // The sender is gone only when the server is.
    drop(stop.wait_for(|stop| *stop).await);
}

/// Whole seconds, at least one, as `Retry-After` has them.
fn seconds(time: Duration) -> i64 {
    let up = time.as_secs() + u64::from(time.subsec_nanos() > 0);
    i64::try_from(up.max(1)).unwrap_or(i64::MAX)
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Busy { retry_after } => Self::new("intake.busy").after(seconds(retry_after)),
            Refusal::Guessed { retry_after } => {
                Self::new("access.wait").after(seconds(retry_after))
            }
            Refusal::TooLarge => Self::new("request.too_large"),
            Refusal::Full => Self::new("intake.full").after(60),
            Refusal::Failed => Self::new("intake.failed").after(60),
        }
    }
}
