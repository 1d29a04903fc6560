//! Rows below a heading: exports of consoles, and inventories.
//!
//! ```text
//! Mã,Tên máy,Địa chỉ IP
//! TS-001,may-chu-thu,203.0.113.25
//! ```
//!
//! The heading is known by at least one column that holds addresses, names or
//! times; delimiter is comma, semicolon, tab or bar. A table with one address
//! a row, and neither times nor two ends, is an inventory: its addresses are
//! the organisation's own. A row that does not fit keeps all its cells.

use std::borrow::Cow;

use domain::event::{Column, Event, EventProblem};

use super::cells::split;
use super::{Format, ParseContext, columns, push_field};

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The heading of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    delimiter: u8,
    columns: Vec<(String, Option<Column>)>,
}

impl Header {
    /// The heading, if the line is one by its words.
    pub(super) fn recognise(line: &str) -> Option<Self> {
        let header = Self::forced(line)?;
        let columns = &header.columns;
        let about_ends = columns.iter().any(|(_, column)| {
            matches!(
                column,
                Some(
                    Column::Address
                        | Column::SourceAddress
                        | Column::DestinationAddress
                        | Column::Domain
                        | Column::Url
                )
            )
        });
        let wordy = columns.iter().all(|(name, _)| {
            name.chars().count() <= 64
                && !name.contains('=')
                && !name.bytes().all(|b| b.is_ascii_digit() || b == b'.')
                || name.is_empty()
        });
        (about_ends && wordy).then_some(header)
    }

    /// The line as heading, whatever its words.
    pub(super) fn forced(line: &str) -> Option<Self> {
        let count = |delimiter: &u8| line.bytes().filter(|b| b == delimiter).count();
        let delimiter = DELIMITERS.into_iter().rev().max_by_key(count)?;
        let columns: Vec<_> = split(line.trim_end_matches(['\r', '\n']), delimiter)
            .map(|cell| {
                (
                    cell.text.clone().into_owned(),
                    columns::of_heading(&cell.text),
                )
            })
            .collect();
        columns
            .iter()
            .any(|(name, _)| !name.is_empty())
            .then_some(Self { delimiter, columns })
    }

    /// True for a table of machines.
    pub(crate) fn is_inventory(&self) -> bool {
        let has = |wanted: Column| {
            self.columns
                .iter()
                .any(|(_, column)| *column == Some(wanted))
        };
        let event_like = [
            Column::Time,
            Column::Date,
            Column::SourceAddress,
            Column::DestinationAddress,
            Column::Action,
        ];
        has(Column::Address) && !event_like.into_iter().any(has)
    }
}

/// Reads one row.
pub(super) fn read<'a>(header: &Header, context: &ParseContext, line: &'a str) -> Event<'a> {
    let mut event = Event::default();
    cells(header, line, &mut event, |name| Cow::Owned(name.to_owned()));
    super::promote(&mut event, context);
    event
}

/// The same into an event that does not outlive the heading, without the promoted columns.
pub(super) fn fill<'a>(header: &'a Header, line: &'a str, event: &mut Event<'a>) {
    cells(header, line, event, Cow::Borrowed);
}

fn cells<'h, 'a>(
    header: &'h Header,
    line: &'a str,
    event: &mut Event<'a>,
    name_of: impl Fn(&'h str) -> Cow<'a, str>,
) {
    event.parser = Format::Csv.name();
    let mut names = header.columns.iter();
    let mut count = 0usize;
    for cell in split(line, header.delimiter) {
        count += 1;
        if cell.unclosed {
            event.problems.push(EventProblem::UnclosedQuote);
        }
        let (name, column) = match names.next() {
            Some((name, column)) if !name.is_empty() => (name_of(name), *column),
            _ => (Cow::Owned(format!("column_{count}")), None),
        };
        if !push_named(event, name, cell.text, column) {
            break;
        }
    }
    if count != header.columns.len() {
        event.problems.push(EventProblem::CellCount);
    }
}

fn push_named<'a>(
    event: &mut Event<'a>,
    name: Cow<'a, str>,
    value: Cow<'a, str>,
    column: Option<Column>,
) -> bool {
    let pushed = push_field(event, "", value, column);
    if let Some(field) = event.fields.last_mut().filter(|_| pushed) {
        field.name = name;
    }
    pushed
}
