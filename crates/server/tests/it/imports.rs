//! Tables through the door: tried, one bad row mended, imported, judged again.

use crate::world::World;
use axum::http::StatusCode;
use domain::access::Role;

/// Two machines, the second with an address that is none.
const TABLE: &str = "code,unit,kind,name,ip\nMAU-1,TX,workstation,MAU-1,192.0.2.51\nMAU-2,TX,workstation,MAU-2,khong-biet\n";

#[tokio::test(flavor = "multi_thread")]
async fn one_bad_row_is_told_mended_and_imported_with_the_rest() {
    let world = World::new().await;
    let officer = world.sign_in(Role::UnitAdmin, None).await;
    let tried = officer.upload("/imports", "assets.csv", TABLE).await;
    assert_eq!(tried.status, StatusCode::SEE_OTHER, "{}", tried.text());
    let plan = tried.to;

    let shown = officer.get(&plan).await.text();
    assert!(shown.contains("assets.csv"), "{shown}");
    assert!(shown.contains("<td class=\"num\">3</td>"), "{shown}");
    let refused = officer.post(&format!("{plan}/commit"), &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!known(&world), "nothing of a faulty file is written");

    let column = shown
        .split("name=\"column\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap();
    let cell = [
        ("file", "assets.csv"),
        ("row", "3"),
        ("column", column),
        ("value", "192.0.2.52"),
    ];
    let mended = officer.post(&format!("{plan}/amend"), &cell).await;
    assert_eq!(mended.status, StatusCode::SEE_OTHER, "{}", mended.text());
    let done = officer.post(&format!("{plan}/commit"), &[]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    assert!(known(&world));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_plan_of_one_is_none_of_another() {
    let world = World::new().await;
    let one = world.sign_in(Role::UnitAdmin, None).await;
    let plan = one.upload("/imports", "assets.csv", TABLE).await.to;
    let other = world.sign_in(Role::Analyst, None).await;
    assert_ne!(other.get(&plan).await.status, StatusCode::OK);
}

fn known(world: &World) -> bool {
    let all = world.engine.live().all();
    let held = all.first().unwrap();
    let facts = held.facts.of(&domain::key::Key::new("TX")).unwrap();
    let assets = <domain::facts::Asset as domain::facts::FactRow>::of(facts);
    assets.iter().any(|asset| asset.code.as_str() == "MAU-2")
}

#[tokio::test(flavor = "multi_thread")]
async fn who_administers_a_subtree_brings_in_its_own_rows_only() {
    let world = World::new().await;
    let (own, other) = world.units();
    let admin = world.sign_in(Role::UnitAdmin, Some(&own)).await;
    let form = admin.get("/imports").await;
    assert_eq!(form.status, StatusCode::OK);
    let held = world.engine.live().all().remove(0);
    let name = &held.unit(&own).unwrap().name;
    assert!(
        form.text()
            .contains(&format!("Chỉ nhận các dòng của {name}")),
        "the form says whose rows are taken"
    );
    let row = |code: &str, unit: &str| format!("{code},{unit},workstation,{code},192.0.2.61\n");
    let table = |rows: &[String]| format!("code,unit,kind,name,ip\n{}", rows.concat());

    let mixed = table(&[row("RIENG-1", &own), row("RIENG-2", &other)]);
    let tried = admin.upload("/imports", "assets.csv", &mixed).await;
    assert_eq!(tried.status, StatusCode::SEE_OTHER, "{}", tried.text());
    let shown = admin.get(&tried.to).await.text();
    assert!(
        shown.contains(&format!(
            "dòng này không thuộc {own} và các đơn vị trực thuộc"
        )),
        "{shown}"
    );
    let refused = admin.post(&format!("{}/commit", tried.to), &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);

    let alone = table(&[row("RIENG-1", &own)]);
    let tried = admin.upload("/imports", "assets.csv", &alone).await;
    let done = admin.post(&format!("{}/commit", tried.to), &[]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    let held = world.engine.live().all().remove(0);
    let facts = held.facts.of(&domain::key::Key::new(&own)).unwrap();
    let assets = <domain::facts::Asset as domain::facts::FactRow>::of(facts);
    let codes: Vec<&str> = assets.iter().map(|asset| asset.code.as_str()).collect();
    assert!(codes.contains(&"RIENG-1") && !codes.contains(&"RIENG-2"));
}
