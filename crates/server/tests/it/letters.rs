//! A letter from draft to duty: read, corrected by a person, put in force; and who may not.

use crate::world::World;
use axum::http::StatusCode;
use domain::access::Role;
use engine::Actor;

const LETTER: &str = "ỦY BAN NHÂN DÂN\nTHỊ XÃ AN MẪU\nSố:     /UBND-VH\nAn Mẫu, ngày 05 tháng 01 năm 2024\nV/v bảo đảm an toàn thông tin mạng dịp Tết Nguyên đán Giáp Thìn 2024\n\nKính gửi: UBND các xã, phường.\n\nUBND thị xã yêu cầu các đơn vị thực hiện các nội dung sau:\n1. Tổ chức trực giám sát an toàn thông tin mạng 24/7 trong dịp Tết.\n2. Rà soát, bóc gỡ mã độc trên toàn bộ máy chủ, máy trạm.\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_person_corrects_a_reading_and_puts_it_in_force() {
    let world = World::new().await;
    let draft = world
        .engine
        .upload(&Actor::Local, "thu.txt", LETTER.as_bytes().to_vec())
        .await
        .unwrap();
    let path = format!("/drafts/{draft}");
    let leader = world.sign_in(Role::Commander, None).await;
    let analyst = world.sign_in(Role::Analyst, None).await;

    let shown = analyst.get(&path).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(
        shown
            .text()
            .contains("Tổ chức trực giám sát an toàn thông tin mạng 24/7")
    );

    let first = [("revision", "0"), ("what", "number"), ("value", "12")];
    let correct = format!("{path}/correct");
    let corrected = analyst.post(&correct, &first).await;
    assert_eq!(
        corrected.status,
        StatusCode::SEE_OTHER,
        "{}",
        corrected.text()
    );
    // A second person still looks at the page of before: told, and nothing is lost.
    let stale = analyst.post(&correct, &first).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(analyst.get(&path).await.text().contains("12/UBND-VH"));

    let confirm = format!("{path}/confirm");
    let days = [
        ("revision", "1"),
        ("received", "2024-01-08"),
        ("from", "2024-02-08"),
        ("to", "2024-02-14"),
    ];
    assert_eq!(
        analyst.post(&confirm, &days).await.status,
        StatusCode::FORBIDDEN,
        "an analyst puts nothing in force"
    );
    let done = leader.post(&confirm, &days).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    assert!(done.to.starts_with("/directives/"), "{}", done.to);
    let directive = leader.get(&done.to).await.text();
    assert!(directive.contains("12/UBND-VH"));
    assert!(directive.contains("Trực giám sát 24/7"));
    let board = done.to.replace("/directives/", "/board?directive=");
    assert_eq!(leader.get(&board).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leads_one_ward_puts_nothing_in_force_for_all() {
    let world = World::new().await;
    let draft = world
        .engine
        .upload(&Actor::Local, "thu.txt", LETTER.as_bytes().to_vec())
        .await
        .unwrap();
    let ward = world.sign_in(Role::Commander, Some("PMN")).await;
    let answer = ward
        .post(&format!("/drafts/{draft}/confirm"), &[("revision", "0")])
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_part_of_a_reading_is_corrected_on_its_page() {
    let world = World::new().await;
    let draft = world
        .engine
        .upload(&Actor::Local, "thu.txt", LETTER.as_bytes().to_vec())
        .await
        .unwrap();
    let analyst = world.sign_in(Role::Analyst, None).await;
    let (path, correct) = (
        format!("/drafts/{draft}"),
        format!("/drafts/{draft}/correct"),
    );
    let forms: [&[(&str, &str)]; 8] = [
        &[
            ("what", "place"),
            ("value", "Phường An Mẫu"),
            ("at", "f-place"),
        ],
        &[
            ("what", "signer"),
            ("name", "Người Mẫu"),
            ("title", "PHÓ CHỦ TỊCH"),
            ("capacity", "KT."),
        ],
        &[
            ("what", "reference"),
            ("number", "07"),
            ("sign", "STTTT-CĐS"),
            ("date", "2024-01-04"),
            ("relation", "implements"),
        ],
        &[
            ("what", "addressee"),
            ("text", "Các doanh nghiệp mẫu"),
            ("classes", "finance"),
            ("classes", "telecom_internet"),
        ],
        &[("what", "date"), ("value", "…/01/2024")],
        &[
            ("what", "obligation_add"),
            ("id", "3"),
            ("text", "Săn lùng mối nguy hại trên hệ thống mẫu."),
            ("classes", "commune"),
            ("measures", "hunt"),
            ("measures", "malware.remove"),
        ],
        &[
            ("what", "due"),
            ("obligation", "2"),
            ("value", "2024-02-01"),
        ],
        &[
            ("what", "obligation_remove"),
            ("obligation", "1"),
            ("reason", "trùng với công văn trước"),
        ],
    ];
    for (revision, form) in forms.iter().enumerate() {
        let revision = revision.to_string();
        let mut fields = vec![("revision", revision.as_str())];
        fields.extend_from_slice(form);
        let answer = analyst.post(&correct, &fields).await;
        assert_eq!(
            answer.status,
            StatusCode::SEE_OTHER,
            "{form:?}: {}",
            answer.text()
        );
        if form[0].1 == "place" {
            assert!(answer.to.ends_with("#f-place"), "{}", answer.to);
        }
    }
    let shown = analyst.get(&path).await.text();
    for words in [
        "Phường An Mẫu",
        "KT. PHÓ CHỦ TỊCH Người Mẫu",
        "07/STTTT-CĐS",
        "Các doanh nghiệp mẫu",
        "…/01/2024",
        "Săn lùng mối nguy hại trên hệ thống mẫu.",
        "01/02/2024",
        "Lý do: trùng với công văn trước",
    ] {
        assert!(shown.contains(words), "{words}");
    }
    // What was refused stays as it was typed, with the reason told.
    let wrong = [
        ("revision", "8"),
        ("what", "reference"),
        ("at", "ref-new"),
        ("issuer", "Cơ quan gõ dở"),
        ("date", "hôm qua"),
        ("relation", "basis"),
    ];
    let refused = analyst.post(&correct, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = refused.text();
    assert!(text.contains("value=\"Cơ quan gõ dở\"") && text.contains("Ngày không đọc được"));
}
