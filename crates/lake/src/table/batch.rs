//! Events on their way into the table, already in columns.
//!
//! A batch keeps the rows of each retention class and day apart, because each
//! such part becomes a file of its own. It writes nothing.

use std::net::IpAddr;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, AsArray as _, BinaryBuilder, Int8Builder, Int32Builder, RecordBatch, StringBuilder,
    TimestampMicrosecondBuilder, UInt32Array,
};
use arrow::compute::take_record_batch;
use arrow::datatypes::TimestampMicrosecondType;
use domain::event::{EventRow, TimeQuality};
use jiff::Timestamp;

use super::columns::{TIME, file_schema};
use super::error::LakeError;

const MICROS_A_DAY: i64 = 86_400_000_000;
/// Instants outside 1970 to 2200 are the invention of a broken clock, and some readers of the
/// table can't hold them.
const LAST_MICROS: i64 = 230 * 366 * MICROS_A_DAY;
/// Names of folders that no file system and no reader of the table objects to.
const CLASS_CHARS_MAX: usize = 64;
/// A column of Arrow counts its bytes in 31 bits; larger parts become files of their own.
const PART_BYTES_MAX: usize = 256 << 20;

/// An event as it goes into the table.
#[derive(Debug, Clone, Copy)]
pub struct KeptEvent<'a> {
    /// Id of the intake log, then the offset in it (8 bytes, big endian).
    pub id: [u8; 16],
    /// When it was received.
    pub received: Timestamp,
    /// The unit that owns the source; none for a source nobody has adopted.
    pub unit: Option<[u8; 16]>,
    /// Key of the source.
    pub source: &'a str,
    /// Retention class: lower-case letters, digits, `_` and `-`, at most 64.
    pub class: &'a str,
    /// Id of the format that read the record.
    pub parser: &'a str,
    /// The promoted columns.
    pub row: &'a EventRow<'a>,
    /// The record as received.
    pub raw: &'a [u8],
}

/// Events that will be committed together.
#[derive(Debug, Default)]
pub struct Batch {
    parts: Vec<Part>,
    rows: usize,
    bytes: usize,
    newest: Option<Timestamp>,
}

#[derive(Debug)]
struct Part {
    class: String,
    day: i32,
    bytes: usize,
    columns: Columns,
}

/// The rows of one retention class and day, sorted by time.
#[derive(Debug)]
pub(crate) struct Rows {
    pub(crate) class: String,
    /// Days since 1970.
    pub(crate) day: i32,
    pub(crate) batch: RecordBatch,
}

impl Batch {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an event.
    pub fn push(&mut self, event: &KeptEvent<'_>) {
        let day = day_of(event.received);
        let found = self
            .parts
            .iter()
            .position(|part| part.takes(event.class, day));
        let part = match found.and_then(|at| self.parts.get_mut(at)) {
            Some(part) => part,
            None => self.parts.push_mut(Part {
                class: event.class.to_owned(),
                day,
                bytes: 0,
                columns: Columns::default(),
            }),
        };
        let bytes = event.raw.len() + texts(event.row) + 96;
        part.columns.push(event);
        part.bytes += bytes;
        self.rows += 1;
        self.bytes += bytes;
        self.newest = self.newest.max(Some(event.received));
    }

    /// Number of events.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// About how much memory they take, in bytes.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// When the newest of them was received.
    pub(crate) const fn newest(&self) -> Option<Timestamp> {
        self.newest
    }

    /// The parts, each sorted by time; equal times stay in the order they came in.
    pub(crate) fn into_rows(self) -> Result<Vec<Rows>, LakeError> {
        self.parts
            .into_iter()
            .map(|mut part| {
                if !is_class(&part.class) {
                    return Err(LakeError::Class(part.class));
                }
                Ok(Rows {
                    batch: sorted(part.columns.finish()?)?,
                    class: part.class,
                    day: part.day,
                })
            })
            .collect()
    }
}

impl Part {
    fn takes(&self, class: &str, day: i32) -> bool {
        self.day == day && self.class == class && self.bytes < PART_BYTES_MAX
    }
}

/// Whether this can be the name of a retention class.
pub(crate) fn is_class(name: &str) -> bool {
    let plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte);
    (1..=CLASS_CHARS_MAX).contains(&name.len()) && name.bytes().all(plain)
}

/// The UTC day of an instant, in days since 1970.
pub(crate) fn day_of(at: Timestamp) -> i32 {
    // Timestamps of jiff lie within ±4 million days.
    i32::try_from(at.as_microsecond().div_euclid(MICROS_A_DAY)).unwrap_or(0)
}

fn sorted(batch: RecordBatch) -> Result<RecordBatch, LakeError> {
    let Some(times) = batch
        .column(TIME)
        .as_primitive_opt::<TimestampMicrosecondType>()
    else {
        return Ok(batch);
    };
    let times: &[i64] = times.values();
    if times.is_sorted() {
        return Ok(batch);
    }
    let mut order: Vec<(i64, u32)> = times.iter().copied().zip(0..).collect();
    order.sort_unstable();
    let order = UInt32Array::from_iter_values(order.into_iter().map(|(_, row)| row));
    Ok(take_record_batch(&batch, &order)?)
}

