//! What a stream is, by its first bytes.

use super::Shape;
use crate::formats::csv::Header;
use crate::formats::headed::{Heading, Headings, w3c, zeek};
use crate::formats::{Format, HEADING_WITHIN, counted, evtx, json, recognise, without_mark};

/// How many lines are looked at for one of a known format.
const LINES_MAX: usize = 64;

/// How long a line is looked at.
const LINE_BYTES_MAX: usize = 8 * 1024;

pub(super) fn shape(head: &[u8], forced: Option<Format>) -> (Format, Shape) {
    let head = without_mark(head);
    match forced {
        Some(Format::Evtx) => (Format::Evtx, Shape::Chunks),
        Some(Format::Json) => (Format::Json, json_shape(head)),
        Some(Format::Zeek) => (Format::Zeek, Shape::Headed(zeek_headings(head))),
        Some(Format::W3c) => (Format::W3c, Shape::Headed(w3c_headings(head))),
        Some(Format::Syslog) if counted::recognise(head) => (Format::Syslog, Shape::Counted),
        Some(Format::Csv) => (Format::Csv, table(head, true).unwrap_or(Shape::ForcedLines)),
        Some(format) => (format, Shape::ForcedLines),
        None => by_content(head),
    }
}

fn by_content(head: &[u8]) -> (Format, Shape) {
    if evtx::recognise(head) {
        return (Format::Evtx, Shape::Chunks);
    }
    if json::begins(head) {
        return (Format::Json, json_shape(head));
    }
    if zeek::Heading::begins(head) {
        return (Format::Zeek, Shape::Headed(zeek_headings(head)));
    }
    if w3c::Heading::begins(head) {
        return (Format::W3c, Shape::Headed(w3c_headings(head)));
    }
    if counted::recognise(head) {
        return (Format::Syslog, Shape::Counted);
    }
    if let Some(table) = table(head, false) {
        return (Format::Csv, table);
    }
    let format = lines(head)
        .map(|line| recognise(&line))
        .find(|format| *format != Format::Text)
        .unwrap_or(Format::Text);
    (format, Shape::Lines)
}

fn zeek_headings(head: &[u8]) -> Headings {
    Headings::new(Heading::Zeek(zeek::Heading::new()), head)
}

fn w3c_headings(head: &[u8]) -> Headings {
    Headings::new(Heading::W3c(w3c::Heading::default()), head)
}

/// One record a line when the first line is one, otherwise anything.
fn json_shape(head: &[u8]) -> Shape {
    let first = head
        .split(|b| *b == b'\n')
        .find(|line| !line.trim_ascii().is_empty())
        .unwrap_or_default();
    match json::end_of_record(first) {
        Some(end) if first.get(end..).unwrap_or_default().trim_ascii().is_empty() => Shape::Lines,
        // Longer than the head: then it is on one line as far as anybody can see.
        None if first.len() == head.len() && head.len() > 32 * 1024 && head.starts_with(b"{") => {
            Shape::Lines
        }
        _ => Shape::Documents,
    }
}

/// The heading of a table within the first lines, as the reader of lines finds it.
fn table(head: &[u8], forced: bool) -> Option<Shape> {
    let mut above = Vec::new();
    let mut looked_at = 0;
    for line in lines(head) {
        if line.trim().is_empty() {
            continue;
        }
        looked_at += 1;
        if looked_at > HEADING_WITHIN {
            return None;
        }
        let header = match forced {
            true => Header::forced(&line),
            false => Header::recognise(&line),
        };
        above.push(line.trim_end().into());
        if let Some(header) = header {
            return Some(Shape::Table { header, above });
        }
        if !forced && recognise(&line) != Format::Text {
            return None;
        }
    }
    None
}

fn lines(head: &[u8]) -> impl Iterator<Item = String> {
    head.split(|b| *b == b'\n').take(LINES_MAX).map(|line| {
        let line = line.get(..LINE_BYTES_MAX).unwrap_or(line);
        String::from_utf8_lossy(line).into_owned()
    })
}
