//! Bytes of a log → [`Event`]: one module per format.
//!
//! A format is recognised by what its records look like, or forced. Parsing never
//! fails: what cannot be read is an [`EventProblem`] of the event, and a record
//! of no known format is an event with the single field `text`.
//!
//! [`Stream`] reads a whole file in blocks; [`Reader`] and [`parse_line`] read
//! single lines. What this is not: it opens no files and draws no conclusions.
//!
//! To add a format of one record a line: a module with its manual at the top, a
//! `recognise` and a `read`; a line in [`Format`], in `read_as` and in
//! `recognise`; samples in `stream/tests/lines.rs` and in the fuzz target
//! `detect.stream`; what its fields mean in `columns` or `classes`. A format with
//! headings or frames of its own also needs a shape in `stream`.

mod access;
mod auditd;
mod cef;
pub(crate) mod cells;
mod classes;
mod columns;
mod counted;
mod csv;
mod evtx;
mod exported;
mod headed;
mod json;
mod key_value;
mod leef;
mod promote;
mod stream;
mod syslog;
mod times;

use std::borrow::Cow;

use domain::event::{Column, Event, EventProblem, Field};
use jiff::Timestamp;
use jiff::tz::TimeZone;

pub(crate) use csv::Header;
pub use exported::{event_log_records, xml_records};
pub use promote::{event_time, promote};
pub use stream::{BlockRead, ProblemCount, Stream};

/// The most fields one record may have; the rest of such a line stays text.
pub(crate) const FIELDS_MAX: usize = 1024;

/// How many lines from the top of a file a CSV heading is looked for.
const HEADING_WITHIN: u32 = 10;

/// The bytes without the marks of byte order in front of them. A file begins with one, and
/// files that were joined hold more of them; none is part of a record.
fn without_mark(bytes: &[u8]) -> &[u8] {
    let mut bytes = bytes;
    while let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        bytes = rest;
    }
    bytes
}

/// A kind of log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// `name=value` pairs, quoted where needed: FortiGate, Sophos, iptables.
    KeyValue,
    /// Syslog, RFC 3164 or RFC 5424, whose message may be of another format.
    Syslog,
    /// ArcSight Common Event Format.
    Cef,
    /// Rows below a heading: exports and inventories.
    Csv,
    /// QRadar's Log Event Extended Format.
    Leef,
    /// Access logs of Apache and nginx.
    Access,
    /// The extended log format of W3C: IIS.
    W3c,
    /// Records of the Linux audit daemon.
    Auditd,
    /// Zeek's tables.
    Zeek,
    /// JSON: records of Windows in all their shapes, Suricata, Zeek, anything.
    Json,
    /// Event log files of Windows.
    Evtx,
    /// Anything: one field `text`.
    Text,
}

impl Format {
    /// All formats, in the order of the manual.
    pub const ALL: [Self; 12] = [
        Self::KeyValue,
        Self::Syslog,
        Self::Cef,
        Self::Leef,
        Self::Access,
        Self::W3c,
        Self::Auditd,
        Self::Zeek,
        Self::Csv,
        Self::Json,
        Self::Evtx,
        Self::Text,
    ];

    /// The name on the command line and in [`Event::parser`].
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::KeyValue => "key_value",
            Self::Syslog => "syslog",
            Self::Cef => "cef",
            Self::Csv => "csv",
            Self::Leef => "leef",
            Self::Access => "access",
            Self::W3c => "w3c",
            Self::Auditd => "auditd",
            Self::Zeek => "zeek",
            Self::Json => "json",
            Self::Evtx => "evtx",
            Self::Text => "text",
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// What a record does not say about its own time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseContext {
    /// When the record reached us; picks the year of an RFC 3164 time.
    pub received_at: Timestamp,
    /// Zone of times that print none.
    pub zone: TimeZone,
    /// The year of an RFC 3164 time, when a person says it.
    pub year: Option<i16>,
}

/// Reads one line without regard to those before it; `format` is `None` to
/// recognise it. A row of a table (CSV, W3C, Zeek) is read under the lines of the
/// heading that stand in front of it in `line`; without them it is text.
#[must_use]
pub fn parse_line<'a>(format: Option<Format>, context: &ParseContext, line: &'a [u8]) -> Event<'a> {
    read_bytes(line, |text| read_text(format, context, text))
}

/// Reads the lines of one file in order; remembers its CSV heading.
#[derive(Debug, Clone)]
pub struct Reader {
    forced: Option<Format>,
    context: ParseContext,
    header: Option<Header>,
    /// Lines that may still turn out to be the heading.
    undecided: u32,
}

impl Reader {
    /// A reader for one file; `forced` is `None` to recognise each line.
    #[must_use]
    pub fn new(forced: Option<Format>, context: ParseContext) -> Self {
        let undecided = match forced {
            None | Some(Format::Csv) => HEADING_WITHIN,
            Some(_) => 0,
        };
        Self {
            forced,
            context,
            header: None,
            undecided,
        }
    }

