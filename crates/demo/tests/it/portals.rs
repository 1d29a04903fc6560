//! The portals answer over TLS with the demo's own authority, and what is wrong with two of them is there to be seen.

use crate::folder::as_of;
use demo::Portals;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

/// A clock that stands at the demo's moment, as certificates are valid around it.
#[derive(Debug)]
struct Then;

impl rustls::time_provider::TimeProvider for Then {
    fn current_time(&self) -> Option<rustls::pki_types::UnixTime> {
        let seconds = u64::try_from(as_of().as_second()).unwrap();
        Some(rustls::pki_types::UnixTime::since_unix_epoch(
            Duration::from_secs(seconds),
        ))
    }
}

fn fetch(portals: &Portals, number: usize, path: &str) -> (u16, String) {
    let mut roots = rustls::RootCertStore::empty();
    roots
        .add(rustls::pki_types::CertificateDer::from(
            portals.ca_der().to_vec(),
        ))
        .unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_details(provider, Arc::new(Then))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let url = &portals.addresses()[number].url;
    let host = url.trim_start_matches("https://").trim_end_matches('/');
    let name = rustls::pki_types::ServerName::try_from("127.0.0.1").unwrap();
    let connection = rustls::ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = rustls::StreamOwned::new(connection, TcpStream::connect(host).unwrap());
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut bytes = Vec::new();
    // The server may close without a TLS farewell; what was read stands.
    let _end = stream.read_to_end(&mut bytes);
    let text = String::from_utf8(bytes).unwrap();
    let status = text.split(' ').nth(1).unwrap().parse().unwrap();
    (status, text)
}

/// Pages within two links of the home page.
fn reachable(portals: &Portals, number: usize) -> Vec<String> {
    let mut paths = vec!["/".to_owned()];
    let mut pages = Vec::new();
    for _ in 0..3 {
        let mut found = Vec::new();
        for path in &paths {
            let (status, text) = fetch(portals, number, path);
            assert_eq!(status, 200, "{path}");
            found.extend(
                text.split("href=\"/")
                    .skip(1)
                    .filter_map(|t| Some(format!("/{}", t.split('"').next()?))),
            );
            pages.push(text);
        }
        paths = found;
        paths.sort();
        paths.dedup();
    }
    pages
}

#[test]
fn one_publishes_the_text_one_a_summary_one_hides_gambling_links() {
    let portals = Portals::start(as_of()).unwrap();
    let last = demo::MANDATED_TEXT
        .lines()
        .rev()
        .find(|l| l.starts_with("Các cổng"))
        .unwrap();
    let sites: Vec<Vec<String>> = (0..3).map(|n| reachable(&portals, n)).collect();
    let has = |n: usize, text: &str| sites[n].iter().any(|page| page.contains(text));
    assert!(has(0, last) && !has(0, "nhà cái"));
    assert!(!has(1, last) && has(1, "9410/BTTTT-MAU"));
    assert!(has(2, "nhà cái") && has(2, "left:-9999px"));
    for page in sites.iter().flatten() {
        assert!(page.contains("MẪU – KHÔNG CÓ GIÁ TRỊ"));
    }
    assert_eq!(fetch(&portals, 0, "/khong-co").0, 404);
}

#[test]
fn dropped_portals_answer_no_more() {
    let portals = Portals::start(as_of()).unwrap();
    let host = portals.addresses()[0]
        .url
        .trim_start_matches("https://")
        .trim_end_matches('/')
        .to_owned();
    assert!(TcpStream::connect(&host).is_ok());
    drop(portals);
    assert!(TcpStream::connect(&host).is_err());
}
