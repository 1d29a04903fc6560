//! Uploads: tried first, mended, bounded to a subtree, then imported.

use crate::office::{Office, UNITS, upload};
use crate::town::Town;
use domain::access::{Access, Grant, Role};
use domain::facts::{Basis, SourceKind};
use engine::accounts::AccountId;
use engine::imports::{Changes, GivenSource, ImportPlan, NewImport, errors_csv};
use engine::{Actor, Person};
use letters::tables::Amendment;
use std::sync::Arc;

const ME: Actor = Actor::Local;

const POSTS: &str = "Mã,Mã đơn vị,Tên vị trí,Loại vị trí,Lạ\n\
    VT-1,P1,Trực 1,watch,x\n\
    VT-2,P1,Trực 2,sai,y\n";

fn codes(plan: &ImportPlan) -> Vec<&str> {
    plan.problems.iter().map(|p| p.code).collect()
}

fn mended(value: &str) -> Amendment {
    Amendment {
        file: "posts.csv".into(),
        row: 3,
        column: "Loại vị trí".into(),
        value: value.into(),
    }
}

#[tokio::test]
async fn a_dry_run_writes_nothing_and_one_bad_row_is_mended() {
    let office = Office::open().await.with_units().await;
    let engine = &office.engine;
    let before = engine.store().last_fact_seq().await.unwrap();
    let plan = engine
        .plan_import(&ME, upload(&[("posts.csv", POSTS)]))
        .await
        .unwrap();
    assert_eq!(codes(&plan), ["table.malformed_cell"]);
    assert_eq!((plan.problems[0].row, plan.tables[0].rows), (Some(3), 1));
    assert_eq!(plan.tables[0].faulty[&3][3], "sai");
    let unmatched = plan.tables[0].columns.iter().find(|c| c.column.is_none());
    assert_eq!(unmatched.unwrap().printed, "Lạ");
    let csv = String::from_utf8(errors_csv(&plan)).unwrap();
    assert!(csv.contains("\"posts.csv\",\"3\",\"Loại vị trí\""), "{csv}");
    assert_eq!(
        engine.commit_import(&ME, plan.id).await.unwrap_err().code(),
        "import.rejected"
    );
    assert_eq!(engine.store().last_fact_seq().await.unwrap(), before);

    let plan = engine
        .amend_import(&ME, plan.id, mended("cũng sai"))
        .await
        .unwrap();
    assert!(!plan.is_sound());
    let plan = engine
        .amend_import(&ME, plan.id, mended("noc"))
        .await
        .unwrap();
    assert_eq!((codes(&plan), plan.changes().new), (vec![], 2));
    let done = engine.commit_import(&ME, plan.id).await.unwrap();
    assert_eq!(done.inserted, 2);
    // A plan is used once.
    assert_eq!(
        engine.commit_import(&ME, plan.id).await.unwrap_err().code(),
        "not_found"
    );
    office.verify().await;
}

#[tokio::test]
async fn a_mended_row_is_no_longer_what_the_export_says() {
    let office = Office::open().await.with_units().await;
    let engine = &office.engine;
    let source = GivenSource {
        kind: SourceKind::Export,
        title: None,
        person: Some("Nguyễn Văn Mẫu".into()),
        generated_at: Some(engine.clock().now()),
        period: None,
    };
    let new = NewImport {
        source: Some(source),
        ..upload(&[("posts.csv", POSTS)])
    };
    let plan = engine.plan_import(&ME, new).await.unwrap();
    let plan = engine
        .amend_import(&ME, plan.id, mended("noc"))
        .await
        .unwrap();
    let mut bases: Vec<Basis> = plan.sources.iter().map(|s| s.basis).collect();
    bases.sort();
    assert_eq!(bases, [Basis::B, Basis::C]);
    engine.commit_import(&ME, plan.id).await.unwrap();
    let sources = engine.store().sources().await.unwrap();
    let by_hand = sources
        .iter()
        .find(|s| s.value.source.kind == "statement")
        .unwrap();
    assert_eq!(
        (by_hand.value.source.basis, by_hand.value.inserted),
        ('C', 1)
    );
}

