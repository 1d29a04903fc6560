//! The engine's own figures, asked of the store when somebody asks for them.

use super::{Metric, Telemetry};
use crate::accounts::limits::SESSION_IDLE;
use crate::actor::Actor;
use crate::{Engine, EngineError};
use domain::access::Action;

impl Engine {
    /// The figures of this process.
    #[must_use]
    pub fn telemetry(&self) -> &Telemetry {
        &self.telemetry
    }

    /// All figures up to now as text, for those who may see them.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ViewTelemetry`] for the whole organisation; as the store.
    pub async fn metrics(&self, actor: &Actor) -> Result<String, EngineError> {
        self.require(actor, Action::ViewTelemetry, None).await?;
        self.measure().await?;
        Ok(self.telemetry.render())
    }

    /// Brings the gauges that the store knows up to now: facts, judgements by status, dirty, leaves, sessions.
    ///
    /// # Errors
    /// As the store.
    pub async fn measure(&self) -> Result<(), EngineError> {
        let counts = self.store.counts().await?;
        let set = |metric, labels: &[&str], count| {
            self.telemetry.set_count(metric, labels, count);
        };
        set(Metric::Facts, &[], counts.facts);
        set(Metric::Dirty, &[], counts.dirty);
        set(Metric::LedgerLeaves, &[], counts.leaves);
        let now = self.clock.now();
        let sessions = self
            .store
            .live_sessions(now, now.saturating_sub(SESSION_IDLE)?);
        set(Metric::Sessions, &[], sessions.await?);
        // A status that no judgement has any more must not keep its last number.
        for status in domain::judgement::Status::ALL {
            let count = counts.judgements.get(status.as_str()).copied().unwrap_or(0);
            set(Metric::Judgements, &[status.as_str()], count);
        }
        Ok(())
    }
}
