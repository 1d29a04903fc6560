//! The shape of a list's rows: which cell is the indicator, which the family.
//!
//! With a heading (Vietnamese or English, also in a comment as some feeds do)
//! cells are found by name; without one the first cell is the indicator and
//! the next that is no number is the family. The exact layout of the national
//! list was never published, so headings are synonyms, not positions.

use std::borrow::Cow;

use domain::text::fold;

use super::entry::{Indicator, indicator};
use crate::formats::cells::split;

/// How many lines from the top a heading is looked for, below titles and notes.
pub(crate) const HEADING_WITHIN: usize = 20;

/// Cell delimiters, in the order they are tried.
const DELIMITERS: [u8; 4] = [b'\t', b',', b';', b'|'];

/// Columns that hold what to look for: the infected machine's own address and
/// its controller's, names, URLs, digests.
const INDICATOR: [&str; 59] = [
    "ip",
    "dia chi ip",
    "dia chi ip botnet",
    "ip address",
    "ipaddress",
    "ip addr",
    "ipv4",
    "ipv6",
    "address",
    "dia chi",
    "ip botnet",
    "ip nhiem",
    "infected ip",
    "src ip",
    "source ip",
    "ip nguon",
    "dst ip",
    "dest ip",
    "ip dich",
    "dia chi ip dich",
    "c2",
    "c&c",
    "cnc",
    "ip c2",
    "c2 ip",
    "cc ip",
    "cc dns",
    "may chu dieu khien",
    "domain",
    "fqdn",
    "ten mien",
    "indicator",
    "ioc",
    "ioc value",
    "value",
    "gia tri",
    "chi dau",
    "cidr",
    "network",
    "dai ip",
    "url",
    "uri",
    "dia chi url",
    "duong dan",
    "lien ket",
    "hash",
    "file hash",
    "ma bam",
    "gia tri bam",
    "md5",
    "md5 hash",
    "md5hash",
    "sha1",
    "sha1 hash",
    "sha 1",
    "sha256",
    "sha256 hash",
    "sha 256",
    "hash sha256",
];

/// Columns of e-mail addresses: indicators where nothing else is, otherwise
/// whom to write to.
const MAIL: [&str; 7] = [
    "email",
    "e mail",
    "email address",
    "mail",
    "sender",
    "thu dien tu",
    "dia chi thu dien tu",
];

/// Columns that name the family, the most telling first.
const FAMILY: [&str; 19] = [
    "ten ma doc",
    "family",
    "malware family",
    "malware printable",
    "signature",
    "infection",
    "ten botnet",
    "mang botnet",
    "ten mang botnet",
    "botnet",
    "ma doc",
    "malware",
    "loai ma doc",
    "threat",
    "ho ma doc",
    "tag",
    "type",
    "loai",
    "kind",
];

/// Columns that are neither, known so that a heading is recognised as one.
const OTHER: [&str; 28] = [
    "first seen utc",
    "dateadded",
    "file name",
    "reporter",
    "stt",
    "no",
    "id",
    "thoi gian",
    "timestamp",
    "time",
    "first seen",
    "last seen",
    "cong",
    "port",
    "cc port",
    "src port",
    "dst port",
    "asn",
    "isp",
    "don vi",
    "unit",
    "ghi chu",
    "note",
    "notes",
    "hostname",
    "geo",
    "count",
    "comment",
];

/// How the rows of one list are cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shape {
    /// No heading: one indicator a line, perhaps followed by a family or a counter.
    Plain,
    /// A heading said where things are.
    Table {
        delimiter: u8,
        indicators: Vec<usize>,
        family: Option<usize>,
    },
}

/// The shape of a list and the number of lines (heading included) before its first row.
pub(crate) fn shape(text: &[u8]) -> (Shape, usize) {
    for (number, line) in text.split(|b| *b == b'\n').take(HEADING_WITHIN).enumerate() {
        let line = String::from_utf8_lossy(line);
        let line = line.trim();
        let commented = is_comment(line);
        let bare = line.trim_start_matches(['#', ';', '/']).trim();
        if let Some(table) = heading(bare, commented) {
            return (table, number + 1);
        }
        if !commented
            && !bare.is_empty()
            && matches!(plain(bare), Some((cell, _)) if indicator(&cell).is_ok())
        {
            break;
        }
    }
    (Shape::Plain, 0)
}

/// True for a line that is only a remark.
pub(crate) fn is_comment(line: &str) -> bool {
    line.starts_with('#') || line.starts_with(';') || line.starts_with("//")
}

