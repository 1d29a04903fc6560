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

    /// The instant now, in whole microseconds: the store keeps no finer time, and what is hashed must be the same when
    /// it comes back from there.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let now = match self {
            Self::System => Timestamp::now(),
            Self::Hand(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
        };
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }

    /// Moves a hand-driven clock; the system's clock stays as it is.
    pub fn set(&self, to: Timestamp) {
        if let Self::Hand(at) = self {
            *at.lock().unwrap_or_else(PoisonError::into_inner) = to;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Clock;

    #[test]
    fn no_instant_is_finer_than_what_the_store_keeps() {
        let clock = Clock::pinned("2024-02-08T21:30:00.123456789Z".parse().unwrap());
        assert_eq!(clock.now().to_string(), "2024-02-08T21:30:00.123456Z");
    }
}