#[tokio::test]
async fn what_would_change_is_counted_against_what_is_known() {
    let office = Office::open().await.with_units().await;
    let engine = &office.engine;
    office
        .import(&[(
            "posts.csv",
            "Mã,Mã đơn vị,Tên vị trí\nA,P1,Một\nB,P1,Hai\nC,P1,Ba\nD,P2,Bốn\n",
        )])
        .await;
    let changed = "Mã,Mã đơn vị,Tên vị trí\nA,P1,Một\nB,P1,Hai khác\nE,P1,Năm\n";
    let plan = engine
        .plan_import(&ME, upload(&[("posts.csv", changed)]))
        .await
        .unwrap();
    let expected = Changes {
        new: 1,
        changed: 1,
        unchanged: 1,
        absent: 1,
    };
    assert_eq!(plan.tables[0].changes, expected);
    // Nothing is taken away: the row the file lacks stays.
    engine.commit_import(&ME, plan.id).await.unwrap();
    let again = engine
        .plan_import(&ME, upload(&[("posts.csv", changed)]))
        .await
        .unwrap();
    assert_eq!(
        again.changes(),
        Changes {
            unchanged: 3,
            absent: 1,
            ..Changes::default()
        }
    );
    assert_eq!(
        engine.commit_import(&ME, again.id).await.unwrap().inserted,
        0
    );
}

/// What somebody of P1 may bring.
async fn of_p1(files: &[(&str, &str)], expected: &[&str]) {
    let office = Office::open().await.with_units().await;
    office
        .import(&[("posts.csv", "Mã,Mã đơn vị,Tên vị trí\nVT-P2,P2,Trực\n")])
        .await;
    let new = NewImport {
        scope: Some("P1".into()),
        ..upload(files)
    };
    let plan = office.engine.plan_import(&ME, new).await.unwrap();
    assert_eq!(codes(&plan), expected, "{files:?}: {:?}", plan.problems);
}

#[tokio::test]
async fn rows_outside_the_subtree_are_errors() {
    of_p1(
        &[("posts.csv", "Mã,Mã đơn vị,Tên vị trí\nA,P1,x\nB,T1,x\n")],
        &[],
    )
    .await;
    of_p1(
        &[("posts.csv", "Mã,Mã đơn vị,Tên vị trí\nA,P2,x\nB,TX,x\n")],
        &["unit.outside_scope"; 2],
    )
    .await;
    of_p1(
        &[("posts.csv", "Mã,Tên vị trí\nA,x\n")],
        &["unit.outside_scope"],
    )
    .await;
    // Somebody else's row under an own unit.
    of_p1(
        &[("posts.csv", "Mã,Mã đơn vị,Tên vị trí\nVT-P2,P1,x\n")],
        &["code.of_other_unit"],
    )
    .await;
    // Pulling a unit into one's own subtree, or changing one's own place in the tree.
    let pulled = "Mã,Tên đơn vị,Nhóm,Đơn vị cấp trên\nP2,x,commune,P1\n";
    of_p1(&[("units.csv", pulled)], &["unit.outside_scope"]).await;
    let own = "Mã,Tên đơn vị,Nhóm,Đơn vị cấp trên\nP1,x,commune,\n";
    of_p1(&[("units.csv", own)], &["unit.outside_scope"]).await;
    let below = "Mã,Tên đơn vị,Nhóm,Đơn vị cấp trên\nT2,Tổ 2,commune,P1\n";
    of_p1(
        &[
            ("units.csv", below),
            ("posts.csv", "Mã,Mã đơn vị,Tên vị trí\nA,T2,x\n"),
        ],
        &[],
    )
    .await;
}

/// Somebody who administers these subtrees.
fn admin_of(units: &[&str]) -> Actor {
    let id = "0190a000-0000-7000-8000-000000000002";
    let grants = units.iter().map(|unit| Grant::of(Role::UnitAdmin, unit));
    Actor::Person(Arc::new(Person {
        id: AccountId::parse(id).unwrap(),
        login: "qt".into(),
        name: "Quản trị mẫu".into(),
        access: Access {
            grants: grants.collect(),
        },
        address: None,
    }))
}

