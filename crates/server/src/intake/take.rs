//! What the doors need of the rest: one narrow trait.

use std::fmt::Debug;
use std::net::IpAddr;
use std::pin::Pin;
use std::time::Duration;

/// Through which door something came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Door {
    /// Syslog in datagrams (RFC 5426).
    SyslogUdp,
    /// Syslog in a stream (RFC 6587).
    SyslogTcp,
    /// Syslog in a stream over TLS (RFC 5425).
    SyslogTls,
    /// `POST /intake/v1/events`.
    Events,
    /// `POST /intake/otlp/v1/logs`.
    Otlp,
    /// `POST /intake/es/_bulk`.
    Bulk,
    /// Files followed as they grow.
    File,
}

impl Door {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::SyslogUdp,
        Self::SyslogTcp,
        Self::SyslogTls,
        Self::Events,
        Self::Otlp,
        Self::Bulk,
        Self::File,
    ];

    /// The stable word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::SyslogUdp => "syslog_udp",
            Self::SyslogTcp => "syslog_tcp",
            Self::SyslogTls => "syslog_tls",
            Self::Events => "events",
            Self::Otlp => "otlp",
            Self::Bulk => "bulk",
            Self::File => "file",
        }
    }
}

/// Who sends.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Sender {
    /// Through which door.
    pub door: Door,
    /// The address it comes from.
    pub peer: Option<IpAddr>,
    /// The key of the source whose token it showed, or that is followed; `None` for syslog, which has none.
    pub token: Option<String>,
}

impl Sender {
    /// The key of the source: `syslog/192.0.2.10`, or that of its token.
    #[must_use]
    pub fn source(&self) -> String {
        match (&self.token, self.peer) {
            (Some(key), _) => key.clone(),
            (None, Some(peer)) => format!("syslog/{}", peer.to_canonical()),
            (None, None) => "syslog".to_owned(),
        }
    }
}

/// Why records were not taken; none of them was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// More waits than may; after this time there may be room.
    #[error("too much is coming in")]
    Busy {
        /// Time to wait.
        retry_after: Duration,
    },
    /// A record, or all of them together, are longer than is ever taken.
    #[error("too large")]
    TooLarge,
    /// The disk is full; the same may be sent again.
    #[error("no room to keep events")]
    Full,
    /// Too many tokens that are none came from its address.
    #[error("too many bad tokens")]
    Guessed {
        /// Time to wait.
        retry_after: Duration,
    },
    /// They could not be made safe; the same may be sent again.
    #[error("events can't be written")]
    Failed,
}

/// The number of records taken, once they are safe on disk.
pub type Taken<'a> = Pin<Box<dyn Future<Output = Result<u64, Refusal>> + Send + 'a>>;
/// The key of a source, when the token is one of a source and good.
pub type Held<'a> = Pin<Box<dyn Future<Output = Result<Option<String>, Refusal>> + Send + 'a>>;

/// Keeps what the doors let in.
pub trait Take: Debug + Send + Sync {
    /// Keeps records in their order. Resolves when they will survive a loss of power; all are kept or none.
    fn take<'a>(&'a self, sender: &'a Sender, frames: Vec<Vec<u8>>) -> Taken<'a>;
    /// Whose token this is; tokens that are none are counted by `peer`, and refused after too many.
    fn holder<'a>(&'a self, secret: &'a str, peer: IpAddr) -> Held<'a>;
}
