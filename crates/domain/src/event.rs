//! One log record after parsing: its own fields under their own names, and
//! the columns that all formats share.
//!
//! A parser never fails: what it could not read is listed in
//! [`Event::problems`] and the rest of the record is still there. An event
//! borrows from the line it was read from; [`Event::into_owned`] cuts it
//! loose. Columns are added here only when a reader and a user of them exist.

use std::borrow::Cow;
use std::net::IpAddr;

use jiff::Timestamp;

/// A parsed log record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Event<'a> {
    /// Id of the format that read the record, for example `key_value`.
    pub parser: &'static str,
    /// The columns common to all formats, typed.
    pub row: EventRow<'a>,
    /// Every field in the order of the record, promoted ones included.
    pub fields: Vec<Field<'a>>,
    /// What could not be read.
    pub problems: Vec<EventProblem>,
    /// Events with the same number, other than 0, have fields of the same names in the same
    /// order; whoever changes those sets it to 0. Numbers last as long as the process.
    pub layout: u64,
}

/// One field of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field<'a> {
    /// The name as the record prints it.
    pub name: Cow<'a, str>,
    /// The value without its quotes and escapes.
    pub value: Cow<'a, str>,
    /// The promoted column this field means, if any.
    pub column: Option<Column>,
}

/// The meaning of a field, whatever its name in its format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// Instant of the event, whole or (when a [`Column::Date`] stands beside it) time of day only.
    Time,
    /// Calendar day of the event, when it is a field of its own.
    Date,
    /// Offset or zone of the two above.
    Zone,
    /// The machine that wrote the record, or the machine of an inventory row.
    Host,
    /// Account that acted.
    User,
    /// Address that opened the connection.
    SourceAddress,
    /// The same after translation by a gateway.
    SourceTranslated,
    /// Address that was reached.
    DestinationAddress,
    /// The same after translation by a gateway.
    DestinationTranslated,
    /// Port of the opener.
    SourcePort,
    /// Port that was reached.
    DestinationPort,
    /// The one address of a record that has no two ends.
    Address,
    /// Name of the remote end, or the name asked of DNS.
    Domain,
    /// URL or path asked for.
    Url,
    /// What the device did (`deny`, `accept`, …).
    Action,
    /// Code or name of an asset in an inventory.
    Asset,
    /// Kind of log within its writer (`Security`, `dns`).
    Channel,
    /// The writer's own number or name of the event.
    Code,
    /// How bad the writer says it is.
    Severity,
    /// Hash or hashes of a file.
    Hash,
    /// Path of the program that acted or was started.
    Process,
}

/// The promoted columns of an event; `None` where the record is silent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventRow<'a> {
    /// Instant of the event.
    pub time: Option<Timestamp>,
    /// How much of [`EventRow::time`] the record itself states.
    pub time_quality: TimeQuality,
    /// The machine that wrote the record.
    pub host: Option<Cow<'a, str>>,
    /// Account that acted.
    pub user: Option<Cow<'a, str>>,
    /// Address that opened the connection.
    pub src_ip: Option<IpAddr>,
    /// Address that was reached.
    pub dst_ip: Option<IpAddr>,
    /// Port of the opener.
    pub src_port: Option<u16>,
    /// Port that was reached.
    pub dst_port: Option<u16>,
    /// Name of the remote end, or the name asked of DNS.
    pub domain: Option<Cow<'a, str>>,
    /// URL or path asked for.
    pub url: Option<Cow<'a, str>>,
    /// What the device did.
    pub action: Option<Cow<'a, str>>,
    /// Class id of the Open Cybersecurity Schema Framework (`class_uid`).
    pub class: Option<u32>,
    /// Kind of log within its writer (`Security`, `dns`).
    pub channel: Option<Cow<'a, str>>,
    /// The writer's own number or name of the event.
    pub code: Option<Cow<'a, str>>,
    /// Severity as that framework counts it (`severity_id`): 1 informational to 6 fatal.
    pub severity: Option<u8>,
    /// The strongest hash of the file at hand, in lower case: SHA-256, SHA-1 or MD5.
    pub hash: Option<Cow<'a, str>>,
    /// Path of the program that acted or was started.
    pub process: Option<Cow<'a, str>>,
}

/// How much of an event's time was stated by the record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TimeQuality {
    /// The record has no readable time.
    #[default]
    Missing,
    /// The year was taken from the reader's context (RFC 3164 prints none).
    YearAssumed,
    /// The zone was taken from the reader's context.
    ZoneAssumed,
    /// Date, time and zone are all printed.
    Stated,
}

/// What a parser could not read in a record; the record is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventProblem {
    /// Bytes that are not UTF-8; they were replaced.
    InvalidUtf8,
    /// The text is not of the format it was said to be; it is kept whole as `text`.
    NotThisFormat,
    /// A quoted value without its closing quote; it runs to the end of the line.
    UnclosedQuote,
    /// A row with another number of cells than its header.
    CellCount,
    /// A time that could not be read.
    UnreadableTime,
    /// An address column that holds no address.
    UnreadableAddress,
    /// A port column that holds no number from 0 to 65535.
    UnreadablePort,
    /// More fields than a record may have; the rest is only searched as text.
    TooManyFields,
    /// Objects or arrays nested deeper than is read; what is inside is kept as text.
    NestedTooDeep,
    /// A record of a binary log that cannot be read.
    DamagedRecord,
    /// A part of a binary log that holds no readable records.
    DamagedChunk,
}

impl EventProblem {
    /// The stable code shown to people and programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::InvalidUtf8 => "event.invalid_utf8",
            Self::NotThisFormat => "event.not_this_format",
            Self::UnclosedQuote => "event.unclosed_quote",
            Self::CellCount => "event.cell_count",
            Self::UnreadableTime => "event.unreadable_time",
            Self::UnreadableAddress => "event.unreadable_address",
            Self::UnreadablePort => "event.unreadable_port",
            Self::TooManyFields => "event.too_many_fields",
            Self::NestedTooDeep => "event.nested_too_deep",
            Self::DamagedRecord => "event.damaged_record",
            Self::DamagedChunk => "event.damaged_chunk",
        }
    }
}

impl Event<'_> {
    /// The value of the first field of that name, compared without regard to ASCII case.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|field| field.name.eq_ignore_ascii_case(name))
            .map(|field| field.value.as_ref())
    }

    /// The same event, borrowing nothing.
    #[must_use]
    pub fn into_owned(self) -> Event<'static> {
        Event {
            parser: self.parser,
            row: self.row.into_owned(),
            fields: self.fields.into_iter().map(Field::into_owned).collect(),
            problems: self.problems,
            layout: self.layout,
        }
    }
}

impl Field<'_> {
    fn into_owned(self) -> Field<'static> {
        Field {
            name: own(self.name),
            value: own(self.value),
            column: self.column,
        }
    }
}

impl EventRow<'_> {
    fn into_owned(self) -> EventRow<'static> {
        EventRow {
            time: self.time,
            time_quality: self.time_quality,
            host: self.host.map(own),
            user: self.user.map(own),
            src_ip: self.src_ip,
            dst_ip: self.dst_ip,
            src_port: self.src_port,
            dst_port: self.dst_port,
            domain: self.domain.map(own),
            url: self.url.map(own),
            action: self.action.map(own),
            class: self.class,
            channel: self.channel.map(own),
            code: self.code.map(own),
            severity: self.severity,
            hash: self.hash.map(own),
            process: self.process.map(own),
        }
    }
}

fn own(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}
