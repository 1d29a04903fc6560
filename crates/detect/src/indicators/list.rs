//! A list of indicators, read from the bytes of its file.

mod build;
mod tables;
mod warning_list;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

pub use build::ListBuilder;

use super::digest::Digest;
use super::hit::{Listed, Value};
use super::reason::Reason;
use super::tokens::Wanted;
use tables::{Row, Tables, v4_row, v6_row};

/// A row that could not be used as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// Line of the file, counted from 1.
    pub line: u32,
    /// The cell or row, cut to 80 characters.
    pub text: String,
    /// Why.
    pub reason: Reason,
}

/// One usable entry of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Address, network in CIDR form, range `a-b`, name, URL without its scheme, e-mail address, or digest.
    pub text: String,
    /// Family, where the list names one.
    pub family: Option<Arc<str>>,
    /// Line of the file, counted from 1.
    pub line: u32,
}

/// An edition of a list, ready for look-ups.
#[derive(Debug, Clone, Default)]
pub struct List {
    name: Arc<str>,
    tables: Tables,
    families: Vec<Arc<str>>,
    bad_rows: Vec<BadRow>,
    bad_row_count: usize,
    note_count: usize,
    repeated: usize,
}

impl List {
    /// Reads a list from the bytes of a UTF-8 text file. It never fails: a file
    /// that is no list at all is an empty list with bad rows.
    #[must_use]
    pub fn parse(name: &str, bytes: &[u8]) -> Self {
        let mut builder = ListBuilder::new(name);
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]) {
            builder.line(bytes.get(start..end).unwrap_or_default());
            start = end + 1;
        }
        builder.finish()
    }

    /// The name it was given, usually of its file.
    #[must_use]
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// Number of different entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tables.len()
    }

    /// True when nothing can match.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The first 1,000 rows that are not used, or (see [`Reason::is_note`]) not used literally.
    #[must_use]
    pub fn bad_rows(&self) -> &[BadRow] {
        &self.bad_rows
    }

    /// Number of rows that are not used; notes are not counted.
    #[must_use]
    pub fn bad_row_count(&self) -> usize {
        self.bad_row_count
    }

    /// Number of rows that are used, but not literally.
    #[must_use]
    pub fn note_count(&self) -> usize {
        self.note_count
    }

    /// Number of rows that repeat an earlier one.
    #[must_use]
    pub fn repeated_count(&self) -> usize {
        self.repeated
    }

    /// All entries; addresses in order, then the other kinds.
    pub fn entries(&self) -> impl Iterator<Item = Entry> {
        self.tables.rows().map(|row| self.entry(row))
    }

    /// The entries that lie in, or overlap with, one of the given ranges of
    /// addresses, each with the first address it shares with them.
    pub fn overlapping<'a>(
        &'a self,
        own: &[(IpAddr, IpAddr)],
    ) -> impl Iterator<Item = (IpAddr, Entry)> + 'a {
        let (mut own_v4, mut own_v6) = (Vec::new(), Vec::new());
        for range in own {
            match range {
                (IpAddr::V4(low), IpAddr::V4(high)) => own_v4.push((low.to_bits(), high.to_bits())),
                (IpAddr::V6(low), IpAddr::V6(high)) => own_v6.push((low.to_bits(), high.to_bits())),
                _ => {}
            }
        }
        let (own_v4, own_v6) = (joined(own_v4), joined(own_v6));
        let v4 = self.tables.v4().filter_map(move |range| {
            let shared = first_shared(range.first, range.last, &own_v4)?;
            Some((Ipv4Addr::from(shared).into(), self.entry(v4_row(&range))))
        });
        let v6 = self.tables.v6().filter_map(move |range| {
            let shared = first_shared(range.first, range.last, &own_v6)?;
            Some((Ipv6Addr::from(shared).into(), self.entry(v6_row(&range))))
        });
        v4.chain(v6)
    }

    /// True when the value is listed.
    #[must_use]
    pub fn contains(&self, value: &Value) -> bool {
        match value {
            Value::Address(address) => self.has_address(*address),
            Value::Name(name) => self.has_name(name),
            Value::Url(url) => self.has_url(url),
            Value::Email(email) => self.has_email(email),
            Value::Hash(digits) => {
                Digest::read(digits.as_bytes()).is_some_and(|digest| self.has_digest(digest))
            }
        }
    }

    /// The most specific entry for the value; several when the list names several families for it.
    #[must_use]
    pub fn find(&self, value: &Value) -> Vec<Listed> {
        let listed = |row| Listed {
            list: Arc::clone(&self.name),
            entry: self.entry(row),
        };
        self.tables.find(value).into_iter().map(listed).collect()
    }

    /// Which kinds of token a search for this list must look at.
    pub(crate) fn wanted(&self) -> Wanted {
        self.tables.wanted()
    }

    /// True when the address is listed.
    pub(crate) fn has_address(&self, address: IpAddr) -> bool {
        self.tables.has_address(address)
    }

    /// True when the name, in any case, or one above it is listed.
    pub(crate) fn has_name(&self, name: &str) -> bool {
        self.tables.has_name(name)
    }

    /// True when a URL or e-mail address of that host may be listed; a few others answer so too.
    pub(crate) fn may_have_host(&self, host: &[u8]) -> bool {
        self.tables.may_have_host(host)
    }

    /// True when the URL, in its canonical form, is listed.
    pub(crate) fn has_url(&self, url: &str) -> bool {
        self.tables.has_url(url)
    }

    /// True when the e-mail address, in lower case, is listed.
    pub(crate) fn has_email(&self, email: &str) -> bool {
        self.tables.has_email(email)
    }

    /// True when the digest is listed.
    pub(crate) fn has_digest(&self, digest: Digest) -> bool {
        self.tables.has_digest(digest)
    }

    fn entry(&self, row: Row) -> Entry {
        Entry {
            text: row.text,
            family: self.family(row.family),
            line: row.line,
        }
    }

    fn family(&self, id: u32) -> Option<Arc<str>> {
        let at = usize::try_from(id.checked_sub(1)?).ok()?;
        self.families.get(at).cloned()
    }
}

/// The ranges in order, those that overlap as one.
fn joined<A: Ord + Copy>(mut ranges: Vec<(A, A)>) -> Vec<(A, A)> {
    ranges.sort_unstable();
    ranges.dedup_by(|next, before| {
        let overlaps = next.0 <= before.1;
        if overlaps {
            before.1 = before.1.max(next.1);
        }
        overlaps
    });
    ranges
}

/// The first address from `first` to `last` that lies in one of the joined ranges.
fn first_shared<A: Ord + Copy>(first: A, last: A, own: &[(A, A)]) -> Option<A> {
    let at = own.partition_point(|(_, high)| *high < first);
    let (low, _) = own.get(at)?;
    (*low <= last).then(|| first.max(*low))
}
