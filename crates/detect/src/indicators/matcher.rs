//! Lists over records: from a line to its hits.
//!
//! A line is first searched as bytes for listed tokens, which nearly all
//! lines do not have; only a line with one is parsed, to say in which field
//! the value stands and which way the contact went. So no format can hide an
//! address: what the parser did not place in a field is reported as `text`.

use std::collections::HashSet;
use std::net::IpAddr;
use std::sync::Arc;

use domain::event::{Event, Field};

use super::entry::is_searchable;
use super::hit::{Direction, Hit, Listed, Value};
use super::inside::Inside;
use super::list::List;
use super::record::Record;
use super::tokens::{self, Token, Wanted};
use crate::formats::{Format, ParseContext, Reader};

/// Field name of a value that no parsed field holds.
const NO_FIELD: &str = "text";

/// Lists, guard lists and the own network; shared by any number of scans.
#[derive(Debug, Clone)]
pub struct Matcher {
    lists: Vec<Arc<List>>,
    guards: Vec<Arc<List>>,
    inside: Inside,
    wanted: Wanted,
}

/// Where a record was read.
#[derive(Debug, Clone)]
pub struct Position {
    /// Name of the file or stream.
    pub source: Arc<str>,
    /// Line, counted from 1.
    pub line: u64,
}

impl Matcher {
    /// A matcher over the given lists, of an organisation described by `inside`.
    #[must_use]
    pub fn new(lists: Vec<Arc<List>>, inside: Inside) -> Self {
        let mut wanted = Wanted {
            v4: false,
            v6: false,
            names: false,
        };
        for (v4, v6, names) in lists.iter().map(|list| list.kinds()) {
            wanted.v4 |= v4;
            wanted.v6 |= v6;
            wanted.names |= names;
        }
        Self {
            lists,
            guards: Vec::new(),
            inside,
            wanted,
        }
    }

    /// Adds guard lists: values that are often listed by mistake. They mark hits and hide none.
    #[must_use]
    pub fn with_guards(mut self, guards: Vec<Arc<List>>) -> Self {
        self.guards = guards;
        self
    }