    /// Must see every line before [`Reader::read`]: true when the line is the
    /// heading of a table (or a blank line above it) and therefore no record.
    pub fn takes_heading(&mut self, line: &[u8]) -> bool {
        if self.undecided == 0 {
            return false;
        }
        let text = String::from_utf8_lossy(line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line));
        if text.trim().is_empty() {
            return true;
        }
        self.undecided -= 1;
        let header = match self.forced {
            Some(_) => Header::forced(&text),
            None => Header::recognise(&text),
        };
        if header.is_some() {
            self.header = header;
            self.undecided = 0;
        } else if self.forced.is_none() && recognise(&text) != Format::Text {
            // A log has begun; its fields must not be taken for a heading.
            self.undecided = 0;
        }
        self.header.is_some()
    }

    /// True when the file is a table of machines rather than of events.
    #[must_use]
    pub fn is_inventory(&self) -> bool {
        self.header.as_ref().is_some_and(Header::is_inventory)
    }

    /// Reads one record.
    #[must_use]
    pub fn read<'a>(&self, line: &'a [u8]) -> Event<'a> {
        match &self.header {
            Some(header) => read_bytes(line, |text| csv::read(header, &self.context, text)),
            None => parse_line(self.forced, &self.context, line),
        }
    }
}

fn read_bytes(line: &[u8], read: impl for<'t> Fn(&'t str) -> Event<'t>) -> Event<'_> {
    match String::from_utf8_lossy(line) {
        Cow::Borrowed(text) => read(text.trim_end_matches(['\r', '\n'])),
        Cow::Owned(text) => {
            let mut event = read(text.trim_end_matches(['\r', '\n'])).into_owned();
            event.problems.push(EventProblem::InvalidUtf8);
            event
        }
    }
}

fn read_text<'a>(format: Option<Format>, context: &ParseContext, text: &'a str) -> Event<'a> {
    let mut event = Event::default();
    let format_here = format.unwrap_or_else(|| recognise(text));
    if let Some(read) = read_under(format_here, context, text) {
        return read;
    }
    event.parser = format_here.name();
    if !read_as(format_here, text, &mut event) {
        event.problems.push(EventProblem::NotThisFormat);
        push_text(&mut event, "text", text);
    }
    promote(&mut event, context);
    event
}

/// Reads a row under the heading in front of it; `None` when the text is no such thing.
fn read_under<'a>(format: Format, context: &ParseContext, text: &str) -> Option<Event<'a>> {
    let is_table = matches!(format, Format::Csv | Format::W3c | Format::Zeek);
    if !is_table || !text.contains('\n') {
        return None;
    }
    let mut found = None;
    let stream = Stream::recognise(text.as_bytes(), Some(format), context);
    stream.read_block(text.as_bytes(), 1, &mut |_, event| {
        promote(event, context);
        found = Some(event.clone().into_owned());
    });
    found
}

/// Reads `text` into `event`; `false`, and nothing read, when it is not of that format.
fn read_as<'a>(format: Format, text: &'a str, event: &mut Event<'a>) -> bool {
    match format {
        Format::KeyValue => key_value::read(text, event),
        Format::Syslog => syslog::read(text, event),
        Format::Cef => cef::read(text, event),
        Format::Json => json::read(text, json::Room::Heap, &mut json::Scratch::default(), event),
        Format::Leef => leef::read(text, event),
        Format::Access => access::read(text, event),
        Format::Auditd => auditd::read(text, event),
        Format::Csv | Format::Evtx | Format::W3c | Format::Zeek => false,
        Format::Text => {
            push_text(event, "text", text);
            true
        }
    }
}

fn recognise(text: &str) -> Format {
    if syslog::recognise(text) {
        Format::Syslog
    } else if cef::recognise(text) {
        Format::Cef
    } else if leef::recognise(text) {
        Format::Leef
    } else if auditd::recognise(text) {
        Format::Auditd
    } else if access::recognise(text) {
        Format::Access
    } else if json::recognise(text) {
        Format::Json
    } else if key_value::recognise(text) {
        Format::KeyValue
    } else {
        Format::Text
    }
}

fn push_text<'a>(event: &mut Event<'a>, name: &'static str, text: &'a str) {
    if !text.is_empty() {
        event.fields.push(Field {
            name: name.into(),
            value: text.into(),
            column: None,
        });
    }
}

fn push_field<'a>(
    event: &mut Event<'a>,
    name: &'a str,
    value: Cow<'a, str>,
    column: Option<Column>,
) -> bool {
    if event.fields.len() >= FIELDS_MAX {
        if !event.problems.contains(&EventProblem::TooManyFields) {
            event.problems.push(EventProblem::TooManyFields);
        }
        return false;
    }
    event.fields.push(Field {
        name: name.into(),
        value,
        column,
    });
    true
}

#[cfg(test)]
mod tests;
