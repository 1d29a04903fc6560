//! Units, work, returns and the links of units without accounts.

use crate::world::{Eyes, World};
use axum::http::StatusCode;
use domain::access::Role;
use std::io::{Cursor, Read as _, Write as _};
use zip::{ZipArchive, ZipWriter};

const TEXT: &str = "Tổ mẫu đã làm ngày 06/02, xem biên bản số 1";

/// The value of a hidden field, the first after `from`.
fn hidden(page: &str, from: &str, name: &str) -> String {
    let after = page.split_once(from).unwrap().1;
    let after = after
        .split_once(&format!("name=\"{name}\" value=\""))
        .unwrap()
        .1;
    after.split_once('"').unwrap().0.to_owned()
}

/// The fields of the first statement form of a return.
fn first_form(page: &str) -> [(&'static str, String); 3] {
    ["obligation", "measure", "seen"].map(|name| (name, hidden(page, "<details", name)))
}

fn answer<'a>(form: &'a [(&'static str, String); 3], text: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
    fields.extend([("claim", "met"), ("text", text), ("person", "Trần Thị Mẫu")]);
    fields
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_s_respondent_and_its_link_see_nothing_of_another_unit() {
    let place = World::new().await;
    let (own, other) = place.units();
    let directive = place.directive();
    let respondent = place.sign_in(Role::Respondent, Some(&own)).await.eyes;
    let officer = place.sign_in(Role::DutyOfficer, None).await.eyes;

    let links = format!("/units/{own}/return/{directive}/links");
    let made = place.post(&links, &officer, &[]).await;
    assert_eq!(made.status, StatusCode::OK);
    let made = made.text();
    let secret = made.split_once("/unit-link/").unwrap().1;
    let secret = secret.split_once('"').unwrap().0;
    let shown_again = place.get(&links, Some(&officer)).await.text();
    assert!(!shown_again.contains(secret), "the secret is shown once");
    let door = format!("/unit-link/{secret}");
    let looked = place.get(&door, Some(&Eyes::default())).await;
    assert_eq!((looked.status, looked.cookie()), (StatusCode::OK, ""));
    let entered = place.post(&door, &Eyes::default(), &[]).await;
    assert_eq!(entered.to, format!("/units/{own}/return/{directive}"));
    assert!(entered.cookie().contains("HttpOnly; SameSite=Lax"));
    let cookie = entered.cookie().split(';').next().unwrap().to_owned();
    let mut holder = Eyes {
        cookie,
        csrf: String::new(),
    };
    let page = place.get(&entered.to, Some(&holder)).await.text();
    holder.csrf = hidden(&page, "<form", "csrf");

    for (who, eyes) in [("respondent", &respondent), ("link", &holder)] {
        for (path, expected) in [
            (format!("/units/{own}/return/{directive}"), StatusCode::OK),
            (
                format!("/units/{own}/return/{directive}/close"),
                StatusCode::OK,
            ),
            (
                format!("/units/{own}/return/{directive}/form.xlsx"),
                StatusCode::OK,
            ),
            (
                format!("/units/{own}/return/{directive}/checklist.docx"),
                StatusCode::OK,
            ),
            ("/mine".to_owned(), StatusCode::OK),
            (
                format!("/units/{other}/return/{directive}"),
                StatusCode::NOT_FOUND,
            ),
            (
                format!("/units/{other}/return/{directive}/close"),
                StatusCode::NOT_FOUND,
            ),
            (
                format!("/units/{other}/return/{directive}/form.xlsx"),
                StatusCode::NOT_FOUND,
            ),
            (
                format!("/units/{own}/return/{directive}/links"),
                StatusCode::FORBIDDEN,
            ),
            ("/units".to_owned(), StatusCode::FORBIDDEN),
        ] {
            let got = place.get(&path, Some(eyes)).await.status;
            assert_eq!(got, expected, "{who} {path}");
        }
        let form = first_form(&page);
        let elsewhere = format!("/units/{other}/return/{directive}");
        let refused = place.post(&elsewhere, eyes, &answer(&form, TEXT)).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{who}");
    }

    let id = hidden(&shown_again, "/links/revoke", "id");
    let revoke = format!("{links}/revoke");
    let revoked = place.post(&revoke, &officer, &[("id", &id)]).await;
    assert_eq!(revoked.status, StatusCode::SEE_OTHER);
    let after = place.get(&entered.to, Some(&holder)).await;
    assert!(
        after.to.starts_with("/login"),
        "a revoked link opens nothing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_or_closed_return_refuses_and_keeps_what_was_typed() {
    let place = World::new().await;
    let (own, _) = place.units();
    let directive = place.directive();
    let eyes = place.sign_in(Role::Respondent, Some(&own)).await.eyes;
    let address = format!("/units/{own}/return/{directive}");
    let opened = place.get(&address, Some(&eyes)).await.text();
    let closing = place
        .get(&format!("{address}/close"), Some(&eyes))
        .await
        .text();
    let form = first_form(&opened);

    let short = place.post(&address, &eyes, &answer(&form, "<b>ngắn")).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        short.text().contains("&#60;b&#62;ngắn"),
        "typed text is kept, as text"
    );
    let kept = place.post(&address, &eyes, &answer(&form, TEXT)).await;
    assert_eq!(kept.to, format!("{address}?done=answer"));

    // A second window had the page open before that answer.
    let other = "Người thứ hai viết điều khác hẳn về việc này";
    let stale = place.post(&address, &eyes, &answer(&form, other)).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    let stale = stale.text();
    assert!(
        stale.contains(other) && stale.contains(TEXT),
        "both are seen"
    );
    let again = place
        .post(&address, &eyes, &answer(&first_form(&stale), other))
        .await;
    assert_eq!(
        again.status,
        StatusCode::SEE_OTHER,
        "seen, so it may be sent"
    );

    let path = format!("{address}/close");
    let unit = place.engine.live().all().remove(0);
    let head = unit
        .unit(&own)
        .unwrap()
        .head
        .as_deref()
        .unwrap_or("Lê Văn Mẫu")
        .to_owned();
    let seen = hidden(&closing, "/close\" method", "seen");
    let unseen = place
        .post(&path, &eyes, &[("head", &head), ("seen", &seen)])
        .await;
    assert_eq!(unseen.status, StatusCode::UNPROCESSABLE_ENTITY);
    let unseen = unseen.text();
    assert!(unseen.contains(&head), "the name typed is kept");
    let seen = hidden(&unseen, "/close\" method", "seen");
    let before = place.get(&address, Some(&eyes)).await.text();
    let nameless = place
        .post(&path, &eyes, &[("head", " "), ("seen", &seen)])
        .await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
    let closed = place
        .post(&path, &eyes, &[("head", &head), ("seen", &seen)])
        .await;
    assert_eq!(closed.to, format!("{address}?done=close"));

    only_supplements(&place, &eyes, &address, &before).await;
}

/// What was begun before the closing is refused, kept on the page, and taken as a supplement when sent again.
async fn only_supplements(place: &World, eyes: &Eyes, address: &str, before: &str) {
    let words = "Gửi muộn hơn lúc chốt phiếu";
    let form = first_form(before);
    let late = place.post(address, eyes, &answer(&form, words)).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    let late = late.text();
    assert!(late.contains(words) && late.contains("Đã chốt"));
    let form = first_form(&late);
    let supplement = place.post(address, eyes, &answer(&form, words)).await;
    assert_eq!(supplement.status, StatusCode::SEE_OTHER);
    let shown = place.get(address, Some(eyes)).await.text();
    assert!(
        shown.contains("Bổ sung sau khi chốt</span>"),
        "a supplement is marked"
    );
}

/// The workbook with these cells of its first sheet filled in.
fn filled(book: &[u8], cells: &[(&str, &str)]) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(book)).unwrap();
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for place in 0..from.len() {
        let mut file = from.by_index(place).unwrap();
        let name = file.name().to_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        if name == "xl/worksheets/sheet1.xml" {
            let mut sheet = String::from_utf8(bytes).unwrap();
            for (cell, text) in cells {
                let (before, after) = sheet.split_once(&format!("<c r=\"{cell}\"")).unwrap();
                let (look, after) = after.split_once("/>").unwrap();
                sheet = format!(
                    "{before}<c r=\"{cell}\"{look} t=\"inlineStr\"><is><t>{text}</t></is></c>{after}"
                );
            }
            bytes = sheet.into_bytes();
        }
        let options = zip::write::SimpleFileOptions::default();
        to.start_file(name, options).unwrap();
        to.write_all(&bytes).unwrap();
    }
    to.finish().unwrap().into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_goes_out_and_comes_back_whole_or_not_at_all() {
    let place = World::new().await;
    let (own, _) = place.units();
    let directive = place.directive();
    let eyes = place.sign_in(Role::Respondent, Some(&own)).await.eyes;
    let address = format!("/units/{own}/return/{directive}");
    let blank = place
        .get(&format!("{address}/form.xlsx"), Some(&eyes))
        .await
        .bytes;
    let good = [("E8", "Đạt"), ("F8", "Trần Thị Mẫu"), ("H8", TEXT)];
    let give = async |cells: &[(&str, &str)]| {
        let page = place.get(&address, Some(&eyes)).await.text();
        let seen = hidden(&page, "/form\" method", "seen");
        let book = filled(&blank, cells);
        let form = format!("{address}/form");
        place
            .upload(
                &form,
                &eyes,
                &[("seen", &seen)],
                ("file", "phieu.xlsx", &book),
            )
            .await
    };

    let bad: Vec<_> = good
        .iter()
        .copied()
        .chain([("E9", "Có lẽ"), ("F9", "Trần Thị Mẫu")])
        .collect();
    let refused = give(&bad).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = refused.text();
    assert!(
        told.contains("</span>9</td>") && told.contains("Đơn vị báo cáo"),
        "row and column are told"
    );
    let page = place.get(&address, Some(&eyes)).await.text();
    assert!(
        !page.contains(TEXT),
        "nothing is kept of a form with one error"
    );

    let taken = give(&good).await;
    assert_eq!(taken.to, format!("{address}?done=form-1-0"));
    let page = place.get(&address, Some(&eyes)).await.text();
    assert!(page.contains(TEXT) && page.contains("Trần Thị Mẫu"));
    let again = give(&good).await;
    assert_eq!(
        again.to,
        format!("{address}?done=form-0-1"),
        "the same form again changes nothing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_finds_units_by_name_and_leads_to_them() {
    let place = World::new().await;
    let officer = place.sign_in(Role::DutyOfficer, None).await.eyes;
    let (silent, other) = place.units();
    let held = place.engine.live().all().remove(0);
    let folded = domain::text::fold(&held.unit(&silent).unwrap().name);
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("name", &folded)
        .finish();
    let page = place
        .get(&format!("/units?{query}"), Some(&officer))
        .await
        .text();
    assert!(
        page.contains(&format!("href=\"/units/{silent}?")),
        "found without diacritics"
    );
    assert!(!page.contains(&format!("href=\"/units/{other}?")));
    let unit = place.get(&format!("/units/{silent}"), Some(&officer)).await;
    assert_eq!(unit.status, StatusCode::OK);
    assert!(unit.text().contains("Chưa báo cáo"));
    let mine = place.get("/mine", Some(&officer)).await.text();
    assert!(mine.contains("/directives/") && mine.contains("data-row"));
    let gone = place.get("/units/khong-co", Some(&officer)).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}
