//! Lists over records: from a line to its hits.
//!
//! Bytes are first searched for listed tokens, which nearly all lines do not
//! have; only a line with one is parsed, to say in which field the value stands
//! and which way the contact went. So no format can hide an address: what the
//! parser did not place in a field is reported as `text`. Blocks of records are
//! searched in `block`.

use std::net::IpAddr;
use std::sync::Arc;

use domain::event::{Column, Event, Field};

use super::digest::Digest;
use super::entry::is_searchable;
use super::hit::{Direction, Hit, Listed, Value};
use super::inside::Inside;
use super::list::List;
use super::record::{Position, Record};
use super::seen::Seen;
use super::tokens::{self, Token, Wanted};
use super::web::{self, URL_LENGTH_MAX};

/// Field name of a value that no parsed field holds.
const NO_FIELD: &str = "text";

/// How many hosts and how many paths in fields of their own are joined to URLs; a record of
/// one request has one or two of each.
const SPLIT_MAX: usize = 8;

/// How a URL is taken from the text that begins with it.
type ReadUrl = fn(&[u8]) -> Option<&str>;

/// Lists, guard lists and the own network; shared by any number of scans.
#[derive(Debug, Clone)]
pub struct Matcher {
    lists: Vec<Arc<List>>,
    guards: Vec<Arc<List>>,
    inside: Inside,
    wanted: Wanted,
}

