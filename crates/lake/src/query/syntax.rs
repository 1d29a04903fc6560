//! A search as a tree, and how it is printed.
//!
//! What is printed reads back as the same tree; it is the search as Khiên
//! understood it (names resolved, texts folded), not as it was typed.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

use super::field::{Field, Kind};
use super::pattern::{Pattern, write_text};

/// A search that was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    pub(super) root: Node,
}

/// A part of a search. Neither `And` nor `Or` holds its own kind, nor `Not` a `Not`, nor any of them
/// fewer parts than two.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Everything,
    And(Vec<Self>),
    Or(Vec<Self>),
    Not(Box<Self>),
    Term(Term),
}

/// One condition.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Term {
    /// The record holds this text.
    Text(Pattern),
    /// A field passes a test.
    Field(Field, Test),
}

/// What is asked of a field.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Test {
    Exists,
    /// The whole value, folded.
    Like(Pattern),
    /// The whole value, byte for byte.
    Exact(String),
    /// The value is a number between the ends.
    Numbers(Option<End>, Option<End>),
    /// The value is an address.
    Addresses(Addresses),
    /// The value is this id.
    Id([u8; 16]),
}

/// An end of a range of numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct End {
    pub(super) value: f64,
    pub(super) included: bool,
}

/// Addresses in a row, as 16 bytes each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Addresses {
    pub(super) low: u128,
    pub(super) high: u128,
    /// An IPv6 network that covers the place of mapped IPv4 addresses does not mean those.
    pub(super) only_v6: bool,
}

/// Where IPv4 addresses are mapped.
pub(super) const V4_LOW: u128 = 0xffff << 32;
pub(super) const V4_HIGH: u128 = V4_LOW | 0xffff_ffff;

/// The 16 bytes of an address as a number, IPv4 mapped.
pub(super) fn number_of(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(address.to_ipv6_mapped()),
        IpAddr::V6(address) => u128::from(address),
    }
}

/// The address of 16 bytes.
pub(super) fn address_of(number: u128) -> IpAddr {
    Ipv6Addr::from(number).to_canonical()
}

impl Query {
    /// The search that finds every event.
    #[must_use]
    pub const fn everything() -> Self {
        Self {
            root: Node::Everything,
        }
    }

    /// True when nothing is asked.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.root == Node::Everything
    }

    /// The texts a found record is expected to show, for marking them: free texts that are not negated
    /// and hold no wildcard, folded.
    #[must_use]
    pub fn texts(&self) -> Vec<&str> {
        let mut found = Vec::new();
        self.root.texts(&mut found);
        found
    }
}

impl Node {
    pub(super) fn and(parts: Vec<Self>) -> Self {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Self::And(inner) => flat.extend(inner),
                part => flat.push(part),
            }
        }
        Self::single(flat).unwrap_or_else(Self::And)
    }

    pub(super) fn or(parts: Vec<Self>) -> Self {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Self::Or(inner) => flat.extend(inner),
                part => flat.push(part),
            }
        }
        Self::single(flat).unwrap_or_else(Self::Or)
    }

    pub(super) fn negated(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            node => Self::Not(Box::new(node)),
        }
    }

    fn single(mut parts: Vec<Self>) -> Result<Self, Vec<Self>> {
        match parts.len() {
            0 => Ok(Self::Everything),
            1 => parts.pop().ok_or(parts),
            _ => Err(parts),
        }
    }

    fn texts<'a>(&'a self, found: &mut Vec<&'a str>) {
        match self {
            Self::And(parts) | Self::Or(parts) => {
                parts.iter().for_each(|part| part.texts(found));
            }
            Self::Term(Term::Text(pattern)) => found.extend(pattern.as_literal()),
            Self::Everything | Self::Not(_) | Self::Term(_) => {}
        }
    }
}

impl Addresses {
    pub(super) fn one(address: IpAddr) -> Self {
        let number = number_of(address);
        Self {
            low: number,
            high: number,
            only_v6: false,
        }
    }

