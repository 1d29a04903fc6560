//! OpenTelemetry logs over HTTP (OTLP 1.x): `ExportLogsServiceRequest` in JSON and in protobuf, each log record as one
//! line of JSON, and the answer.
//!
//! A line holds the record's attributes beside those of its resource under the names of the semantic conventions
//! (`host.name`, `client.address`), the body as `message` (a structured one as `body`), the time as `@timestamp`. The
//! record's own attribute wins over the resource's. Spans and metrics are not taken.

mod json;
mod line;
mod protobuf;

use super::{RECORD_BYTES_MAX, Records};
use line::{Record, Scope};

/// Bytes of all lines of a request: each repeats the attributes of its resource, so a small request could become much.
const LINES_BYTES_MAX: usize = 128 << 20;

/// How the request is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// `application/json`.
    Json,
    /// `application/x-protobuf`.
    Protobuf,
}

impl Encoding {
    /// The encoding a `Content-Type` names.
    #[must_use]
    pub fn of(content_type: Option<&str>) -> Option<Self> {
        let kind = content_type?.split(';').next()?.trim().to_ascii_lowercase();
        match kind.as_str() {
            "application/json" => Some(Self::Json),
            "application/x-protobuf" | "application/protobuf" => Some(Self::Protobuf),
            _ => None,
        }
    }

    /// The `Content-Type` of the answer.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Protobuf => "application/x-protobuf",
        }
    }
}

/// A request that is none; nothing of it is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the body is no ExportLogsServiceRequest: {0}")]
pub struct Malformed(pub(crate) &'static str);

/// What a request holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Export {
    /// One line of JSON each.
    pub records: Records,
    /// Log records too large to keep: they are told to the sender as rejected.
    pub rejected: u64,
    bytes: usize,
}

impl Export {
    /// Keeps a record, unless it is too large: half a line of JSON would be none.
    fn put(&mut self, record: Record, scope: &Scope) {
        if self.bytes > LINES_BYTES_MAX {
            self.rejected += 1;
            return;
        }
        let line = record.line(scope);
        self.bytes += line.len();
        if line.len() > RECORD_BYTES_MAX {
            self.rejected += 1;
        } else {
            self.records.keep(&line, RECORD_BYTES_MAX);
        }
    }
}

/// Reads a request.
///
/// # Errors
/// [`Malformed`] for what is no such message; unknown fields are passed over.
pub fn read(body: &[u8], encoding: Encoding) -> Result<Export, Malformed> {
    match encoding {
        Encoding::Json => json::read(body),
        Encoding::Protobuf => protobuf::read(body),
    }
}

/// The answer `ExportLogsServiceResponse`: empty when all was taken, else `partialSuccess`.
#[must_use]
pub fn answer(encoding: Encoding, rejected: u64) -> Vec<u8> {
    let told = format!("records larger than {RECORD_BYTES_MAX} bytes are not kept");
    match (encoding, rejected) {
        (Encoding::Json, 0) => b"{}".to_vec(),
        (Encoding::Json, rejected) => serde_json::json!({
            // Integers of 64 bits are texts in the JSON of protobuf.
            "partialSuccess": {"rejectedLogRecords": rejected.to_string(), "errorMessage": told}
        })
        .to_string()
        .into_bytes(),
        (Encoding::Protobuf, 0) => Vec::new(),
        (Encoding::Protobuf, rejected) => protobuf::partial_success(rejected, &told),
    }
}

#[cfg(test)]
mod tests;