fn texts(row: &EventRow<'_>) -> usize {
    [
        &row.host,
        &row.user,
        &row.domain,
        &row.url,
        &row.action,
        &row.channel,
        &row.code,
        &row.hash,
        &row.process,
    ]
    .into_iter()
    .flatten()
    .map(|text| text.len())
    .sum()
}

/// A builder for each column, in the order of the table.
#[derive(Debug, Default)]
struct Columns {
    event_id: BinaryBuilder,
    received: TimestampMicrosecondBuilder,
    time: TimestampMicrosecondBuilder,
    time_quality: Int8Builder,
    unit: BinaryBuilder,
    source: StringBuilder,
    parser: StringBuilder,
    class: Int32Builder,
    channel: StringBuilder,
    code: StringBuilder,
    severity: Int8Builder,
    host: StringBuilder,
    user: StringBuilder,
    src_ip: BinaryBuilder,
    dst_ip: BinaryBuilder,
    src_port: Int32Builder,
    dst_port: Int32Builder,
    domain: StringBuilder,
    url: StringBuilder,
    hash: StringBuilder,
    process: StringBuilder,
    action: StringBuilder,
    raw: BinaryBuilder,
}

impl Columns {
    fn push(&mut self, event: &KeptEvent<'_>) {
        let row = event.row;
        let (time, quality) = time_of(event);
        self.event_id.append_value(event.id);
        self.received.append_value(event.received.as_microsecond());
        self.time.append_value(time);
        self.time_quality.append_value(quality);
        self.unit.append_option(event.unit);
        self.source.append_value(event.source);
        self.parser.append_value(event.parser);
        self.class
            .append_option(row.class.and_then(|class| i32::try_from(class).ok()));
        self.channel.append_option(row.channel.as_deref());
        self.code.append_option(row.code.as_deref());
        self.severity
            .append_option(row.severity.and_then(|level| i8::try_from(level).ok()));
        self.host.append_option(row.host.as_deref());
        self.user.append_option(row.user.as_deref());
        self.src_ip.append_option(row.src_ip.map(address));
        self.dst_ip.append_option(row.dst_ip.map(address));
        self.src_port.append_option(row.src_port.map(i32::from));
        self.dst_port.append_option(row.dst_port.map(i32::from));
        self.domain.append_option(row.domain.as_deref());
        self.url.append_option(row.url.as_deref());
        self.hash.append_option(row.hash.as_deref());
        self.process.append_option(row.process.as_deref());
        self.action.append_option(row.action.as_deref());
        self.raw.append_value(event.raw);
    }

    fn finish(&mut self) -> Result<RecordBatch, LakeError> {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.event_id.finish()),
            Arc::new(self.received.finish().with_timezone("UTC")),
            Arc::new(self.time.finish().with_timezone("UTC")),
            Arc::new(self.time_quality.finish()),
            Arc::new(self.unit.finish()),
            Arc::new(self.source.finish()),
            Arc::new(self.parser.finish()),
            Arc::new(self.class.finish()),
            Arc::new(self.channel.finish()),
            Arc::new(self.code.finish()),
            Arc::new(self.severity.finish()),
            Arc::new(self.host.finish()),
            Arc::new(self.user.finish()),
            Arc::new(self.src_ip.finish()),
            Arc::new(self.dst_ip.finish()),
            Arc::new(self.src_port.finish()),
            Arc::new(self.dst_port.finish()),
            Arc::new(self.domain.finish()),
            Arc::new(self.url.finish()),
            Arc::new(self.hash.finish()),
            Arc::new(self.process.finish()),
            Arc::new(self.action.finish()),
            Arc::new(self.raw.finish()),
        ];
        Ok(RecordBatch::try_new(Arc::clone(file_schema()), columns)?)
    }
}

/// The event's own time and how much of it was stated; that of arrival where it has none.
fn time_of(event: &KeptEvent<'_>) -> (i64, i8) {
    let own = event.row.time.map(Timestamp::as_microsecond);
    match own.filter(|time| (0..LAST_MICROS).contains(time)) {
        Some(time) => (time, quality(event.row.time_quality)),
        None => (
            event.received.as_microsecond(),
            quality(TimeQuality::Missing),
        ),
    }
}

/// The number a quality has in the table.
const fn quality(quality: TimeQuality) -> i8 {
    match quality {
        TimeQuality::Missing => 0,
        TimeQuality::YearAssumed => 1,
        TimeQuality::ZoneAssumed => 2,
        TimeQuality::Stated => 3,
    }
}

/// An address in 16 bytes, as it is kept and as it is sought.
#[must_use]
pub fn address(address: IpAddr) -> [u8; 16] {
    match address {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().octets(),
        IpAddr::V6(v6) => v6.octets(),
    }
}
