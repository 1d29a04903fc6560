//! The one clock. Nobody below the engine asks what time it is.

use jiff::Timestamp;
use std::sync::{Arc, Mutex, PoisonError};

/// The system's clock, or one that is driven by hand (demo, tests, `--as-of`).
#[derive(Debug, Clone)]
pub enum Clock {
    /// Wall time.
    System,
    /// A pinned instant that only [`Clock::set`] moves.
    Hand(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// A clock standing at an instant.
    #[must_use]
    pub fn pinned(at: Timestamp) -> Self {
        Self::Hand(Arc::new(Mutex::new(at)))
    }

    /// The instant now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Hand(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Moves a hand-driven clock; the system's clock stays as it is.
    pub fn set(&self, to: Timestamp) {
        if let Self::Hand(at) = self {
            *at.lock().unwrap_or_else(PoisonError::into_inner) = to;
        }
    }
}
