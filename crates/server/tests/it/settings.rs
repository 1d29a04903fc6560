//! Thresholds, the roster, the first evening, and the places a phone reaches.

#![allow(
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "what is missing fails the test, as it should"
)]

use crate::world::{Eyes, World};
use axum::http::StatusCode;
use domain::access::{Grant, Role};
use domain::key::Key;
use engine::Actor;
use server::web::Options;

async fn leader(world: &mut World) -> Eyes {
    let whole = Grant::whole(Role::Commander);
    world.named("lanh.dao", "Lãnh đạo mẫu", whole).await
}

/// The value of a hidden field, the first after `from`.
fn hidden(page: &str, from: &str, name: &str) -> String {
    let (_, after) = page.split_once(from).unwrap();
    let (_, after) = after
        .split_once(&format!("name=\"{name}\" value=\""))
        .unwrap();
    after.split('"').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_threshold_is_set_with_its_reason_and_a_late_form_shows_both_values() {
    let mut world = World::town("").await;
    let leader = leader(&mut world).await;
    let path = "/settings/floor";
    let form = |number: &'static str, reason: &'static str| {
        [
            ("revision", "0"),
            ("number", number),
            ("unit", "%"),
            ("reason", reason),
        ]
    };
    for (number, reason, told) in [
        ("một nửa", "chỉ đạo", "phải là một số"),
        ("140", "chỉ đạo", "từ 0 % đến 100 %"),
        ("70", "", "Hãy ghi lý do"),
    ] {
        let answer = world.post(path, &leader, &form(number, reason)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{number}");
        assert!(answer.body.contains(told), "{number}: {told}");
        let typed = format!(
            "name=\"number\" inputmode=\"decimal\" autocomplete=\"off\" required value=\"{number}\""
        );
        assert!(answer.body.contains(&typed), "what was typed stays");
    }
    assert_eq!(world.engine.policy().floor, 0.5, "nothing was set");

    let set = world.post(path, &leader, &form("70", "Chỉ đạo mẫu")).await;
    assert_eq!(set.location(), "/settings?done=floor#k-floor");
    assert_eq!(world.engine.policy().floor, 0.7);
    let page = world.get(set.location(), Some(&leader)).await.body;
    for shown in [
        "70 %",
        "mặc định 50 %",
        "Chỉ đạo mẫu",
        "Lãnh đạo mẫu",
        "không phải quy định",
    ] {
        assert!(page.contains(shown), "{shown}");
    }

    let late = world.post(path, &leader, &form("90", "Lý do khác")).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("thành 70 %. Bạn đã nhập 90 %"));
    assert!(late.body.contains("Lý do khác"), "the reason is kept");
    let again = hidden(&late.body, "action=\"/settings/floor\"", "revision");
    let again = [
        ("revision", again.as_str()),
        ("number", "90"),
        ("unit", "%"),
        ("reason", "Lý do khác"),
    ];
    let set = world.post(path, &leader, &again).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER);
    assert_eq!(world.engine.policy_history("floor").await.unwrap().len(), 2);
    let none = world.post("/settings/khong-co", &leader, &again).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_who_set_thresholds_have_the_form_and_packs_say_what_is_unverified() {
    let mut world = World::town("").await;
    let officer = world.person(Role::DutyOfficer).await;
    let page = world.get("/settings", Some(&officer)).await.body;
    assert!(page.contains("P.floor"));
    assert!(!page.contains("action=\"/settings/"));
    assert!(page.contains("đang có hiệu lực"));
    assert!(page.contains("chưa đối chiếu bản gốc"));
    let form = [
        ("revision", "0"),
        ("number", "10"),
        ("unit", "%"),
        ("reason", "x"),
    ];
    let refused = world.post("/settings/floor", &officer, &form).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_roster_is_filled_saved_and_never_written_over_unseen() {
    let mut world = World::town("").await;
    let leader = leader(&mut world).await;
    let officer = world.person(Role::DutyOfficer).await;
    let (unit, directive) = (world.unit(), world.values["{directive}"].clone());
    let page = format!("/roster?unit={unit}&directive={directive}");
    let door = format!("/roster/{unit}/{directive}");

    let seen = world.get(&page, Some(&officer)).await;
    assert_eq!(seen.status, StatusCode::OK);
    let edit = world.get(&format!("{page}&edit=1"), Some(&officer)).await;
    assert!(
        !edit.body.contains(&door),
        "an officer sees and does not edit"
    );
    let refused = world.post(&door, &officer, &[("revision", "0")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);

    let edit = world
        .get(&format!("{page}&edit=1"), Some(&leader))
        .await
        .body;
    let revision = hidden(&edit, &door, "revision");
    let field = edit.split("name=\"p:").nth(1).unwrap();
    let field = format!("p:{}", field.split('"').next().unwrap());
    let names = "Nguyễn Văn Mẫu\nTrần Thị Mẫu\n";
    let fill = [("do", "fill"), ("revision", &revision), ("names", names)];
    let filled = world.post(&door, &leader, &fill).await;
    assert_eq!(filled.status, StatusCode::OK);
    assert!(filled.body.contains("chưa lưu"));
    assert!(filled.body.contains("value=\"Trần Thị Mẫu\""));
    let still = world.get(&page, Some(&leader)).await.body;
    assert!(!still.contains("Trần Thị Mẫu"), "filling saves nothing");

    let save = |person: &'static str| {
        [
            ("do", "save"),
            ("revision", revision.as_str()),
            (field.as_str(), person),
            ("approver", "Chủ tịch mẫu"),
        ]
    };
    let saved = world.post(&door, &leader, &save("Nguyễn Văn Mẫu")).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let now = world.get(saved.location(), Some(&officer)).await.body;
    assert!(now.contains("Nguyễn Văn Mẫu"));
    assert!(now.contains("Chủ tịch mẫu, "), "approved, and when");

    let late = world.post(&door, &leader, &save("Trần Thị Mẫu")).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        late.body.contains("value=\"Trần Thị Mẫu\""),
        "typed names stay"
    );
    assert!(late.body.contains("Đang ghi: Nguyễn Văn Mẫu"));
    let paper = format!("/reports/{directive}/papers/roster?unit={unit}");
    let paper = world.get(&paper, Some(&officer)).await;
    assert!(paper.body.starts_with("PK"), "the sheet to sign");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_of_one_unit_sees_and_fills_no_other_roster() {
    let mut world = World::town("").await;
    let own = world.unit();
    let held = world.engine.live().all().remove(0);
    let other = held.units().iter().map(|u| u.code.clone());
    let other = other
        .filter(|unit| !held.tree().contains(&own, unit))
        .find(|unit| !held.of_unit(unit).is_empty())
        .unwrap();
    let grant = Grant {
        role: Role::Commander,
        subtree: Some(Key::new(own.as_str())),
    };
    let head = world.named("truong.dv", "Trưởng đơn vị mẫu", grant).await;
    let directive = &world.values["{directive}"];
    for (unit, expected) in [(&own, StatusCode::OK), (&other, StatusCode::NOT_FOUND)] {
        let page = format!("/roster?unit={unit}&directive={directive}");
        assert_eq!(world.get(&page, Some(&head)).await.status, expected);
    }
    let door = format!("/roster/{other}/{directive}");
    let refused = world.post(&door, &head, &[("revision", "0")]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_evening_leads_from_a_letter_to_checklist_roster_and_report() {
    let mut world = World::empty(Options::default()).await;
    let admin = Grant::whole(Role::Commander);
    let admin = world.named("quan.tri", "Quản trị mẫu", admin).await;
    let id = engine::accounts::AccountId::parse(&world.values["/accounts/{id}"]).unwrap();
    let roles = [Role::SystemAdmin, Role::Commander, Role::DutyOfficer].map(Grant::whole);
    world
        .engine
        .set_grants(&Actor::Local, id, &roles)
        .await
        .unwrap();
    for path in ["/", "/board"] {
        let sent = world.get(path, Some(&admin)).await;
        assert_eq!(sent.location(), "/start", "{path}");
    }
    let start = world.get("/start", Some(&admin)).await.body;
    assert!(start.contains("action=\"/directives/upload\""));
    assert!(
        !start.contains("action=\"/start/units\""),
        "one step at a time"
    );

    world.put_in_force("").await;
    let start = world.get("/start", Some(&admin)).await.body;
    assert!(start.contains("action=\"/start/units\""));
    let units = |below: &'static str| {
        [
            ("name", "UBND thị xã Mẫu"),
            ("class", "peoples_committee"),
            ("head", "Chủ tịch mẫu"),
            ("below", below),
            ("below_class", "commune"),
        ]
    };
    let twice = units("Phường Một\nphường một");
    let twice = world.post("/start/units", &admin, &twice).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.body.contains("ghi hai lần"));
    assert!(twice.body.contains("value=\"UBND thị xã Mẫu\""));
    let kept = units("Phường Một\n\nPhường Hai\n");
    let kept = world.post("/start/units", &admin, &kept).await;
    assert_eq!(kept.location(), "/start#step-1");
    let again = world.post("/start/units", &admin, &units("")).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    // The form is gone from the page, and what was refused is told where it stood.
    assert!(again.body.contains("đã có danh mục đơn vị"));
    assert!(!again.body.contains("action=\"/start/units\""));

    let start = world.get("/start", Some(&admin)).await.body;
    assert!(start.contains("Phường Hai"));
    assert!(start.contains("Chưa có dữ liệu"));
    let main = start.split_once("<main").unwrap().1;
    assert!(!main.contains("Đạt"), "nothing is met without data");
    let board = world.get("/board", Some(&admin)).await.body;
    assert!(board.contains("href=\"/start\""), "the board leads back");
    let (_, roster) = main.split_once("href=\"/roster?").unwrap();
    let roster = format!("/roster?{}", roster.split('"').next().unwrap());
    let roster = roster.replace("&amp;", "&").replace("&#38;", "&");
    let roster = world.get(&roster, Some(&admin)).await;
    assert_eq!(roster.status, StatusCode::OK);
    assert!(roster.body.contains("name=\"p:CA-VT-"), "{}", roster.body);
    let report = world.post("/start/report", &admin, &[]).await;
    assert_eq!(report.status, StatusCode::OK);
    assert!(report.body.starts_with("PK"), "a document");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_place_of_the_frame_is_in_reach_of_a_phone() {
    let mut world = World::town("").await;
    let people = [Role::SystemAdmin, Role::Commander, Role::Respondent];
    for role in people {
        let eyes = world.person(role).await;
        let page = world.get("/help", Some(&eyes)).await.body;
        let (_, nav) = page.split_once("<nav class=\"nav\"").unwrap();
        let nav = nav.split_once("</nav>").unwrap().0;
        let (bar, more) = nav.split_once("<details class=\"more\"").unwrap();
        let deep: Vec<&str> = bar
            .split("<a href=\"")
            .filter(|link| link.contains("class=\"deep\""))
            .map(|link| link.split('"').next().unwrap())
            .collect();
        assert!(!deep.is_empty(), "{role}");
        for href in deep.into_iter().chain(["/search", "/account"]) {
            assert!(more.contains(&format!("href=\"{href}\"")), "{role} {href}");
        }
        // Four places and "Thêm" fit side by side on the narrowest phone.
        let near = bar.matches("<a href").count() - bar.matches("class=\"deep\"").count();
        assert!((2..=4).contains(&near), "{role}: {near}");
        assert!(more.contains("<summary class=\"here\""), "{role}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_are_told_with_the_name_of_their_unit() {
    let mut world = World::town("").await;
    let unit = world.unit();
    let name = world.engine.unit_names().await.unwrap()[unit.as_str()].clone();
    let eyes = world.person(Role::Respondent).await;
    let own = world.get("/account", Some(&eyes)).await.body;
    assert!(own.contains(&format!("{name} ({unit})")));
    let admin = world.person(Role::SystemAdmin).await;
    let all = world.get("/accounts", Some(&admin)).await.body;
    assert!(all.contains(&format!("{name} ({unit})")));
}
