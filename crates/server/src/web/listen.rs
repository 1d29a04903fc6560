//! Where connections come from: plain TCP on loopback or behind a proxy, TLS elsewhere.
//!
//! A handshake runs beside the others and within a time, so that one slow
//! client never keeps the next from being accepted.

use axum::serve::Listener;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// Time a client has for its handshake.
const HANDSHAKE_MAX: Duration = Duration::from_secs(10);
/// Handshakes done and not yet served.
const WAITING_MAX: usize = 64;

/// The address of the other side of a connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// A listener whose connections have done their handshake.
#[derive(Debug)]
pub struct TlsListener {
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    local: SocketAddr,
}

impl TlsListener {
    /// Serves TLS with a certificate chain and a key in PEM.
    ///
    /// # Errors
    /// When a file can't be read, is no PEM, or key and certificate don't fit.
    pub fn new(tcp: TcpListener, certificate: &Path, key: &Path) -> io::Result<Self> {
        let told = |path: &Path, e: &dyn core::fmt::Display| {
            io::Error::new(
                io::ErrorKind::InvalidData,
                format!("{}: {e}", path.display()),
            )
        };
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(certificate)
            .and_then(Iterator::collect)
            .map_err(|e| told(certificate, &e))?;
        let private = PrivateKeyDer::from_pem_file(key).map_err(|e| told(key, &e))?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|e| told(certificate, &e))?
            .with_no_client_auth()
            .with_single_cert(chain, private)
            .map_err(|e| told(certificate, &e))?;
        let local = tcp.local_addr()?;
        let (send, ready) = mpsc::channel(WAITING_MAX);
        tokio::spawn(accept(tcp, TlsAcceptor::from(Arc::new(config)), send));
        Ok(Self { ready, local })
    }
}

async fn accept(
    mut tcp: TcpListener,
    acceptor: TlsAcceptor,
    ready: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>,
) {
    loop {
        let (stream, peer) = tokio::select! {
            accepted = Listener::accept(&mut tcp) => accepted,
            () = ready.closed() => return,
        };
        drop(stream.set_nodelay(true));
        let (acceptor, ready) = (acceptor.clone(), ready.clone());
        tokio::spawn(async move {
            let done = tokio::time::timeout(HANDSHAKE_MAX, acceptor.accept(stream)).await;
            if let Ok(Ok(stream)) = done {
                // The receiver is gone only when the server stops.
                drop(ready.send((stream, peer)).await);
            }
        });
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(next) => next,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.local)
    }
}
