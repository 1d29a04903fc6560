//! One GET to one address.

use super::BODY_BYTES_MAX;
use super::certificate::{Roots, Seen};
use engine::outside::{FetchError, Fetched};
use http_body_util::{BodyExt as _, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::header::{ACCEPT, CONTENT_TYPE, HOST, LOCATION, USER_AGENT};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Instant;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use url::Url;

/// What one address answered.
pub(super) struct Answer {
    pub(super) fetched: Fetched,
    /// Where it sends us, for a redirect.
    pub(super) redirect: Option<String>,
}

/// Fetches one address without following redirects.
pub(super) async fn get(url: &Url, roots: &Roots, now: Timestamp) -> Result<Answer, FetchError> {
    let host = url
        .host_str()
        .ok_or_else(|| FetchError::Address(url.to_string()))?;
    let port = url
        .port_or_known_default()
        .ok_or_else(|| FetchError::Address(url.to_string()))?;
    let started = Instant::now();
    // IPv6 hosts stand in brackets in an address, not in a socket.
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let stream = TcpStream::connect((bare, port))
        .await
        .map_err(|e| FetchError::Unreachable(e.to_string()))?;
    match url.scheme() {
        "http" => ask(url, host, stream, started).await,
        "https" => {
            let name = ServerName::try_from(bare.to_owned())
                .map_err(|e| FetchError::Address(e.to_string()))?;
            let seen = Arc::new(Seen::new(roots, now)?);
            let connector = TlsConnector::from(Arc::new(seen.client_config()?));
            let stream = connector
                .connect(name, stream)
                .await
                .map_err(|e| FetchError::Unreachable(e.to_string()))?;
            let mut answer = ask(url, host, stream, started).await?;
            answer.fetched.certificate = seen.certificate();
            Ok(answer)
        }
        scheme => Err(FetchError::Address(format!(
            "{scheme}: chỉ nhận http, https"
        ))),
    }
}

async fn ask<S>(url: &Url, host: &str, stream: S, started: Instant) -> Result<Answer, FetchError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let broken = |e: hyper::Error| FetchError::Protocol(e.to_string());
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .map_err(broken)?;
    let driver = tokio::spawn(connection);
    let authority = url
        .port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let path = url.query().map_or_else(
        || url.path().to_owned(),
        |query| format!("{}?{query}", url.path()),
    );
    let request = Request::get(path)
        .header(HOST, authority)
        .header(USER_AGENT, concat!("Khien/", env!("CARGO_PKG_VERSION")))
        .header(ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8")
        .body(Empty::<Bytes>::new())
        .map_err(|e| FetchError::Address(e.to_string()))?;
    let response = sender.send_request(request).await.map_err(broken)?;
    let answer = read(url, response, started).await;
    driver.abort();
    answer
}

async fn read(
    url: &Url,
    response: Response<Incoming>,
    started: Instant,
) -> Result<Answer, FetchError> {
    let status = response.status();
    let header = |name| {
        response
            .headers()
            .get(name)
            .and_then(|v: &hyper::header::HeaderValue| v.to_str().ok())
            .map(str::to_owned)
    };
    let redirect = status.is_redirection().then(|| header(LOCATION)).flatten();
    let content_type = header(CONTENT_TYPE).unwrap_or_default();
    let content_type = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_lowercase();
    let mut incoming = response.into_body();
    let mut body = Vec::new();
    while let Some(frame) = incoming.frame().await {
        let frame = frame.map_err(|e| FetchError::Protocol(e.to_string()))?;
        if let Some(data) = frame.data_ref() {
            let room = BODY_BYTES_MAX.saturating_sub(body.len());
            body.extend_from_slice(data.get(..data.len().min(room)).unwrap_or_default());
            if body.len() >= BODY_BYTES_MAX {
                break;
            }
        }
    }
    let millis = i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX);
    let fetched = Fetched {
        url: url.to_string(),
        status: status.as_u16(),
        content_type,
        body,
        millis,
        certificate: None,
    };
    Ok(Answer { fetched, redirect })
}
