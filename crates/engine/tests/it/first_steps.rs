//! From a letter and a unit to a roster that only lacked names.

use crate::office::Office;
use crate::town::{Town, record};
use domain::facts::{CheckIn, FactKind, FactRow as _};
use domain::key::Key;
use domain::unit::UnitClass;
use engine::first_steps::{NewUnits, RosterSaved};
use engine::{Actor, EngineError};

const ME: Actor = Actor::Local;

#[tokio::test]
async fn a_proposed_roster_covers_the_watch_and_becomes_facts_when_filled() {
    let office = Office::open().await.with_units().await;
    let in_force = office.in_force().await;
    let engine = &office.engine;
    let sheet = engine.roster_proposal(&in_force, "P1").await.unwrap();
    let window = in_force.mandate.window;
    assert_eq!(sheet.rows.first().unwrap().from, window.from);
    assert_eq!(sheet.rows.last().unwrap().to, window.to);
    assert!(
        sheet.rows.windows(2).all(|w| w[0].to == w[1].from),
        "no gap, no overlap"
    );
    assert!(sheet.rows.iter().all(|r| r.person.is_empty() && !r.saved));

    let mut rows = sheet.rows.clone();
    rows[0].person = "Nguyễn Văn Mẫu".into();
    rows[0].approved_by = Some("Chủ tịch mẫu".into());
    let saved = engine
        .save_roster(&ME, "P1", &rows, sheet.revision, None)
        .await
        .unwrap();
    // One shift and its post.
    assert_eq!(
        saved,
        RosterSaved {
            saved: 2,
            withdrawn: 0
        }
    );
    let now = engine.roster_proposal(&in_force, "P1").await.unwrap();
    assert_eq!(
        now.rows.len(),
        rows.len(),
        "the filled turn is not proposed again"
    );
    assert_eq!(now.rows[0].approved_at, Some(engine.clock().now()));
    assert!(now.rows[0].saved);
    office.verify().await;
}

#[tokio::test]
async fn a_changed_shift_loses_its_approval_and_a_cleared_one_is_withdrawn() {
    let office = Office::open().await.with_units().await;
    let in_force = office.in_force().await;
    let engine = &office.engine;
    let sheet = engine.roster_proposal(&in_force, "P1").await.unwrap();
    let mut rows = vec![sheet.rows[0].clone()];
    rows[0].person = "Nguyễn Văn Mẫu".into();
    rows[0].approved_by = Some("Chủ tịch mẫu".into());
    engine
        .save_roster(&ME, "P1", &rows, sheet.revision, None)
        .await
        .unwrap();
    // Saved again unchanged: nothing, and the approval keeps its time.
    office.later(10);
    let now = engine.roster_proposal(&in_force, "P1").await.unwrap();
    let saved = engine
        .save_roster(&ME, "P1", &now.rows, now.revision, None)
        .await
        .unwrap();
    assert_eq!(
        saved,
        RosterSaved {
            saved: 0,
            withdrawn: 0
        }
    );
    let mut rows = vec![now.rows[0].clone()];
    rows[0].person = "Trần Thị Mẫu".into();
    rows[0].approved_by = None;
    engine
        .save_roster(&ME, "P1", &rows, now.revision, None)
        .await
        .unwrap();
    let changed = engine.roster_proposal(&in_force, "P1").await.unwrap();
    assert_eq!(
        (&*changed.rows[0].person, changed.rows[0].approved_at),
        ("Trần Thị Mẫu", None)
    );
    // Somebody who still has the older sheet is told.
    let late = engine
        .save_roster(&ME, "P1", &rows, now.revision, None)
        .await
        .unwrap_err();
    assert!(matches!(late, EngineError::Conflict { current } if current == changed.revision));
    let mut rows = vec![changed.rows[0].clone()];
    rows[0].person = String::new();
    let saved = engine
        .save_roster(&ME, "P1", &rows, changed.revision, None)
        .await
        .unwrap();
    assert_eq!(saved.withdrawn, 1);
    let empty = engine.roster_proposal(&in_force, "P1").await.unwrap();
    assert!(empty.rows.iter().all(|r| !r.saved));
}

#[tokio::test]
async fn a_roster_can_not_take_over_another_units_rows() {
    let office = Office::open().await.with_units().await;
    let in_force = office.in_force().await;
    let engine = &office.engine;
    let mut sheet = engine.roster_proposal(&in_force, "P1").await.unwrap();
    sheet.rows[0].person = "Nguyễn Văn Mẫu".into();
    engine
        .save_roster(&ME, "P1", &sheet.rows[..1], sheet.revision, None)
        .await
        .unwrap();
    let refused = engine
        .save_roster(&ME, "P2", &sheet.rows[..1], 0, None)
        .await;
    assert_eq!(refused.unwrap_err().code(), "invalid");
    let absent = engine.roster_proposal(&in_force, "KHONG-CO").await;
    assert_eq!(absent.unwrap_err().code(), "not_found");
}

