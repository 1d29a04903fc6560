//! Tokens in any bytes that have the shape of an address, a name, a URL, an
//! e-mail address or a digest.
//!
//! The boundaries are the point: `1.2.3.4` is not in `11.2.3.45`, not in the
//! version `1.2.3.4.5`, not in `v1.2.3.4` or `nginx-1.2.3.4`, not in the host
//! name `1.2.3.4.dsl.example.net`. Ports, slashes, brackets, quotes, equal
//! signs and the end of a sentence are boundaries.

mod web;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use memchr::{memchr, memmem};

use super::digest::is_length;
pub(crate) use web::{raw_url, url};

/// The longest text of an IPv6 address with an IPv4 tail.
const V6_LENGTH_MAX: usize = 45;

/// The longest host name.
const NAME_LENGTH_MAX: usize = 253;

/// Which tokens to look for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) v4: bool,
    pub(crate) v6: bool,
    pub(crate) names: bool,
    pub(crate) urls: bool,
    pub(crate) emails: bool,
    pub(crate) digests: bool,
}

/// A token as found; texts keep their case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// An IPv4 address and its text.
    V4(Ipv4Addr, &'a [u8]),
    /// An IPv6 address, or an IPv4 one in its form.
    V6(IpAddr),
    /// A host name.
    Name(&'a str),
    /// The host of a URL with a path or a query, and the text from it on; see [`url()`].
    Url(&'a [u8], &'a [u8]),
    /// An e-mail address.
    Email(&'a str),
    /// As many hexadecimal digits as a digest has.
    Digest(&'a [u8]),
}

/// Calls `found` for every token of the wanted kinds, kind after kind, with
/// the place where it (for a name, the run of bytes it stands in) begins.
pub(crate) fn scan<'a>(text: &'a [u8], wanted: Wanted, mut found: impl FnMut(usize, Token<'a>)) {
    if wanted.v4 {
        scan_v4(text, &mut found);
    }
    if wanted.v6 {
        scan_v6(text, |at, address| found(at, Token::V6(address)));
    }
    if wanted.names {
        scan_names(text, |at, name| found(at, Token::Name(name)));
    }
    if wanted.urls {
        web::scan_urls(text, |at, host, rest| found(at, Token::Url(host, rest)));
    }
    if wanted.emails {
        web::scan_emails(text, |at, email| found(at, Token::Email(email)));
    }
    if wanted.digests {
        scan_digests(text, |at, digits| found(at, Token::Digest(digits)));
    }
}

/// Where a character is first written as its number (`\u003c`), as JSON does; it may hide where a
/// token begins.
pub(crate) fn numbered(text: &[u8]) -> Option<usize> {
    memmem::find_iter(text, b"\\u").find(|at| text.get(*at..).is_some_and(begins_numbered))
}

/// True when the text begins with such a character.
fn begins_numbered(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"\\u").and_then(|rest| rest.get(..4));
    digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

/// Four octets at the very start of `text`, and what follows them. Octets with
/// leading zeros are refused: some programs read those as octal.
pub(crate) fn quad(text: &[u8]) -> Option<(u32, &[u8])> {
    let mut rest = text;
    let mut bits = 0u32;
    for octet in 0..4 {
        if octet > 0 {
            rest = rest.strip_prefix(b".")?;
        }
        let (value, tail) = number(rest)?;
        bits = (bits << 8) | value;
        rest = tail;
    }
    Some((bits, rest))
}

fn number(text: &[u8]) -> Option<(u32, &[u8])> {
    let mut value = 0u32;
    let mut digits = 0usize;
    for byte in text.iter().take(4).take_while(|b| b.is_ascii_digit()) {
        value = value * 10 + u32::from(*byte - b'0');
        digits += 1;
    }
    let padded = digits > 1 && text.first() == Some(&b'0');
    if digits == 0 || value > 255 || padded {
        return None;
    }
    Some((value, text.get(digits..)?))
}

fn scan_v4<'a>(text: &'a [u8], found: &mut impl FnMut(usize, Token<'a>)) {
    let mut done = 0;
    // One search a run rather than one a dot: addresses have three.
    while let Some(dot) = next(b'.', text, done) {
        // The digits before the first dot, then the whole run of digits and dots.
        let before = text.get(done..dot).unwrap_or_default();
        let start = dot
            - before
                .iter()
                .rev()
                .take_while(|b| b.is_ascii_digit())
                .count();
        let after = text.get(dot..).unwrap_or_default();
        let end = dot
            + after
                .iter()
                .take_while(|b| b.is_ascii_digit() || **b == b'.')
                .count();
        done = end;
        let run = text.get(start..end).unwrap_or_default();
        // Seven bytes is the shortest address; most dots stop here.
        if run.len() < 7 || start == dot {
            continue;
        }
        if let Some((bits, rest)) = quad(run)
            && rest.iter().all(|b| *b == b'.')
            && opens_cleanly(text.get(..start).unwrap_or_default())
            && closes_cleanly(text.get(end..).unwrap_or_default())
        {
            let length = run.len() - rest.len();
            let printed = run.get(..length).unwrap_or_default();
            found(start, Token::V4(Ipv4Addr::from(bits), printed));
        }
    }
}

/// `before` is all text in front of an IPv4 token.
fn opens_cleanly(before: &[u8]) -> bool {
    match before.split_last() {
        None => true,
        Some((b'.', _)) => false,
        // `a.b.c.d-e.f.g.h` is a range, `nginx-1.2.3.4` a version.
        Some((b'-', rest)) => {
            let run = rest
                .iter()
                .rev()
                .take_while(|b| b.is_ascii_digit() || **b == b'.');
            !rest.last().is_some_and(u8::is_ascii_alphanumeric) || run.clone().any(|b| *b == b'.')
        }
        // The letter of an escape such as `\n` is not part of a word.
        Some((b'n' | b'r' | b't', [.., b'\\'])) => true,
        Some((last, _)) => !last.is_ascii_alphanumeric(),
    }
}

/// `after` is all text behind an IPv4 token and the dots of a sentence's end.
fn closes_cleanly(after: &[u8]) -> bool {
    match after.split_first() {
        None => true,
        Some((b'-', rest)) => {
            let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
            !rest.first().is_some_and(u8::is_ascii_alphanumeric) || rest.get(digits) == Some(&b'.')
        }
        Some((first, _)) => !first.is_ascii_alphanumeric(),
    }
}

/// Where the byte stands next, from `from` on.
fn next(byte: u8, text: &[u8], from: usize) -> Option<usize> {
    let at = memchr(byte, text.get(from..)?)?;
    Some(from + at)
}

fn scan_v6(text: &[u8], mut found: impl FnMut(usize, IpAddr)) {
    let is_part = |b: &u8| b.is_ascii_hexdigit() || *b == b':' || *b == b'.';
    let mut done = 0;
    while let Some(colon) = next(b':', text, done) {
        let before = text.get(done..colon).unwrap_or_default();
        let start = colon - before.iter().rev().take_while(|b| is_part(b)).count();
        let after = text.get(colon..).unwrap_or_default();
        let end = colon + after.iter().take_while(|b| is_part(b)).count();
        done = end;
        let joins_word = |b: Option<&u8>| {
            b.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
        };
        if joins_word(start.checked_sub(1).and_then(|at| text.get(at))) || joins_word(text.get(end))
        {
            continue;
        }
        if let Some(address) = v6(text.get(start..end).unwrap_or_default()) {
            found(start, address);
        }
    }
}

fn v6(run: &[u8]) -> Option<IpAddr> {
    let run = run.trim_ascii();
    if run.len() > V6_LENGTH_MAX || run.iter().filter(|b| **b == b':').count() < 2 {
        return None;
    }
    let text = str::from_utf8(run).ok()?;
    let parsed = |text: &str| text.parse::<Ipv6Addr>().ok();
    // "… from 2001:db8::5: refused." ends in a colon or a dot that is not part of it.
    let address = parsed(text).or_else(|| parsed(text.strip_suffix([':', '.'])?))?;
    Some(IpAddr::V6(address).to_canonical())
}

fn scan_names<'a>(text: &'a [u8], mut found: impl FnMut(usize, &'a str)) {
    let is_part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    let mut done = 0;
    while let Some(dot) = next(b'.', text, done) {
        let before = text.get(done..dot).unwrap_or_default();
        let start = dot - before.iter().rev().take_while(|b| is_part(b)).count();
        let after = text.get(dot..).unwrap_or_default();
        let end = dot + after.iter().take_while(|b| is_part(b)).count();
        done = end;
        if let Some(name) = name(text.get(start..end).unwrap_or_default()) {
            found(start, name);
        }
    }
}

/// A digest has at least 32 digits, so one byte in 32 is looked at until one may be part of it.
fn scan_digests<'a>(text: &'a [u8], mut found: impl FnMut(usize, &'a [u8])) {
    const STEP: usize = 32;
    let mut at = STEP - 1;
    while let Some(byte) = text.get(at) {
        if !byte.is_ascii_hexdigit() {
            at += STEP;
            continue;
        }
        let (before, after) = text.split_at_checked(at).unwrap_or((text, &[]));
        let is_digit = |b: &&u8| b.is_ascii_hexdigit();
        let start = at - before.iter().rev().take_while(is_digit).count();
        let end = at + after.iter().take_while(is_digit).count();
        at = end + STEP;
        let digits = text.get(start..end).unwrap_or_default();
        let opens = match text.get(..start).unwrap_or_default() {
            [.., b'\\', b'n' | b'r' | b't'] => true,
            before => !before.last().is_some_and(u8::is_ascii_alphanumeric),
        };
        let closes = !text.get(end).is_some_and(u8::is_ascii_alphanumeric);
        if is_length(digits.len()) && opens && closes {
            found(start, digits);
        }
    }
}

/// The run as a host name: two labels or more, the last one of letters (or `xn--`).
fn name(run: &[u8]) -> Option<&str> {
    // Numbers and addresses are most of the runs with a dot.
    let is_number = run.last().is_some_and(u8::is_ascii_digit);
    if is_number
        && !run
            .windows(4)
            .any(|part| part.eq_ignore_ascii_case(b"xn--"))
    {
        return None;
    }
    let text = str::from_utf8(run).ok()?.trim_matches(['.', '-', '_']);
    let (_, top) = text.rsplit_once('.')?;
    let is_encoded = top
        .get(..4)
        .is_some_and(|head| head.eq_ignore_ascii_case("xn--"));
    let is_top = is_encoded || top.len() >= 2 && top.bytes().all(|b| b.is_ascii_alphabetic());
    (is_top && text.len() <= NAME_LENGTH_MAX).then_some(text)
}
