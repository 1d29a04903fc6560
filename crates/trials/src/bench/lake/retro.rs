//! A new monthly list run over the month of events that is kept.

use super::Figure;
use super::serving::{ADDRESSES, engine};
use crate::bench::indicators::write_addresses;
use anyhow::{Context as _, ensure};
use engine::Actor;
use engine::events::{INTAKE_FOLDER, NewRetroHunt, Retro, RetroState};
use engine::jobs::Stop;
use jiff::Timestamp;
use lake::intake::{IntakeLog, Options};
use lake::table::Table;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// Longest it may take over [`BAR_EVENTS`] events.
const BAR: Duration = Duration::from_secs(60);
const BAR_EVENTS: u64 = 100_000_000;

/// Runs the list over what came in from `from` to `to`; `known` is an address of the events, which is listed as well.
pub(super) fn measure(
    runtime: &Runtime,
    table: &Table,
    range: (Timestamp, Timestamp),
    known: &str,
) -> Figure {
    ran(runtime, table, range, known).unwrap_or_else(|error| Figure {
        what: "a list over the events kept".to_owned(),
        measured: format!("not measured: {error:#}"),
        bar: format!("{} s", BAR.as_secs()),
        is_met: false,
    })
}

fn ran(
    runtime: &Runtime,
    table: &Table,
    (from, to): (Timestamp, Timestamp),
    known: &str,
) -> anyhow::Result<Figure> {
    let folder = tempfile::tempdir()?;
    let (data, list) = (
        folder.path().join("data"),
        folder.path().join("thang-02.txt"),
    );
    write_addresses(&list, ADDRESSES)?;
    let mut bytes = std::fs::read(&list)?;
    bytes.extend_from_slice(known.as_bytes());
    bytes.push(b'\n');
    runtime.block_on(async {
        let engine = Arc::new(engine(&data).await?);
        let (actor, name) = (Actor::Local, "thang-02.txt");
        let listed = engine.import_list(&actor, name, bytes).await?;
        let what = format!("list:{}", listed.name);
        let new = NewRetroHunt { what, from, to };
        let asked = engine.ask_retro_hunt(&actor, new).await?;
        let (log, _) = IntakeLog::open(&data.join(INTAKE_FOLDER), Options::default())?;
        let mut retro = Retro::new(Arc::clone(&engine), log, table.clone());
        let (stop, start) = (Stop::default(), Instant::now());
        while retro.step(&stop).await? {}
        let took = start.elapsed();
        let runs = engine.retro_hunts(&actor).await?;
        let run = runs
            .iter()
            .find(|run| run.id == asked.id)
            .context("the run is not kept")?;
        ensure!(
            run.state == RetroState::Done.as_str(),
            "the run is {}: {:?}",
            run.state,
            run.note
        );
        ensure!(run.found > 0, "nothing found in {} events", run.events);
        // A smaller table has a smaller bar.
        let bar = BAR.mul_f64(run.events as f64 / BAR_EVENTS as f64);
        Ok(Figure {
            what: format!(
                "{} addresses over {} events kept: {} findings",
                listed.entries, run.events, run.found
            ),
            measured: format!("{:.1} s", took.as_secs_f64()),
            bar: format!("{:.0} s", bar.as_secs_f64()),
            is_met: took <= bar,
        })
    })
}
