//! The names a search calls fields by.
//!
//! A name of this list is a column of the event table, the same for all
//! formats; any other name is a field of the record, read again from its text.

use std::fmt;
use std::sync::Arc;

use super::pattern::fold;

/// What a term of a search looks at.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Field {
    /// A column of the event table.
    Column(SearchColumn),
    /// A field of the record under its own name, compared without regard to case.
    Other(Arc<str>),
}

/// The columns that can be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SearchColumn {
    /// Key of the sender.
    Source,
    /// Format that read the record.
    Parser,
    /// Kind of log within its writer.
    Channel,
    /// The writer's own number or name of the event.
    Code,
    /// Machine that wrote the record.
    Host,
    /// Account that acted.
    User,
    /// Name of the remote end, or asked of DNS.
    Domain,
    /// URL or path asked for.
    Url,
    /// Hash of the file at hand, lower case.
    Hash,
    /// Program that acted or was started.
    Process,
    /// What the device did.
    Action,
    /// Class of the Open Cybersecurity Schema Framework.
    Class,
    /// Its severity, 1 to 6.
    Severity,
    /// Port of the opener.
    SrcPort,
    /// Port that was reached.
    DstPort,
    /// Address that opened the connection.
    SrcIp,
    /// Address that was reached.
    DstIp,
    /// Unit that owns the source.
    Unit,
    /// Id of the event.
    Id,
}

/// What a column holds, and so how it is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Address,
    Id,
}

struct Entry {
    column: SearchColumn,
    kind: Kind,
    /// Name in the table.
    table: &'static str,
    /// The name shown first, then its other names, folded.
    names: &'static [&'static str],
}

const fn entry(
    column: SearchColumn,
    kind: Kind,
    table: &'static str,
    names: &'static [&'static str],
) -> Entry {
    Entry {
        column,
        kind,
        table,
        names,
    }
}

#[rustfmt::skip]
static ENTRIES: &[Entry] = &[
    entry(SearchColumn::Source, Kind::Text, "source", &["source", "nguồn"]),
    entry(SearchColumn::Parser, Kind::Text, "parser", &["parser"]),
    entry(SearchColumn::Channel, Kind::Text, "channel", &["channel", "kênh"]),
    entry(SearchColumn::Code, Kind::Text, "code", &["code", "mã"]),
    entry(SearchColumn::Host, Kind::Text, "host", &["host", "máy"]),
    entry(SearchColumn::User, Kind::Text, "user", &["user", "tài_khoản"]),
    entry(SearchColumn::Domain, Kind::Text, "domain", &["domain", "tên_miền"]),
    entry(SearchColumn::Url, Kind::Text, "url", &["url"]),
    entry(SearchColumn::Hash, Kind::Text, "hash", &["hash", "mã_băm"]),
    entry(SearchColumn::Process, Kind::Text, "process", &["process", "tiến_trình"]),
    entry(SearchColumn::Action, Kind::Text, "action", &["action", "hành_động"]),
    entry(SearchColumn::Class, Kind::Number, "class", &["class", "lớp"]),
    entry(SearchColumn::Severity, Kind::Number, "severity", &["severity", "mức"]),
    entry(SearchColumn::SrcPort, Kind::Number, "src_port", &["src.port", "src_port", "srcport", "source.port"]),
    entry(SearchColumn::DstPort, Kind::Number, "dst_port", &["dst.port", "dst_port", "dstport", "destination.port"]),
    entry(SearchColumn::SrcIp, Kind::Address, "src_ip", &["src.ip", "src_ip", "srcip", "source.ip"]),
    entry(SearchColumn::DstIp, Kind::Address, "dst_ip", &["dst.ip", "dst_ip", "dstip", "destination.ip"]),
    entry(SearchColumn::Unit, Kind::Id, "unit", &["unit", "đơn_vị"]),
    entry(SearchColumn::Id, Kind::Id, "event_id", &["id", "event_id"]),
];

/// The columns a name means: two for `ip` and `port`, which look at both ends.
pub(super) fn named(name: &str) -> Vec<Field> {
    let folded = fold(name);
    match folded.as_ref() {
        "ip" => {
            return vec![
                Field::Column(SearchColumn::SrcIp),
                Field::Column(SearchColumn::DstIp),
            ];
        }
        "port" | "cổng" => {
            return vec![
                Field::Column(SearchColumn::SrcPort),
                Field::Column(SearchColumn::DstPort),
            ];
        }
        _ => {}
    }
    let known = ENTRIES
        .iter()
        .find(|entry| entry.names.contains(&folded.as_ref()));
    vec![known.map_or_else(
        || Field::Other(Arc::from(name)),
        |entry| Field::Column(entry.column),
    )]
}

impl SearchColumn {
    /// Every column, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        ENTRIES.iter().map(|entry| entry.column)
    }

    /// The name it has in a search.
    #[must_use]
    pub fn name(self) -> &'static str {
        let names = self.entry().and_then(|entry| entry.names.first());
        names.copied().unwrap_or_default()
    }

    /// Its other names.
    #[must_use]
    pub fn aliases(self) -> &'static [&'static str] {
        let names = self.entry().and_then(|entry| entry.names.get(1..));
        names.unwrap_or_default()
    }

    pub(super) fn kind(self) -> Kind {
        self.entry().map_or(Kind::Text, |entry| entry.kind)
    }

    /// The name it has in the event table.
    pub(super) fn table(self) -> &'static str {
        self.entry().map_or("", |entry| entry.table)
    }

    fn entry(self) -> Option<&'static Entry> {
        ENTRIES.iter().find(|entry| entry.column == self)
    }
}

impl Field {
    /// The field of a name, as a search understands it; `None` for `ip` and `port`, which are two.
    #[must_use]
    pub fn one(name: &str) -> Option<Self> {
        <[Self; 1]>::try_from(named(name)).ok().map(|[field]| field)
    }

    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Column(column) => column.kind(),
            Self::Other(_) => Kind::Text,
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Column(column) => out.write_str(column.name()),
            Self::Other(name) => {
                let mut text = String::with_capacity(name.len() + 2);
                // A single letter before a colon may be a drive.
                if name.len() > 1 && super::parse::is_bare_name(name) {
                    return out.write_str(name);
                }
                for one in name.chars() {
                    if matches!(one, '"' | '\\') {
                        text.push('\\');
                    }
                    text.push(one);
                }
                write!(out, "\"{text}\"")
            }
        }
    }
}
