//! The job that keeps the held state true.

use crate::town::{AS_OF, Town, instant, letter, record};
use engine::jobs::{self, Stop};
use engine::live::State;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

const LONG: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn a_write_is_told_without_anybody_asking_and_the_job_ends_when_told() {
    let town = Town::new();
    let engine = Arc::new(town.open().await);
    town.import(&engine).await;
    let in_force = letter(&engine, 0).await;
    let mut changes = engine.live().subscribe();
    let stop = Stop::new();
    let job = tokio::spawn(jobs::run(Arc::clone(&engine), stop.clone()));

    let first = timeout(LONG, changes.recv()).await.unwrap().unwrap();
    assert!(first.whole && first.directive == in_force.id);
    let held = engine.live().held(in_force.id).unwrap();
    assert_eq!(held.revision, first.revision);

    record(&engine, demo::fill_roster_gap(instant(AS_OF))).await;
    let told = timeout(LONG, changes.recv()).await.unwrap().unwrap();
    assert!(!told.whole);
    assert!(told.cells.iter().any(|cell| cell.old != Some(cell.new)));
    let now = engine.live().held(in_force.id).unwrap();
    for cell in &told.cells {
        let one = now.one(&cell.unit, &cell.obligation, cell.measure).unwrap();
        assert_eq!(one.status, cell.new, "who hears of a change finds it held");
    }

    // The clock is driven by hand: a poke tells the job to look at it.
    engine.clock().set(instant("2024-02-09T09:00:00+07:00"));
    engine.live().poke();
    let told = timeout(LONG, changes.recv()).await.unwrap().unwrap();
    assert_eq!(told.at, instant("2024-02-09T09:00:00+07:00"));
    assert_eq!(engine.live().state(), State::Ready);

    stop.stop();
    timeout(LONG, job).await.unwrap().unwrap();
}
