//! The binary form, of which a log request uses little: read by hand, without a schema compiler.
//!
//! Field numbers: `opentelemetry/proto/{collector/logs,logs,common,resource}/v1` of OTLP 1.x. Every length is checked
//! against what is there, groups are refused, and values inside values end at a depth.

use super::line::{DEPTH_MAX, Record, hex};
use super::{Export, Malformed, Scope};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Number, Value};

const TRUNCATED: Malformed = Malformed("a field reaches beyond its message");

/// One field of a message.
#[derive(Debug, Clone, Copy)]
enum Field<'b> {
    Varint(u64),
    Fixed64(u64),
    Bytes(&'b [u8]),
    /// Four bytes, which no field read here has.
    Fixed32,
}

impl<'b> Field<'b> {
    fn bytes(self) -> Result<&'b [u8], Malformed> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            _ => Err(Malformed("a field is of another type")),
        }
    }

    fn text(self) -> Result<String, Malformed> {
        Ok(String::from_utf8_lossy(self.bytes()?).into_owned())
    }

    fn number(self) -> Result<u64, Malformed> {
        match self {
            Self::Varint(number) | Self::Fixed64(number) => Ok(number),
            _ => Err(Malformed("a field is of another type")),
        }
    }
}

/// The fields of a message, one after the other.
struct Fields<'b>(&'b [u8]);

impl<'b> Fields<'b> {
    fn next(&mut self) -> Result<Option<(u64, Field<'b>)>, Malformed> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let tag = self.varint()?;
        let field = match tag & 7 {
            0 => Field::Varint(self.varint()?),
            1 => {
                let (bytes, rest) = self.0.split_first_chunk().ok_or(TRUNCATED)?;
                self.0 = rest;
                Field::Fixed64(u64::from_le_bytes(*bytes))
            }
            2 => {
                let length = usize::try_from(self.varint()?).map_err(|_| TRUNCATED)?;
                let (bytes, rest) = self.0.split_at_checked(length).ok_or(TRUNCATED)?;
                self.0 = rest;
                Field::Bytes(bytes)
            }
            5 => {
                let (_, rest) = self.0.split_first_chunk::<4>().ok_or(TRUNCATED)?;
                self.0 = rest;
                Field::Fixed32
            }
            _ => return Err(Malformed("a field of no known type")),
        };
        Ok(Some((tag >> 3, field)))
    }

    fn varint(&mut self) -> Result<u64, Malformed> {
        let mut number = 0_u64;
        for place in 0..10 {
            let (byte, rest) = self.0.split_first().ok_or(TRUNCATED)?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << (7 * place);
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(Malformed("a number of more than ten bytes"))
    }
}

/// All length-delimited fields of one number.
fn children(message: &[u8], number: u64) -> Result<Vec<&[u8]>, Malformed> {
    let mut fields = Fields(message);
    let mut found = Vec::new();
    while let Some((at, field)) = fields.next()? {
        if at == number {
            found.push(field.bytes()?);
        }
    }
    Ok(found)
}

pub(super) fn read(body: &[u8]) -> Result<Export, Malformed> {
    let mut export = Export::default();
    for resource_logs in children(body, 1)? {
        let mut resource = Map::new();
        for part in children(resource_logs, 1)? {
            for attribute in children(part, 1)? {
                pair(attribute, 0, &mut resource)?;
            }
        }
        for scope_logs in children(resource_logs, 2)? {
            let mut scope = Scope {
                resource: resource.clone(),
                name: String::new(),
            };
            for part in children(scope_logs, 1)? {
                let name = children(part, 1)?.into_iter().next_back();
                scope.name = String::from_utf8_lossy(name.unwrap_or_default()).into_owned();
            }
            for record in children(scope_logs, 2)? {
                export.put(record_of(record)?, &scope);
            }
        }
    }
    Ok(export)
}

fn record_of(message: &[u8]) -> Result<Record, Malformed> {
    let mut record = Record::default();
    let mut fields = Fields(message);
    while let Some((number, field)) = fields.next()? {
        match number {
            1 => record.time = field.number()?,
            2 => record.severity = field.number()?.cast_signed(),
            3 => record.severity_text = field.text()?,
            5 => record.body = value(field.bytes()?, 0)?,
            6 => pair(field.bytes()?, 0, &mut record.attributes)?,
            9 => record.trace = hex(field.bytes()?),
            10 => record.span = hex(field.bytes()?),
            11 => record.observed = field.number()?,
            12 => record.event_name = field.text()?,
            _ => {}
        }
    }
    Ok(record)
}

/// A `KeyValue` into a map.
fn pair(message: &[u8], depth: usize, into: &mut Map<String, Value>) -> Result<(), Malformed> {
    let (mut key, mut held) = (String::new(), Value::Null);
    let mut fields = Fields(message);
    while let Some((number, field)) = fields.next()? {
        match number {
            1 => key = field.text()?,
            2 => held = value(field.bytes()?, depth)?,
            _ => {}
        }
    }
    into.insert(key, held);
    Ok(())
}

/// What an `AnyValue` holds.
fn value(message: &[u8], depth: usize) -> Result<Value, Malformed> {
    let mut held = Value::Null;
    if depth >= DEPTH_MAX {
        return Ok(held);
    }
    let mut fields = Fields(message);
    while let Some((number, field)) = fields.next()? {
        held = match number {
            1 => field.text()?.into(),
            2 => (field.number()? != 0).into(),
            3 => field.number()?.cast_signed().into(),
            4 => {
                Number::from_f64(f64::from_bits(field.number()?)).map_or(Value::Null, Value::Number)
            }
            5 => {
                let items = children(field.bytes()?, 1)?;
                let values = items.into_iter().map(|item| value(item, depth + 1));
                Value::Array(values.collect::<Result<_, _>>()?)
            }
            6 => {
                let mut pairs = Map::new();
                for item in children(field.bytes()?, 1)? {
                    pair(item, depth + 1, &mut pairs)?;
                }
                Value::Object(pairs)
            }
            7 => STANDARD.encode(field.bytes()?).into(),
            _ => continue,
        };
    }
    Ok(held)
}

/// `ExportLogsServiceResponse` with a `partial_success`.
pub(super) fn partial_success(rejected: u64, told: &str) -> Vec<u8> {
    let mut inner = vec![1 << 3];
    put_varint(&mut inner, rejected);
    inner.push((2 << 3) | 2);
    put_bytes(&mut inner, told.as_bytes());
    let mut answer = vec![(1 << 3) | 2];
    put_bytes(&mut answer, &inner);
    answer
}

pub(super) fn put_bytes(into: &mut Vec<u8>, bytes: &[u8]) {
    put_varint(into, u64::try_from(bytes.len()).unwrap_or_default());
    into.extend_from_slice(bytes);
}

fn put_varint(into: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        into.push(u8::try_from(number & 0x7f).unwrap_or_default() | 0x80);
        number >>= 7;
    }
    into.push(u8::try_from(number).unwrap_or_default());
}