#[tokio::test]
async fn the_first_units_are_typed_once_and_checked_as_a_whole() {
    let office = Office::open().await;
    let engine = &office.engine;
    let new = |name: &str, below: &[&str]| NewUnits {
        name: name.to_owned(),
        class: UnitClass::PeoplesCommittee,
        head: Some("Chủ tịch mẫu".to_owned()),
        below: below.iter().map(|name| (*name).to_owned()).collect(),
        below_class: UnitClass::Commune,
    };
    for (name, below) in [
        ("  ", &["Phường Một"][..]),
        ("Thị xã", &["Phường Một", "phường  một"]),
        ("Thị xã", &["thị xã"]),
        ("Thị xã", &["Phường"; 200]),
    ] {
        let refused = engine.register_first_units(&ME, &new(name, below)).await;
        assert_eq!(refused.unwrap_err().code(), "invalid", "{name} {below:?}");
    }
    assert!(engine.unit_names().await.unwrap().is_empty());
    let given = new("Thị xã  Mẫu", &["Phường Một", " ", "Phường Hai"]);
    assert_eq!(engine.register_first_units(&ME, &given).await.unwrap(), 3);
    let names = engine.unit_names().await.unwrap();
    assert_eq!(
        (names["DV"].as_str(), names["DV-02"].as_str()),
        ("Thị xã Mẫu", "Phường Hai")
    );
    let again = engine.register_first_units(&ME, &given).await;
    assert_eq!(again.unwrap_err().code(), "invalid", "there is a register");
    let in_force = office.in_force().await;
    let sheet = engine.roster_proposal(&in_force, "DV").await.unwrap();
    assert!(!sheet.rows.is_empty());
    office.verify().await;
}

#[tokio::test]
async fn proposed_turns_fill_the_time_between_shifts_of_other_hours() {
    let office = Office::open().await.with_units().await;
    let in_force = office.in_force().await;
    let engine = &office.engine;
    let mut sheet = engine.roster_proposal(&in_force, "P1").await.unwrap();
    let hours = jiff::SignedDuration::from_hours;
    let start = sheet.rows[0].from;
    sheet.rows.truncate(2);
    for (row, begin) in sheet.rows.iter_mut().zip([6, 22]) {
        (row.from, row.to) = (start + hours(begin), start + hours(begin + 8));
        row.person = "Nguyễn Văn Mẫu".into();
    }
    engine
        .save_roster(&ME, "P1", &sheet.rows, sheet.revision, None)
        .await
        .unwrap();
    let now = engine.roster_proposal(&in_force, "P1").await.unwrap();
    assert!(
        now.rows.windows(2).all(|w| w[0].to == w[1].from),
        "no gap, no overlap"
    );
    let first: Vec<(bool, i64)> = now.rows[..4]
        .iter()
        .map(|row| (row.saved, row.to.duration_since(row.from).as_hours()))
        .collect();
    assert_eq!(first, [(false, 6), (true, 8), (false, 8), (true, 8)]);
}

#[tokio::test]
async fn the_roster_says_who_checked_in_as_the_board_does() {
    let town = Town::new();
    let engine = town.open().await;
    town.import(&engine).await;
    let in_force = crate::town::letter(&engine, 0).await;
    engine.refresh().await.unwrap();
    let held = engine.live().held(in_force.id).unwrap();
    let unit = Key::new("TX");
    let now = engine.clock().now();
    let on_duty = async || {
        let standing = engine.roster_standing(&ME, &held, &unit).await.unwrap();
        let checked_in = standing.now.iter().map(|duty| duty.checked_in);
        let mut checked_in: Vec<_> = checked_in.collect();
        checked_in.sort();
        (checked_in, standing.sheet)
    };
    let (before, sheet) = on_duty().await;
    assert_eq!(before, [None, None]);
    let running = sheet
        .rows
        .iter()
        .find(|row| row.from <= now && now < row.to)
        .unwrap();
    let check_in = CheckIn {
        shift: Key::new(&running.code),
        at: now,
    };
    let row = demo::Row {
        kind: FactKind::CheckIn,
        code: "check-in-1".into(),
        unit: Some("TX".into()),
        source: None,
        occurred_at: Some(now),
        cells: check_in.print(),
    };
    record(&engine, vec![row]).await;
    assert_eq!(on_duty().await.0, [None, Some(now)]);
}
