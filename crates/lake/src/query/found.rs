//! Events as they come out of the table.

use std::borrow::Cow;
use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use arrow::array::{Array, ArrayRef, AsArray, BinaryViewArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type, TimeUnit};
use datafusion::error::{DataFusionError, Result};
use domain::event::{EventRow, TimeQuality};
use jiff::Timestamp;

use super::field::SearchColumn;
use super::function::bytes_of;
use super::matching::Subject;
use super::value;

/// An event of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundEvent {
    /// Id of the event.
    pub id: [u8; 16],
    /// Instant of arrival.
    pub received: Timestamp,
    /// Instant of the event, or that of arrival where the record states none.
    pub time: Timestamp,
    /// Unit that owns its source.
    pub unit: Option<[u8; 16]>,
    /// Key of its sender.
    pub source: String,
    /// Format that read it.
    pub parser: String,
    /// Its columns.
    pub row: EventRow<'static>,
    /// The record, byte for byte.
    pub raw: Vec<u8>,
}

/// A place among events, newest first: what comes after it is older.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cursor {
    /// Instant of the last event seen.
    pub time: Timestamp,
    /// Its id.
    pub id: [u8; 16],
}

impl FoundEvent {
    /// The place of this event.
    #[must_use]
    pub const fn cursor(&self) -> Cursor {
        Cursor {
            time: self.time,
            id: self.id,
        }
    }

    /// The event as a search looks at it.
    #[must_use]
    pub fn subject(&self) -> Subject<'_> {
        Subject {
            id: self.id,
            unit: self.unit,
            source: &self.source,
            parser: &self.parser,
            row: &self.row,
            raw: &self.raw,
        }
    }
}

impl fmt::Display for Cursor {
    /// Microseconds since 1970, a dot, the id in hexadecimal.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.", self.time.as_microsecond())?;
        self.id
            .iter()
            .try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

/// A text that is no [`Cursor`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no place among events")]
pub struct BadCursor;

impl FromStr for Cursor {
    type Err = BadCursor;

    fn from_str(text: &str) -> std::result::Result<Self, BadCursor> {
        let (time, id) = text.split_once('.').ok_or(BadCursor)?;
        let time = time.parse().ok().map(Timestamp::from_microsecond);
        let time = time.and_then(std::result::Result::ok).ok_or(BadCursor)?;
        let id = value::id(id).ok_or(BadCursor)?;
        Ok(Self { time, id })
    }
}

/// Columns of a batch in the types in which values are taken out.
struct Columns<'a>(&'a RecordBatch);

impl Columns<'_> {
    fn named(&self, name: &str) -> Result<&ArrayRef> {
        let found = self.0.column_by_name(name);
        found.ok_or_else(|| DataFusionError::Internal(format!("no column {name}")))
    }

    fn bytes(&self, name: &str) -> Result<BinaryViewArray> {
        bytes_of(self.named(name)?)
    }

    fn wholes(&self, name: &str) -> Result<Vec<Option<i64>>> {
        let array = self.named(name)?;
        let array = match array.data_type() {
            DataType::Timestamp(..) => {
                let micros = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
                cast(&cast(array, &micros)?, &DataType::Int64)?
            }
            _ => cast(array, &DataType::Int64)?,
        };
        Ok(array.as_primitive::<Int64Type>().iter().collect())
    }

    fn instants(&self, name: &str) -> Result<Vec<Timestamp>> {
        let micros = self.wholes(name)?;
        let instant = |one: Option<i64>| {
            let found = one.and_then(|micros| Timestamp::from_microsecond(micros).ok());
            found.unwrap_or(Timestamp::UNIX_EPOCH)
        };
        Ok(micros.into_iter().map(instant).collect())
    }
}

fn sixteen(bytes: Option<&[u8]>) -> Option<[u8; 16]> {
    bytes.and_then(|bytes| bytes.try_into().ok())
}

fn text(bytes: Option<&[u8]>) -> Option<Cow<'static, str>> {
    bytes.map(|bytes| Cow::Owned(String::from_utf8_lossy(bytes).into_owned()))
}

