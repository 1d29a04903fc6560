//! Judging again only what was touched gives what judging everything gives.

use crate::program::{Folder, run};
use domain::judgement::Judgement;
use domain::policy::Policy;
use engine::directives::{Confirmation, InForce};
use engine::facts_in::Observation;
use engine::{Actor, Clock, Database, Engine, Settings};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::path::Path;

const AS_OF: &str = "2024-02-08T21:30:00+07:00";

async fn town(data: &Folder) -> (Engine, InForce) {
    let made = Folder::new();
    run(&["demo", "--once", "--data", &made.path()], 3).await;
    let settings = Settings {
        database: Database::Sqlite,
        clock: Clock::pinned(AS_OF.parse().unwrap()),
        zone: TimeZone::get("Asia/Ho_Chi_Minh").unwrap(),
        policy: Policy::default(),
        sample: true,
    };
    let engine = Engine::open(Path::new(&data.path()), settings)
        .await
        .unwrap();
    let facts = Path::new(&made.path()).join("facts");
    let _imported = engine.import_folder(&Actor::Local, &facts).await.unwrap();
    let (name, text) = demo::letters()[0];
    let received = Confirmation {
        received: Some(jiff::civil::date(2024, 1, 5)),
        watch: None,
    };
    let in_force = engine
        .confirm_directive(&Actor::Local, name, text.as_bytes(), &received)
        .await
        .unwrap();
    (engine, in_force)
}

fn by_duty(judgements: Vec<Judgement>) -> BTreeMap<(String, String, String), Judgement> {
    let key = |j: &Judgement| {
        (
            j.unit.to_string(),
            j.obligation.to_string(),
            j.measure.to_string(),
        )
    };
    judgements.into_iter().map(|j| (key(&j), j)).collect()
}

async fn fill_the_gap(engine: &Engine) {
    let rows = demo::fill_roster_gap(AS_OF.parse().unwrap())
        .into_iter()
        .map(|row| Observation {
            kind: row.kind,
            code: row.code,
            unit: row.unit,
            occurred_at: row.occurred_at,
            cells: row.cells,
        });
    engine
        .record(
            &Actor::Local,
            domain::facts::SourceKind::Khien,
            "test",
            rows.collect(),
        )
        .await
        .unwrap();
}

type ByDuty = BTreeMap<(String, String, String), Judgement>;

fn same(held: &ByDuty, whole: &ByDuty) {
    for (duty, new) in whole {
        let old = &held[duty];
        assert_eq!(
            (old.status, old.basis, &old.changes_at),
            (new.status, new.basis, &new.changes_at),
            "{duty:?}: judging again missed a change"
        );
    }
}

#[tokio::test]
async fn what_is_not_judged_again_stands() {
    let data = Folder::new();
    let (engine, in_force) = town(&data).await;
    let first = engine
        .judge_directive(&Actor::Local, &in_force)
        .await
        .unwrap();
    assert!(first.changed > 0);
    let idle = engine
        .judge_again(&Actor::Job("judge"), &in_force)
        .await
        .unwrap();
    assert!(
        idle.judgements.is_empty(),
        "nothing is dirty or due, yet {} were judged",
        idle.judgements.len()
    );
    let mut held = by_duty(first.judgements);

    fill_the_gap(&engine).await;
    let again = engine
        .judge_again(&Actor::Job("judge"), &in_force)
        .await
        .unwrap();
    assert!(
        again.judgements.len() < held.len() / 4,
        "only what was touched is judged: {} of {}",
        again.judgements.len(),
        held.len()
    );
    held.extend(by_duty(again.judgements));

    // Time alone: an hour later what is due is judged again, and all of it is as if judged anew.
    engine
        .clock()
        .set("2024-02-08T22:45:00+07:00".parse().unwrap());
    let due = engine
        .judge_again(&Actor::Job("judge"), &in_force)
        .await
        .unwrap();
    assert!(
        !due.judgements.is_empty(),
        "time changed nothing in an hour of duty"
    );
    held.extend(by_duty(due.judgements));
    let whole = engine
        .judge_directive(&Actor::Local, &in_force)
        .await
        .unwrap();
    same(&held, &by_duty(whole.judgements));
    engine.close().await.unwrap();
}
