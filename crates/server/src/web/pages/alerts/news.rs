//! `/alerts/news`: tells an open list how many alerts were raised, or raised again, since it was opened.
//!
//! It carries a number in words, never alerts: those are read by asking again. When the list was opened stands in the
//! address, so a stream that was broken off and opened again goes on counting.

use super::{Asked, filter_of};
use crate::web::error::PageError;
use crate::web::viewer::{Taste, Viewer};
use crate::web::{Site, show};
use axum::extract::{Query, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use engine::EngineError;
use engine::events::AlertFilter;
use jiff::Timestamp;
use lang::Lang;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_stream::Stream;
use tokio_stream::wrappers::ReceiverStream;

/// How long changes are gathered before they are counted.
const EVERY: Duration = Duration::from_secs(2);
/// Time after which a stream ends; whose rights are as they were opens it again.
const OPEN_MAX: Duration = Duration::from_secs(15 * 60);

/// The address of the news of a list that was opened at an instant.
pub(super) fn address(asked: &Asked, opened: Timestamp) -> String {
    let list = super::address(asked, None);
    let list = list.replacen("/alerts", "/alerts/news", 1);
    let between = if list.ends_with('?') { "" } else { "&" };
    format!("{list}{between}since={}", opened.as_microsecond())
}

/// `GET /alerts/news`
pub(crate) async fn stream(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Query(asked): Query<Asked>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, PageError> {
    let since = asked.since.map(Timestamp::from_microsecond);
    let since = since.and_then(Result::ok);
    let now = site.engine.clock().now();
    // One that was raised is news whatever became of it since.
    let filter = AlertFilter {
        states: Vec::new(),
        raised_after: since.or(Some(now)),
        ..filter_of(&asked)
    };
    let (told, news) = mpsc::channel(1);
    tokio::spawn(async move {
        let watching = watch(&site, &viewer, taste.lang, &filter, &told);
        if let Ok(Err(error)) = tokio::time::timeout(OPEN_MAX, watching).await {
            tracing::debug!(%error, "news of alerts ended");
        }
    });
    Ok(Sse::new(ReceiverStream::new(news)).keep_alive(KeepAlive::new()))
}

async fn watch(
    site: &Site,
    viewer: &Viewer,
    lang: Lang,
    filter: &AlertFilter,
    told: &mpsc::Sender<Result<Event, Infallible>>,
) -> Result<(), EngineError> {
    let mut changes = site.engine.alert_changes();
    let mut last = 0;
    loop {
        let count = site.engine.alert_count(&viewer.actor, filter).await?;
        if count > last {
            last = count;
            let news = u32::try_from(count).map_or(f64::MAX, f64::from);
            let news = show::number(lang, news);
            let text = lang::text(lang, "web-events-news", &[("value", news.as_str().into())]);
            let event = Event::default().event("news").data(text);
            if told.send(Ok(event)).await.is_err() {
                return Ok(());
            }
        }
        tokio::select! {
            () = told.closed() => return Ok(()),
            changed = changes.changed() => {
                if changed.is_err() {
                    return Ok(());
                }
            }
        }
        tokio::time::sleep(EVERY).await;
    }
}
