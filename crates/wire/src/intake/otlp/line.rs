//! One log record as a line of JSON.

use jiff::Timestamp;
use serde_json::{Map, Value};

/// Values inside values that are kept; deeper ones are left out.
pub(super) const DEPTH_MAX: usize = 32;

/// What all records of one scope have in common.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    /// Attributes of the resource.
    pub(super) resource: Map<String, Value>,
    /// Name of the instrumentation scope.
    pub(super) name: String,
}

/// A log record, whatever it was written in.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// Nanoseconds since 1970; 0 when the sender did not tell.
    pub(super) time: u64,
    /// When the collector saw it, in the same.
    pub(super) observed: u64,
    /// 1 to 24; 0 when not told.
    pub(super) severity: i64,
    pub(super) severity_text: String,
    pub(super) body: Value,
    pub(super) attributes: Map<String, Value>,
    /// In hexadecimal digits.
    pub(super) trace: String,
    pub(super) span: String,
    pub(super) event_name: String,
}

impl Record {
    /// The line, without a line end.
    pub(super) fn line(self, scope: &Scope) -> Vec<u8> {
        let mut line = Map::new();
        let time = if self.time == 0 {
            self.observed
        } else {
            self.time
        };
        if let Some(time) = instant(time) {
            line.insert("@timestamp".into(), time.to_string().into());
        }
        match self.body {
            Value::Null => {}
            text @ Value::String(_) => drop(line.insert("message".into(), text)),
            other => drop(line.insert("body".into(), other)),
        }
        let texts = [
            ("log.level", self.severity_text),
            ("event.name", self.event_name),
            ("otel.scope.name", scope.name.clone()),
            ("trace.id", self.trace),
            ("span.id", self.span),
        ];
        for (name, text) in texts {
            if !text.is_empty() {
                line.insert(name.into(), text.into());
            }
        }
        if self.severity != 0 {
            line.insert("log.severity_number".into(), self.severity.into());
        }
        for (name, value) in self.attributes.into_iter().chain(scope.resource.clone()) {
            line.entry(name).or_insert(value);
        }
        Value::Object(line).to_string().into_bytes()
    }
}

fn instant(nanoseconds: u64) -> Option<Timestamp> {
    let told = (nanoseconds > 0).then_some(i128::from(nanoseconds))?;
    Timestamp::from_nanosecond(told).ok()
}

/// Bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
