//! What one request may take: bytes of its body, time, and how many come at once.

use std::time::Duration;

/// Limits of the site.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of one upload, all its files together; one provincial console export is about 5 MB.
    pub upload_bytes_max: usize,
    /// Bytes of a form without files.
    pub form_bytes_max: usize,
    /// Time a client has to send the head of a request; a connection on which none comes is closed after it.
    pub head_time_max: Duration,
    /// Time a body has to arrive whole, from the head of its request. What is then done with it has limits of its own.
    pub request_time_max: Duration,
    /// Connections open at once; a live page holds one, a browser opens up to six.
    pub connections_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            upload_bytes_max: 50 * 1024 * 1024,
            form_bytes_max: 1024 * 1024,
            head_time_max: Duration::from_secs(15),
            request_time_max: Duration::from_secs(120),
            connections_max: 2_000,
        }
    }
}

impl Limits {
    /// Bytes of a body of any kind: files, and the fields beside them.
    pub(super) fn body_bytes_max(&self) -> usize {
        self.upload_bytes_max.saturating_add(self.form_bytes_max)
    }
}
