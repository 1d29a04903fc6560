//! Events from the socket to the answer (issue figures): how fast they are taken in through rules and lists, when they
//! are found, what they weigh, and how long questions to a month of them take, beside DuckDB on the same files.
//!
//! | variable | meaning |
//! |---|---|
//! | `LAKE_ONLY` | `intake`, `search` or `idle`: this part alone |
//! | `LAKE_SECONDS` | how long senders send (30; 300 in the recorded run) |
//! | `LAKE_EVENTS` | events searched (20,000,000) |
//! | `LAKE_QUESTION` | only questions whose name has this in it |
//! | `LAKE_FOLDER` | where they are kept; what is there is used again |
//! | `KHIEN_PYTHON` | a Python with the packages `duckdb` and `deltalake` |

mod intake;
mod made;
mod retro;
mod search;
mod serving;

use std::time::Duration;

/// Measures a part.
type Measure = fn() -> anyhow::Result<Vec<Figure>>;

/// One figure beside its bar.
struct Figure {
    what: String,
    measured: String,
    /// Empty where there is none.
    bar: String,
    is_met: bool,
}

impl Figure {
    /// A figure without a bar.
    fn told(what: impl Into<String>, measured: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            measured: measured.into(),
            bar: String::new(),
            is_met: true,
        }
    }
}

/// Measures all parts, or that of `LAKE_ONLY`.
pub(super) fn run() -> Vec<String> {
    let only = std::env::var("LAKE_ONLY").unwrap_or_default();
    let parts: [(&str, Measure); 3] = [
        ("idle", intake::idle),
        ("intake", intake::measure),
        ("search", search::measure),
    ];
    let mut lines = Vec::new();
    for (name, measure) in parts {
        if only.is_empty() || only == name {
            lines.extend(table(name, measure()));
        }
    }
    lines
}

fn table(name: &str, figures: anyhow::Result<Vec<Figure>>) -> Vec<String> {
    let figures = match figures {
        Ok(figures) => figures,
        Err(error) => return vec![format!("{name}: not measured: {error:#}")],
    };
    let mut lines = vec![
        format!("| {name} | measured | bar | |"),
        "|---|---|---|---|".to_owned(),
    ];
    lines.extend(figures.into_iter().map(|figure| {
        let word = match (figure.bar.is_empty(), figure.is_met) {
            (true, _) => "",
            (false, true) => "met",
            (false, false) => "MISSED",
        };
        format!(
            "| {} | {} | {} | {word} |",
            figure.what, figure.measured, figure.bar
        )
    }));
    lines.push(String::new());
    lines
}

fn ms(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 1.0 {
        format!("{:.0} ms", seconds * 1e3)
    } else {
        format!("{seconds:.2} s")
    }
}
