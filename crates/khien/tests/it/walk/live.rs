//! A sender's token made and lost and made anew, and a search that is told of what the sender sends while it is open.

use super::desk::Walk;
use crate::intake::post;
use std::time::Duration;

/// Most records sent until the page tells of one, and the time between them.
const SENDINGS_MAX: usize = 30;
const PAUSE: Duration = Duration::from_secs(1);

/// Of a served folder in which nothing was ever sent.
pub(super) async fn watch(walk: &Walk<'_>) {
    let w = &walk.visit.window;
    walk.sign_in("quan.tri").await;
    w.go("/sources").await;
    w.fill("#name", "Máy chủ web (mẫu)").await;
    w.press("form[action='/sources/add'] .btn-main").await;
    let lost = w.text(".secret").await;
    w.unfold("form[action$='/token'] button").await;
    w.press("form[action$='/token'] button").await;
    let token = w.text(".secret").await;
    assert_ne!(token, lost);
    walk.visit.look("token-renewed").await;

    walk.sign_in("can.bo").await;
    w.go("/events").await;
    assert_eq!(w.count(".events-rows tbody tr").await, 0);
    let web = w.base.strip_prefix("http://").unwrap().parse().unwrap();
    let record = "{\"msg\":\"dòng đến khi trang đang mở\"}\n";
    assert_eq!(post(web, &lost, record).await, None);
    // A page asks to be told once it is shown: what came just before is in none of its figures.
    for _ in 0..SENDINGS_MAX {
        post(web, &token, record).await.unwrap();
        tokio::time::sleep(PAUSE).await;
        if !w.text("[data-news]").await.is_empty() {
            break;
        }
    }
    let told = w.text("[data-news]").await;
    assert!(told.ends_with(" mới"), "“{told}” is no news");
    walk.visit.look("search-told-of-news").await;
    w.press("[data-news]").await;
    w.says("dòng đến khi trang đang mở").await;
    assert!(w.count(".events-rows tbody tr").await > 0);
}