fn heading(line: &str, commented: bool) -> Option<Shape> {
    let delimiter = DELIMITERS
        .into_iter()
        .find(|d| line.as_bytes().contains(d))
        .unwrap_or(b',');
    let names: Vec<String> = cells(line, delimiter)
        .map(|cell| heading_name(&cell))
        .collect();
    let mut indicators: Vec<usize> = positions(&names, &INDICATOR);
    if indicators.is_empty() {
        indicators = positions(&names, &MAIL);
    }
    let known = names
        .iter()
        .filter(|name| {
            [&INDICATOR[..], &MAIL, &FAMILY, &OTHER]
                .iter()
                .any(|set| set.contains(&name.as_str()))
        })
        .count();
    // A remark may happen to be the word "network": ask for two columns there.
    let enough = known >= if commented { 2 } else { 1 };
    if indicators.is_empty() || !enough {
        return None;
    }
    let family = FAMILY
        .iter()
        .find_map(|wanted| names.iter().position(|name| name == wanted));
    Some(Shape::Table {
        delimiter,
        indicators,
        family,
    })
}

fn positions(names: &[String], wanted: &[&str]) -> Vec<usize> {
    names
        .iter()
        .enumerate()
        .filter(|(_, name)| wanted.contains(&name.as_str()))
        .map(|(at, _)| at)
        .collect()
}

/// A heading's words without diacritics, case, underlines and brackets.
fn heading_name(cell: &str) -> String {
    let words = cell.replace(['_', '-', '/', '.', '(', ')', '*'], " ");
    fold(&words)
}

/// The indicator cell and family of a row without heading; `None` for a line that is only rules (`|---|`).
pub(crate) fn plain(line: &str) -> Option<(Cow<'_, str>, Option<Cow<'_, str>>)> {
    let line = without_remark(line);
    if is_rule(line) {
        return None;
    }
    // A semicolon is part of many URLs (`/a;jsessionid=1`).
    let is_url = line.contains("://");
    let delimiter = DELIMITERS
        .into_iter()
        .filter(|d| !(is_url && *d == b';'))
        .find(|d| line.as_bytes().contains(d));
    let Some(delimiter) = delimiter else {
        return Some(by_blanks(line));
    };
    let mut rest = cells(line, delimiter).filter(|cell| !cell.trim().is_empty());
    let mut first = rest.next().unwrap_or_default();
    if is_number(&first) {
        first = rest.next().unwrap_or(first);
    }
    let family = rest.find(|cell| !is_number(cell));
    Some((first, family))
}

/// `192.0.2.7 mirai`, `192.0.2.7 5`, and the hosts file's `0.0.0.0 evil.example`.
fn by_blanks(line: &str) -> (Cow<'_, str>, Option<Cow<'_, str>>) {
    let Some((first, rest)) = line.split_once(char::is_whitespace) else {
        return (Cow::Borrowed(line), None);
    };
    // `192.0.2.4 - 192.0.2.20` is one indicator.
    if indicator(line).is_ok() {
        return (Cow::Borrowed(line), None);
    }
    let rest = rest.trim();
    let sink = matches!(first, "0.0.0.0" | "127.0.0.1" | "::" | "::1");
    if sink && matches!(indicator(rest), Ok((Indicator::Name(_), _))) {
        return (Cow::Borrowed(rest), None);
    }
    let family = (!is_number(rest)).then_some(Cow::Borrowed(rest));
    (Cow::Borrowed(first), family)
}

/// The cells of a row; the outer pipes of a text table are not cells.
pub(crate) fn cells(line: &str, delimiter: u8) -> impl Iterator<Item = Cow<'_, str>> {
    let line = if delimiter == b'|' {
        line.trim().trim_matches('|')
    } else {
        line
    };
    split(line, delimiter).map(|cell| cell.text)
}

/// True for `-----` and `|---|:--|`.
pub(crate) fn is_rule(line: &str) -> bool {
    !line.is_empty() && line.chars().all(|c| "|-=+: ".contains(c)) && line.contains(['-', '=', '|'])
}

fn without_remark(line: &str) -> &str {
    if !line.contains(['#', '/']) {
        return line;
    }
    for mark in [" #", "\t#", " //", "\t//"] {
        if let Some((row, _)) = line.split_once(mark) {
            return row.trim();
        }
    }
    line
}

fn is_number(cell: &str) -> bool {
    let cell = cell.trim();
    !cell.is_empty()
        && cell
            .bytes()
            .all(|b| b.is_ascii_digit() || b == b'.' || b == b'%')
        && cell.matches('.').count() <= 1
}
