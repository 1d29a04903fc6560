//! All tables of a list: where each kind of indicator stands and is found again.

use std::fmt::Display;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::indicators::digest::{Digest, hex};
use crate::indicators::entry::Indicator;
use crate::indicators::exact::{Exact, Single, V6};
use crate::indicators::hit::Value;
use crate::indicators::hosts::Hosts;
use crate::indicators::ranges::{Range, Ranges};
use crate::indicators::texts::{TextEntry, Texts};
use crate::indicators::tokens::Wanted;
use crate::indicators::web;

/// Sorted tables, one for each kind. Built by `push`, searched after `seal`.
#[derive(Debug, Clone, Default)]
pub(super) struct Tables {
    v4: Exact<u32>,
    v4_ranges: Ranges<u32>,
    v6: Exact<V6>,
    v6_ranges: Ranges<u128>,
    names: Texts,
    urls: Texts,
    emails: Texts,
    md5: Exact<[u8; 16]>,
    sha1: Exact<[u8; 20]>,
    sha256: Exact<[u8; 32]>,
    hosts: Hosts,
}

/// An entry as a table holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) text: String,
    pub(super) family: u32,
    pub(super) line: u32,
}

impl Tables {
    /// Adds an indicator; `false` when its table is full.
    pub(super) fn push(&mut self, found: &Indicator, family: u32, line: u32) -> bool {
        match found {
            Indicator::V4(first, last) if first == last => self.v4.push(*first, family, line),
            Indicator::V4(first, last) => self.v4_ranges.push(*first, *last, family, line),
            Indicator::V6(first, last) if first == last => {
                self.v6.push(V6::new(*first), family, line)
            }
            Indicator::V6(first, last) => self.v6_ranges.push(*first, *last, family, line),
            Indicator::Name(name) => self.names.push(name, family, line),
            Indicator::Url(url) => {
                self.hosts.push(web::host(url));
                self.urls.push(url, family, line)
            }
            Indicator::Email(email) => {
                self.hosts.push(web::host(email));
                self.emails.push(email, family, line)
            }
            Indicator::Digest(Digest::Md5(bytes)) => self.md5.push(*bytes, family, line),
            Indicator::Digest(Digest::Sha1(bytes)) => self.sha1.push(*bytes, family, line),
            Indicator::Digest(Digest::Sha256(bytes)) => self.sha256.push(*bytes, family, line),
        }
    }

    /// Makes the tables ready; gives the number of repeated rows.
    pub(super) fn seal(&mut self) -> usize {
        self.hosts.seal();
        let addresses =
            self.v4.seal() + self.v4_ranges.seal() + self.v6.seal() + self.v6_ranges.seal();
        let texts = self.names.seal() + self.urls.seal() + self.emails.seal();
        addresses + texts + self.md5.seal() + self.sha1.seal() + self.sha256.seal()
    }

    /// Number of entries.
    pub(super) fn len(&self) -> usize {
        let addresses = self.v4.entries().len()
            + self.v4_ranges.entries().len()
            + self.v6.entries().len()
            + self.v6_ranges.entries().len();
        let texts =
            self.names.entries().len() + self.urls.entries().len() + self.emails.entries().len();
        addresses + texts + self.digests()
    }

    fn digests(&self) -> usize {
        self.md5.entries().len() + self.sha1.entries().len() + self.sha256.entries().len()
    }

    /// Which kinds of token a search must look at.
    pub(super) fn wanted(&self) -> Wanted {
        Wanted {
            v4: !self.v4.entries().is_empty() || !self.v4_ranges.entries().is_empty(),
            v6: !self.v6.entries().is_empty() || !self.v6_ranges.entries().is_empty(),
            names: !self.names.is_empty(),
            urls: !self.urls.is_empty(),
            emails: !self.emails.is_empty(),
            digests: self.digests() > 0,
        }
    }

    pub(super) fn has_address(&self, address: IpAddr) -> bool {
        match address {
            IpAddr::V4(address) => {
                let bits = address.to_bits();
                self.v4.contains(bits) || self.v4_ranges.contains(bits)
            }
            IpAddr::V6(address) => {
                let bits = address.to_bits();
                self.v6.contains(V6::new(bits)) || self.v6_ranges.contains(bits)
            }
        }
    }

    /// True when the name, in any case, or one above it is listed.
    pub(super) fn has_name(&self, name: &str) -> bool {
        !self.names.find_suffix(name).is_empty()
    }

    /// True when a URL or e-mail address of that host may be listed; a few others answer so too.
    pub(super) fn may_have_host(&self, host: &[u8]) -> bool {
        self.hosts.may_have(host)
    }

    pub(super) fn has_digest(&self, digest: Digest) -> bool {
        match digest {
            Digest::Md5(bytes) => self.md5.contains(bytes),
            Digest::Sha1(bytes) => self.sha1.contains(bytes),
            Digest::Sha256(bytes) => self.sha256.contains(bytes),
        }
    }

    /// True for a URL or e-mail address in its canonical form that is listed.
    pub(super) fn has_url(&self, url: &str) -> bool {
        !self.find_url(url).is_empty()
    }

    /// The same for an e-mail address.
    pub(super) fn has_email(&self, email: &str) -> bool {
        !self.emails.find(email).is_empty()
    }

    /// A URL is listed with its query, or without one for all queries.
    fn find_url(&self, url: &str) -> &[TextEntry] {
        let whole = self.urls.find(url);
        match url.split_once('?') {
            Some((bare, _)) if whole.is_empty() => self.urls.find(bare),
            _ => whole,
        }
    }

