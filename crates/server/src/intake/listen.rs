//! The sockets of syslog, opened as configured.

use super::{Door, Intake, datagram, stream};
use crate::web::TlsListener;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Where to listen; what is not named is not opened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Addresses {
    /// Syslog over UDP.
    pub udp: Option<SocketAddr>,
    /// Syslog over TCP.
    pub tcp: Option<SocketAddr>,
    /// Syslog over TLS, with certificate chain and key in PEM.
    pub tls: Option<(SocketAddr, PathBuf, PathBuf)>,
}

/// Open sockets that nobody reads yet.
#[derive(Debug, Default)]
pub struct Listeners {
    udp: Option<UdpSocket>,
    tcp: Option<TcpListener>,
    tls: Option<TlsListener>,
    /// Where each one listens.
    pub bound: Vec<(Door, SocketAddr)>,
}

impl Listeners {
    /// Opens them.
    ///
    /// # Errors
    /// When an address can't be had, or certificate and key are none; the address stands in the error.
    pub async fn bind(addresses: &Addresses) -> io::Result<Self> {
        let mut opened = Self::default();
        let told =
            |at: SocketAddr| move |e: io::Error| io::Error::new(e.kind(), format!("{at}: {e}"));
        if let Some(at) = addresses.udp {
            let socket = UdpSocket::bind(at).await.map_err(told(at))?;
            opened.bound.push((Door::SyslogUdp, socket.local_addr()?));
            opened.udp = Some(socket);
        }
        if let Some(at) = addresses.tcp {
            let socket = TcpListener::bind(at).await.map_err(told(at))?;
            opened.bound.push((Door::SyslogTcp, socket.local_addr()?));
            opened.tcp = Some(socket);
        }
        if let Some((at, certificate, key)) = &addresses.tls {
            let socket = TcpListener::bind(at).await.map_err(told(*at))?;
            opened.bound.push((Door::SyslogTls, socket.local_addr()?));
            opened.tls = Some(TlsListener::new(socket, certificate, key)?);
        }
        Ok(opened)
    }

    /// Serves them until `stop` is done, and until what was read by then is kept.
    pub async fn serve(self, intake: &Intake, stop: impl Future<Output = ()>) {
        let (stopping, is_stopping) = watch::channel(false);
        let mut serving = JoinSet::new();
        if let Some(socket) = self.udp {
            serving.spawn(datagram::serve(socket, intake.clone(), is_stopping.clone()));
        }
        if let Some(socket) = self.tcp {
            let (intake, stop) = (intake.clone(), is_stopping.clone());
            serving.spawn(stream::serve(socket, Door::SyslogTcp, intake, stop));
        }
        if let Some(socket) = self.tls {
            let (intake, stop) = (intake.clone(), is_stopping.clone());
            serving.spawn(stream::serve(socket, Door::SyslogTls, intake, stop));
        }
        stop.await;
        stopping.send_replace(true);
        while serving.join_next().await.is_some() {}
    }
}
