//! What a search yields.

use std::net::IpAddr;
use std::sync::Arc;

use jiff::Timestamp;

use super::list::Entry;

/// A value that can be looked up.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// An address; IPv4-mapped IPv6 is written as IPv4.
    Address(IpAddr),
    /// A host name in lower case.
    Name(String),
    /// A URL without its scheme, the host in lower case: `evil.example/gate.php?id=5`.
    Url(String),
    /// An e-mail address in lower case.
    Email(String),
    /// A digest of a file (MD5, SHA-1, SHA-256) in lower case.
    Hash(String),
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Address(address) => address.fmt(f),
            Self::Name(text) | Self::Url(text) | Self::Email(text) | Self::Hash(text) => {
                text.fmt(f)
            }
        }
    }
}

/// The entry of a list that holds a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Name of the list.
    pub list: Arc<str>,
    /// The entry, with its family and line.
    pub entry: Entry,
}

/// Which way the contact with the listed address or name went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// It reached one of the own machines.
    Inbound,
    /// One of the own machines reached for it.
    Outbound,
    /// The listed address is one of the own.
    Internal,
    /// The record does not tell.
    Unknown,
}

impl Direction {
    /// The word of the command line and the API.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::Outbound => "outbound",
            Self::Internal => "internal",
            Self::Unknown => "unknown",
        }
    }
}

/// A listed value found in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// List, entry, family.
    pub listed: Listed,
    /// Name of the field as the record prints it; `text` for what is in no field.
    pub field: String,
    /// The value found, in the form of its kind.
    pub value: Value,
    /// Which way the contact went.
    pub direction: Direction,
    /// Name of the file or stream of the record.
    pub source: Arc<str>,
    /// Line of the record, counted from 1.
    pub line: u64,
    /// Time of the record, if it has one.
    pub time: Option<Timestamp>,
    /// The own machine's address, where the record tells it.
    pub machine: Option<IpAddr>,
    /// The asset that has that address, or the asset of the inventory row.
    pub asset: Option<Arc<str>>,
    /// Name of the guard list that says the value is often listed by mistake; a mark only.
    pub guard: Option<Arc<str>>,
}
