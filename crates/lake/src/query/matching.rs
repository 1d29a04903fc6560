//! Whether one event is what a search asks for, without a table.
//!
//! The live tail of a search uses it, and the tests hold every other way of
//! answering against it.

use std::net::IpAddr;

use domain::event::EventRow;

use super::field::{Field, SearchColumn};
use super::pattern::{Finder, Word};
use super::syntax::{Addresses, Node, Query, Term, Test, number_of};
use super::value::numeric;
use crate::table::KeptEvent;

/// Reads a field of a record that is no column, from the record's own text.
pub trait FieldReader: Send + Sync {
    /// The value of the first field of that name, compared without regard to case; `parser` is the
    /// format that read the record when it arrived.
    fn field(&self, parser: &str, raw: &[u8], name: &str) -> Option<String>;

    /// Whether letters and digits of ASCII in a value stand in the record as they are (not coded in
    /// hexadecimal or the like). Then records that lack the word sought are passed over unread.
    fn is_verbatim(&self, _parser: &str) -> bool {
        false
    }
}

/// One event as a search looks at it.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// Id of the event.
    pub id: [u8; 16],
    /// Unit that owns its source.
    pub unit: Option<[u8; 16]>,
    /// Key of its sender.
    pub source: &'a str,
    /// Format that read it.
    pub parser: &'a str,
    /// Its columns.
    pub row: &'a EventRow<'a>,
    /// The record.
    pub raw: &'a [u8],
}

impl<'a> From<&KeptEvent<'a>> for Subject<'a> {
    fn from(event: &KeptEvent<'a>) -> Self {
        Self {
            id: event.id,
            unit: event.unit,
            source: event.source,
            parser: event.parser,
            row: event.row,
            raw: event.raw,
        }
    }
}

impl Query {
    /// Whether the event is what the search asks for. Time and scope are not part of a search.
    #[must_use]
    pub fn matches(&self, subject: &Subject<'_>, reader: &dyn FieldReader) -> bool {
        self.root.matches(subject, reader)
    }
}

impl Node {
    fn matches(&self, subject: &Subject<'_>, reader: &dyn FieldReader) -> bool {
        match self {
            Self::Everything => true,
            Self::And(parts) => parts.iter().all(|part| part.matches(subject, reader)),
            Self::Or(parts) => parts.iter().any(|part| part.matches(subject, reader)),
            Self::Not(part) => !part.matches(subject, reader),
            Self::Term(Term::Text(pattern)) => Finder::new(pattern).is_in(subject.raw),
            Self::Term(Term::Field(Field::Other(name), test)) => {
                OtherTest::new(name, test).holds(subject.parser, subject.raw, reader)
            }
            Self::Term(Term::Field(Field::Column(column), test)) => {
                column_holds(*column, test, subject)
            }
        }
    }
}

fn column_holds(column: SearchColumn, test: &Test, subject: &Subject<'_>) -> bool {
    let row = subject.row;
    let text = |value: Option<&str>| value.is_some_and(|value| test.holds_text(column, value));
    let number = |value: Option<u32>| value.is_some_and(|value| test.holds_number(value.into()));
    let address = |value: Option<IpAddr>| value.is_some_and(|value| test.holds_address(value));
    match column {
        SearchColumn::Source => text(Some(subject.source)),
        SearchColumn::Parser => text(Some(subject.parser)),
        SearchColumn::Channel => text(row.channel.as_deref()),
        SearchColumn::Code => text(row.code.as_deref()),
        SearchColumn::Host => text(row.host.as_deref()),
        SearchColumn::User => text(row.user.as_deref()),
        SearchColumn::Domain => text(row.domain.as_deref()),
        SearchColumn::Url => text(row.url.as_deref()),
        SearchColumn::Hash => text(row.hash.as_deref()),
        SearchColumn::Process => text(row.process.as_deref()),
        SearchColumn::Action => text(row.action.as_deref()),
        SearchColumn::Class => number(row.class),
        SearchColumn::Severity => number(row.severity.map(u32::from)),
        SearchColumn::SrcPort => number(row.src_port.map(u32::from)),
        SearchColumn::DstPort => number(row.dst_port.map(u32::from)),
        SearchColumn::SrcIp => address(row.src_ip),
        SearchColumn::DstIp => address(row.dst_ip),
        SearchColumn::Unit => test.holds_id(subject.unit),
        SearchColumn::Id => test.holds_id(Some(subject.id)),
    }
}

impl Test {
    /// The test of a text column.
    pub(super) fn holds_text(&self, column: SearchColumn, value: &str) -> bool {
        match self {
            // A program is known by its file name; a pattern with folders means the whole path.
            Self::Like(pattern) if column == SearchColumn::Process && !pattern.names_a_folder() => {
                let name = value.rsplit(['/', '\\']).next();
                pattern.is(name.unwrap_or(value).as_bytes())
            }
            test => test.holds(value),
        }
    }

    fn holds(&self, value: &str) -> bool {
        match self {
            Self::Exists => true,
            Self::Like(pattern) => pattern.is(value.as_bytes()),
            Self::Exact(text) => value == text,
            Self::Numbers(..) => numeric(value).is_some_and(|value| self.holds_number(value)),
            Self::Addresses(row) => {
                let address = value.parse::<IpAddr>();
                address.is_ok_and(|address| row.holds(number_of(address)))
            }
            Self::Id(_) => false,
        }
    }

    fn holds_number(&self, value: f64) -> bool {
        let Self::Numbers(low, high) = self else {
            return *self == Self::Exists;
        };
        let above = low.is_none_or(|end| value > end.value || end.included && value == end.value);
        let below = high.is_none_or(|end| value < end.value || end.included && value == end.value);
        above && below
    }

    fn holds_address(&self, value: IpAddr) -> bool {
        match self {
            Self::Addresses(row) => Addresses::holds(row, number_of(value)),
            test => *test == Self::Exists,
        }
    }

    fn holds_id(&self, value: Option<[u8; 16]>) -> bool {
        match self {
            Self::Id(id) => value == Some(*id),
            test => *test == Self::Exists && value.is_some(),
        }
    }
}

/// The test of a field that is read from the record, made ready once.
pub(super) struct OtherTest<'a> {
    name: &'a str,
    test: &'a Test,
    /// A word without which the record cannot pass.
    word: Option<Word>,
}

impl<'a> OtherTest<'a> {
    pub(super) fn new(name: &'a str, test: &'a Test) -> Self {
        let word = match test {
            // A folded letter may stand in the record in a form outside ASCII only if it is one
            // itself; runs of ASCII in an exact text are themselves in the record.
            Test::Like(pattern) => pattern.longest_word().to_owned(),
            Test::Exact(text) => super::pattern::Pattern::literal(text)
                .longest_word()
                .to_owned(),
            _ => String::new(),
        };
        let word = (!word.is_empty()).then(|| Word::new(word.as_bytes()));
        Self { name, test, word }
    }

    pub(super) fn holds(&self, parser: &str, raw: &[u8], reader: &dyn FieldReader) -> bool {
        if let Some(word) = &self.word
            && reader.is_verbatim(parser)
            && !word.is_in(raw)
            && memchr::memmem::find(raw, b"\\u").is_none()
        {
            return false;
        }
        let value = reader.field(parser, raw, self.name);
        value.is_some_and(|value| self.test.holds(&value))
    }
}
