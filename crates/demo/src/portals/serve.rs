//! Serving fixed pages over TLS on a thread of its own, until dropped.

use super::certificates::Identity;
use super::pages::Pages;
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use std::convert::Infallible;
use std::net::{Ipv4Addr, TcpListener as StdListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

/// The serving thread; dropping it ends the thread.
pub(super) struct Server {
    stop: Option<watch::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Server {
    fn drop(&mut self) {
        // A closed channel ends every listener.
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            // A panic of the serving thread has been printed by the runtime; there is nothing left to do.
            let _ended = thread.join().is_ok();
        }
    }
}

/// Starts one listener for each site; gives their ports in order.
pub(super) fn start(
    identity: &Identity,
    sites: Vec<Pages>,
) -> Result<(Server, Vec<u16>), super::StartError> {
    let acceptor = acceptor(identity)?;
    let mut listeners = Vec::new();
    let mut ports = Vec::new();
    for pages in sites {
        let listener = StdListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        ports.push(listener.local_addr()?.port());
        listeners.push((listener, Arc::new(pages)));
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let (stop, stopped) = watch::channel(());
    let thread = std::thread::Builder::new()
        .name("sample-portals".into())
        .spawn(move || runtime.block_on(serve_all(listeners, acceptor, stopped)))?;
    Ok((
        Server {
            stop: Some(stop),
            thread: Some(thread),
        },
        ports,
    ))
}

fn acceptor(identity: &Identity) -> Result<TlsAcceptor, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let chain = vec![CertificateDer::from(identity.certificate_der.clone())];
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(identity.key_der.clone()));
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

async fn serve_all(
    listeners: Vec<(StdListener, Arc<Pages>)>,
    acceptor: TlsAcceptor,
    mut stopped: watch::Receiver<()>,
) {
    for (listener, pages) in listeners {
        if let Ok(listener) = TcpListener::from_std(listener) {
            tokio::spawn(listen(listener, pages, acceptor.clone()));
        }
    }
    // An error means that the sender is gone: the portals were dropped.
    while stopped.changed().await.is_ok() {}
}

async fn listen(listener: TcpListener, pages: Arc<Pages>, acceptor: TlsAcceptor) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of descriptors, say: let the open connections go on first.
            tokio::task::yield_now().await;
            continue;
        };
        tokio::spawn(connection(stream, Arc::clone(&pages), acceptor.clone()));
    }
}

async fn connection(stream: TcpStream, pages: Arc<Pages>, acceptor: TlsAcceptor) {
    let Ok(stream) = acceptor.accept(stream).await else {
        return;
    };
    let service = service_fn(move |request: Request<Incoming>| {
        let response = answer(&pages, &request);
        async move { Ok::<_, Infallible>(response) }
    });
    // A visitor that goes away in the middle is no concern of the demo.
    let _served = hyper::server::conn::http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await
        .is_ok();
}

fn answer(pages: &Pages, request: &Request<Incoming>) -> Response<Full<Bytes>> {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let page = pages.get(request.uri().path());
    let (status, text) = match page {
        _ if !is_read => (StatusCode::METHOD_NOT_ALLOWED, "chỉ đọc (mẫu)"),
        Some(text) => (StatusCode::OK, text.as_str()),
        None => (StatusCode::NOT_FOUND, "không có trang này (mẫu)"),
    };
    let mut response = Response::new(Full::new(Bytes::copy_from_slice(text.as_bytes())));
    *response.status_mut() = status;
    let html = hyper::header::HeaderValue::from_static("text/html; charset=utf-8");
    response
        .headers_mut()
        .insert(hyper::header::CONTENT_TYPE, html);
    response
}
