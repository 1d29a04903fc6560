//! Limits for one input: time and memory.
//!
//! A thread watches the one that works. Neither a loop nor a greedy allocation can
//! be stopped from outside safely, so the whole process ends; its parent keeps the
//! input. Memory is read from `/proc`, so on other systems only time is limited.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use crate::output;

/// What one input may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    time: Duration,
    /// Above what the process held at the start, in kilobytes.
    memory_kb: u64,
}

/// A hostile file must be refused within these, in a debug build too.
pub(super) const HOSTILE_FILE: Limits = Limits {
    time: Duration::from_secs(5),
    memory_kb: 300_000,
};

const LOOK_EVERY: Duration = Duration::from_millis(20);
const IDLE: u64 = u64::MAX;

/// Watches until it is dropped.
pub(super) struct Watch {
    start: Instant,
    /// Milliseconds after `start` at which the present input began, or [`IDLE`].
    began: Arc<AtomicU64>,
    /// Dropped with the watch, which ends the thread.
    _alive: Sender<()>,
}

impl Watch {
    /// Starts the watching thread.
    pub(super) fn new(limits: Limits) -> Self {
        let start = Instant::now();
        let began = Arc::new(AtomicU64::new(IDLE));
        let (alive, gone) = channel::<()>();
        let shared = Arc::clone(&began);
        let memory_at_start = memory_kb().unwrap_or(0);
        // The thread ends by itself when the sender is dropped.
        drop(std::thread::spawn(move || {
            while gone.recv_timeout(LOOK_EVERY) == Err(RecvTimeoutError::Timeout) {
                let used = memory_kb().unwrap_or(0).saturating_sub(memory_at_start);
                let began = shared.load(Ordering::Acquire);
                let busy = if began == IDLE {
                    0
                } else {
                    millis(start).saturating_sub(began)
                };
                if let Some(reason) = limits.exceeded(Duration::from_millis(busy), used) {
                    output::complain(&format!("fuzz: {reason}"));
                    std::process::exit(1);
                }
            }
        }));
        Self {
            start,
            began,
            _alive: alive,
        }
    }

    /// Runs the work under the limits.
    pub(super) fn during<T>(&self, work: impl FnOnce() -> T) -> T {
        self.began.store(millis(self.start), Ordering::Release);
        let result = work();
        self.began.store(IDLE, Ordering::Release);
        result
    }
}

impl Limits {
    fn exceeded(self, busy: Duration, used_kb: u64) -> Option<String> {
        if busy > self.time {
            return Some(format!(
                "one input took more than {} ms",
                self.time.as_millis()
            ));
        }
        let limit = self.memory_kb;
        (used_kb > limit).then(|| format!("{used_kb} kB taken, the limit is {limit} kB"))
    }
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(IDLE)
}

/// Resident memory of this process, where the system tells.
fn memory_kb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Set in the child of the test below; says how it misbehaves.
    const MISBEHAVE: &str = "KHIEN_TRIALS_MISBEHAVE";

    /// Does nothing unless started by the test below.
    #[test]
    fn misbehaving_child() {
        let Ok(how) = std::env::var(MISBEHAVE) else {
            return;
        };
        let watch = Watch::new(Limits {
            time: Duration::from_millis(200),
            memory_kb: 50_000,
        });
        let mut taken = Vec::new();
        watch.during(|| {
            let end = Instant::now() + Duration::from_secs(30);
            while Instant::now() < end {
                if how == "memory" && taken.len() < 200 {
                    taken.push(vec![1_u8; 1_000_000]);
                }
            }
        });
    }

    #[test]
    fn a_process_that_is_late_or_greedy_ends() {
        for how in ["time", "memory"] {
            let start = Instant::now();
            let child = std::process::Command::new(std::env::current_exe().unwrap())
                .args([
                    "--exact",
                    "fuzz::limits::tests::misbehaving_child",
                    "--nocapture",
                ])
                .env(MISBEHAVE, how)
                .output()
                .unwrap();
            assert!(!child.status.success(), "{how}");
            assert!(
                start.elapsed() < Duration::from_secs(20),
                "{how} was not stopped"
            );
            let said = String::from_utf8_lossy(&child.stderr).into_owned();
            assert!(said.contains("fuzz: "), "{how}: {said}");
        }
    }

    #[test]
    fn either_limit_counts_alone() {
        let second = Duration::from_secs(1);
        for (busy, used, broken) in [
            (second, 0, false),
            (6 * second, 0, true),
            (second, 300_001, true),
        ] {
            assert_eq!(HOSTILE_FILE.exceeded(busy, used).is_some(), broken);
        }
    }
}
