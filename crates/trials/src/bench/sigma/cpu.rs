//! What this process has used so far, as Linux counts it.

use std::time::Instant;

use anyhow::Context as _;

use super::Measured;

/// Units of the times in `/proc/self/stat`: Linux shows hundredths of a second to
/// programs on every machine.
const TICKS_A_SECOND: f64 = 100.0;

/// Begun work.
pub(super) struct Work {
    cpu_s: f64,
    start: Instant,
}

impl Work {
    pub(super) fn begin() -> anyhow::Result<Self> {
        Ok(Self {
            cpu_s: cpu_s()?,
            start: Instant::now(),
        })
    }

    /// What it took; `rounds` is how often the same was done.
    pub(super) fn end(&self, rounds: u32, count: u64, matches: u64) -> anyhow::Result<Measured> {
        let rounds = f64::from(rounds);
        Ok(Measured {
            wall_s: self.start.elapsed().as_secs_f64() / rounds,
            cpu_s: (cpu_s()? - self.cpu_s) / rounds,
            peak_kb: peak_kb()?,
            count,
            matches,
        })
    }
}

/// CPU seconds of all threads, in the program and in the kernel for it.
fn cpu_s() -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The name in brackets may hold blanks; `utime` and `stime` are fields 14 and 15.
    let (_, after) = stat.rsplit_once(')').context("no name")?;
    let mut fields = after.split_whitespace().skip(11);
    let mut ticks = || -> anyhow::Result<f64> { Ok(fields.next().context("no time")?.parse()?) };
    Ok((ticks()? + ticks()?) / TICKS_A_SECOND)
}

fn peak_kb() -> anyhow::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let figure = line.and_then(|line| line.split_whitespace().next());
    Ok(figure.context("no such figure")?.parse()?)
}
