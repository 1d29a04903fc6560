//! The jobs of a running Khiên: keeping the held state true, tending the events, and hunting back in them.
//!
//! A job takes no input, compares wanted with actual, and may run at any time:
//! it is woken by what was written, by the instant at which time alone changes
//! a result, and by the timer, in case anything was missed.

mod hunting;
mod stop;
mod tending;

pub use hunting::hunt_back;
pub use stop::Stop;
pub use tending::tend;

use crate::Engine;
use crate::clock::Clock;
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// The held state is looked at at least this often.
const TICK: Duration = Duration::from_secs(60);
/// After a failure the next try waits this long, unless something is written.
const RETRY: Duration = Duration::from_secs(5);
/// Nothing wakes the job more often than this, so that results due one after the other are judged together.
const PAUSE: Duration = Duration::from_millis(20);

/// All that wakes the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wake {
    /// Something was written, or somebody poked.
    Written,
    /// The instant came at which time alone changes a result.
    Due(Timestamp),
    /// Nothing happened for a minute.
    Tick,
    /// The program ends.
    Stop,
}

/// Keeps the held state true until `stop`. The first snapshot is computed at once, in the background: see
/// [`Live::state`](crate::live::Live::state), where a failure shows too.
pub async fn run(engine: Arc<Engine>, stop: Stop) {
    let mut commits = engine.store.commits();
    loop {
        // What is written from here on wakes again.
        commits.borrow_and_update();
        let done = engine.refresh().await;
        let rings = match done {
            Ok(_) => {
                let held = engine.live.all();
                let due = held.iter().filter_map(|held| held.changes_at()).min();
                timer(&engine.clock, due)
            }
            Err(_) => (RETRY, Wake::Tick),
        };
        if wait(&engine, &mut commits, &stop, rings).await == Wake::Stop {
            return;
        }
    }
}

/// When the timer rings for what is due first, and what that means.
fn timer(clock: &Clock, due: Option<Timestamp>) -> (Duration, Wake) {
    // A clock driven by hand does not come nearer by waiting.
    let due = due.filter(|_| matches!(clock, Clock::System));
    let Some(due) = due else {
        return (TICK, Wake::Tick);
    };
    let ahead = due.duration_since(clock.now());
    let ahead = Duration::try_from(ahead).unwrap_or_default();
    if ahead < TICK {
        (ahead, Wake::Due(due))
    } else {
        (TICK, Wake::Tick)
    }
}

async fn wait(
    engine: &Engine,
    commits: &mut watch::Receiver<u64>,
    stop: &Stop,
    (after, rings): (Duration, Wake),
) -> Wake {
    let wake = tokio::select! {
        () = stop.stopped() => Wake::Stop,
        () = written(commits) => Wake::Written,
        () = engine.live.poked() => Wake::Written,
        () = tokio::time::sleep(after) => rings,
    };
    if wake == Wake::Stop {
        return wake;
    }
    tokio::select! {
        () = stop.stopped() => Wake::Stop,
        () = tokio::time::sleep(PAUSE) => wake,
    }
}

async fn written(commits: &mut watch::Receiver<u64>) {
    // The sender lives in the engine; were it gone, nothing more would be written.
    if commits.changed().await.is_err() {
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;

    #[test]
    fn the_timer_rings_when_time_changes_a_result_and_once_a_minute() {
        let now = Timestamp::now();
        let seconds = |n| Some(now + SignedDuration::from_secs(n));
        let check = |clock: &Clock, due, most: u64, wake| {
            let (after, rings) = timer(clock, due);
            assert!(after <= Duration::from_secs(most), "{due:?}: {after:?}");
            assert_eq!(rings, wake, "{due:?}");
        };
        let system = Clock::System;
        check(&system, None, 60, Wake::Tick);
        check(&system, seconds(3600), 60, Wake::Tick);
        check(&system, seconds(10), 10, Wake::Due(seconds(10).unwrap()));
        check(&system, seconds(-5), 0, Wake::Due(seconds(-5).unwrap()));
        // A pinned clock never gets there: what is due does not make the job run on and on.
        let pinned = Clock::pinned(now);
        assert_eq!(timer(&pinned, seconds(-5)), (TICK, Wake::Tick));
        assert_eq!(timer(&pinned, seconds(1)), (TICK, Wake::Tick));
    }
}
