//! Telling jobs that the program ends.

use std::sync::Arc;
use tokio::sync::watch;

/// A signal that is given once and stays given. Clones are one signal.
#[derive(Debug, Clone)]
pub struct Stop {
    given: Arc<watch::Sender<bool>>,
}

impl Default for Stop {
    fn default() -> Self {
        Self {
            given: Arc::new(watch::Sender::new(false)),
        }
    }
}

impl Stop {
    /// A signal not given yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives the signal.
    pub fn stop(&self) {
        self.given.send_replace(true);
    }

    /// Whether it was given.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        *self.given.borrow()
    }

    /// Until it is given.
    pub async fn stopped(&self) {
        let mut given = self.given.subscribe();
        // The sender lives as long as this borrow of it.
        drop(given.wait_for(|given| *given).await.map(|_| ()));
    }
}
