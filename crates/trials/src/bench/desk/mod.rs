//! The desk under load (issue figures): how long pages take for 460 and 3,400 units, how soon 200 viewers see a
//! change, what a page weighs, and how `khien serve` starts and rests.
//!
//! Everything is asked over loopback from a served site, compressed as a browser asks for it; the browsers of the
//! bench use the same machine as the site.

mod browser;
mod changes;
mod pages;
mod process;
mod site;

use site::Served;
use std::time::Duration;

/// Cores the site may use.
const CORES: usize = 2;
/// Communes of a province, and of all provinces together.
const SIZES: [(usize, Duration); 2] = [
    (460, Duration::from_millis(50)),
    (3_400, Duration::from_millis(200)),
];

/// One figure beside its bar.
struct Figure {
    what: String,
    measured: String,
    bar: String,
    is_met: bool,
}

/// Measures all of them. `DESK_ONLY=pages` and the like take one part, for profiling.
pub(super) fn run() -> Vec<String> {
    let only = std::env::var("DESK_ONLY").unwrap_or_default();
    let wants = |part: &str| only.is_empty() || only == part;
    let mut lines = Vec::new();
    for (communes, bar) in SIZES {
        if !(wants("pages") || wants("changes") && communes == SIZES[0].0) {
            continue;
        }
        match Served::new(communes) {
            Err(error) => lines.push(format!("{communes} communes not measured: {error:#}")),
            Ok(served) => {
                lines.push(served.told.clone());
                let figures = measured(&served, bar, &wants);
                lines.extend(table(figures));
            }
        }
    }
    if wants("process") {
        lines.push("`khien serve` as a process of its own".into());
        lines.extend(table(process::measure()));
    }
    lines
}

fn measured(
    served: &Served,
    bar: Duration,
    wants: &dyn Fn(&str) -> bool,
) -> anyhow::Result<Vec<Figure>> {
    let mut figures = Vec::new();
    if wants("pages") {
        figures.extend(pages::measure(served, bar)?);
    }
    if wants("changes") {
        figures.extend(changes::measure(served)?);
    }
    Ok(figures)
}

fn table(figures: anyhow::Result<Vec<Figure>>) -> Vec<String> {
    let figures = match figures {
        Ok(figures) => figures,
        Err(error) => return vec![format!("not measured: {error:#}")],
    };
    let mut lines = vec![
        "| what | measured | bar | |".to_owned(),
        "|---|---|---|---|".to_owned(),
    ];
    lines.extend(figures.into_iter().map(|figure| {
        let word = if figure.bar.is_empty() {
            ""
        } else if figure.is_met {
            "met"
        } else {
            "MISSED"
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
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

/// The value below which this share of the sorted times lies.
fn at_share(sorted: &[Duration], share: usize) -> Duration {
    let place = (sorted.len() * share).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or_default()
}
