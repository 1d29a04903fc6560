//! `cargo xtask bench`: tables of accuracy and speed, one file per bench.
//!
//! Figures, not assertions: a machine's load must not turn a test red. The build is
//! optimised (`cargo run --release`), because a debug build says nothing about speed.
//! Speed is stated as a ratio or against a bar of the design, in the same run.

mod classifier;
mod correlation;
mod desk;
mod indicators;
mod judging;
mod lake;
pub(crate) mod sigma;

use anyhow::ensure;

use crate::output;

/// One bench.
struct Bench {
    name: &'static str,
    run: fn() -> Vec<String>,
}

/// All of them, in the order they print.
const BENCHES: &[Bench] = &[
    Bench {
        name: "classifier",
        run: classifier::run,
    },
    Bench {
        name: "correlation",
        run: correlation::run,
    },
    Bench {
        name: "desk",
        run: desk::run,
    },
    Bench {
        name: "indicators",
        run: indicators::run,
    },
    Bench {
        name: "judging",
        run: judging::run,
    },
    Bench {
        name: "lake",
        run: lake::run,
    },
    Bench {
        name: "sigma",
        run: sigma::run,
    },
];

/// Prints one bench or all.
///
/// # Errors
/// No bench has the name.
pub(crate) fn run(names: &[&str]) -> anyhow::Result<bool> {
    for name in names {
        ensure!(
            BENCHES.iter().any(|bench| bench.name == *name),
            "no bench is called {name}"
        );
    }
    for bench in BENCHES
        .iter()
        .filter(|bench| names.is_empty() || names.contains(&bench.name))
    {
        output::say(&format!("\n== {} ==", bench.name));
        (bench.run)().iter().for_each(|line| output::say(line));
    }
    Ok(true)
}