impl Matcher {
    /// A matcher over the given lists, of an organisation described by `inside`.
    #[must_use]
    pub fn new(lists: Vec<Arc<List>>, inside: Inside) -> Self {
        let mut wanted = Wanted::default();
        for kinds in lists.iter().map(|list| list.wanted()) {
            wanted.v4 |= kinds.v4;
            wanted.v6 |= kinds.v6;
            wanted.names |= kinds.names;
            wanted.urls |= kinds.urls;
            wanted.emails |= kinds.emails;
            wanted.digests |= kinds.digests;
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

    /// Whether a record of these bytes must be parsed: where this says no, [`Self::match_event`] finds nothing in its
    /// fields. Much cheaper than parsing.
    #[must_use]
    pub fn may_hold(&self, record: &[u8]) -> bool {
        self.holds_suspect(record) || tokens::numbered(record).is_some()
    }

    /// The entries that hold a value, of all lists.
    #[must_use]
    pub fn find(&self, value: &Value) -> Vec<Listed> {
        let public = match value {
            Value::Address(address) => is_searchable(*address),
            _ => true,
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
    fn listed_in(&self, text: &[u8], read_url: ReadUrl, values: &mut Seen) {
        tokens::scan(text, self.wanted, |_, token| {
            if let Some(value) = self.listed(&token, read_url) {
                values.add(value);
            }
        });
    }

    fn listed(&self, token: &Token<'_>, read_url: ReadUrl) -> Option<Value> {
        let found = |is_listed: bool, value: &dyn Fn() -> Value| is_listed.then(value);
        match *token {
            Token::V4(address, _) => {
                let address = IpAddr::V4(address);
                found(self.is_listed(address), &|| Value::Address(address))
            }
            Token::V6(address) => found(self.is_listed(address), &|| Value::Address(address)),
            Token::Name(name) => found(self.is_name_listed(name), &|| {
                Value::Name(name.to_ascii_lowercase())
            }),
            Token::Url(host, rest) => {
                // An IPv6 address has many forms, so only the whole URL tells.
                let worth = host.contains(&b':') || self.may_have_host(host);
                worth.then(|| self.listed_url(read_url(rest)?)).flatten()
            }
            Token::Email(email) => {
                let email = email.to_ascii_lowercase();
                let listed = self.lists.iter().any(|list| list.has_email(&email));
                listed.then_some(Value::Email(email))
            }
            Token::Digest(digits) => {
                let digest = Digest::read(digits)?;
                let listed = self.lists.iter().any(|list| list.has_digest(digest));
                let text = || String::from_utf8_lossy(digits).to_ascii_lowercase();
                listed.then(|| Value::Hash(text()))
            }
        }
    }

    fn listed_url(&self, url: &str) -> Option<Value> {
        let url = web::canonical(url)?;
        let listed = self.lists.iter().any(|list| list.has_url(&url));
        listed.then_some(Value::Url(url))
    }

    /// What a first look at bytes must find to know which of them to parse. A URL or e-mail
    /// address is told by its host, because host and path may stand in two fields.
    pub(super) fn first_look(&self) -> Wanted {
        let hosts = self.wanted.urls || self.wanted.emails;
        Wanted {
            v4: self.wanted.v4 || hosts,
            v6: self.wanted.v6 || hosts,
            names: self.wanted.names || hosts,
            urls: false,
            emails: false,
            digests: self.wanted.digests,
        }
    }

    /// True when the record with that token, found at `at` of `text`, must be parsed.
    pub(super) fn is_suspect(&self, text: &[u8], at: usize, token: &Token<'_>) -> bool {
        let hosts = self.wanted.urls || self.wanted.emails;
        match *token {
            Token::V4(address, printed) => {
                self.is_listed(IpAddr::V4(address)) || hosts && self.may_have_host(printed)
            }
            Token::V6(address) => {
                self.is_listed(address)
                    || hosts && self.may_have_host(address.to_string().as_bytes())
            }
            Token::Name(name) => {
                let known =
                    |name: &str| self.is_name_listed(name) || self.may_have_host(name.as_bytes());
                // Of `\nevil.example` the first letter may belong to an escape.
                let escaped = name
                    .strip_prefix(['n', 'r', 't'])
                    .filter(|_| text.get(..at).is_some_and(|before| before.ends_with(b"\\")));
                known(name) || escaped.is_some_and(known)
            }
            _ => self.listed(token, tokens::url).is_some(),
        }
    }

    /// True when a record that holds the text must be parsed.
    pub(super) fn holds_suspect(&self, text: &[u8]) -> bool {
        let mut found = false;
        tokens::scan(text, self.first_look(), |at, token| {
            found = found || self.is_suspect(text, at, &token);
        });
        found
    }

    /// The listed values of a record's bytes, wherever they stand in it.
    pub(super) fn listed_values(&self, text: &[u8]) -> Vec<Value> {
        let mut values = Seen::default();
        self.listed_in(text, tokens::raw_url, &mut values);
        values.into_order()
    }

    fn is_listed(&self, address: IpAddr) -> bool {
        is_searchable(address) && self.lists.iter().any(|list| list.has_address(address))
    }

    fn is_name_listed(&self, name: &str) -> bool {
        self.lists.iter().any(|list| list.has_name(name))
    }

    fn may_have_host(&self, host: &[u8]) -> bool {
        self.lists.iter().any(|list| list.may_have_host(host))
    }

    fn guard(&self, value: &Value) -> Option<Arc<str>> {
        let guard = self.guards.iter().find(|guard| guard.contains(value))?;
        Some(Arc::clone(guard.name()))
    }

    /// `in_line` are the listed values of the whole line; those no field holds are hits in `text`.
    pub(super) fn search(
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
            let before = seen.in_order().len();
            self.listed_in(field.value.as_bytes(), tokens::url, &mut seen);
            for value in seen.in_order().iter().skip(before) {
                self.report(&record, value, Some(field), hits);
            }
        }
        if self.wanted.urls {
            for (field, value) in self.split_urls(event) {
                if seen.add(value.clone()) {
                    self.report(&record, &value, Some(field), hits);
                }
            }
        }
        // A version may have the shape of an address; it is seen and no hit.
        for field in fields().filter(|field| field.column.is_none() && is_version(&field.name)) {
            self.listed_in(field.value.as_bytes(), tokens::url, &mut seen);
        }
        for value in in_line.iter().filter(|value| !seen.contains(value)) {
            self.report(&record, value, None, hits);
        }
    }

    /// Listed URLs whose host and path stand in fields of their own, with the field of the path.
    fn split_urls<'e>(&self, event: &'e Event<'e>) -> Vec<(&'e Field<'e>, Value)> {
        let of = |wanted| {
            let fields = event.fields.iter();
            fields.filter(move |field| field.column == Some(wanted))
        };
        let mut found = Vec::new();
        let paths = of(Column::Url).filter(|field| field.value.starts_with('/'));
        for path in paths.take(SPLIT_MAX) {
            let hosts = of(Column::Domain).chain(of(Column::DestinationAddress));
            for host in hosts.take(SPLIT_MAX) {
                let (host, path_text) = (host.value.trim(), path.value.trim());
                if host.len() + path_text.len() > URL_LENGTH_MAX {
                    continue;
                }
                let with_port = |port: u16| format!("{host}:{port}{path_text}");
                let ports = event.row.dst_port.map(with_port);
                let urls = [Some(format!("{host}{path_text}")), ports];
                let listed = |url: String| self.listed_url(&url);
                found.extend(
                    urls.into_iter()
                        .flatten()
                        .filter_map(listed)
                        .map(|url| (path, url)),
                );
            }
        }
        found
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
