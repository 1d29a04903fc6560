//! Ledger, reports, audit and search as people use them.

use crate::world::World;
use axum::http::StatusCode;
use domain::access::Role;
use domain::facts::Fact;

/// A ward of the town that has not reported.
fn ward(world: &World) -> String {
    let all = world.engine.live().all();
    let silent = all.first().unwrap().not_reported();
    silent.iter().next().unwrap().to_string()
}

/// Another unit that is neither this one nor above or below it.
fn stranger(world: &World, of: &str) -> String {
    let all = world.engine.live().all();
    let held = all.first().unwrap();
    let is_apart = |unit: &&Fact<domain::facts::Unit>| {
        let of = domain::key::Key::new(of);
        !held.tree().contains(&unit.code, &of) && !held.tree().contains(&of, &unit.code)
    };
    held.units().iter().find(is_apart).unwrap().code.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_frozen_the_report_written_and_both_stand_in_the_ledger() {
    let world = World::new().await;
    let directive = world.directive();
    let leader = world.sign_in(Role::Commander, None).await;

    let answer = leader
        .post(&format!("/reports/{directive}/cut-off"), &[])
        .await;
    assert_eq!(
        (answer.status, answer.to.as_str()),
        (StatusCode::SEE_OTHER, "/reports?done=cut-off"),
        "{}",
        answer.text()
    );
    let answer = leader
        .post(&format!("/reports/{directive}/write"), &[("unit", "")])
        .await;
    assert_eq!(answer.to, "/reports?done=written", "{}", answer.text());

    let page = leader.get("/reports").await.text();
    // Nothing changed in between, so the report comes from the cut-off that was there.
    assert_eq!(
        page.matches("class=\"main-cell\"><time>").count(),
        1,
        "{page}"
    );
    let files: Vec<&str> = page
        .split('"')
        .filter(|part| part.contains("/files/"))
        .collect();
    assert_eq!(files.len(), 2);
    for file in files {
        let answer = leader.get(file).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.bytes.starts_with(b"PK"), "a .docx or .xlsx");
    }

    let ledger = leader.get("/ledger").await.text();
    assert!(ledger.contains("Viết báo cáo") && ledger.contains("Chốt số liệu"));
    assert!(ledger.contains("Người mẫu commander"));
    let answer = leader.get("/ledger/checkpoint").await;
    let checkpoint = answer.text();
    let verified = leader
        .post("/ledger", &[("checkpoint", checkpoint.as_str())])
        .await
        .text();
    assert!(
        verified.contains("khớp với điểm kiểm tra đã giữ"),
        "{verified}"
    );
    let forged = checkpoint.replacen('\n', "\n9", 1);
    let verified = leader.post("/ledger", &[("checkpoint", &forged)]).await;
    assert!(verified.text().contains("ledger.checkpoint_forged"));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_entry_shows_its_proof_and_the_first_and_last_do_too() {
    let world = World::new().await;
    let auditor = world.sign_in(Role::Auditor, None).await;
    let last = world.engine.checkpoint().await.unwrap().unwrap().size - 1;
    for seq in [0, last / 2, last] {
        let page = auditor.get(&format!("/ledger/{seq}")).await.text();
        assert!(page.contains("Mục này nằm trong điểm kiểm tra"), "{page}");
    }
    let beyond = auditor.get(&format!("/ledger/{}", last + 1)).await;
    assert_eq!(beyond.status, StatusCode::NOT_FOUND);
    let words = auditor.get("/ledger/nothing").await;
    assert_eq!(words.status, StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ward_sees_its_own_part_and_nobody_elses() {
    let world = World::new().await;
    let own = ward(&world);
    let other = stranger(&world, &own);
    let directive = world.directive();
    let officer = world.sign_in(Role::DutyOfficer, Some(&own)).await;

    // The first entries of a ledger that speak of either.
    let (mut mine, mut theirs) = (None, None);
    let local = engine::Actor::Local;
    let mut before = None;
    loop {
        let page = world.engine.ledger_entries(&local, before).await.unwrap();
        for leaf in &page.leaves {
            match leaf.unit.as_deref() {
                Some(unit) if unit == own => mine = Some(leaf.seq),
                Some(unit) if unit == other => theirs = Some(leaf.seq),
                _ => {}
            }
        }
        before = page.before;
        if before.is_none() {
            break;
        }
    }
    for (path, expected) in [
        (format!("/ledger/{}", mine.unwrap()), StatusCode::OK),
        (
            format!("/ledger/{}", theirs.unwrap()),
            StatusCode::NOT_FOUND,
        ),
        (
            format!("/reports/{directive}/papers/checklist?unit={own}"),
            StatusCode::OK,
        ),
        (
            format!("/reports/{directive}/papers/checklist?unit={other}"),
            StatusCode::NOT_FOUND,
        ),
        (
            format!("/reports/{directive}/papers/nonsense"),
            StatusCode::NOT_FOUND,
        ),
        (
            format!("/reports/{directive}/summary?unit={other}"),
            StatusCode::NOT_FOUND,
        ),
        (format!("/reports/{directive}/summary"), StatusCode::OK),
        ("/audit".to_owned(), StatusCode::FORBIDDEN),
    ] {
        assert_eq!(officer.get(&path).await.status, expected, "{path}");
    }
    let cut = officer
        .post(&format!("/reports/{directive}/cut-off"), &[])
        .await;
    assert_eq!(cut.status, StatusCode::FORBIDDEN);

    let all = world.engine.live().all();
    let name = &all.first().unwrap().unit(&other).unwrap().name;
    let path = format!(
        "/search?q={}",
        url::form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>()
    );
    let found = officer.get(&path).await.text();
    assert!(found.contains("Không thấy gì khớp"), "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn search_needs_no_marks_and_shows_what_was_typed_as_text() {
    let world = World::new().await;
    let officer = world.sign_in(Role::DutyOfficer, None).await;
    let address = {
        use domain::facts::{Asset, FactRow as _};
        let all = world.engine.live().all();
        let held = all.first().unwrap();
        let mut assets = held
            .units()
            .iter()
            .filter_map(|unit| held.facts.of(&unit.code))
            .flat_map(Asset::of);
        assets.find_map(|asset| asset.ip.first().copied()).unwrap()
    };
    for (words, expected) in [
        ("phuong", "Đơn vị</h2>"),
        ("botnet", "Nhiệm vụ</h2>"),
        (address.to_string().as_str(), "Máy và thiết bị</h2>"),
        ("", "Nhập tên đơn vị"),
        ("<script>alert(1)</script>", "Không thấy gì khớp"),
    ] {
        let path = url::form_urlencoded::Serializer::new("/search?".to_owned())
            .append_pair("q", words)
            .finish()
            .replace("/search?&", "/search?");
        let page = officer.get(&path).await.text();
        assert!(page.contains(expected), "{words}: {page}");
        assert!(!page.contains("<script>alert"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_is_filtered_by_who_and_what() {
    let world = World::new().await;
    let _leader = world.sign_in(Role::Commander, None).await;
    let auditor = world.sign_in(Role::Auditor, None).await;
    let all = auditor.get("/audit").await.text();
    assert!(all.contains("Tạo tài khoản") && all.contains("Dùng liên kết một lần"));
    let some = auditor
        .get("/audit?actor=local&action=account.created")
        .await
        .text();
    let rows = some.split("<tbody>").nth(1).unwrap();
    let rows = rows.split("</tbody>").next().unwrap();
    assert!(rows.contains("Tạo tài khoản"), "{rows}");
    assert!(!rows.contains("Dùng liên kết một lần"), "{rows}");
    let none = auditor.get("/audit?actor=nobody").await.text();
    assert!(none.contains("Không có việc nào khớp"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_checklist_without_a_unit_is_that_of_the_highest_one_with_duties() {
    let world = World::new().await;
    let leader = world.sign_in(Role::Commander, None).await;
    let path = format!("/reports/{}/papers/checklist", world.directive());
    let answer = leader.get(&path).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert!(answer.bytes.starts_with(b"PK"), "a .docx");
}
