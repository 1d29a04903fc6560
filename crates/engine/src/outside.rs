//! The one narrow way to the outside: fetching a page of a registered portal.
//!
//! Defined here, implemented by the doors; the engine never opens a socket.

use jiff::Timestamp;
use std::future::Future;

/// What a fetch brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The address after redirects.
    pub url: String,
    /// HTTP status.
    pub status: u16,
    /// Content type as sent, lower case, without parameters.
    pub content_type: String,
    /// The body, cut at the limit.
    pub body: Vec<u8>,
    /// Time from the first byte sent to the last received, in milliseconds.
    pub millis: i64,
    /// The certificate, for https.
    pub certificate: Option<Certificate>,
}

/// The certificate a server showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Last instant of its validity.
    pub expires: Timestamp,
    /// Whether a browser would accept it: trusted issuer, right name, in time.
    pub valid: bool,
    /// Why not.
    pub problem: Option<String>,
}

/// Why a fetch brought nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The address is no http or https address.
    #[error("địa chỉ không hợp lệ: {0}")]
    Address(String),
    /// The host could not be reached in time.
    #[error("không kết nối được: {0}")]
    Unreachable(String),
    /// The server did not speak HTTP, or broke off.
    #[error("máy chủ trả lời sai: {0}")]
    Protocol(String),
}

/// The outside world.
pub trait Outside: Sync {
    /// Fetches one address, following redirects within limits of size and time. `now` is the instant
    /// certificates are judged for.
    fn fetch(
        &self,
        url: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<Fetched, FetchError>> + Send;
}
