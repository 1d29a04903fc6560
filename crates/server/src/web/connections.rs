//! Connections within limits: so many at once, so long for the head of a request, cut when the server stops.
//!
//! What a request may do once its head is read is not decided here.

use super::limits::Limits;
use super::listen::Peer;
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::serve::Listener;
use hyper::server::conn::http1::Builder;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncWrite, AsyncWriteExt as _};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tower::ServiceExt as _;

/// Time open requests have to end when the server stops.
const GRACE: Duration = Duration::from_secs(3);
/// Bytes of the head of a request; one that is longer is refused.
const HEAD_BYTES_MAX: usize = 64 * 1024;
/// Time a client has to take the refusal.
const REFUSAL_TIME_MAX: Duration = Duration::from_secs(2);

/// What somebody hears who comes when all places are taken. Plain text: no page is rendered for those too many.
const FULL: &str = "HTTP/1.1 503 Service Unavailable\r\n\
    content-type: text/plain; charset=utf-8\r\nretry-after: 5\r\nconnection: close\r\n\r\n\
    Máy chủ đang phục vụ tối đa số kết nối cho phép; hãy thử lại sau vài giây.\n\
    The server holds as many connections as it may; try again in a few seconds.\n";

/// Serves until `stop` is done; open requests may end within a time, then all is cut.
pub(super) async fn serve<L>(
    mut listener: L,
    app: Router,
    limits: Limits,
    stop: impl Future<Output = ()>,
) where
    L: Listener<Addr = SocketAddr>,
{
    let places = Arc::new(Semaphore::new(limits.connections_max));
    let (stopping, is_stopping) = watch::channel(false);
    let mut open = JoinSet::new();
    tokio::pin!(stop);
    loop {
        let (io, peer) = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        while open.try_join_next().is_some() {}
        match Arc::clone(&places).try_acquire_owned() {
            Ok(place) => {
                let app = app.clone();
                let serving = connection(io, Peer(peer), app, limits, is_stopping.clone());
                open.spawn(async move {
                    serving.await;
                    drop(place);
                });
            }
            Err(_) => drop(tokio::spawn(refuse(io))),
        }
    }
    drop(listener);
    stopping.send_replace(true);
    // Live streams never end by themselves: what is still open after this time is cut.
    let ended = async { while open.join_next().await.is_some() {} };
    drop(tokio::time::timeout(GRACE, ended).await);
}

async fn connection<I>(
    io: I,
    peer: Peer,
    app: Router,
    limits: Limits,
    mut is_stopping: watch::Receiver<bool>,
) where
    I: tokio::io::AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let mut request: Request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        app.clone().oneshot(request)
    });
    let served = Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_time_max)
        .max_buf_size(HEAD_BYTES_MAX)
        .serve_connection(TokioIo::new(io), service);
    tokio::pin!(served);
    // An error here is a client that went away or spoke no HTTP: hyper has answered what can be answered.
    let stops = tokio::select! {
        ended = &mut served => { drop(ended); false }
        () = told(&mut is_stopping) => true,
    };
    if stops {
        served.as_mut().graceful_shutdown();
        drop(served.await);
    }
}

async fn told(is_stopping: &mut watch::Receiver<bool>) {
    // The sender is gone only when the server is.
    drop(is_stopping.wait_for(|stopping| *stopping).await);
}

async fn refuse<I: AsyncWrite + Unpin>(mut io: I) {
    let told = async {
        io.write_all(FULL.as_bytes()).await?;
        io.shutdown().await
    };
    drop(tokio::time::timeout(REFUSAL_TIME_MAX, told).await);
}