#[tokio::test]
async fn an_import_is_bound_to_the_subtree_of_who_brings_it() {
    let office = Office::open().await.with_units().await;
    let posts = "Mã,Mã đơn vị,Tên vị trí\nA,P2,x\n";
    let tried = async |units: &[&str], scope: Option<&str>, file: &str| {
        let new = NewImport {
            scope: scope.map(str::to_owned),
            ..upload(&[(file, posts)])
        };
        let plan = office.engine.plan_import(&admin_of(units), new).await;
        plan.map_or_else(
            |error| vec![error.code()],
            |plan| plan.problems.iter().map(|p| p.code).collect(),
        )
    };
    // Without a word it is the own subtree; nobody reaches beyond it by naming another.
    assert_eq!(tried(&["P2"], None, "posts.csv").await, [""; 0]);
    assert_eq!(
        tried(&["P1"], None, "posts.csv").await,
        ["unit.outside_scope"]
    );
    assert_eq!(tried(&["P1"], Some("P2"), "posts.csv").await, ["not_found"]);
    assert_eq!(tried(&["P1"], Some("TX"), "posts.csv").await, ["not_found"]);
    // Somebody of two subtrees says which; one below the other is no second.
    assert_eq!(tried(&["P1", "P2"], None, "posts.csv").await, ["invalid"]);
    assert_eq!(tried(&["P1", "P2"], Some("P2"), "posts.csv").await, [""; 0]);
    assert_eq!(
        tried(&["P1", "T1"], None, "posts.csv").await,
        ["unit.outside_scope"]
    );
    // Lists and advisories concern all units.
    assert_eq!(tried(&["P2"], None, "lists/a.txt").await, ["invalid"]);

    // Whoever loses the right loses the plan.
    let new = upload(&[("posts.csv", posts)]);
    let plan = office.engine.plan_import(&admin_of(&["P2"]), new).await;
    let id = plan.unwrap().id;
    let engine = &office.engine;
    let moved = engine.commit_import(&admin_of(&["P1"]), id).await;
    assert_eq!(moved.unwrap_err().code(), "not_found");
    engine.commit_import(&admin_of(&["P2"]), id).await.unwrap();
}

#[tokio::test]
async fn a_plan_is_its_makers_and_lasts_an_hour() {
    let office = Office::open().await;
    let engine = &office.engine;
    let plan = engine
        .plan_import(&ME, upload(&[("units.csv", UNITS)]))
        .await
        .unwrap();
    let other = engine.import_plan(&Actor::Job("test"), plan.id).await;
    assert_eq!(other.unwrap_err().code(), "not_found");
    office.later(59);
    assert!(engine.import_plan(&ME, plan.id).await.unwrap().is_sound());
    office.later(2);
    assert_eq!(
        engine.commit_import(&ME, plan.id).await.unwrap_err().code(),
        "not_found"
    );
}

#[tokio::test]
async fn hostile_names_and_empty_uploads_are_refused_or_tamed() {
    let office = Office::open().await;
    let engine = &office.engine;
    let nothing = engine.plan_import(&ME, upload(&[("anh.png", "x")])).await;
    assert_eq!(nothing.unwrap_err().code(), "invalid");
    let plan = engine
        .plan_import(&ME, upload(&[("../../etc/units.csv", UNITS)]))
        .await
        .unwrap();
    assert_eq!(plan.tables[0].file, "units.csv");
}

/// A register handed over again by word changes which machines are exposed; the inventory they follow from is still an export.
#[tokio::test]
async fn what_follows_from_known_software_stays_as_well_founded_as_it() {
    let town = Town::new();
    let engine = town.open().await;
    town.import(&engine).await;
    let before = engine.store().sources().await.unwrap().len();
    let register = std::fs::read_to_string(town.facts().join("assets.csv")).unwrap();
    let older = register.replace("10.0.19045.3930", "10.0.19045.2846");
    assert_ne!(older, register);
    let older = older.replace("NGUON-TAISAN", "");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("assets.csv"), older).unwrap();
    engine.import_folder(&ME, folder.path()).await.unwrap();

    let sources = engine.store().sources().await.unwrap();
    let added: Vec<(&str, char)> = sources[before..]
        .iter()
        .filter(|kept| kept.value.inserted > 0)
        .map(|kept| (kept.value.source.code.as_str(), kept.value.source.basis))
        .collect();
    let by_word: Vec<&(&str, char)> = added.iter().filter(|(_, basis)| *basis == 'D').collect();
    assert_eq!(by_word, [&("file:assets.csv", 'D')], "{added:?}");
    assert!(added.iter().any(|(_, basis)| *basis == 'B'), "{added:?}");
}
