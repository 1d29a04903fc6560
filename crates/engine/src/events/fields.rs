//! Fields that are no columns of the event table, read again from the record.

use detect::formats::{Format, ParseContext, parse_line};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use lake::query::FieldReader;

/// Reads records again.
#[derive(Debug, Clone)]
pub struct Fields {
    context: ParseContext,
}

impl Fields {
    /// A reader; times without a zone are of `zone`.
    #[must_use]
    pub const fn new(zone: TimeZone, now: Timestamp) -> Self {
        let context = ParseContext {
            received_at: now,
            zone,
            year: None,
        };
        Self { context }
    }

    /// The value of the first field of that name, compared without regard to ASCII case, of a record that a format
    /// read. A record that was read under a heading is read without it.
    #[must_use]
    pub fn field(&self, parser: &str, raw: &[u8], name: &str) -> Option<String> {
        let event = parse_line(Format::from_name(parser), &self.context, raw);
        event.value(name).map(str::to_owned)
    }

    /// Every field of a record with its value, in the order of the record.
    #[must_use]
    pub fn all(&self, parser: &str, raw: &[u8]) -> Vec<(String, String)> {
        let event = parse_line(Format::from_name(parser), &self.context, raw);
        let fields = event.fields.into_iter();
        fields
            .map(|field| (field.name.into_owned(), field.value.into_owned()))
            .collect()
    }
}

impl FieldReader for Fields {
    fn field(&self, parser: &str, raw: &[u8], name: &str) -> Option<String> {
        Self::field(self, parser, raw, name)
    }
}
