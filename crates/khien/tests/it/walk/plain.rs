//! The desk by keyboard, and with scripts switched off.

use super::Tools;
use super::look::Visit;
use super::site::Site;
use super::sweep::sign_in;
use super::town::Files;
use serde_json::{Value, json};

/// Both, on the sample town.
pub(super) async fn walk() {
    let Some(tools) = Tools::find() else { return };
    let site = Site::demo().await;
    let visit = Visit::begin(&tools, &site.base, 1440, "plain").await;
    sign_in(&visit, "truc.ban").await;
    by_keyboard(&visit).await;
    without_script(&visit).await;
    visit.end().await;
}

/// Rows, search, neighbours, places and help without a mouse; and no key works while one types.
async fn by_keyboard(visit: &Visit) {
    let w = &visit.window;
    w.go("/mine").await;
    let row = "[...document.querySelectorAll('[data-row]')].findIndex((r) => r.contains(document.activeElement))";
    w.keys("j").await;
    w.until(&format!("{row} === 0")).await;
    w.keys("jj").await;
    w.until(&format!("{row} === 2")).await;
    w.keys("k").await;
    w.until(&format!("{row} === 1")).await;
    w.keys("/").await;
    w.until("document.activeElement.matches('input[type=search][name=q]')")
        .await;
    w.keys("j?").await;
    w.until("document.activeElement.value === 'j?'").await;
    assert!(
        w.path().await.starts_with("/mine"),
        "keys work inside a field"
    );
    for (keys, place) in [
        ("b", "/board"),
        ("c", "/directives"),
        ("m", "/mine"),
        ("u", "/units"),
        ("r", "/reports"),
        ("l", "/ledger"),
    ] {
        w.go("/help").await;
        w.lead(&format!("g{keys}"), place).await;
    }
    w.go("/board").await;
    w.lead("?", "/help#keys").await;
    w.go("/board").await;
    w.press("ol.todo a.what").await;
    let duty = w.path().await;
    let next = w.property("a[rel=next]", "pathname").await;
    w.lead("]", &next).await;
    assert_ne!(w.path().await, duty);
    w.press("a[href^='/mine']").await;
    w.keys("j").await;
    w.until(&format!("{row} === 0")).await;
    w.lead("\u{E007}", "/directives/").await;
    visit.asked().await;
}

/// Sign-in, board, duty and a statement with a file, with nothing but links and forms.
async fn without_script(visit: &Visit) {
    let w = &visit.window;
    w.driver
        .devtools(
            "Emulation.setScriptExecutionDisabled",
            &json!({"value": true}),
        )
        .await;
    sign_in(visit, "truc.ban").await;
    w.says("Trực ban mẫu").await;
    assert!(w.path().await.starts_with("/board"), "{}", w.path().await);
    w.keys("?").await;
    w.press("ol.todo a.what").await;
    assert!(w.path().await.starts_with("/directives/"), "a script ran");
    w.tick("input[name=measure]").await;
    w.tick("input[name=claim][value=partial]").await;
    let words = "Đang bổ sung, dự kiến xong trong ngày mai, có văn bản kèm theo.";
    w.fill("#text", words).await;
    let files = Files::new();
    let proof = files.file("van-ban-mau.txt", "MẪU\n");
    w.attach("#file", &proof).await;
    w.press("form[data-keep] .btn-main").await;
    w.says(words).await;
    w.says("van-ban-mau.txt").await;
    w.press("a[href='/account']").await;
    w.press("form[action='/logout'] button").await;
    w.go("/board").await;
    assert!(w.path().await.starts_with("/login"), "still signed in");
    let _unused: Value = w
        .driver
        .devtools(
            "Emulation.setScriptExecutionDisabled",
            &json!({"value": false}),
        )
        .await;
}
