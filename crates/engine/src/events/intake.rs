//! The way in: records of a sender, answered once they survive a loss of power.

use crate::accounts::secret_digest;
use crate::clock::Clock;
use crate::{Engine, EngineError};
use lake::intake::{Arrival, IntakeError, IntakeLog, SOURCE_BYTES_MAX};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// What a refused sender should wait before it tries again.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Who sends: the key its door knows it by, such as `syslog/192.0.2.7`; what stands before the slash names the kind of
/// door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The key; at most 255 bytes are kept.
    pub key: Arc<str>,
}

/// Why records were not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// More waits than may; after this time there may be room.
    #[error("too much is coming in")]
    Busy {
        /// Time to wait.
        retry_after: Duration,
    },
    /// The disk is full; the same may be sent again later.
    #[error("no room to keep events")]
    Full,
    /// A record or all of them together are longer than is ever taken.
    #[error("{bytes} bytes, at most {max}")]
    TooLarge {
        /// Their length.
        bytes: usize,
        /// The limit.
        max: usize,
    },
    /// They could not be made safe.
    #[error("events can't be written")]
    Failed,
}

/// Takes records in; cheap to clone.
#[derive(Clone)]
pub struct Intake {
    log: IntakeLog,
    clock: Clock,
    engine: Arc<Engine>,
}

impl Intake {
    /// The way into `log`.
    #[must_use]
    pub fn new(engine: Arc<Engine>, log: IntakeLog) -> Self {
        let clock = engine.clock().clone();
        Self { log, clock, engine }
    }

    /// Keeps records in their order, and says how many. Resolves when they will survive a loss of power; all are kept
    /// or none. A sender nobody knows is taken like any other: it is shown for adoption.
    ///
    /// # Errors
    /// [`Refused`]; none of them was taken.
    pub async fn take(&self, sender: &Sender, frames: Vec<Vec<u8>>) -> Result<u64, Refused> {
        let received = self.clock.now();
        let source = cut(&sender.key);
        let arrivals = frames.into_iter().map(|payload| Arrival {
            source: Arc::clone(&source),
            received,
            payload,
        });
        let receipt = self.log.append(arrivals.collect());
        let taken = receipt.map_err(|error| refused(&error))?.await;
        let taken = taken.map_err(|error| refused(&error))?;
        Ok(taken.end.saturating_sub(taken.start))
    }

    /// As [`Self::holder`], for a door: what is no token is counted by address.
    ///
    /// # Errors
    /// [`EngineError::Wait`] after too many of them, told for bad tokens only; as the store.
    pub async fn holder_from(
        &self,
        secret: &str,
        address: IpAddr,
    ) -> Result<Option<String>, EngineError> {
        let holder = self.holder(secret).await?;
        if holder.is_none() {
            self.engine.count_bad_token(address).await?;
        }
        Ok(holder)
    }

    /// The key of the sender whose token this is, unless it was retired.
    ///
    /// # Errors
    /// As the store.
    pub async fn holder(&self, secret: &str) -> Result<Option<String>, EngineError> {
        let found = self
            .engine
            .store
            .event_source_of_token(secret_digest(secret))
            .await?;
        let good = found.filter(|source| source.state == super::SourceState::Adopted.as_str());
        Ok(good.map(|source| source.key))
    }
}

impl core::fmt::Debug for Intake {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Intake").finish_non_exhaustive()
    }
}

/// A key within its limit; what is longer keeps its beginning.
fn cut(key: &Arc<str>) -> Arc<str> {
    if key.len() <= SOURCE_BYTES_MAX {
        return Arc::clone(key);
    }
    let end = key.floor_char_boundary(SOURCE_BYTES_MAX);
    key.split_at(end).0.into()
}

fn refused(error: &IntakeError) -> Refused {
    match error {
        IntakeError::Busy => Refused::Busy {
            retry_after: RETRY_AFTER,
        },
        IntakeError::Full => Refused::Full,
        IntakeError::TooLarge { bytes, max, .. } => Refused::TooLarge {
            bytes: *bytes,
            max: *max,
        },
        _ => Refused::Failed,
    }
}
