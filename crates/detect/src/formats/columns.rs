//! Which field of which format means which promoted column, and how its text
//! becomes a value.
//!
//! Two vocabularies: the short names of devices (`srcip`, `dpt`, `SRC`) and
//! the headings of tables (Vietnamese and English). They differ in one trap:
//! a FortiGate `hostname` is the remote site, a table's "hostname" the machine.

use std::net::IpAddr;

use domain::event::{Column, Event, EventProblem, TimeQuality};
use domain::text::fold;
use jiff::Timestamp;

use super::ParseContext;
use super::times::{self, Stamp};

/// The column a pair's name means.
pub(super) fn of_pair(name: &str) -> Option<Column> {
    let mut lower = [0u8; 24];
    let lower = lower.get_mut(..name.len())?;
    lower.copy_from_slice(name.as_bytes());
    lower.make_ascii_lowercase();
    Some(match str::from_utf8(lower).ok()? {
        "date" => Column::Date,
        "time" | "timestamp" | "rt" | "start" | "event_time" | "eventtime" => Column::Time,
        "tz" | "timezone" => Column::Zone,
        "devname" | "device_name" | "dvchost" => Column::Host,
        "user" | "username" | "usr" | "suser" | "duser" | "unauthuser" => Column::User,
        "srcip" | "src_ip" | "src" | "source" | "saddr" | "remip" | "clientip" | "client_ip"
        | "source_ip" => Column::SourceAddress,
        "transip" | "src_trans_ip" | "sourcetranslatedaddress" => Column::SourceTranslated,
        "dstip" | "dst_ip" | "dst" | "daddr" | "destination" | "dest_ip" | "destination_ip" => {
            Column::DestinationAddress
        }
        "tranip" | "dst_trans_ip" | "destinationtranslatedaddress" => Column::DestinationTranslated,
        "srcport" | "src_port" | "spt" | "sport" => Column::SourcePort,
        "dstport" | "dst_port" | "dpt" | "dport" | "dest_port" => Column::DestinationPort,
        "hostname" | "qname" | "domain" | "dhost" | "query" | "dns_query" | "domainname" => {
            Column::Domain
        }
        "url" | "request" | "uri" => Column::Url,
        "action" | "act" | "log_subtype" => Column::Action,
        _ => return None,
    })
}

/// The column a table's heading means.
pub(super) fn of_heading(name: &str) -> Option<Column> {
    let words = fold(&name.replace(['_', '-', '.', '/', '@', '(', ')', '*'], " "));
    Some(match words.as_str() {
        "time" | "timestamp" | "datetime" | "date time" | "event time" | "thoi gian"
        | "thoi diem" | "ngay gio" | "received time" | "generated time" | "start time"
        | "time generated" => Column::Time,
        "date" | "ngay" => Column::Date,
        "user" | "username" | "user name" | "tai khoan" | "source user" | "nguoi dung" => {
            Column::User
        }
        "src" | "srcip" | "src ip" | "source" | "source ip" | "source address" | "client ip"
        | "c ip" | "ip nguon" | "dia chi nguon" | "dia chi ip nguon" | "ip nguoi dung" => {
            Column::SourceAddress
        }
        "dst"
        | "dstip"
        | "dst ip"
        | "dest ip"
        | "destination"
        | "destination ip"
        | "destination address"
        | "s ip"
        | "server ip"
        | "ip dich"
        | "dia chi dich"
        | "dia chi ip dich" => Column::DestinationAddress,
        "nat source ip" | "source nat ip" | "translated source" => Column::SourceTranslated,
        "nat destination ip" | "destination nat ip" => Column::DestinationTranslated,
        "src port" | "srcport" | "source port" | "sport" | "cong nguon" => Column::SourcePort,
        "dst port" | "dstport" | "dest port" | "destination port" | "dport" | "cong dich" => {
            Column::DestinationPort
        }
        "ip" | "ips" | "ip address" | "ip addresses" | "ipaddress" | "ipv4" | "ipv6"
        | "address" | "dia chi ip" | "dia chi" | "ip cong khai" | "public ip" | "ip public"
        | "wan ip" | "ip wan" => Column::Address,
        "domain" | "ten mien" | "query" | "qname" | "remote host" => Column::Domain,
        "url" | "uri" | "dia chi url" => Column::Url,
        "action" | "hanh dong" | "xu ly" => Column::Action,
        "host" | "hostname" | "host name" | "computer" | "computer name" | "may" | "ten may"
        | "ten may chu" | "may tinh" => Column::Host,
        "code" | "asset" | "asset code" | "asset id" | "ma" | "ma tai san" | "ma may"
        | "ma thiet bi" => Column::Asset,
        _ => return None,
    })
}

