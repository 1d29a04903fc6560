//! The columns of the event table: one list that gives the Arrow schema of the
//! data files, the schema a query sees and the schema string of the Delta log.
//!
//! Columns are only ever added, at the end and nullable: a table made by an
//! earlier version is widened when it is opened, its files stay as they are.

use std::sync::{Arc, LazyLock};

use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use serde_json::{Value, json};

/// Partition column with the retention class of its files.
pub const RETENTION: &str = "retention";
/// Partition column with the UTC day on which the events were received.
pub const DAY: &str = "day";

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Microseconds since 1970, UTC.
    Instant,
    /// Bytes: identifiers (16), addresses (16, IPv4 mapped into IPv6), the record itself.
    Bytes,
    /// UTF-8 text.
    Text,
    /// A small number.
    Small,
    /// A whole number.
    Whole,
}

/// How a column is laid out in a file and what helps to find a value in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Few different values in a file.
    Dictionary,
    /// The same, and single values are looked for.
    Sought,
    /// Differences to the value before.
    Differences,
    /// Starts of values repeat.
    Prefixes,
    /// Values of their own, one behind the other for the compressor, their lengths apart.
    Lengths,
}

/// One column of the data files.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ColumnSpec {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) layout: Layout,
    pub(crate) nullable: bool,
    /// Whether the log states the lowest and highest value of each file.
    pub(crate) ranged: bool,
}

/// Places of [`COLUMNS`] entries that code refers to.
pub(crate) const RECEIVED: usize = 1;
/// When the event happened.
pub(crate) const TIME: usize = 2;

/// Columns of a data file, in their order; partition columns come after them in a query.
pub(crate) const COLUMNS: &[ColumnSpec] = &[
    column("event_id", Kind::Bytes, Layout::Prefixes, false, false),
    column("received", Kind::Instant, Layout::Differences, false, true),
    column("time", Kind::Instant, Layout::Differences, false, true),
    column("time_quality", Kind::Small, Layout::Dictionary, false, true),
    column("unit", Kind::Bytes, Layout::Dictionary, true, false),
    column("source", Kind::Text, Layout::Dictionary, false, true),
    column("parser", Kind::Text, Layout::Dictionary, false, true),
    column("class", Kind::Whole, Layout::Dictionary, true, true),
    column("channel", Kind::Text, Layout::Dictionary, true, false),
    column("code", Kind::Text, Layout::Dictionary, true, false),
    column("severity", Kind::Small, Layout::Dictionary, true, true),
    column("host", Kind::Text, Layout::Sought, true, false),
    column("user", Kind::Text, Layout::Sought, true, false),
    column("src_ip", Kind::Bytes, Layout::Sought, true, false),
    column("dst_ip", Kind::Bytes, Layout::Sought, true, false),
    column("src_port", Kind::Whole, Layout::Dictionary, true, true),
    column("dst_port", Kind::Whole, Layout::Dictionary, true, true),
    column("domain", Kind::Text, Layout::Sought, true, false),
    column("url", Kind::Text, Layout::Dictionary, true, false),
    column("hash", Kind::Text, Layout::Sought, true, false),
    column("process", Kind::Text, Layout::Dictionary, true, false),
    column("action", Kind::Text, Layout::Dictionary, true, false),
    column("raw", Kind::Bytes, Layout::Lengths, false, false),
];

const fn column(
    name: &'static str,
    kind: Kind,
    layout: Layout,
    nullable: bool,
    ranged: bool,
) -> ColumnSpec {
    ColumnSpec {
        name,
        kind,
        layout,
        nullable,
        ranged,
    }
}

static FILE: LazyLock<SchemaRef> = LazyLock::new(|| schema_of(&DataType::Utf8, &DataType::Binary));
static READ: LazyLock<SchemaRef> =
    LazyLock::new(|| schema_of(&DataType::Utf8View, &DataType::BinaryView));

/// The columns of a data file as they are written.
pub(crate) fn file_schema() -> &'static SchemaRef {
    &FILE
}

/// The columns of a data file as a query reads them: texts as `Utf8View`, bytes as `BinaryView`,
/// so that a value is not copied before a filter has seen it.
pub(crate) fn read_schema() -> &'static SchemaRef {
    &READ
}

/// The schema a query sees: the data columns, then `retention` (Utf8) and `day` (Date32).
///
/// | column | Arrow type | meaning |
/// |---|---|---|
/// | `event_id`, `unit` | BinaryView, 16 bytes | id of the event; unit that owns its source |
/// | `received`, `time` | Timestamp(µs, "UTC") | arrival; instant of the event, else that of arrival |
/// | `time_quality` | Int8 | 0 missing, 1 year assumed, 2 zone assumed, 3 stated |
/// | `src_ip`, `dst_ip` | BinaryView, 16 bytes | address, IPv4 as `::ffff:a.b.c.d` |
/// | `class`, `src_port`, `dst_port` | Int32 | |
/// | `severity` | Int8 | 1 informational to 6 fatal |
/// | `raw` | BinaryView | the record, byte for byte |
/// | the others | Utf8View | |
#[must_use]
pub fn schema() -> SchemaRef {
    let mut fields: Vec<Arc<Field>> = read_schema().fields().iter().cloned().collect();
    fields.extend(partition_fields());
    Arc::new(Schema::new(fields))
}

/// The partition columns as a query sees them.
pub(crate) fn partition_fields() -> [Arc<Field>; 2] {
    [
        Arc::new(Field::new(RETENTION, DataType::Utf8, false)),
        Arc::new(Field::new(DAY, DataType::Date32, false)),
    ]
}

fn schema_of(text: &DataType, bytes: &DataType) -> SchemaRef {
    let fields: Vec<Field> = COLUMNS
        .iter()
        .map(|spec| {
            let kind = match spec.kind {
                Kind::Instant => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
                Kind::Bytes => bytes.clone(),
                Kind::Text => text.clone(),
                Kind::Small => DataType::Int8,
                Kind::Whole => DataType::Int32,
            };
            Field::new(spec.name, kind, spec.nullable)
        })
        .collect();
    Arc::new(Schema::new(fields))
}

/// The same schema in the words of the Delta protocol ("Schema Serialization Format").
pub(crate) fn delta_schema() -> Value {
    let data = COLUMNS.iter().map(|spec| {
        let kind = match spec.kind {
            Kind::Instant => "timestamp",
            Kind::Bytes => "binary",
            Kind::Text => "string",
            Kind::Small => "byte",
            Kind::Whole => "integer",
        };
        (spec.name, kind, spec.nullable)
    });
    let partitions = [(RETENTION, "string", false), (DAY, "date", false)];
    let fields: Vec<Value> = data
        .chain(partitions)
        .map(|(name, kind, nullable)| {
            json!({"name": name, "type": kind, "nullable": nullable, "metadata": {}})
        })
        .collect();
    json!({"type": "struct", "fields": fields})
}
