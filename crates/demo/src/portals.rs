//! Three portals on the loopback address, over TLS with a certificate authority of their own.
//!
//! One is healthy and publishes the mandated text, one shows only a summary of
//! it, one has gambling links hidden on a sub-page. They answer GET requests
//! and nothing else, and end when the value is dropped.

mod certificates;
mod pages;
mod serve;

use crate::folder::PortalAddress;
use crate::town::portal_rows::PORTALS;
use jiff::Timestamp;
use serve::Server;

/// The demo's portals while they are served.
pub struct Portals {
    addresses: Vec<PortalAddress>,
    authority_pem: String,
    authority_der: Vec<u8>,
    _server: Server,
}

/// Why the portals could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// No address could be bound, or no thread started.
    #[error("the sample portals could not be served")]
    Io(#[from] std::io::Error),
    /// The certificates could not be made.
    #[error("the certificates of the sample portals could not be made")]
    Certificate(#[from] rcgen::Error),
    /// The certificates were refused.
    #[error("the certificates of the sample portals were refused")]
    Tls(#[from] rustls::Error),
}

impl Portals {
    /// Starts the three portals with certificates valid around `as_of`, from 30 days before to 90 days after.
    ///
    /// # Errors
    /// When no port of the loopback address is free or the certificates cannot be made.
    pub fn start(as_of: Timestamp) -> Result<Self, StartError> {
        let identity = certificates::make(as_of)?;
        let sites = PORTALS.map(|(code, _, name)| (code, name, pages::of(code)));
        let pages = sites.iter().map(|(_, _, pages)| pages.clone()).collect();
        let (server, ports) = serve::start(&identity, pages)?;
        let addresses = sites
            .iter()
            .zip(ports)
            .map(|((code, name, _), port)| PortalAddress {
                code: (*code).to_owned(),
                name: (*name).to_owned(),
                url: format!("https://127.0.0.1:{port}/"),
            })
            .collect();
        Ok(Self {
            addresses,
            authority_pem: identity.authority_pem,
            authority_der: identity.authority_der,
            _server: server,
        })
    }

    /// Code, name and home page of each portal.
    #[must_use]
    pub fn addresses(&self) -> &[PortalAddress] {
        &self.addresses
    }

    /// The certificate authority that signed the portals' certificates, as PEM.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        &self.authority_pem
    }

    /// The same as DER.
    #[must_use]
    pub fn ca_der(&self) -> &[u8] {
        &self.authority_der
    }
}
