//! Whatever happens in whatever order, the held state is as if everything had
//! been judged now.

use crate::town::{AS_OF, Town, instant, letter, record};
use domain::facts::{Claim, Session, Unit};
use domain::judgement::{Judgement, Status};
use domain::key::Key;
use domain::measure_id::MeasureId;
use engine::directives::InForce;
use engine::facts_in::Observation;
use engine::live::history::ReturnState;
use engine::live::{Held, State};
use engine::statements::NewStatement;
use engine::{Actor, Engine};
use jiff::{RoundMode, SignedDuration, Timestamp, TimestampRound};
use std::sync::Arc;
use store::JudgementQuery;

/// A judgement without the instant it was made for.
fn timeless(judgement: &Judgement) -> Judgement {
    Judgement {
        as_of: Timestamp::UNIX_EPOCH,
        changes_at: judgement.changes_at.map(to_micros),
        ..judgement.clone()
    }
}

/// Instants are kept in whole microseconds, never earlier than they are.
fn to_micros(at: Timestamp) -> Timestamp {
    let round = TimestampRound::new()
        .smallest(jiff::Unit::Microsecond)
        .mode(RoundMode::Ceil);
    at.round(round).unwrap()
}

/// A duty of a unit about which nothing is known yet.
fn blank(held: &Held, unit: &Key<Unit>) -> (String, MeasureId) {
    let blank = held
        .of_unit(unit)
        .iter()
        .find(|j| j.status == Status::Unknown)
        .unwrap();
    (blank.obligation.to_string(), blank.measure)
}

fn silent(held: &Held) -> Key<Unit> {
    held.not_reported().iter().next().cloned().unwrap()
}

fn held(engine: &Engine, in_force: &InForce) -> Arc<Held> {
    engine.live().held(in_force.id).unwrap()
}

/// The held state is what the store keeps, and what judging everything anew gives.
async fn check(engine: &Engine, in_force: &InForce, when: &str) {
    let held = held(engine, in_force);
    let query = JudgementQuery {
        directive: Some(in_force.id),
        ..JudgementQuery::default()
    };
    let kept = engine.store().judgements(&query).await.unwrap();
    assert_eq!(kept.len(), held.judgements().len(), "{when}: results kept");
    for row in kept {
        let key = &row.value.key;
        let measure = MeasureId::parse(&key.measure).unwrap();
        let one = held.one(&Key::new(&key.unit), &key.obligation, measure);
        let status = one.map(|one| one.status.as_str());
        assert_eq!(status, Some(&*row.value.status), "{when}: {key:?}");
    }
    let anew = engine
        .judge_directive(&Actor::Local, in_force)
        .await
        .unwrap();
    assert_eq!(anew.judgements.len(), held.judgements().len(), "{when}");
    for (one, anew) in held.judgements().iter().zip(&anew.judgements) {
        assert_eq!(timeless(one), timeless(anew), "{when}");
    }
    let rolled = domain::rollup::Rollup::of(held.units(), held.judgements());
    for duty in rolled.duties() {
        for unit in held.units() {
            assert_eq!(
                held.rollup().totals(&unit.code, duty),
                rolled.totals(&unit.code, duty),
                "{when}: {} {duty:?}",
                unit.code
            );
        }
    }
}

async fn state(engine: &Engine, in_force: &InForce, unit: &Key<Unit>, text: &str) {
    let (obligation, measure) = blank(&held(engine, in_force), unit);
    state_on(engine, in_force, unit, (&obligation, measure), text).await;
}

async fn state_on(
    engine: &Engine,
    in_force: &InForce,
    unit: &Key<Unit>,
    (obligation, measure): (&str, MeasureId),
    text: &str,
) {
    let statement = NewStatement {
        unit: unit.to_string(),
        obligation: obligation.to_owned(),
        measure,
        claim: Claim::Partial,
        person: "Trần Thị Mẫu".into(),
        text: text.to_owned(),
        file: Some(("bien-ban.txt".into(), text.as_bytes().to_vec())),
    };
    let _id = engine
        .state(&Actor::Local, in_force, statement)
        .await
        .unwrap();
}

async fn at(engine: &Engine, time: &str) {
    engine.clock().set(instant(time));
    engine.refresh().await.unwrap();
}

fn session(n: usize, unit: &str, at: Timestamp) -> Observation {
    let row = Session {
        topics: vec!["kỹ năng".into(), "lừa đảo".into()],
        material_sha256: None,
        form: None,
        at,
        reached: 5,
        quiz_passed: None,
    };
    Observation::of(&format!("TEST-{n}"), Some(&Key::new(unit)), at, &row)
}