/// The instant of an event from its fields, without promoting the rest; `None` where no
/// time is printed or readable.
#[must_use]
pub fn event_time(event: &Event<'_>, context: &ParseContext) -> Option<Timestamp> {
    let (mut date, mut clock, mut zone) = (None, None, None);
    for field in &event.fields {
        let slot = match field.column.or_else(|| time_of_name(&field.name)) {
            Some(Column::Date) => &mut date,
            Some(Column::Time) => &mut clock,
            Some(Column::Zone) => &mut zone,
            _ => continue,
        };
        if slot.is_none() && !is_blank(field.value.trim()) {
            *slot = Some(field.value.trim());
        }
    }
    event
        .row
        .time
        .or_else(|| times::of_parts(date, clock, zone, context).map(|stamp| stamp.at))
}

/// The names of times in formats whose fields have no columns of their own.
fn time_of_name(name: &str) -> Option<Column> {
    matches!(
        name,
        "TimeCreated"
            | "SystemTime"
            | "@timestamp"
            | "timestamp"
            | "ts"
            | "time"
            | "Timestamp"
            | "EventTime"
            | "UtcTime"
            | "datetime"
    )
    .then_some(Column::Time)
}

/// Fills the row from the fields; an earlier field of the same meaning wins.
pub fn promote(event: &mut Event<'_>, context: &ParseContext) {
    let mut problems = Vec::new();
    let row = &mut event.row;
    let (mut date, mut clock, mut zone) = (None, None, None);
    for field in &event.fields {
        let Some(column) = field.column else { continue };
        let text = field.value.trim();
        if is_blank(text) {
            continue;
        }
        match column {
            Column::Date => date = date.or(Some(text)),
            Column::Time => clock = clock.or(Some(text)),
            Column::Zone => zone = zone.or(Some(text)),
            Column::Host => keep(&mut row.host, &field.value),
            Column::User => keep(&mut row.user, &field.value),
            Column::Domain => keep(&mut row.domain, &field.value),
            Column::Url => keep(&mut row.url, &field.value),
            Column::Action => keep(&mut row.action, &field.value),
            Column::SourceAddress => address(&mut row.src_ip, text, &mut problems),
            Column::DestinationAddress => address(&mut row.dst_ip, text, &mut problems),
            Column::SourcePort => port(&mut row.src_port, text, &mut problems),
            Column::DestinationPort => port(&mut row.dst_port, text, &mut problems),
            Column::SourceTranslated
            | Column::DestinationTranslated
            | Column::Address
            | Column::Asset => {}
        }
    }
    if row.time_quality == TimeQuality::Missing && (date.is_some() || clock.is_some()) {
        match times::of_parts(date, clock, zone, context) {
            Some(Stamp { at, quality }) => (row.time, row.time_quality) = (Some(at), quality),
            None => problems.push(EventProblem::UnreadableTime),
        }
    }
    event.problems.append(&mut problems);
}

fn is_blank(text: &str) -> bool {
    matches!(text, "" | "-" | "N/A" | "n/a" | "null")
}

fn keep<T: Clone>(slot: &mut Option<T>, value: &T) {
    if slot.is_none() {
        *slot = Some(value.clone());
    }
}

fn address(slot: &mut Option<IpAddr>, text: &str, problems: &mut Vec<EventProblem>) {
    if slot.is_some() {
        return;
    }
    // Some devices print `address:port` or brackets here.
    let bare = text
        .trim_start_matches('[')
        .split(']')
        .next()
        .unwrap_or(text);
    let parsed = bare
        .parse::<IpAddr>()
        .or_else(|_| bare.split(':').next().unwrap_or(bare).parse());
    match parsed {
        Ok(address) => *slot = Some(address.to_canonical()),
        Err(_) => problems.push(EventProblem::UnreadableAddress),
    }
}

fn port(slot: &mut Option<u16>, text: &str, problems: &mut Vec<EventProblem>) {
    match text.parse() {
        Ok(port) if slot.is_none() => *slot = Some(port),
        Ok(_) => {}
        Err(_) => problems.push(EventProblem::UnreadablePort),
    }
}
