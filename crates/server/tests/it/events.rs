//! Logs as people look at them: found, opened, taken away as a file; alerts taken and closed; senders adopted.

use crate::world::{FIREWALL, World, reached};
use axum::http::StatusCode;
use domain::access::Role;
use engine::Actor;
use http_body_util::BodyExt as _;
use jiff::SignedDuration;
use server::web::Options;
use std::time::Duration;

/// The addresses that a page links to and that begin so.
pub(crate) fn links(page: &str, begins: &str) -> Vec<String> {
    let parts = page.split("href=\"").skip(1);
    let found = parts.filter_map(|part| part.split('"').next());
    let found = found.map(|link| link.replace("&amp;", "&").replace("&#38;", "&"));
    found.filter(|link| link.starts_with(begins)).collect()
}

async fn with_logs() -> World {
    let mut world = World::new().await;
    world.logs("").await;
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_is_narrowed_by_its_links_and_leads_to_the_record() {
    let world = with_logs().await;
    let officer = world.sign_in(Role::DutyOfficer, None).await;
    let all = officer.get("/events").await;
    assert_eq!(all.status, StatusCode::OK, "{}", all.text());
    assert!(all.body.contains("3 bản ghi"), "{}", all.text());
    let narrowed = links(&all.body, "/events?q=src.ip%3A198.51.100.2");
    let one = officer.get(narrowed.first().unwrap()).await;
    assert!(one.body.contains("1 bản ghi"), "{}", one.text());
    // Every link of the page is an address that answers: bars of the chart, values, columns, files.
    for link in links(&one.body, "/events") {
        let answer = officer.get(&link).await;
        assert_eq!(answer.status, StatusCode::OK, "{link}");
    }
    let mut records = links(&one.body, "/events/").into_iter();
    let record = records.find(|link| link.contains("?at=")).unwrap();
    let record = officer.get(&record).await;
    for told in [
        "devname",
        "FW-MAU",
        "198.51.100.2",
        "203.0.113.66",
        FIREWALL,
    ] {
        assert!(record.body.contains(told), "{told}");
    }
    for link in links(&record.body, "/events?q=") {
        let found = officer.get(&link).await;
        assert!(!found.body.contains("id=\"wrong\""), "{link}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_list_is_told_how_much_came_since() {
    let world = with_logs().await;
    let officer = world.sign_in(Role::DutyOfficer, None).await;
    let mut open = Vec::new();
    for (page, begins) in [("/events", "/events/news"), ("/alerts", "/alerts/news")] {
        let page = officer.get(page).await;
        let link = page.body.split("data-news=\"").nth(1).unwrap();
        let link = link.split('"').next().unwrap().replace("&#38;", "&");
        assert!(link.starts_with(begins), "{link}");
        open.push(officer.listen(&link).await);
    }
    // They are counted from when the stream was opened.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let list = b"203.0.113.99\n".to_vec();
    let import = world
        .engine
        .import_list(&Actor::Local, "moi.txt", list)
        .await;
    import.unwrap();
    let later = world.engine.clock().now() + SignedDuration::from_mins(1);
    world.engine.clock().set(later);
    let record = reached(9, "").replace("203.0.113.66", "203.0.113.99");
    world.log(FIREWALL, &[record]).await;
    for mut body in open {
        let next = tokio::time::timeout(Duration::from_secs(30), body.frame());
        let frame = next.await.unwrap().unwrap().unwrap();
        let told = String::from_utf8(frame.into_data().unwrap().to_vec()).unwrap();
        assert!(told.contains("event: news"), "{told}");
        assert!(told.contains("1 mới"), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_that_is_not_understood_is_told_at_its_place() {
    let world = with_logs().await;
    let officer = world.sign_in(Role::DutyOfficer, None).await;
    let page = officer.get("/events?q=host%3Afw+src.ip%3Ax").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("<mark>x</mark>"), "{}", page.body);
    assert!(page.text().contains("địa chỉ IP"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_found_is_taken_away_as_a_file_and_noted() {
    let world = with_logs().await;
    let officer = world.sign_in(Role::DutyOfficer, None).await;
    for (format, begins) in [
        ("csv", "\u{feff}event_id,"),
        ("ndjson", "{\""),
        ("parquet", "PAR1"),
    ] {
        let file = officer
            .get(&format!("/events/export?format={format}"))
            .await;
        assert_eq!(file.status, StatusCode::OK, "{format}");
        assert!(file.body.starts_with(begins), "{format}: {}", file.body);
    }
    assert_eq!(
        officer.get("/events/export?format=exe").await.status,
        StatusCode::BAD_REQUEST
    );
    let auditor = world.sign_in(Role::Auditor, None).await;
    let audit = auditor.get("/audit").await;
    assert!(audit.text().contains("Tải nhật ký về"), "{}", audit.text());
    assert_eq!(
        auditor.get("/events/export?format=csv").await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sees_a_unit_sees_the_logs_of_its_sources_alone() {
    let world = with_logs().await;
    let admin = world.sign_in(Role::SystemAdmin, None).await;
    let (unit, other) = world.units();
    let page = admin.get("/sources").await;
    assert!(page.body.contains(FIREWALL), "{}", page.text());
    let adopt = links(&page.body, "/nowhere");
    assert!(adopt.is_empty());
    let source = &world.values["/sources/{id}"];
    let form = [
        ("revision", "0"),
        ("unit", unit.as_str()),
        ("class", "standard"),
        ("name", "Tường lửa"),
    ];
    let done = admin.post(&format!("/sources/{source}"), &form).await;
    assert_eq!(
        (done.status, done.location()),
        (StatusCode::SEE_OTHER, "/sources"),
        "{}",
        done.text()
    );
    world.log(FIREWALL, &[reached(4, "")]).await;
    for (unit, count) in [(unit, "1 bản ghi"), (other, "0 bản ghi")] {
        let part = world.sign_in(Role::DutyOfficer, Some(&unit)).await;
        let page = part.get("/events").await;
        assert!(page.text().contains(count), "{unit}: {}", page.text());
        let foreign = format!("/events/{}", world.values["/events/{id}"]);
        assert_eq!(part.get(&foreign).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_is_taken_closed_with_a_reason_and_kept_quiet_until_a_day() {
    let world = with_logs().await;
    let officer = world.sign_in(Role::DutyOfficer, None).await;
    let list = officer.get("/alerts").await;
    assert!(list.text().contains("Mirai"), "{}", list.text());
    let address = links(&list.body, "/alerts/").remove(0);
    let alert = officer.get(&address).await;
    let record = links(&alert.body, "/events/").remove(0);
    assert_eq!(officer.get(&record).await.status, StatusCode::OK);
    let around = links(&alert.body, "/events?").remove(0);
    assert_eq!(officer.get(&around).await.status, StatusCode::OK);
    let revision = |page: &str| {
        let value = page.split("name=\"revision\" value=\"").nth(1).unwrap();
        value.split('"').next().unwrap().to_owned()
    };
    let seen = revision(&alert.body);
    let handle = format!("{address}/handle");
    let taken = officer.post(&handle, &[("revision", seen.as_str())]).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
    let late = officer.post(&handle, &[("revision", seen.as_str())]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let seen = revision(&officer.get(&address).await.body);
    let blank = [
        ("revision", seen.as_str()),
        ("outcome", "handled"),
        ("reason", " "),
    ];
    let refused = officer.post(&handle, &blank).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let commander = world.sign_in(Role::Commander, None).await;
    let quiet = [("days", "7"), ("reason", "đang bảo trì")];
    let done = commander.post(&format!("{address}/suppress"), &quiet).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let close = [
        ("revision", seen.as_str()),
        ("outcome", "handled"),
        ("reason", "đã cách ly máy"),
    ];
    let closed = officer.post(&handle, &close).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text());
    let page = officer.get(&address).await;
    assert!(page.text().contains("đã cách ly máy"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn all_who_wait_can_be_reached_and_stand_before_those_taken_in() {
    let world = with_logs().await;
    let keys: Vec<String> = (0..200).map(|n| format!("syslog/198.51.100.{n}")).collect();
    let record = [reached(9, "")];
    let sent: Vec<(&str, &[String])> = keys.iter().map(|key| (key.as_str(), &record[..])).collect();
    world.log_all(&sent).await;
    let admin = world.sign_in(Role::SystemAdmin, None).await;
    let first = admin.get("/sources").await;
    let next = links(&first.body, "/sources?waiting=").remove(0);
    let second = admin.get(&next).await;
    assert!(links(&second.body, "/sources?waiting=").is_empty());
    let shown =
        |key: &String| [&first, &second].map(|page| page.body.contains(&format!(">{key}<")));
    let firewall = FIREWALL.to_owned();
    let all = keys.iter().chain([&firewall]).map(shown);
    let pages: Vec<[bool; 2]> = all.collect();
    assert!(
        pages.iter().all(|[first, second]| first != second),
        "{pages:?}"
    );
    // Those that somebody took in are on both.
    assert!(
        [&first, &second]
            .iter()
            .all(|page| page.text().contains("may chu web"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_of_a_sender_is_shown_once() {
    let world = World::empty(Options::default()).await;
    let admin = world.sign_in(Role::SystemAdmin, None).await;
    let made = admin
        .post(
            "/sources/add",
            &[("name", "máy chủ web"), ("unit", ""), ("class", "")],
        )
        .await;
    assert_eq!(made.status, StatusCode::OK);
    assert!(made.body.contains("khien_gui_"), "{}", made.text());
    assert!(!admin.get("/sources").await.body.contains("khien_gui_"));
    let again = admin
        .post(
            "/sources/add",
            &[("name", "máy chủ web"), ("unit", ""), ("class", "")],
        )
        .await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    // Nothing was ever sent: the search page says what to do.
    let page = admin.get("/sources").await;
    assert!(page.text().contains("chưa gửi lần nào"), "{}", page.text());

    // A lost token is made anew; two who do it at once do not void each other's unseen.
    let renew = page
        .body
        .split("action=\"")
        .find(|part| part.contains("/token\""));
    let renew = renew.and_then(|part| part.split('"').next()).unwrap();
    let renewed = admin.post(renew, &[("revision", "1")]).await;
    assert_eq!(renewed.status, StatusCode::OK, "{}", renewed.text());
    let token = |page: &str| {
        let (_, rest) = page.split_once("khien_gui_").unwrap();
        rest.split('<').next().unwrap().to_owned()
    };
    assert_ne!(token(&renewed.body), token(&made.body));
    let late = admin.post(renew, &[("revision", "1")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!late.body.contains("khien_gui_"), "{}", late.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_list_is_run_over_what_is_kept_and_can_be_stopped() {
    let world = with_logs().await;
    let analyst = world.sign_in(Role::Analyst, None).await;
    let none = analyst.get("/hunts/runs").await;
    assert!(
        none.text().contains("Chưa có lần rà ngược nào"),
        "{}",
        none.text()
    );
    let list = b"203.0.113.1\n".to_vec();
    let by = Actor::Local;
    world
        .engine
        .import_list(&by, "thang-2.txt", list)
        .await
        .unwrap();
    let page = analyst.get("/hunts/runs").await;
    assert!(
        page.text().contains("Danh sách thang-2.txt"),
        "{}",
        page.text()
    );
    assert!(page.text().contains("Chờ chạy"), "{}", page.text());
    let form = page.body.split("action=\"");
    let mut form = form.filter(|part| part.starts_with("/hunts/runs/"));
    let form = form.next().unwrap().split('"').next().unwrap();
    for (word, state) in [("pause", "Chạy tiếp"), ("resume", "Chờ chạy")] {
        let done = analyst.post(form, &[("do", word)]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let page = analyst.get("/hunts/runs").await;
        assert!(page.text().contains(state), "{}", page.text());
    }
    let hunts = analyst.get("/hunts").await;
    assert_eq!(links(&hunts.body, "/hunts/runs").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_becomes_a_hunt_that_is_concluded() {
    let world = with_logs().await;
    let analyst = world.sign_in(Role::Analyst, None).await;
    let found = analyst.get("/events?q=dst.ip%3A203.0.113.66").await;
    let start = links(&found.body, "/hunts?").remove(0);
    let start = analyst.get(&start).await;
    assert!(
        start.body.contains("dst.ip:203.0.113.66"),
        "{}",
        start.text()
    );
    let new = [
        ("q", "dst.ip:203.0.113.66"),
        ("range", "24h"),
        ("hypothesis", "có máy gọi về máy chủ điều khiển"),
    ];
    let begun = analyst.post("/hunts/begin", &new).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
    let list = analyst.get("/hunts").await;
    assert!(list.text().contains("có máy gọi về"), "{}", list.text());
    assert!(list.text().contains("3 bản ghi"), "{}", list.text());
    let conclude = list
        .body
        .split("action=\"")
        .find(|part| part.starts_with("/hunts/"));
    let conclude = conclude.unwrap().split('"').next().unwrap();
    let conclusion = |text| [("conclusion", text), ("findings", "3"), ("disposed", "2")];
    let blank = analyst.post(conclude, &conclusion(" ")).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    // How much was found has to be said by a person.
    let silent = [("conclusion", "ba máy"), ("findings", "")];
    let silent = analyst.post(conclude, &silent).await;
    assert!(silent.status.is_client_error(), "{}", silent.status);
    let said = conclusion("ba máy, đã cách ly");
    let said = analyst.post(conclude, &said).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text());
    let kept = [
        ("q", "dst.ip:203.0.113.66"),
        ("range", "7d"),
        ("name", "Máy chủ điều khiển"),
    ];
    assert_eq!(
        analyst.post("/hunts/searches", &kept).await.status,
        StatusCode::SEE_OTHER
    );
    let list = analyst.get("/hunts").await;
    assert!(
        list.text().contains("ba máy, đã cách ly"),
        "{}",
        list.text()
    );
    let again = links(&list.body, "/events?q=")
        .into_iter()
        .find(|link| link.ends_with("range=7d"));
    assert_eq!(analyst.get(&again.unwrap()).await.status, StatusCode::OK);
}
