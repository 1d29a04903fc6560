//! Fetching a page over HTTP or HTTPS within limits of size, time and redirects.
//!
//! A certificate that a browser would refuse does not end the fetch: that it is
//! refused, and why, is what the engine wants to know. What is sent is always
//! the same plain GET.

mod certificate;
mod request;

pub use certificate::Roots;

use engine::outside::{FetchError, Fetched, Outside};
use jiff::Timestamp;
use std::time::Duration;
use url::Url;

/// Redirects followed.
const REDIRECTS_MAX: usize = 5;
/// Time for one address, redirects included.
const TIME_MAX: Duration = Duration::from_secs(20);
/// Bytes of a body that are kept.
pub(crate) const BODY_BYTES_MAX: usize = 5 * 1024 * 1024;

/// The way out of this program.
#[derive(Debug, Clone)]
pub struct WebFetcher {
    roots: Roots,
}

impl WebFetcher {
    /// A fetcher that trusts these issuers of certificates.
    #[must_use]
    pub fn new(roots: Roots) -> Self {
        Self { roots }
    }

    async fn follow(&self, url: &str, now: Timestamp) -> Result<Fetched, FetchError> {
        let mut url = Url::parse(url).map_err(|e| FetchError::Address(e.to_string()))?;
        for _ in 0..=REDIRECTS_MAX {
            let answer = request::get(&url, &self.roots, now).await?;
            match answer.redirect {
                Some(target) => {
                    url = url
                        .join(&target)
                        .map_err(|e| FetchError::Protocol(e.to_string()))?;
                }
                None => return Ok(answer.fetched),
            }
        }
        Err(FetchError::Protocol("chuyển hướng quá nhiều lần".into()))
    }
}

impl Outside for WebFetcher {
    async fn fetch(&self, url: &str, now: Timestamp) -> Result<Fetched, FetchError> {
        match tokio::time::timeout(TIME_MAX, self.follow(url, now)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(FetchError::Unreachable(
                "quá 20 giây không trả lời xong".into(),
            )),
        }
    }
}
