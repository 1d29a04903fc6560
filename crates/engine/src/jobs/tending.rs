//! Tending the events of a data folder: figures often, what they prove every minute, merging at quiet moments, clearing
//! once an hour.

use super::Stop;
use crate::EngineError;
use crate::events::{Events, Keep};
use std::time::{Duration, Instant};

/// How often the figures are taken, and it is seen whether anything is to be done.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How often small files are merged.
const MERGE_EVERY: Duration = Duration::from_secs(60);
/// How long merging waits for a quiet moment.
const MERGE_ANYWAY: Duration = Duration::from_secs(30 * 60);
/// How often the facts are brought up to what the events prove.
const WITNESS_EVERY: Duration = Duration::from_secs(60);
/// How often days and files are let go.
const CLEAR_EVERY: Duration = Duration::from_secs(3_600);
/// Fewer records than these a second are a quiet moment.
const QUIET: u64 = 2_000;

/// What is done by which time; decided without doing it.
#[derive(Debug, Clone, Copy)]
struct Plan {
    merged: Instant,
    witnessed: Option<Instant>,
    cleared: Option<Instant>,
}

impl Plan {
    /// Whether to merge: a minute after the last time when it is quiet, half an hour after it in any case.
    fn merges(&self, now: Instant, records_a_second: u64) -> bool {
        let since = now.saturating_duration_since(self.merged);
        since >= MERGE_ANYWAY || (since >= MERGE_EVERY && records_a_second < QUIET)
    }

    /// Whether to record what the events prove: once a minute, and at the start.
    fn witnesses(&self, now: Instant) -> bool {
        self.witnessed
            .is_none_or(|witnessed| now.saturating_duration_since(witnessed) >= WITNESS_EVERY)
    }

    /// Whether to clear: at the start, and then once an hour.
    fn clears(&self, now: Instant) -> bool {
        self.cleared
            .is_none_or(|cleared| now.saturating_duration_since(cleared) >= CLEAR_EVERY)
    }
}

/// Tends the events until `stop`. What fails is told to `failed` and tried again in its turn.
pub async fn tend(
    events: Events,
    keep: Keep,
    stop: Stop,
    mut failed: impl FnMut(&EngineError) + Send,
) {
    let mut plan = Plan {
        merged: Instant::now(),
        witnessed: None,
        cleared: None,
    };
    let mut before = events.log().synced();
    while !stop.is_stopped() {
        if let Err(error) = events.measure().await {
            failed(&error);
        }
        let synced = events.log().synced();
        let rate = synced.saturating_sub(before) / LOOK_EVERY.as_secs();
        before = synced;
        let now = Instant::now();
        if plan.merges(now, rate) {
            plan.merged = now;
            if let Err(error) = events.compact_some().await {
                failed(&error);
            }
        }
        if plan.witnesses(now) {
            plan.witnessed = Some(now);
            if let Err(error) = events.witness().await {
                failed(&error);
            }
        }
        if plan.clears(now) {
            plan.cleared = Some(now);
            if let Err(error) = events.clear(&keep).await {
                failed(&error);
            }
        }
        tokio::select! {
            () = stop.stopped() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merging_waits_for_a_quiet_moment_but_not_for_ever() {
        let start = Instant::now();
        let plan = Plan {
            merged: start,
            witnessed: Some(start),
            cleared: Some(start),
        };
        let check = |seconds: u64, rate: u64, merges: bool, clears: bool| {
            let now = start + Duration::from_secs(seconds);
            assert_eq!(plan.merges(now, rate), merges, "{seconds} s, {rate}/s");
            assert_eq!(plan.clears(now), clears, "{seconds} s");
            assert_eq!(plan.witnesses(now), seconds >= 60, "{seconds} s");
        };
        check(5, 0, false, false);
        check(60, 0, true, false);
        check(60, 50_000, false, false);
        check(1_800, 50_000, true, false);
        check(3_600, 50_000, true, true);
        let new = Plan {
            cleared: None,
            ..plan
        };
        assert!(new.clears(start), "days that are over go at the start");
    }
}