#[tokio::test(flavor = "multi_thread")]
async fn after_any_step_the_held_state_is_as_if_all_were_judged_now() {
    let town = Town::new();
    let engine = town.open().await;
    assert_eq!(engine.live().state(), State::Starting);
    let first = letter(&engine, 0).await;
    engine.refresh().await.unwrap();
    check(&engine, &first, "a letter and no facts").await;

    town.import(&engine).await;
    engine.refresh().await.unwrap();
    check(&engine, &first, "the town's facts").await;
    let idle = engine.refresh().await.unwrap();
    assert_eq!((idle.judged, idle.changed), (0, 0), "nothing is new");

    record(&engine, demo::fill_roster_gap(instant(AS_OF))).await;
    let one = engine.refresh().await.unwrap();
    let all = held(&engine, &first).judgements().len();
    assert!(
        one.judged < all / 4 && !one.reloaded,
        "one unit's roster touches few results: {} of {all}",
        one.judged
    );
    check(&engine, &first, "the gap filled").await;

    let silent = silent(&held(&engine, &first));
    let rows = vec![session(1, silent.as_str(), instant(AS_OF))];
    engine
        .record(
            &Actor::Local,
            domain::facts::SourceKind::Khien,
            "test",
            rows,
        )
        .await
        .unwrap();
    engine.refresh().await.unwrap();
    check(&engine, &first, "a silent unit's first answer").await;
    assert!(!held(&engine, &first).not_reported().contains(&silent));

    let second = letter(&engine, 1).await;
    state(&engine, &first, &silent, "Đã rà soát").await;
    engine.refresh().await.unwrap();
    check(&engine, &first, "a statement").await;
    check(&engine, &second, "a second letter").await;

    engine
        .close_return(&Actor::Local, &second, silent.as_str(), "Lê Văn Mẫu")
        .await
        .unwrap();
    engine.refresh().await.unwrap();
    check(&engine, &first, "a return to the other letter").await;
    check(&engine, &second, "a return").await;

    record(&engine, demo::clean_listed_machine(instant(AS_OF))).await;
    record(&engine, demo::prove_zero(instant(AS_OF))).await;
    engine.refresh().await.unwrap();
    check(&engine, &first, "a machine cleaned").await;
    check(&engine, &second, "a zero proven").await;
    engine.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn time_alone_moves_the_held_state_and_a_clock_set_back_does_not() {
    let town = Town::new();
    let engine = town.open().await;
    town.import(&engine).await;
    let in_force = letter(&engine, 0).await;
    engine.refresh().await.unwrap();
    for time in [
        "2024-02-08T21:30:01+07:00",
        "2024-02-08T22:00:00+07:00",
        "2024-02-08T22:45:00+07:00",
        "2024-02-09T09:00:00+07:00",
        "2024-02-12T09:00:00+07:00",
        "2024-02-20T09:00:00+07:00",
    ] {
        at(&engine, time).await;
        check_statuses(&engine, &in_force, time).await;
    }
    let before = held(&engine, &in_force);
    assert!(before.judgements().iter().any(|j| j.is_final));
    at(&engine, "2024-02-09T00:00:00+07:00").await;
    let after = held(&engine, &in_force);
    assert_eq!(after.judgements(), before.judgements());
    assert!(
        after.as_of >= before.as_of,
        "what is known is not forgotten"
    );
    engine.close().await.unwrap();
}

/// As [`check`], without the figures and texts that name how long something has lasted, and without the next
/// instant of change, which some measures foresee from the instant judged for.
async fn check_statuses(engine: &Engine, in_force: &InForce, when: &str) {
    let held = held(engine, in_force);
    let anew = engine
        .judge_directive(&Actor::Local, in_force)
        .await
        .unwrap();
    for (one, anew) in held.judgements().iter().zip(&anew.judgements) {
        let says = |j: &Judgement| {
            (
                (j.status, j.basis, j.reported),
                // What does not apply is neither final nor open, and time does not wake it.
                j.is_final && j.status != Status::NotApplicable,
                j.reasons.iter().map(|r| r.code).collect::<Vec<_>>(),
            )
        };
        assert_eq!(
            says(one),
            says(anew),
            "{when}: {} {} {}",
            one.unit,
            one.obligation,
            one.measure
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_takes_over_what_was_judged() {
    let town = Town::new();
    let engine = town.open().await;
    town.import(&engine).await;
    let in_force = letter(&engine, 0).await;
    engine.refresh().await.unwrap();
    let before = held(&engine, &in_force);
    engine.close().await.unwrap();

    let engine = town.open().await;
    let done = engine.refresh().await.unwrap();
    let all = before.judgements().len();
    assert_eq!((done.loaded, done.judged, done.changed), (all, 0, 0));
    let after = held(&engine, &in_force);
    assert_eq!(after.revision, before.revision);
    for (now, then) in after.judgements().iter().zip(before.judgements()) {
        assert_eq!(timeless(now), timeless(then));
    }
    // Written after the last refresh, judged by the next program.
    record(&engine, demo::fill_roster_gap(instant(AS_OF))).await;
    engine.close().await.unwrap();
    let engine = town.open().await;
    let done = engine.refresh().await.unwrap();
    assert!(done.changed > 0 && done.judged < all / 4, "{done:?}");
    check(&engine, &in_force, "after a restart").await;
    engine.close().await.unwrap();

    // Other thresholds: everything is judged again.
    let mut settings = town.settings();
    settings.policy.gap = SignedDuration::from_mins(600);
    let engine = town.open_with(settings).await;
    let done = engine.refresh().await.unwrap();
    assert_eq!((done.loaded, done.judged), (0, all));
    check(&engine, &in_force, "with other thresholds").await;
    engine.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn many_writers_and_refreshes_at_once_end_in_one_true_state() {
    let town = Town::new();
    let engine = Arc::new(town.open().await);
    town.import(&engine).await;
    let in_force = letter(&engine, 0).await;
    engine.refresh().await.unwrap();
    let mut changes = engine.live().subscribe();
    let first = held(&engine, &in_force).revision;

    let unit = silent(&held(&engine, &in_force));
    let (obligation, measure) = blank(&held(&engine, &in_force), &unit);
    let mut tasks = Vec::new();
    for writer in 0..4 {
        let (engine, in_force) = (Arc::clone(&engine), in_force.clone());
        let (unit, obligation) = (unit.clone(), obligation.clone());
        tasks.push(tokio::spawn(async move {
            for n in 0..5 {
                let text = format!("Lần {n} của {writer}");
                let duty = (obligation.as_str(), measure);
                state_on(&engine, &in_force, &unit, duty, &text).await;
                engine.refresh().await.unwrap();
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    engine.refresh().await.unwrap();
    check(&engine, &in_force, "after all writers").await;

    let mut expected = first;
    while let Ok(change) = changes.try_recv() {
        expected += 1;
        assert_eq!(change.revision, expected, "changes come in order");
        assert!(!change.whole);
    }
    assert_eq!(held(&engine, &in_force).revision, expected);
    assert!(expected > first);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_past_of_a_duty_can_be_read() {
    let town = Town::new();
    let engine = town.open().await;
    town.import(&engine).await;
    let in_force = letter(&engine, 0).await;
    engine.refresh().await.unwrap();
    let before = held(&engine, &in_force);
    let unit = silent(&before);
    let (obligation, measure) = blank(&before, &unit);
    let now = before.one(&unit, &obligation, measure).unwrap();
    state(&engine, &in_force, &unit, "Đã rà soát").await;
    engine
        .close_return(&Actor::Local, &in_force, unit.as_str(), "Lê Văn Mẫu")
        .await
        .unwrap();
    engine.refresh().await.unwrap();

    let held = held(&engine, &in_force);
    let past = engine
        .history(&held, &unit, &obligation, measure)
        .await
        .unwrap();
    assert_eq!(past.len(), 2);
    assert_eq!(timeless(&past[0].judgement), timeless(now));
    let last = held.one(&unit, &obligation, measure).unwrap();
    assert_eq!(timeless(&past[1].judgement), timeless(last));
    assert!(past[0].seq < past[1].seq);

    let stated = engine
        .statements_on(&held, &unit, &obligation, measure)
        .await
        .unwrap();
    assert_eq!(stated.len(), 1);
    assert_eq!(stated[0].text, "Đã rà soát");
    let file = stated[0].file.clone().unwrap();
    assert_eq!(file.name, "bien-ban.txt");
    let read = engine.evidence_file(file.sha256).await.unwrap().unwrap();
    assert_eq!(read.bytes, "Đã rà soát".as_bytes());

    let rows = engine.evidence(&held, last).await.unwrap();
    assert!(
        rows.iter().any(|row| row.file.as_ref() == Some(&file)),
        "the statement's file is evidence: {rows:?}"
    );
    let returns = engine.returns(&held).await.unwrap();
    assert_eq!(returns.len(), held.units().len());
    let closed = returns.values().filter(|r| **r != ReturnState::Open);
    assert_eq!(closed.count(), 1);
    engine.close().await.unwrap();
}
