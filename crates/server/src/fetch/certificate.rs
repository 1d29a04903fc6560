//! Looking at a server's certificate: taken whatever it is, judged as a browser would.

use engine::outside::{Certificate, FetchError};
use jiff::Timestamp;
use std::sync::{Arc, Mutex, PoisonError};
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// The issuers of certificates that are trusted.
#[derive(Debug, Clone)]
pub struct Roots {
    store: Arc<RootCertStore>,
}

impl Roots {
    /// The issuers that browsers trust (Mozilla's list, as of the build).
    #[must_use]
    pub fn of_the_web() -> Self {
        let store = RootCertStore {
            roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
        };
        Self {
            store: Arc::new(store),
        }
    }

    /// The same and the issuers in a PEM text, such as an organisation's own.
    ///
    /// # Errors
    /// When the text holds no usable certificate.
    pub fn and_pem(&self, pem: &[u8]) -> Result<Self, FetchError> {
        let mut store = RootCertStore::clone(&self.store);
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate =
                certificate.map_err(|e| FetchError::Address(format!("chứng thư gốc: {e}")))?;
            store
                .add(certificate)
                .map_err(|e| FetchError::Address(format!("chứng thư gốc: {e}")))?;
        }
        Ok(Self {
            store: Arc::new(store),
        })
    }
}

/// Sees the certificate of one connection. The connection goes on whatever it is; nothing secret is ever sent over it.
#[derive(Debug)]
pub(super) struct Seen {
    strict: Arc<WebPkiServerVerifier>,
    provider: Arc<CryptoProvider>,
    now: Timestamp,
    seen: Mutex<Option<Certificate>>,
}

impl Seen {
    pub(super) fn new(roots: &Roots, now: Timestamp) -> Result<Self, FetchError> {
        let provider = Arc::new(ring::default_provider());
        let strict = WebPkiServerVerifier::builder_with_provider(
            Arc::clone(&roots.store),
            Arc::clone(&provider),
        )
        .build()
        .map_err(|e| FetchError::Protocol(e.to_string()))?;
        Ok(Self {
            strict,
            provider,
            now,
            seen: Mutex::new(None),
        })
    }

    /// A TLS client that shows the certificate here.
    pub(super) fn client_config(self: &Arc<Self>) -> Result<ClientConfig, FetchError> {
        let versions = ClientConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_safe_default_protocol_versions()
            .map_err(|e| FetchError::Protocol(e.to_string()))?;
        let verifier: Arc<dyn ServerCertVerifier> = Arc::<Self>::clone(self);
        Ok(versions
            .dangerous()
            .with_custom_certificate_verifier(verifier)
            .with_no_client_auth())
    }

    /// What was seen.
    pub(super) fn certificate(&self) -> Option<Certificate> {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl ServerCertVerifier for Seen {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        // Judged for the instant of the watch, which a demonstration pins.
        let seconds = u64::try_from(self.now.as_second()).unwrap_or(0);
        let now = UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds));
        let verdict = self.strict.verify_server_cert(
            end_entity,
            intermediates,
            server_name,
            ocsp_response,
            now,
        );
        let expires = X509Certificate::from_der(end_entity)
            .ok()
            .and_then(|(_, c)| Timestamp::from_second(c.validity().not_after.timestamp()).ok());
        if let Some(expires) = expires {
            let problem = verdict.as_ref().err().map(ToString::to_string);
            let certificate = Certificate {
                expires,
                valid: problem.is_none(),
                problem,
            };
            *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(certificate);
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.strict.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.strict.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.strict.supported_verify_schemes()
    }
}