    pub(super) fn network(address: IpAddr, prefix: u8) -> Option<Self> {
        let (number, prefix) = match address {
            IpAddr::V4(_) if prefix > 32 => return None,
            IpAddr::V4(address) => (number_of(address.into()), prefix + 96),
            IpAddr::V6(_) if prefix > 128 => return None,
            IpAddr::V6(address) => (u128::from(address), prefix),
        };
        let rest = u128::MAX.checked_shr(prefix.into()).unwrap_or(0);
        let (low, high) = (number & !rest, number | rest);
        let only_v6 = low < V4_LOW && high > V4_HIGH;
        Some(Self { low, high, only_v6 })
    }

    pub(super) fn holds(&self, number: u128) -> bool {
        let mapped = (V4_LOW..=V4_HIGH).contains(&number);
        (self.low..=self.high).contains(&number) && !(self.only_v6 && mapped)
    }

    /// The length of the prefix, when the addresses are one network.
    fn prefix(&self) -> Option<u32> {
        let rest = self.low ^ self.high;
        let bits = rest.trailing_ones();
        let whole = rest.leading_zeros() + bits == 128 && self.low & rest == 0;
        whole.then_some(128 - bits)
    }
}

impl fmt::Display for Addresses {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (low, high) = (address_of(self.low), address_of(self.high));
        match (self.prefix(), low) {
            (Some(prefix), IpAddr::V4(_)) if prefix >= 96 => write!(out, "{low}/{}", prefix - 96),
            (Some(prefix), IpAddr::V6(_)) => write!(out, "{low}/{prefix}"),
            _ => write!(out, "[{low} TO {high}]"),
        }
    }
}

impl fmt::Display for Query {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.root)
    }
}

impl fmt::Display for Node {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everything => out.write_str("*"),
            Self::Term(term) => write!(out, "{term}"),
            Self::And(parts) => join(out, parts, " ", |part| matches!(part, Self::Or(_))),
            Self::Or(parts) => join(out, parts, " or ", |_| false),
            Self::Not(part) => match **part {
                Self::And(_) | Self::Or(_) => write!(out, "not ({part})"),
                _ => write!(out, "not {part}"),
            },
        }
    }
}

fn join(
    out: &mut fmt::Formatter<'_>,
    parts: &[Node],
    between: &str,
    wrapped: impl Fn(&Node) -> bool,
) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            out.write_str(between)?;
        }
        match wrapped(part) {
            true => write!(out, "({part})")?,
            false => write!(out, "{part}")?,
        }
    }
    Ok(())
}

impl fmt::Display for Term {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(pattern) => write!(out, "{pattern}"),
            Self::Field(field, test) => write_test(out, field, test),
        }
    }
}

fn write_test(out: &mut fmt::Formatter<'_>, field: &Field, test: &Test) -> fmt::Result {
    match test {
        Test::Exists => write!(out, "{field}:*"),
        Test::Like(pattern) => write!(out, "{field}:{pattern}"),
        Test::Exact(text) => {
            write!(out, "{field}=")?;
            write_text(out, text)
        }
        Test::Numbers(Some(low), Some(high)) => match field.kind() {
            Kind::Number if low == high => write!(out, "{field}:{}", low.value),
            _ => write!(out, "{field}:[{} TO {}]", low.value, high.value),
        },
        Test::Numbers(low, high) => {
            let ends = [(low, ">"), (high, "<")];
            for (end, sign) in ends {
                if let Some(end) = end {
                    let equal = if end.included { "=" } else { "" };
                    write!(out, "{field}{sign}{equal}{}", end.value)?;
                }
            }
            Ok(())
        }
        Test::Addresses(one) if one.low == one.high && field.kind() == Kind::Address => {
            write!(out, "{field}:{}", address_of(one.low))
        }
        Test::Addresses(row) if matches!(field, Field::Column(_)) && field.kind() == Kind::Text => {
            let (low, high) = (address_of(row.low), address_of(row.high));
            write!(out, "{field}:[{low} TO {high}]")
        }
        Test::Addresses(row) => write!(out, "{field}:{row}"),
        Test::Id(id) => {
            write!(out, "{field}:")?;
            id.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
        }
    }
}