/// The events of a batch with all columns of the table.
pub(super) fn events(batch: &RecordBatch) -> Result<Vec<FoundEvent>> {
    let columns = Columns(batch);
    let bytes = |column: SearchColumn| columns.bytes(column.table());
    let id = bytes(SearchColumn::Id)?;
    let mut found: Vec<FoundEvent> = (0..batch.num_rows())
        .map(|at| FoundEvent {
            id: sixteen(id.is_valid(at).then(|| id.value(at))).unwrap_or_default(),
            received: Timestamp::UNIX_EPOCH,
            time: Timestamp::UNIX_EPOCH,
            unit: None,
            source: String::new(),
            parser: String::new(),
            row: EventRow::default(),
            raw: Vec::new(),
        })
        .collect();
    for (event, time) in found.iter_mut().zip(columns.instants("time")?) {
        event.time = time;
    }
    for (event, time) in found.iter_mut().zip(columns.instants("received")?) {
        event.received = time;
    }
    for (event, raw) in found.iter_mut().zip(&columns.bytes("raw")?) {
        event.raw = raw.unwrap_or_default().to_vec();
    }
    for (event, quality) in found.iter_mut().zip(columns.wholes("time_quality")?) {
        event.row.time_quality = match quality {
            Some(1) => TimeQuality::YearAssumed,
            Some(2) => TimeQuality::ZoneAssumed,
            Some(3) => TimeQuality::Stated,
            _ => TimeQuality::Missing,
        };
        let stated = event.row.time_quality != TimeQuality::Missing;
        event.row.time = stated.then_some(event.time);
    }
    for column in SearchColumn::all() {
        fill(&columns, column, &mut found)?;
    }
    Ok(found)
}

fn fill(columns: &Columns<'_>, column: SearchColumn, found: &mut [FoundEvent]) -> Result<()> {
    let name = column.table();
    if let Some(put) = number_of(column) {
        let wholes = columns.wholes(name)?;
        found
            .iter_mut()
            .zip(wholes)
            .for_each(|(event, value)| put(&mut event.row, value));
        return Ok(());
    }
    let bytes = columns.bytes(name)?;
    for (event, value) in found.iter_mut().zip(&bytes) {
        let row = &mut event.row;
        let address = || sixteen(value).map(|one| Ipv6Addr::from(one).to_canonical());
        match column {
            SearchColumn::Source => event.source = text(value).unwrap_or_default().into_owned(),
            SearchColumn::Parser => event.parser = text(value).unwrap_or_default().into_owned(),
            SearchColumn::Channel => row.channel = text(value),
            SearchColumn::Code => row.code = text(value),
            SearchColumn::Host => row.host = text(value),
            SearchColumn::User => row.user = text(value),
            SearchColumn::Domain => row.domain = text(value),
            SearchColumn::Url => row.url = text(value),
            SearchColumn::Hash => row.hash = text(value),
            SearchColumn::Process => row.process = text(value),
            SearchColumn::Action => row.action = text(value),
            SearchColumn::SrcIp => row.src_ip = address(),
            SearchColumn::DstIp => row.dst_ip = address(),
            SearchColumn::Unit => event.unit = sixteen(value),
            SearchColumn::Id
            | SearchColumn::Class
            | SearchColumn::Severity
            | SearchColumn::SrcPort
            | SearchColumn::DstPort => {}
        }
    }
    Ok(())
}

type Put = fn(&mut EventRow<'static>, Option<i64>);

fn number_of(column: SearchColumn) -> Option<Put> {
    fn small<T: TryFrom<i64>>(value: Option<i64>) -> Option<T> {
        value.and_then(|value| T::try_from(value).ok())
    }
    match column {
        SearchColumn::Class => Some(|row, value| row.class = small(value)),
        SearchColumn::Severity => Some(|row, value| row.severity = small(value)),
        SearchColumn::SrcPort => Some(|row, value| row.src_port = small(value)),
        SearchColumn::DstPort => Some(|row, value| row.dst_port = small(value)),
        _ => None,
    }
}

/// A value of a column as people write it.
pub(super) fn shown(column: SearchColumn, value: &[u8]) -> String {
    let sixteen = sixteen(Some(value));
    match (column, sixteen) {
        (SearchColumn::SrcIp | SearchColumn::DstIp, Some(address)) => {
            IpAddr::from(Ipv6Addr::from(address))
                .to_canonical()
                .to_string()
        }
        (SearchColumn::Unit | SearchColumn::Id, Some(id)) => {
            format!("{:032x}", u128::from_be_bytes(id))
        }
        _ => String::from_utf8_lossy(value).into_owned(),
    }
}
