//! The typed columns of an event, from its fields.
//!
//! Not done while reading: it costs, and whoever only looks for text needs none
//! of it. An earlier field of the same meaning wins.

use std::borrow::Cow;
use std::net::IpAddr;

use domain::event::{Column, Event, EventProblem, EventRow, Field, TimeQuality};
use jiff::Timestamp;

use super::times::{self, Stamp};
use super::{ParseContext, classes, columns};

/// Fills [`Event::row`] and the column of each field that has one. Calling it again changes
/// nothing.
pub fn promote(event: &mut Event<'_>, context: &ParseContext) {
    name_columns(event);
    let mut problems = Vec::new();
    let mut times = Times::default();
    let row = &mut event.row;
    for field in &event.fields {
        let Some(column) = field.column else { continue };
        let text = field.value.trim();
        if is_blank(text) {
            continue;
        }
        match column {
            Column::Date | Column::Time | Column::Zone => {}
            Column::SourceAddress => address(&mut row.src_ip, text, &mut problems),
            Column::DestinationAddress => address(&mut row.dst_ip, text, &mut problems),
            Column::SourcePort => port(&mut row.src_port, text, &mut problems),
            Column::DestinationPort => port(&mut row.dst_port, text, &mut problems),
            Column::Severity => severity(row, event.parser, text),
            Column::Hash => hash(&mut row.hash, &field.value),
            column => {
                if let Some(slot) = text_of(row, column) {
                    keep(slot, &field.value);
                }
            }
        }
    }
    for field in &event.fields {
        times.note(field, field.column);
    }
    if row.time_quality == TimeQuality::Missing && times.any() {
        match times.stamp(event.parser, context) {
            Some(Stamp { at, quality }) => (row.time, row.time_quality) = (Some(at), quality),
            None => problems.push(EventProblem::UnreadableTime),
        }
    }
    for problem in problems {
        if !event.problems.contains(&problem) {
            event.problems.push(problem);
        }
    }
    classes::classify(event);
}

/// The instant of an event from its fields, without promoting the rest; `None` where no
/// time is printed or readable.
#[must_use]
pub fn event_time(event: &Event<'_>, context: &ParseContext) -> Option<Timestamp> {
    if event.row.time.is_some() {
        return event.row.time;
    }
    let own_names = keeps_own_names(event.parser);
    let mut times = Times::default();
    for field in &event.fields {
        let named =
            || columns::of_name(&field.name).filter(|column| own_names && *column == Column::Time);
        times.note(field, field.column.or_else(named));
        if times.clock.is_some() && own_names {
            break;
        }
    }
    times.stamp(event.parser, context).map(|stamp| stamp.at)
}

/// True for the parsers that give no field a column.
fn keeps_own_names(parser: &str) -> bool {
    matches!(
        parser,
        "json" | "windows_json" | "evtx" | "suricata_eve" | "zeek"
    )
}

fn name_columns(event: &mut Event<'_>) {
    if keeps_own_names(event.parser) {
        for field in &mut event.fields {
            if field.column.is_none() {
                field.column = columns::of_name(&field.name);
            }
        }
    }
}

/// The fields that say when.
#[derive(Debug, Default)]
struct Times<'e> {
    date: Option<&'e str>,
    clock: Option<&'e str>,
    zone: Option<&'e str>,
    /// Sysmon's own time, which is UTC and does not say so.
    utc: Option<&'e str>,
}

impl<'e> Times<'e> {
    fn note(&mut self, field: &'e Field<'_>, column: Option<Column>) {
        let slot = match column {
            Some(Column::Date) => &mut self.date,
            Some(Column::Time) => &mut self.clock,
            Some(Column::Zone) => &mut self.zone,
            None if field.name == "UtcTime" => &mut self.utc,
            _ => return,
        };
        let text = field.value.trim();
        if slot.is_none() && !is_blank(text) {
            *slot = Some(text);
        }
    }

    const fn any(&self) -> bool {
        self.date.is_some() || self.clock.is_some() || self.utc.is_some()
    }

    fn stamp(&self, parser: &str, context: &ParseContext) -> Option<Stamp> {
        if self.date.is_none()
            && self.clock.is_none()
            && let Some(utc) = self.utc
        {
            return times::stamp(&format!("{utc}Z"), context);
        }
        let zone = self.zone.or((parser == "w3c").then_some("+00:00"));
        times::of_parts(self.date, self.clock, zone, context)
    }
}

fn text_of<'r, 'a>(
    row: &'r mut EventRow<'a>,
    column: Column,
) -> Option<&'r mut Option<Cow<'a, str>>> {
    Some(match column {
        Column::Host => &mut row.host,
        Column::User => &mut row.user,
        Column::Domain => &mut row.domain,
        Column::Url => &mut row.url,
        Column::Action => &mut row.action,
        Column::Process => &mut row.process,
        Column::Channel => &mut row.channel,
        Column::Code => &mut row.code,
        _ => return None,
    })
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
        // A logon at the machine itself.
        Err(_) if text == "LOCAL" => {}
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

/// The strongest hash of `SHA1=…,MD5=…,SHA256=…,IMPHASH=…`, or the one hash there is.
fn hash(slot: &mut Option<Cow<'_, str>>, value: &str) {
    if slot.is_some() {
        return;
    }
    let found = if value.contains('=') {
        ["SHA256=", "SHA1=", "MD5="].into_iter().find_map(|kind| {
            value
                .split(',')
                .find_map(|one| one.trim().strip_prefix(kind))
        })
    } else {
        Some(value.trim())
    };
    let sound = |text: &&str| {
        matches!(text.len(), 32 | 40 | 64) && text.bytes().all(|b| b.is_ascii_hexdigit())
    };
    *slot = found
        .filter(sound)
        .map(|text| Cow::Owned(text.to_ascii_lowercase()));
}

/// The severity as OCSF counts it, from what the record's format prints.
fn severity(row: &mut EventRow<'_>, parser: &str, text: &str) {
    if row.severity.is_some() {
        return;
    }
    row.severity = match (parser, text) {
        // Windows: 1 critical, 2 error, 3 warning, 4 and 0 information, 5 verbose.
        ("windows_json" | "evtx", "1") => Some(5),
        ("windows_json" | "evtx", "2") => Some(4),
        ("windows_json" | "evtx", "3") => Some(3),
        ("windows_json" | "evtx", "0" | "4" | "5") => Some(1),
        // Suricata: 1 is the worst.
        ("suricata_eve", "1") => Some(4),
        ("suricata_eve", "2") => Some(3),
        ("suricata_eve", "3") => Some(2),
        ("suricata_eve", _) => Some(1),
        // CEF and LEEF: 0 to 10, or a word.
        (_, "0" | "1" | "2" | "3" | "Low" | "low") => Some(2),
        (_, "4" | "5" | "6" | "Medium" | "medium") => Some(3),
        (_, "7" | "8" | "High" | "high") => Some(4),
        (_, "9" | "10" | "Very-High" | "critical") => Some(5),
        _ => None,
    };
}
