//! Events: answers to senders, records found, and who sends them.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// What was taken of a request.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct EventsTakenV1 {
    /// Records that are safe on disk.
    pub accepted: u64,
    /// Those among them of which only the beginning was kept.
    pub cut: u64,
}

/// A record of a log, with what was read of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EventV1 {
    /// Its id, 32 hexadecimal digits.
    pub id: String,
    /// When it says it happened; when it was received, where it does not say.
    pub time: Timestamp,
    /// How the time is known: `stated`, `zone_assumed`, `year_assumed`, `missing`; the list is open.
    pub time_quality: String,
    /// When it was received.
    pub received: Timestamp,
    /// Code of the unit that owns its source; null where nobody has said whose it is.
    pub unit: Option<String>,
    /// Key of its source.
    pub source: String,
    /// The format that read it.
    pub parser: String,
    /// Class of the Open Cybersecurity Schema Framework.
    pub class: Option<u32>,
    /// Kind of log within its writer.
    pub channel: Option<String>,
    /// The writer's own number or name of it.
    pub code: Option<String>,
    /// Severity, 1 to 6, of that framework.
    pub severity: Option<u8>,
    /// Machine that wrote it.
    pub host: Option<String>,
    /// Account that acted.
    pub user: Option<String>,
    /// Address that opened the connection.
    pub src_ip: Option<String>,
    /// Its port.
    pub src_port: Option<u16>,
    /// Address that was reached.
    pub dst_ip: Option<String>,
    /// Its port.
    pub dst_port: Option<u16>,
    /// Name of the remote end, or asked of DNS.
    pub domain: Option<String>,
    /// URL or path asked for.
    pub url: Option<String>,
    /// Hash of the file at hand.
    pub hash: Option<String>,
    /// Program that acted or was started.
    pub process: Option<String>,
    /// What the device did.
    pub action: Option<String>,
    /// The record; bytes that are no UTF-8 are replaced.
    pub raw: String,
}

/// Who sends logs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EventSourceV1 {
    /// Its id.
    pub id: String,
    /// What its door knows it by.
    pub key: String,
    /// What people call it.
    pub name: Option<String>,
    /// Code of the unit it belongs to.
    pub unit: Option<String>,
    /// `waiting`, `adopted` or `retired`; the list is open.
    pub state: String,
    /// How long its records are kept: a class of retention.
    pub class: String,
    /// The door it came through.
    pub door: String,
    /// Records so far.
    pub events: u64,
    /// The first arrival.
    pub first_seen: Timestamp,
    /// The newest one.
    pub last_seen: Timestamp,
    /// Since when its silence is news; null while it is heard.
    pub silent_since: Option<Timestamp>,
}
