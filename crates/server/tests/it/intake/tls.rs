//! Syslog over TLS (RFC 5425) with a certificate of the test's own, and who does not speak it.

use super::doors;
use super::syslog::{LOCAL, Open};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use server::intake::{Door, Limits};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Writes a certificate for this machine and its key into a folder.
pub(super) fn certificate(folder: &Path) -> CertificateDer<'static> {
    let names = [Ipv4Addr::LOCALHOST.to_string()];
    let made = rcgen::generate_simple_self_signed(names).unwrap();
    std::fs::write(folder.join("cert.pem"), made.cert.pem()).unwrap();
    std::fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    made.cert.der().clone()
}

async fn connect(
    at: SocketAddr,
    trusted: Option<&CertificateDer<'static>>,
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    if let Some(certificate) = trusted {
        roots.add(certificate.clone()).unwrap();
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::IpAddress(Ipv4Addr::LOCALHOST.into());
    let stream = TcpStream::connect(at).await?;
    TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_over_tls_in_either_framing_is_kept_to_its_last_byte() {
    let folder = tempfile::tempdir().unwrap();
    let certificate = certificate(folder.path());
    let (intake, kept) = doors(Limits::default());
    let open = Open::new(&intake, Some(folder.path())).await;
    let at = open.at(Door::SyslogTls);
    let mut counted = connect(at, Some(&certificate)).await.unwrap();
    // In pieces that end within a length and within a message.
    for piece in ["1", "0 <34>hai\nb", "a9 <34>một"] {
        counted.write_all(piece.as_bytes()).await.unwrap();
        counted.flush().await.unwrap();
    }
    counted.shutdown().await.unwrap();
    kept.when(LOCAL, 2).await;
    let mut lines = connect(at, Some(&certificate)).await.unwrap();
    lines.write_all("<34>ba\n<34>bốn".as_bytes()).await.unwrap();
    lines.shutdown().await.unwrap();
    assert_eq!(
        kept.when(LOCAL, 4).await,
        ["<34>hai\nba", "<34>một", "<34>ba", "<34>bốn"]
    );
    let figures = intake.figures();
    let told = "khien_intake_records_total{door=\"syslog_tls\"} 4\n";
    assert!(figures.contains(told), "{figures}");
    open.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_text_on_the_tls_port_is_turned_away_and_a_stranger_is_not_believed() {
    let folder = tempfile::tempdir().unwrap();
    let certificate = certificate(folder.path());
    let (intake, kept) = doors(Limits::default());
    let open = Open::new(&intake, Some(folder.path())).await;
    let at = open.at(Door::SyslogTls);
    let mut plain = TcpStream::connect(at).await.unwrap();
    plain.write_all(b"<34>in the clear\n").await.unwrap();
    let mut answer = Vec::new();
    // An alert of TLS, or just the end; never silence.
    let ended = plain.read_to_end(&mut answer).await;
    assert!(ended.is_err() || answer.len() < 16, "{answer:?}");
    assert!(
        connect(at, None).await.is_err(),
        "an unknown certificate was believed"
    );
    // The port still serves those who speak TLS.
    let mut lines = connect(at, Some(&certificate)).await.unwrap();
    lines.write_all(b"<34>sealed\n").await.unwrap();
    assert_eq!(kept.when(LOCAL, 1).await, ["<34>sealed"]);
    open.close().await;
}
