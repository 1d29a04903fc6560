//! Rules and lists on their pages: brought, tried, put in force, taken out; and what is kept quiet.

use crate::events::links;
use crate::world::{FIREWALL, World, reached};
use axum::http::StatusCode;
use domain::access::Role;
use server::web::Options;

const LIST: &str = "/rules/lists/thang-3.csv";

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_brought_tried_put_in_force_and_raises_alerts() {
    let world = World::empty(Options::default()).await;
    let records: Vec<String> = (1..=3).map(|n| reached(n, "")).collect();
    world.log(FIREWALL, &records).await;
    let analyst = world.sign_in(Role::Analyst, None).await;
    let empty = analyst.get("/rules").await;
    assert!(
        empty.text().contains("Chưa có danh sách"),
        "{}",
        empty.text()
    );

    let list = "203.0.113.66,Mirai\nkhông phải địa chỉ\n";
    let brought = analyst.upload("/rules/lists", "thang-3.csv", list).await;
    assert_eq!(brought.location(), format!("{LIST}?state=waiting"));
    let page = analyst.get(brought.location()).await;
    assert!(page.body.contains("Chờ dùng"), "{}", page.text());
    assert!(page.body.contains("không:2"), "{}", page.text());
    // It is not in force.
    assert_eq!(analyst.get(LIST).await.status, StatusCode::NOT_FOUND);
    world.log(FIREWALL, &records).await;
    assert!(!analyst.get("/alerts").await.body.contains("Mirai"));

    let with = |what: &'static str| [("do", what), ("state", "waiting")];
    let tried = analyst.post(LIST, &with("try")).await;
    assert_eq!(tried.status, StatusCode::OK, "{}", tried.text());
    assert!(tried.body.contains("đã đọc 6 bản ghi"), "{}", tried.text());
    assert!(tried.body.contains("Mirai"), "{}", tried.text());
    let record = links(&tried.body, "/events/").remove(0);
    assert_eq!(analyst.get(&record).await.status, StatusCode::OK);

    let enabled = analyst.post(LIST, &with("enable")).await;
    assert_eq!(enabled.location(), LIST);
    world.log(FIREWALL, &records).await;
    let alerts = analyst.get("/alerts").await;
    assert!(alerts.body.contains("Mirai"), "{}", alerts.text());
    let page = analyst.get(LIST).await;
    assert!(page.body.contains("3 phát hiện trong"), "{}", page.text());
    let of_it = links(&page.body, "/alerts?").remove(0);
    assert!(analyst.get(&of_it).await.body.contains("Mirai"));

    let blank = [("do", "disable"), ("state", "in_force"), ("reason", " ")];
    let refused = analyst.post(LIST, &blank).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let why = [
        ("do", "disable"),
        ("state", "in_force"),
        ("reason", "hết tháng"),
    ];
    let out = analyst.post(LIST, &why).await;
    assert_eq!(out.location(), format!("{LIST}?state=waiting"));
    let why = [
        ("do", "remove"),
        ("state", "waiting"),
        ("reason", "hết tháng"),
    ];
    assert_eq!(analyst.post(LIST, &why).await.location(), "/rules");
    assert!(!analyst.get("/rules").await.body.contains("thang-3.csv"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_set_tells_what_it_can_not_use_and_a_loud_rule_is_kept_quiet_for_a_while() {
    let world = World::empty(Options::default()).await;
    let records: Vec<String> = (1..=3).map(|n| reached(n, "")).collect();
    let leader = world.sign_in(Role::Commander, None).await;
    let rules = "title: Luật ồn\nid: 11111111-1111-4111-8111-111111111111\nlevel: high\nlogsource:\n  category: firewall\n\
                 detection:\n  s:\n    action: accept\n  condition: s\n---\ntitle: Luật hỏng\nlevel: high\n";
    let brought = leader.upload("/rules/sets", "Bộ mẫu.yml", rules).await;
    assert_eq!(brought.status, StatusCode::OK, "{}", brought.text());
    assert!(
        brought.body.contains("Đã nhận 1 luật"),
        "{}",
        brought.text()
    );
    let set = "/rules/sets/b--m-u";
    let tried = leader
        .post(set, &[("do", "try"), ("state", "waiting")])
        .await;
    assert!(
        tried.body.contains("Không có bản ghi nào trong 24 giờ qua"),
        "{}",
        tried.text()
    );
    let enabled = leader
        .post(set, &[("do", "enable"), ("state", "waiting")])
        .await;
    assert_eq!(enabled.location(), set);
    world.log(FIREWALL, &records).await;
    let page = leader.get(set).await;
    assert!(page.body.contains("Luật ồn"), "{}", page.text());
    assert!(page.body.contains("3 phát hiện trong"), "{}", page.text());
    let quiet = [
        ("rule", "11111111-1111-4111-8111-111111111111"),
        ("days", "7"),
        ("reason", "đang sửa luật"),
    ];
    let done = leader.post("/suppressions/add", &quiet).await;
    assert_eq!(done.location(), "/suppressions");
    world.log(FIREWALL, &records).await;
    let page = leader.get(set).await;
    assert!(page.body.contains("3 không báo"), "{}", page.text());
    let list = leader.get("/suppressions").await;
    assert!(list.body.contains("đang sửa luật"), "{}", list.text());
    let end = list.body.split("action=\"").find(|part| {
        let address = part.split('"').next().unwrap_or_default();
        address.starts_with("/suppressions/") && address.len() > 20
    });
    let end = end.unwrap().split('"').next().unwrap().to_owned();
    let officer = world.sign_in(Role::DutyOfficer, None).await;
    assert_eq!(officer.get("/suppressions").await.status, StatusCode::OK);
    let refused = officer.post(&end, &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(leader.post(&end, &[]).await.location(), "/suppressions");
    let list = leader.get("/suppressions").await;
    assert!(list.body.contains("bật lại sớm"), "{}", list.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_rule_and_no_list_is_refused_in_words_on_the_page() {
    let world = World::empty(Options::default()).await;
    let leader = world.sign_in(Role::Commander, None).await;
    for (door, name, text) in [
        ("/rules/sets", "a.yml", "chỉ là chữ"),
        ("/rules/sets", "a.zip", "không phải zip"),
        ("/rules/sets", "starter.yml", "title: a\n"),
        ("/rules/lists", "a.csv", "không có gì\n"),
    ] {
        let refused = leader.upload(door, name, text).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(refused.body.contains("role=\"alert\""), "{name}");
        assert!(!refused.body.contains(".new-"), "{}", refused.text());
    }
    // The starter set stays as it is.
    let starter = "/rules/sets/starter";
    assert!(leader.get(starter).await.body.contains("Kèm phần mềm"));
    for what in ["enable", "disable", "remove"] {
        let form = [("do", what), ("reason", "thử")];
        let refused = leader.post(starter, &form).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{what}");
    }
}