    /// Begins to search one file; `format` is `None` to recognise it.
    #[must_use]
    pub fn open(&self, source: &str, format: Option<Format>, context: ParseContext) -> Scan<'_> {
        Scan {
            matcher: self,
            source: source.into(),
            reader: Reader::new(format, context),
            listed: Seen::default(),
        }
    }

    /// Searches the fields of a parsed record; `inventory` when it is a row of a table of own machines.
    pub fn match_event(
        &self,
        event: &Event<'_>,
        inventory: bool,
        position: &Position,
        hits: &mut Vec<Hit>,
    ) {
        self.search(event, inventory, &[], position, hits);
    }

    /// The entries that hold a value, of all lists.
    #[must_use]
    pub fn find(&self, value: &Value) -> Vec<Listed> {
        let public = match value {
            Value::Address(address) => is_searchable(*address),
            Value::Name(_) => true,
        };
        let lists = self.lists.iter().filter(|_| public);
        lists.flat_map(|list| list.find(value)).collect()
    }

    /// The entries that lie in own ranges or are own machines' addresses: what
    /// a unit must answer for even before any log is read. Source and line are the list's.
    pub fn listed_own_addresses(&self, hits: &mut Vec<Hit>) {
        for list in &self.lists {
            for (address, entry) in list.overlapping(self.inside.ranges()) {
                let listed = Listed {
                    list: Arc::clone(list.name()),
                    entry,
                };
                hits.push(self.own_hit(listed, "range", address));
            }
            let machines = self
                .inside
                .assets()
                .filter(|address| !self.inside.in_ranges(*address));
            for address in machines.filter(|address| is_searchable(*address)) {
                for listed in list.find(&Value::Address(address)) {
                    hits.push(self.own_hit(listed, "asset", address));
                }
            }
        }
    }

    fn own_hit(&self, listed: Listed, field: &str, address: IpAddr) -> Hit {
        let value = Value::Address(address);
        Hit {
            field: field.to_owned(),
            direction: Direction::Internal,
            source: Arc::clone(&listed.list),
            line: listed.entry.line.into(),
            time: None,
            machine: Some(address),
            asset: self.inside.asset(address).cloned(),
            guard: self.guard(&value),
            listed,
            value,
        }
    }

    /// Adds the listed values of `text` that are not yet in `values`.
    fn listed_in(&self, text: &[u8], values: &mut Seen) {
        tokens::scan(text, self.wanted, |token| {
            let value = match token {
                Token::Address(address) if self.is_listed(address) => Value::Address(address),
                Token::Name(name) if self.is_name_listed(name) => {
                    Value::Name(name.to_ascii_lowercase())
                }
                _ => return,
            };
            values.add(value);
        });
    }

    fn is_listed(&self, address: IpAddr) -> bool {
        is_searchable(address) && self.lists.iter().any(|list| list.has_address(address))
    }

    fn is_name_listed(&self, name: &str) -> bool {
        self.lists.iter().any(|list| list.has_name(name))
    }

    fn guard(&self, value: &Value) -> Option<Arc<str>> {
        let guard = self.guards.iter().find(|guard| guard.contains(value))?;
        Some(Arc::clone(guard.name()))
    }

    /// `in_line` are the listed values of the whole line; those no field holds are hits in `text`.
    fn search(
        &self,
        event: &Event<'_>,
        inventory: bool,
        in_line: &[Value],
        position: &Position,
        hits: &mut Vec<Hit>,
    ) {
        let record = Record {
            inside: &self.inside,
            event,
            inventory,
            position,
        };
        let mut seen = Seen::default();
        let fields = || event.fields.iter();
        let promoted = fields().filter(|field| field.column.is_some());
        let others = fields().filter(|field| field.column.is_none() && !is_version(&field.name));
        for field in promoted.chain(others) {
            let before = seen.in_order.len();
            self.listed_in(field.value.as_bytes(), &mut seen);
            for value in seen.in_order.iter().skip(before) {
                self.report(&record, value, Some(field), hits);
            }
        }
        // A version may have the shape of an address; it is seen and no hit.
        for field in fields().filter(|field| field.column.is_none() && is_version(&field.name)) {
            self.listed_in(field.value.as_bytes(), &mut seen);
        }
        for value in in_line.iter().filter(|value| !seen.set.contains(*value)) {
            self.report(&record, value, None, hits);
        }
    }

    fn report(
        &self,
        record: &Record<'_>,
        value: &Value,
        field: Option<&Field<'_>>,
        hits: &mut Vec<Hit>,
    ) {
        let (direction, machine) = record.direction(value, field.and_then(|field| field.column));
        let asset = record.asset(machine);
        let guard = self.guard(value);
        for listed in self.find(value) {
            hits.push(Hit {
                listed,
                field: field.map_or(NO_FIELD, |field| &field.name).to_owned(),
                value: value.clone(),
                direction,
                source: Arc::clone(&record.position.source),
                line: record.position.line,
                time: record.event.row.time,
                machine,
                asset: asset.clone(),
                guard: guard.clone(),
            });
        }
    }
}

fn is_version(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["version", "ver", "firmware", "useragent", "user_agent"]
        .iter()
        .any(|end| name.ends_with(end))
}

/// The different values of one record, in order; a hostile line may hold tens of thousands.
#[derive(Debug, Default)]
struct Seen {
    in_order: Vec<Value>,
    set: HashSet<Value>,
}

impl Seen {
    fn add(&mut self, value: Value) {
        if self.set.insert(value.clone()) {
            self.in_order.push(value);
        }
    }

    fn clear(&mut self) {
        // Clearing an empty set is not free, and nearly all are empty.
        if !self.in_order.is_empty() {
            self.in_order.clear();
            self.set.clear();
        }
    }
}

/// The search of one file, line after line.
#[derive(Debug)]
pub struct Scan<'m> {
    matcher: &'m Matcher,
    source: Arc<str>,
    reader: Reader,
    /// Listed values of the current line; kept to be used again.
    listed: Seen,
}

impl Scan<'_> {
    /// Searches one line; every line must be given, the heading included.
    pub fn line(&mut self, number: u64, line: &[u8], hits: &mut Vec<Hit>) {
        if self.reader.takes_heading(line) {
            return;
        }
        self.listed.clear();
        self.matcher.listed_in(line, &mut self.listed);
        if self.listed.in_order.is_empty() {
            return;
        }
        let event = self.reader.read(line);
        let position = Position {
            source: Arc::clone(&self.source),
            line: number,
        };
        self.matcher.search(
            &event,
            self.reader.is_inventory(),
            &self.listed.in_order,
            &position,
            hits,
        );
    }
}
