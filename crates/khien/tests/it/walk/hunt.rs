//! From an alert to its records, to a search, to a hunt that is kept and concluded: the night of a duty officer.

use super::Tools;
use super::look::Visit;
use super::site::Site;
use super::sweep::sign_in;

pub(super) async fn walk(width: u32) {
    let Some(tools) = Tools::find() else { return };
    let site = Site::demo().await;
    let visit = Visit::begin(&tools, &site.base, width, "hunt").await;
    let w = &visit.window;
    sign_in(&visit, "truc.ban").await;

    w.go("/alerts").await;
    let title = w.text("main tbody a[href^='/alerts/']").await;
    w.press("main tbody a[href^='/alerts/']").await;
    w.says(&title).await;
    w.press("form[action$='/handle'] .btn-main").await;
    w.says("Đã nhận").await;
    visit.look("alert-taken").await;

    w.press("main a[href^='/events/']").await;
    assert!(w.path().await.starts_with("/events/"));
    w.says("Nguyên văn").await;
    let host = w.text(".events-kv dd a").await;
    w.press(".events-kv dd a").await;
    assert!(w.path().await.starts_with("/events?q="));
    let query = w.property(".events-ask input[name='q']", "value").await;
    assert!(query.contains(&host), "{query} does not ask for {host}");
    assert!(w.count(".events-rows tbody tr").await > 0);
    visit.look("search-from-event").await;

    w.press("main a[href^='/hunts?']").await;
    w.fill("#hypothesis", "Máy này đã bị chiếm quyền từ trước kỳ nghỉ")
        .await;
    w.press("form[action='/hunts/begin'] .btn-main").await;
    w.says("Máy này đã bị chiếm quyền từ trước kỳ nghỉ").await;
    w.unfold("main li textarea[name='conclusion']").await;
    w.fill(
        "main li textarea[name='conclusion']",
        "Một máy, đã cô lập và bóc gỡ",
    )
    .await;
    w.fill("main li details input[name='findings']", "2").await;
    w.fill("main li details input[name='disposed']", "1").await;
    w.press("main li details form button").await;
    w.says("Đã kết luận").await;
    w.says("2 phát hiện thật, đã xử lý 1").await;
    visit.look("hunt-concluded").await;
    w.fill("main li form input[name='disposed']", "2").await;
    w.press("main li form button[value='dispose']").await;
    w.says("2 phát hiện thật, đã xử lý 2").await;
    visit.end().await;
}
