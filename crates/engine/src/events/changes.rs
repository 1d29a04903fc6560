//! What the pump and the pages tell each other: that senders or alerts are others than before, and that nothing can be
//! kept any more.

use super::noise::Catalogue;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use tokio::sync::watch;

/// Counts of changes since the program started.
#[derive(Debug)]
pub struct Changes {
    sources: AtomicU64,
    alerts: watch::Sender<u64>,
    closed: AtomicBool,
    catalogue: Catalogue,
    /// One trial at a time.
    trials: tokio::sync::Mutex<()>,
}

impl Default for Changes {
    fn default() -> Self {
        Self {
            sources: AtomicU64::new(0),
            alerts: watch::Sender::new(0),
            closed: AtomicBool::new(false),
            catalogue: Catalogue::default(),
            trials: tokio::sync::Mutex::new(()),
        }
    }
}

impl Changes {
    /// How often a person changed a sender.
    pub(super) fn sources(&self) -> u64 {
        self.sources.load(Ordering::Acquire)
    }

    /// A person changed a sender.
    pub(super) fn source_changed(&self) {
        self.sources.fetch_add(1, Ordering::AcqRel);
    }

    /// Alerts are others than before.
    pub(super) fn alerts_changed(&self) {
        self.alerts
            .send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Whether a failed sync has closed the log or the table for writing.
    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// Notes whether a failed sync has closed the log or the table.
    pub(super) fn set_closed(&self, closed: bool) {
        self.closed.store(closed, Ordering::Release);
    }

    /// The rules of sets that were read.
    pub(super) const fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Waits until no other trial is under way.
    pub(super) async fn trial(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.trials.lock().await
    }

    /// Tells of every change of alerts.
    pub(super) fn of_alerts(&self) -> watch::Receiver<u64> {
        self.alerts.subscribe()
    }
}

impl crate::Engine {
    /// Counts the changes of alerts in this process, for pages that show them as they come.
    #[must_use]
    pub fn alert_changes(&self) -> watch::Receiver<u64> {
        self.events.of_alerts()
    }
}
