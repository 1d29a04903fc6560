//! `/events/news`: tells an open search how many more records there are by now than when it was opened.
//!
//! It carries a number in words, never records: those are read by asking again.

use super::asking::later;
use super::{Asking, kept};
use crate::web::error::PageError;
use crate::web::viewer::{Taste, Viewer};
use crate::web::{Site, show};
use axum::extract::{RawQuery, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use engine::EngineError;
use engine::events::{Asked, Events};
use jiff::SignedDuration;
use lang::Lang;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_stream::Stream;
use tokio_stream::wrappers::ReceiverStream;

/// How often it is looked whether the table is another.
const EVERY: Duration = Duration::from_secs(2);
/// Records come a while after what they tell of: so far back they are counted.
const LATE: SignedDuration = SignedDuration::from_mins(5);
/// Time after which a page left open is told no more; a reload begins anew.
const LOOKS_MAX: usize = 4 * 60 * 60 / 2;

/// `GET /events/news`
pub(crate) async fn stream(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    RawQuery(query): RawQuery,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, PageError> {
    let events = kept(&site)?.clone();
    let now = site.engine.clock().now();
    let asking = Asking::read(
        query.as_deref().unwrap_or_default(),
        now,
        site.engine.zone(),
    );
    let mut asked = asking
        .asked()
        .map_err(|_| PageError::Form("web-events-query-wrong", asking.q.clone()))?;
    asked.from = asked.from.max(later(asked.to, -LATE));
    asked.to = later(asked.to, SignedDuration::from_hours(24));
    let (told, news) = mpsc::channel(1);
    tokio::spawn(async move {
        let ended = watch(&events, &viewer, taste.lang, &asked, &told).await;
        if let Err(error) = ended {
            tracing::debug!(%error, "news of a search ended");
        }
    });
    Ok(Sse::new(ReceiverStream::new(news)).keep_alive(KeepAlive::new()))
}

async fn watch(
    events: &Events,
    viewer: &Viewer,
    lang: Lang,
    asked: &Asked,
    told: &mpsc::Sender<Result<Event, Infallible>>,
) -> Result<(), EngineError> {
    let mut version = events.version();
    let first = events.count(&viewer.actor, asked).await?;
    let mut last = first;
    for _ in 0..LOOKS_MAX {
        tokio::time::sleep(EVERY).await;
        if told.is_closed() {
            return Ok(());
        }
        let now = events.version();
        if now == version {
            continue;
        }
        version = now;
        let count = events.count(&viewer.actor, asked).await?;
        if count <= last {
            continue;
        }
        last = count;
        let news = u32::try_from(count - first).map_or(f64::MAX, f64::from);
        let news = show::number(lang, news);
        let text = lang::text(lang, "web-events-news", &[("value", news.as_str().into())]);
        if told
            .send(Ok(Event::default().event("news").data(text)))
            .await
            .is_err()
        {
            return Ok(());
        }
    }
    Ok(())
}