    /// The most specific rows for the value.
    pub(super) fn find(&self, value: &Value) -> Vec<Row> {
        let texts = |table: &Texts, entries: &[TextEntry]| {
            let row = |entry| text_row(table, entry);
            entries.iter().map(row).collect()
        };
        match value {
            Value::Address(IpAddr::V4(address)) => {
                let single = self.v4.find(address.to_bits());
                if single.is_empty() {
                    let ranges = self.v4_ranges.find(address.to_bits());
                    return ranges.iter().map(v4_row).collect();
                }
                single.iter().map(|one| v4_row(&one.range())).collect()
            }
            Value::Address(IpAddr::V6(address)) => {
                let single = self.v6.find(V6::new(address.to_bits()));
                if single.is_empty() {
                    let ranges = self.v6_ranges.find(address.to_bits());
                    return ranges.iter().map(v6_row).collect();
                }
                single.iter().map(|one| v6_row(&one.range())).collect()
            }
            Value::Name(name) => texts(&self.names, self.names.find_suffix(name)),
            Value::Url(url) => texts(&self.urls, self.find_url(url)),
            Value::Email(email) => texts(&self.emails, self.emails.find(email)),
            Value::Hash(digits) => match Digest::read(digits.as_bytes()) {
                Some(Digest::Md5(key)) => self.md5.find(key).iter().map(digest_row).collect(),
                Some(Digest::Sha1(key)) => self.sha1.find(key).iter().map(digest_row).collect(),
                Some(Digest::Sha256(key)) => self.sha256.find(key).iter().map(digest_row).collect(),
                None => Vec::new(),
            },
        }
    }

    /// All rows: addresses in order, then the other kinds.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row> {
        let v4 = self.v4().map(|range| v4_row(&range));
        let v6 = self.v6().map(|range| v6_row(&range));
        let texts = [&self.names, &self.urls, &self.emails];
        let texts = texts.into_iter().flat_map(|table| {
            let rows = table.entries().iter();
            rows.map(move |entry| text_row(table, entry))
        });
        let digests = self.md5.entries().iter().map(digest_row);
        let digests = digests.chain(self.sha1.entries().iter().map(digest_row));
        let digests = digests.chain(self.sha256.entries().iter().map(digest_row));
        v4.chain(v6).chain(texts).chain(digests)
    }

    /// All IPv4 addresses and ranges in order: first and last address of each, and its row.
    pub(super) fn v4(&self) -> impl Iterator<Item = Range<u32>> {
        let singles = self.v4.entries().iter().map(Single::<u32>::range);
        merged(singles, self.v4_ranges.entries().iter().copied())
    }

    /// The same for IPv6.
    pub(super) fn v6(&self) -> impl Iterator<Item = Range<u128>> {
        let singles = self.v6.entries().iter().map(Single::<V6>::range);
        merged(singles, self.v6_ranges.entries().iter().copied())
    }
}

impl Single<u32> {
    fn range(&self) -> Range<u32> {
        Range::single(self.key, self.family, self.line)
    }
}

impl Single<V6> {
    fn range(&self) -> Range<u128> {
        Range::single(self.key.bits(), self.family, self.line)
    }
}

/// Two sorted lists of ranges as one; a range stands before the addresses in it.
fn merged<A: Ord>(
    singles: impl Iterator<Item = Range<A>>,
    ranges: impl Iterator<Item = Range<A>>,
) -> impl Iterator<Item = Range<A>> {
    let (mut singles, mut ranges) = (singles.peekable(), ranges.peekable());
    std::iter::from_fn(move || match (singles.peek(), ranges.peek()) {
        (Some(single), Some(range)) if single.first < range.first => singles.next(),
        (_, Some(_)) => ranges.next(),
        _ => singles.next(),
    })
}

pub(super) fn v4_row(range: &Range<u32>) -> Row {
    let spread = u128::from(range.first ^ range.last);
    row_of::<u32, Ipv4Addr>(range, prefix(spread, u128::from(range.first), 32), 32)
}

pub(super) fn v6_row(range: &Range<u128>) -> Row {
    let length = prefix(range.first ^ range.last, range.first, 128);
    row_of::<u128, Ipv6Addr>(range, length, 128)
}

/// The row of a range whose prefix has this length, if it is one, among addresses of `bits`.
fn row_of<A: Copy, I: From<A> + Display>(range: &Range<A>, length: Option<u32>, bits: u32) -> Row {
    let (first, last) = (I::from(range.first), I::from(range.last));
    let text = match length {
        Some(length) if length == bits => first.to_string(),
        Some(length) => format!("{first}/{length}"),
        None => format!("{first}-{last}"),
    };
    Row {
        text,
        family: range.family,
        line: range.line,
    }
}

fn text_row(table: &Texts, entry: &TextEntry) -> Row {
    Row {
        text: table.text(entry).to_owned(),
        family: entry.family,
        line: entry.line,
    }
}

fn digest_row<const N: usize>(entry: &Single<[u8; N]>) -> Row {
    Row {
        text: hex(&entry.key),
        family: entry.family,
        line: entry.line,
    }
}

/// The prefix length of a range whose ends differ in `spread`; `None` when it is no network.
fn prefix(spread: u128, first: u128, width: u32) -> Option<u32> {
    let host_bits = u128::BITS - spread.leading_zeros();
    let aligned = spread & spread.wrapping_add(1) == 0 && first & spread == 0;
    aligned.then_some(width.saturating_sub(host_bits))
}
