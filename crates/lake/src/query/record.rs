//! One event as a line of CSV or of JSON.

use std::borrow::Cow;

use domain::event::TimeQuality;
use serde_json::{Map, Value};

use super::field::SearchColumn;
use super::found::{FoundEvent, shown};

/// A value of a cell.
enum Cell<'a> {
    Text(Cow<'a, str>),
    Number(u32),
}

/// Names of the columns of a file, in their order.
const NAMES: &[&str] = &[
    "event_id",
    "time",
    "time_quality",
    "received",
    "unit",
    "source",
    "parser",
    "class",
    "channel",
    "code",
    "severity",
    "host",
    "user",
    "src_ip",
    "src_port",
    "dst_ip",
    "dst_port",
    "domain",
    "url",
    "hash",
    "process",
    "action",
    "raw",
];

fn cells(event: &FoundEvent) -> [Option<Cell<'_>>; 23] {
    let row = &event.row;
    fn text<'a>(value: &'a Option<Cow<'static, str>>) -> Option<Cell<'a>> {
        value
            .as_deref()
            .map(|value| Cell::Text(Cow::Borrowed(value)))
    }
    let owned = |value: String| Some(Cell::Text(Cow::Owned(value)));
    let number = |value: Option<u32>| value.map(Cell::Number);
    let quality = match row.time_quality {
        TimeQuality::Missing => "missing",
        TimeQuality::YearAssumed => "year_assumed",
        TimeQuality::ZoneAssumed => "zone_assumed",
        TimeQuality::Stated => "stated",
    };
    [
        owned(shown(SearchColumn::Id, &event.id)),
        owned(event.time.to_string()),
        Some(Cell::Text(Cow::Borrowed(quality))),
        owned(event.received.to_string()),
        event
            .unit
            .and_then(|unit| owned(shown(SearchColumn::Unit, &unit))),
        Some(Cell::Text(Cow::Borrowed(&event.source))),
        Some(Cell::Text(Cow::Borrowed(&event.parser))),
        number(row.class),
        text(&row.channel),
        text(&row.code),
        number(row.severity.map(u32::from)),
        text(&row.host),
        text(&row.user),
        row.src_ip.and_then(|one| owned(one.to_string())),
        number(row.src_port.map(u32::from)),
        row.dst_ip.and_then(|one| owned(one.to_string())),
        number(row.dst_port.map(u32::from)),
        text(&row.domain),
        text(&row.url),
        text(&row.hash),
        text(&row.process),
        text(&row.action),
        Some(Cell::Text(String::from_utf8_lossy(&event.raw))),
    ]
}

/// The byte order mark and the names.
pub(super) fn csv_heading() -> Vec<u8> {
    let mut line = "\u{feff}".as_bytes().to_vec();
    line.extend_from_slice(NAMES.join(",").as_bytes());
    line.extend_from_slice(b"\r\n");
    line
}

pub(super) fn write_csv(events: &[FoundEvent], out: &mut Vec<u8>) {
    for event in events {
        for (at, cell) in cells(event).into_iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            match cell {
                None => {}
                Some(Cell::Number(value)) => out.extend_from_slice(value.to_string().as_bytes()),
                Some(Cell::Text(value)) => write_cell(&value, out),
            }
        }
        out.extend_from_slice(b"\r\n");
    }
}

fn write_cell(value: &str, out: &mut Vec<u8>) {
    let formula = value.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let quoted = value.contains(['"', ',', '\r', '\n']);
    if quoted {
        out.push(b'"');
    }
    if formula {
        out.push(b'\'');
    }
    match quoted {
        true => out.extend_from_slice(value.replace('"', "\"\"").as_bytes()),
        false => out.extend_from_slice(value.as_bytes()),
    }
    if quoted {
        out.push(b'"');
    }
}

pub(super) fn write_ndjson(events: &[FoundEvent], out: &mut Vec<u8>) {
    for event in events {
        let mut object = Map::new();
        for (name, cell) in NAMES.iter().zip(cells(event)) {
            let value = match cell {
                None => continue,
                Some(Cell::Number(value)) => Value::from(value),
                Some(Cell::Text(value)) => Value::from(value.into_owned()),
            };
            object.insert((*name).to_owned(), value);
        }
        if std::str::from_utf8(&event.raw).is_err() {
            // The text above lost something; here are the bytes.
            let hex: String = event.raw.iter().map(|byte| format!("{byte:02x}")).collect();
            object.insert("raw_hex".to_owned(), Value::from(hex));
        }
        out.extend_from_slice(Value::Object(object).to_string().as_bytes());
        out.push(b'\n');
    }
}
