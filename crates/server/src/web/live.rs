//! The live stream: tells pages that something changed, and where; a page then asks for itself again.
//!
//! It carries cell addresses, never contents: what a viewer may see is decided
//! by the page they load.

use super::Site;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use std::convert::Infallible;
use std::time::Duration;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::{Stream, StreamExt as _};

/// How often a silent stream says that it lives; a page calls itself stale after 10 s without.
const ALIVE_EVERY: Duration = Duration::from_secs(4);

/// `GET /live`
pub(super) async fn stream(
    State(site): State<Site>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = BroadcastStream::new(site.engine.live().subscribe()).map(|change| {
        // A reader too slow for the channel has lost some: a plain reload brings all of them.
        let revision = change.map_or(0, |change| change.revision);
        Ok(Event::default().event("change").data(revision.to_string()))
    });
    let first = tokio_stream::once(Ok(Event::default().event("hello").data("1")));
    let keep = KeepAlive::new()
        .interval(ALIVE_EVERY)
        .event(Event::default().event("alive").data("1"));
    Sse::new(first.chain(changes)).keep_alive(keep)
}
