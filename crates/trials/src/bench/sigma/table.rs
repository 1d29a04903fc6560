//! The rows beside each other, with their ratios and bars.

use std::collections::BTreeMap;

use super::Measured;
use super::data::Made;

/// Rows by name.
type Found = BTreeMap<&'static str, Measured>;

/// A bar on a figure: at most, or at least.
enum Bar {
    None,
    CpuMost(f64),
    RatioMost(f64),
    WallRatioLeast(f64),
}

/// A line of the table.
struct Line {
    row: &'static str,
    what: &'static str,
    /// The row its ratio is taken against.
    against: &'static str,
    bar: Bar,
    /// Most memory, in MB.
    peak_mb: Option<u64>,
}

const fn line(row: &'static str, what: &'static str, against: &'static str) -> Line {
    Line {
        row,
        what,
        against,
        bar: Bar::None,
        peak_mb: None,
    }
}

const LINES: &[Line] = &[
    line("bare.sonic", "bare parsing: sonic-rs", "bare.sonic"),
    line("bare.serde", "bare parsing: serde_json", "bare.sonic"),
    line("parse.ours", "our parsing", "bare.sonic"),
    Line {
        bar: Bar::CpuMost(1.6),
        peak_mb: Some(100),
        ..line("rules.ours", "ours with the rules", "bare.sonic")
    },
    line("rules.rsigma", "rsigma with the rules", "rules.ours"),
    line(
        "rules.rsigma_routed",
        "rsigma, told each event's log source",
        "rules.ours",
    ),
    line("evtx.bare", "event logs: the crate evtx alone", "evtx.bare"),
    line("evtx.parse", "event logs: our parsing", "evtx.bare"),
    Line {
        bar: Bar::RatioMost(2.0),
        peak_mb: Some(150),
        ..line("evtx.ours", "event logs: ours with the rules", "evtx.bare")
    },
    Line {
        bar: Bar::CpuMost(0.25),
        ..line("load.ours", "loading the rules", "load.ours")
    },
    line("load.rsigma", "loading the rules: rsigma", "load.ours"),
    line("hunt.1", "`logs hunt`, one thread", "rules.ours"),
    Line {
        bar: Bar::WallRatioLeast(1.8),
        peak_mb: Some(100),
        ..line("hunt.2", "`logs hunt`, two threads", "hunt.1")
    },
];

/// The table; lines of rows that were not measured are left out.
pub(super) fn table(made: &Made, found: &Found) -> Vec<String> {
    let mut lines = vec![
        format!(
            "{} events, {:.0} MB of JSON (the {} of {} logs over and over); CPU seconds of all threads",
            made.events,
            mb(made.bytes),
            made.recorded,
            made.files
        ),
        "| work | CPU | wall | MB/s | ratio | matches | peak | bar | |".to_owned(),
        "|---|---|---|---|---|---|---|---|---|".to_owned(),
    ];
    let rows = LINES.iter();
    lines.extend(rows.filter_map(|line| Some(line.print(found.get(line.row)?, made, found))));
    lines
}

impl Line {
    fn print(&self, own: &Measured, made: &Made, found: &Found) -> String {
        let other = found.get(self.against);
        let ratio = other.map(|other| own.cpu_s / other.cpu_s);
        let reads_file = !self.row.starts_with("evtx.") && !self.row.starts_with("load.");
        let speed = match reads_file {
            true => format!("{:.0}", mb(made.bytes) / own.cpu_s),
            false => String::new(),
        };
        let (bar, is_met) = self.judge(own, other);
        let verdict = match is_met {
            None => "",
            Some(true) => "met",
            Some(false) => "MISSED",
        };
        let itself = self.against == self.row;
        let ratio = ratio.filter(|_| !itself).map_or_else(String::new, |ratio| {
            format!("{ratio:.2} x {}", self.against)
        });
        let matches = match own.matches {
            0 => String::new(),
            matches => matches.to_string(),
        };
        format!(
            "| {} (`{}`) | {:.2} s | {:.2} s | {speed} | {ratio} | {matches} | {} MB | {bar} | {verdict} |",
            self.what,
            self.row,
            own.cpu_s,
            own.wall_s,
            own.peak_kb.div_ceil(1024)
        )
    }

    /// Its bars in words, and whether all are met; `None` when there are none, or what they
    /// are taken against was not measured.
    fn judge(&self, own: &Measured, other: Option<&Measured>) -> (String, Option<bool>) {
        let mut words = Vec::new();
        let mut met = Vec::new();
        match self.bar {
            Bar::None => {}
            Bar::CpuMost(most) => {
                words.push(format!("≤ {most} s"));
                met.push(Some(own.cpu_s <= most));
            }
            Bar::RatioMost(most) => {
                words.push(format!("≤ {most} x"));
                met.push(other.map(|other| own.cpu_s <= most * other.cpu_s));
            }
            Bar::WallRatioLeast(least) => {
                let times = other.map(|other| other.wall_s / own.wall_s);
                let now = times.map_or_else(String::new, |times| format!("{times:.2}, "));
                words.push(format!("{now}≥ {least} times as fast by the clock"));
                met.push(times.map(|times| times >= least));
            }
        }
        if let Some(most) = self.peak_mb {
            words.push(format!("≤ {most} MB"));
            met.push(Some(own.peak_kb <= most * 1024));
        }
        let all = met.into_iter().collect::<Option<Vec<bool>>>();
        let is_met = all.filter(|all| !all.is_empty());
        (
            words.join(", "),
            is_met.map(|all| all.iter().all(|met| *met)),
        )
    }
}

fn mb(bytes: u64) -> f64 {
    f64::from(u32::try_from(bytes / 1_000).unwrap_or(u32::MAX)) / 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(cpu_s: f64, wall_s: f64, peak_kb: u64) -> Measured {
        Measured {
            cpu_s,
            wall_s,
            peak_kb,
            count: 1,
            matches: 1,
        }
    }

    fn verdicts(found: &Found) -> Vec<(&'static str, Option<bool>)> {
        let judged = LINES.iter().filter_map(|line| {
            let own = found.get(line.row)?;
            Some((line.row, line.judge(own, found.get(line.against)).1))
        });
        judged.filter(|(_, met)| met.is_some()).collect()
    }

    #[test]
    fn a_bar_is_missed_by_time_ratio_or_memory() {
        for (row, own, other, met) in [
            ("rules.ours", measured(1.6, 9.0, 102_400), None, true),
            ("rules.ours", measured(1.61, 0.1, 10), None, false),
            ("rules.ours", measured(0.1, 0.1, 102_401), None, false),
            ("evtx.ours", measured(0.4, 9.0, 10), Some(0.2), true),
            ("evtx.ours", measured(0.41, 0.1, 10), Some(0.2), false),
            ("hunt.2", measured(9.0, 1.0, 10), Some(1.8), true),
            ("hunt.2", measured(0.1, 1.01, 10), Some(1.8), false),
        ] {
            let mut found = Found::from([(row, own)]);
            let against = LINES.iter().find(|line| line.row == row).unwrap().against;
            if let Some(other) = other {
                found.insert(against, measured(other, other, 10));
            }
            assert_eq!(verdicts(&found), [(row, Some(met))], "{own:?} {other:?}");
        }
        let alone = Found::from([("hunt.2", measured(1.0, 1.0, 10))]);
        assert_eq!(verdicts(&alone), [], "nothing to compare with");
    }
}
