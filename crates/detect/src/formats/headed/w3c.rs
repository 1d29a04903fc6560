//! The extended log format of W3C, as IIS and other Microsoft servers write it.
//!
//! ```text
//! #Software: Microsoft Internet Information Services 10.0
//! #Fields: date time s-ip cs-method cs-uri-stem c-ip cs(User-Agent) sc-status
//! 2024-02-09 16:11:02 10.1.2.3 GET /a.aspx 203.0.113.7 curl/8 200
//! ```
//!
//! Fields bear the names of the heading; `cs(User-Agent)` becomes
//! `cs-user-agent`, as Sigma's rules have it. `-` is no field; blanks inside
//! values are printed as `+` and stay so. Times are UTC.

use std::borrow::Cow;

use domain::event::{Column, Event, EventProblem};

use super::super::push_field;

/// The columns the heading names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::formats) struct Heading {
    columns: Vec<(String, Option<Column>)>,
}

impl Heading {
    /// True when a stream begins as such a log does.
    pub(in crate::formats) fn begins(head: &[u8]) -> bool {
        [
            b"#Software:".as_slice(),
            b"#Fields:",
            b"#Version:",
            b"#Date:",
        ]
        .into_iter()
        .any(|start| head.starts_with(start))
    }

    pub(super) fn note(&mut self, line: &str) {
        if let Some(fields) = line.strip_prefix("#Fields:") {
            self.columns = fields.split_whitespace().map(column).collect();
        }
    }

    pub(super) fn read<'a>(&'a self, line: &'a str, event: &mut Event<'a>) -> bool {
        if self.columns.is_empty() {
            return false;
        }
        let delimiter = if line.contains('\t') { '\t' } else { ' ' };
        let mut columns = self.columns.iter();
        let mut fits = true;
        for cell in line.split(delimiter) {
            let (name, meaning) = match columns.next() {
                Some((name, meaning)) => (name.as_str(), *meaning),
                None => {
                    fits = false;
                    ("more", None)
                }
            };
            if !matches!(cell, "-" | "") {
                push_field(event, name, Cow::Borrowed(cell), meaning);
            }
        }
        if !fits || columns.next().is_some() {
            event.problems.push(EventProblem::CellCount);
        }
        true
    }
}

fn column(printed: &str) -> (String, Option<Column>) {
    let name = match printed
        .strip_suffix(')')
        .and_then(|rest| rest.split_once('('))
    {
        Some((side, header)) => format!("{side}-{}", header.to_ascii_lowercase()),
        None => printed.to_owned(),
    };
    let meaning = match name.as_str() {
        "date" => Some(Column::Date),
        "time" => Some(Column::Time),
        "c-ip" => Some(Column::SourceAddress),
        "c-port" => Some(Column::SourcePort),
        "s-ip" => Some(Column::DestinationAddress),
        "s-port" => Some(Column::DestinationPort),
        "s-computername" => Some(Column::Host),
        "cs-username" => Some(Column::User),
        "cs-host" => Some(Column::Domain),
        "cs-uri" | "cs-uri-stem" => Some(Column::Url),
        _ => None,
    };
    (name, meaning)
}
