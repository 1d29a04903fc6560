//! What one source may take: bytes a second, connections at once, bytes a request.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Limits of the doors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a request as sent.
    pub request_bytes_max: usize,
    /// Bytes of a request unpacked.
    pub unpacked_bytes_max: u64,
    /// Time a request has to arrive whole.
    pub request_time_max: Duration,
    /// Syslog streams open at once, of all senders.
    pub connections_max: usize,
    /// Streams, or requests under way, of one source.
    pub source_connections_max: usize,
    /// Bytes of records a source may send each second, over some seconds.
    pub source_bytes_per_second: u64,
    /// Time a stream may be silent before it is closed.
    pub silence_max: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            request_bytes_max: 20 << 20,
            unpacked_bytes_max: 100 << 20,
            request_time_max: Duration::from_secs(120),
            connections_max: 1_000,
            source_connections_max: 20,
            source_bytes_per_second: 50 << 20,
            silence_max: Duration::from_secs(3_600),
        }
    }
}

/// Seconds of its rate a source may send at once.
const BURST_SECONDS: u64 = 5;
/// Sources remembered; beyond it those that rest are forgotten.
const SOURCES_MAX: usize = 10_000;

/// What each source has used.
#[derive(Debug, Default)]
pub(super) struct Sources(Arc<Mutex<HashMap<String, Used>>>);

#[derive(Debug)]
struct Used {
    open: usize,
    /// Bytes it may still send; below nothing while it has sent ahead.
    left: i64,
    at: Instant,
}

/// A place among those a source may have at once; given back when dropped.
#[derive(Debug)]
pub(super) struct Place {
    sources: Arc<Mutex<HashMap<String, Used>>>,
    key: String,
}

impl Sources {
    /// A place for a source; `None` when it has as many as it may.
    pub(super) fn enter(&self, key: &str, limits: &Limits) -> Option<Place> {
        let now = Instant::now();
        self.with(key, limits, now, |used| {
            let has_room = used.open < limits.source_connections_max;
            used.open += usize::from(has_room);
            has_room.then(|| Place {
                sources: Arc::clone(&self.0),
                key: key.to_owned(),
            })
        })
    }

    /// Counts bytes of a source. A source may go beyond its rate once, and then has to rest for the time returned.
    pub(super) fn spend(&self, key: &str, bytes: usize, limits: &Limits, now: Instant) -> Duration {
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        let rate = limits.source_bytes_per_second.max(1);
        self.with(key, limits, now, |used| {
            used.left = used.left.saturating_sub(bytes);
            let ahead = u64::try_from(used.left.saturating_neg()).unwrap_or(0);
            // Of a second, rounded up to its thousandth.
            Duration::from_millis(ahead.saturating_mul(1_000).div_ceil(rate))
        })
    }

    fn with<T>(
        &self,
        key: &str,
        limits: &Limits,
        now: Instant,
        act: impl FnOnce(&mut Used) -> T,
    ) -> T {
        let full = i64::try_from(limits.source_bytes_per_second.saturating_mul(BURST_SECONDS));
        let full = full.unwrap_or(i64::MAX);
        let mut sources = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if sources.len() >= SOURCES_MAX && !sources.contains_key(key) {
            let rests = Duration::from_secs(BURST_SECONDS);
            sources.retain(|_, used| {
                used.open > 0 || used.left < 0 || now.saturating_duration_since(used.at) < rests
            });
        }
        let used = sources.entry(key.to_owned()).or_insert(Used {
            open: 0,
            left: full,
            at: now,
        });
        let passed = now.saturating_duration_since(used.at).as_millis();
        let earned = passed.saturating_mul(u128::from(limits.source_bytes_per_second)) / 1_000;
        if earned > 0 {
            let earned = i64::try_from(earned).unwrap_or(i64::MAX);
            used.left = used.left.saturating_add(earned).min(full);
            used.at = now;
        }
        act(used)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(used) = sources.get_mut(&self.key) {
            used.open = used.open.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_rests_for_what_it_sent_ahead_and_others_do_not() {
        let limits = Limits {
            source_bytes_per_second: 1_000,
            ..Limits::default()
        };
        let sources = Sources::default();
        let start = Instant::now();
        let spend = |key: &str, bytes: usize, after_ms: u64| {
            let at = start + Duration::from_millis(after_ms);
            sources.spend(key, bytes, &limits, at).as_millis()
        };
        assert_eq!(spend("a", 5_000, 0), 0);
        assert_eq!(spend("a", 500, 0), 500);
        assert_eq!(spend("b", 500, 0), 0);
        assert_eq!(spend("a", 0, 400), 100);
        assert_eq!(spend("a", 1_000, 1_500), 0);
        assert_eq!(spend("a", 5_001, 60_000), 1);
    }

    #[test]
    fn a_place_is_given_back() {
        let limits = Limits {
            source_connections_max: 2,
            ..Limits::default()
        };
        let sources = Sources::default();
        let first = sources.enter("a", &limits);
        let second = sources.enter("a", &limits);
        assert!(first.is_some() && second.is_some());
        assert!(sources.enter("a", &limits).is_none());
        assert!(sources.enter("b", &limits).is_some());
        drop(first);
        assert!(sources.enter("a", &limits).is_some());
    }
}
