//! A list of indicators, read from the bytes of its file.

mod build;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use super::hit::{Listed, Value};
use super::names::{NameEntry, Names};
use super::ranges::{Range, Ranges};
use super::reason::Reason;

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
    /// Address, network in CIDR form, range `a-b`, or name.
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
    v4: Ranges<u32>,
    v6: Ranges<u128>,
    names: Names,
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
        let mut list = Self {
            name: name.into(),
            ..Self::default()
        };
        build::fill(
            &mut list,
            bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes),
        );
        list.repeated = list.v4.seal() + list.v6.seal() + list.names.seal();
        list
    }

    /// The name it was given, usually of its file.
    #[must_use]
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// Number of different entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.v4.entries().len() + self.v6.entries().len() + self.names.entries().len()
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

    /// All entries; addresses in order, then names.
    pub fn entries(&self) -> impl Iterator<Item = Entry> {
        let v4 = self.v4.entries().iter().map(|range| self.v4_entry(range));
        let v6 = self.v6.entries().iter().map(|range| self.v6_entry(range));
        let names = self
            .names
            .entries()
            .iter()
            .map(|name| self.name_entry(name));
        v4.chain(v6).chain(names)
    }

    /// The entries that lie in, or overlap with, one of the given ranges of addresses.
    pub fn overlapping<'a>(
        &'a self,
        own: &'a [(IpAddr, IpAddr)],
    ) -> impl Iterator<Item = (IpAddr, Entry)> + 'a {
        let v4 = self.v4.entries().iter().filter_map(move |range| {
            let (first, last) = (Ipv4Addr::from(range.first), Ipv4Addr::from(range.last));
            let shared = first_shared(IpAddr::V4(first), IpAddr::V4(last), own)?;
            Some((shared, self.v4_entry(range)))
        });
        let v6 = self.v6.entries().iter().filter_map(move |range| {
            let (first, last) = (Ipv6Addr::from(range.first), Ipv6Addr::from(range.last));
            let shared = first_shared(IpAddr::V6(first), IpAddr::V6(last), own)?;
            Some((shared, self.v6_entry(range)))
        });
        v4.chain(v6)
    }

    /// True when the value is listed.
    #[must_use]
    pub fn contains(&self, value: &Value) -> bool {
        match value {
            Value::Address(address) => self.has_address(*address),
            Value::Name(name) => self.has_name(name),
        }
    }

    /// The most specific entry for the value; several when the list names several families for it.
    #[must_use]
    pub fn find(&self, value: &Value) -> Vec<Listed> {
        let entries: Vec<Entry> = match value {
            Value::Address(IpAddr::V4(address)) => self
                .v4
                .find(address.to_bits())
                .iter()
                .map(|range| self.v4_entry(range))
                .collect(),
            Value::Address(IpAddr::V6(address)) => self
                .v6
                .find(address.to_bits())
                .iter()
                .map(|range| self.v6_entry(range))
                .collect(),
            Value::Name(name) => self
                .names
                .find(name)
                .iter()
                .map(|name| self.name_entry(name))
                .collect(),
        };
        let listed = |entry| Listed {
            list: Arc::clone(&self.name),
            entry,
        };
        entries.into_iter().map(listed).collect()
    }

    /// Which kinds of token a search for this list must look at: IPv4, IPv6, names.
    pub(crate) fn kinds(&self) -> (bool, bool, bool) {
        (
            !self.v4.entries().is_empty(),
            !self.v6.entries().is_empty(),
            !self.names.is_empty(),
        )
    }

    /// True when the address is listed.
    pub(crate) fn has_address(&self, address: IpAddr) -> bool {
        match address {
            IpAddr::V4(address) => self.v4.contains(address.to_bits()),
            IpAddr::V6(address) => self.v6.contains(address.to_bits()),
        }
    }

    /// True when the name, in any case, or one above it is listed.
    pub(crate) fn has_name(&self, name: &str) -> bool {
        !self.names.find(name).is_empty()
    }

    fn v4_entry(&self, range: &Range<u32>) -> Entry {
        let (first, last) = (Ipv4Addr::from(range.first), Ipv4Addr::from(range.last));
        let text = match prefix(
            u128::from(range.first ^ range.last),
            u128::from(range.first),
            32,
        ) {
            Some(32) => first.to_string(),
            Some(length) => format!("{first}/{length}"),
            None => format!("{first}-{last}"),
        };
        Entry {
            text,
            family: self.family(range.family),
            line: range.line,
        }
    }

    fn v6_entry(&self, range: &Range<u128>) -> Entry {
        let (first, last) = (Ipv6Addr::from(range.first), Ipv6Addr::from(range.last));
        let text = match prefix(range.first ^ range.last, range.first, 128) {
            Some(128) => first.to_string(),
            Some(length) => format!("{first}/{length}"),
            None => format!("{first}-{last}"),
        };
        Entry {
            text,
            family: self.family(range.family),
            line: range.line,
        }
    }

    fn name_entry(&self, name: &NameEntry) -> Entry {
        Entry {
            text: self.names.text(name).to_owned(),
            family: self.family(name.family),
            line: name.line,
        }
    }

    fn family(&self, id: u32) -> Option<Arc<str>> {
        let at = usize::try_from(id.checked_sub(1)?).ok()?;
        self.families.get(at).cloned()
    }
}

/// The prefix length of a range whose ends differ in `spread`; `None` when it is no network.
fn prefix(spread: u128, first: u128, width: u32) -> Option<u32> {
    let host_bits = u128::BITS - spread.leading_zeros();
    let aligned = spread & spread.wrapping_add(1) == 0 && first & spread == 0;
    aligned.then_some(width.saturating_sub(host_bits))
}

fn first_shared(first: IpAddr, last: IpAddr, own: &[(IpAddr, IpAddr)]) -> Option<IpAddr> {
    own.iter()
        .filter(|(low, high)| low.is_ipv4() == first.is_ipv4() && *low <= last && first <= *high)
        .map(|(low, _)| first.max(*low))
        .min()
}
