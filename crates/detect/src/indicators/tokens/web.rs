//! URLs and e-mail addresses in any bytes.
//!
//! A URL is told by its host and the slash or question mark behind it; a scheme may be missing.
//! One URL may stand in the query of another, and both are found.

use memchr::{memchr_iter, memchr2_iter};

use super::{begins_numbered, name};
use crate::indicators::web::{URL_LENGTH_MAX, ends_url, is_local};

/// The longest text of an IPv6 address in brackets.
const BRACKETS_MAX: usize = 47;

/// The longest part of an e-mail address before its `@`, and one more.
const LOCAL_MAX: usize = 65;

/// Calls `found` with place and text of every host (without its port) before a slash or
/// question mark, and the text from it on.
pub(super) fn scan_urls<'a>(text: &'a [u8], mut found: impl FnMut(usize, &'a [u8], &'a [u8])) {
    for end in memchr2_iter(b'/', b'?', text) {
        let before = text.get(..end).unwrap_or_default();
        let host_end = without_port(before).len();
        let before = before.get(..host_end).unwrap_or_default();
        let (start, host) = match before.strip_suffix(b"]") {
            Some(inner) => {
                let from = inner.len().saturating_sub(BRACKETS_MAX);
                let near = inner.get(from..).unwrap_or_default();
                let Some(open) = memchr::memrchr(b'[', near) else {
                    continue;
                };
                let inside = near.get(open + 1..).unwrap_or_default();
                (from + open, inside)
            }
            None => {
                let is_part =
                    |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
                let length = before.iter().rev().take_while(is_part).count();
                let start = host_end - length;
                let host = before.get(start..).unwrap_or_default();
                if !host.contains(&b'.') {
                    continue;
                }
                (start, host)
            }
        };
        let host = host.strip_suffix(b".").unwrap_or(host);
        found(start, host, text.get(start..).unwrap_or_default());
    }
}

/// The text before `:8080` at its end.
fn without_port(text: &[u8]) -> &[u8] {
    let digits = text
        .iter()
        .rev()
        .take(6)
        .take_while(|b| b.is_ascii_digit())
        .count();
    let head = text.get(..text.len() - digits).unwrap_or_default();
    match head.strip_suffix(b":") {
        Some(host) if (1..=5).contains(&digits) => host,
        _ => text,
    }
}

/// The URL at the beginning of the text: up to a blank, a quote or a bracket that no URL holds.
pub(crate) fn url(text: &[u8]) -> Option<&str> {
    let near = text.get(..=URL_LENGTH_MAX).unwrap_or(text);
    let end = near.iter().position(ends_url).unwrap_or(near.len());
    let url = str::from_utf8(near.get(..end)?).ok()?;
    (url.len() <= URL_LENGTH_MAX).then_some(url)
}

/// The same for bytes that were not parsed: none where the URL goes on behind an escape of JSON
/// (`\u0026`) or CEF (`\=`). There only the parsed field has the whole of it.
pub(crate) fn raw_url(text: &[u8]) -> Option<&str> {
    let url = url(text)?;
    let after = text.get(url.len()..).unwrap_or_default();
    let goes_on = after.starts_with(b"\\=") || begins_numbered(after);
    (!goes_on).then_some(url)
}

/// Calls `found` with place and text of every e-mail address.
pub(super) fn scan_emails<'a>(text: &'a [u8], mut found: impl FnMut(usize, &'a str)) {
    for sign in memchr_iter(b'@', text) {
        let before = text.get(..sign).unwrap_or_default();
        let local = before
            .iter()
            .rev()
            .take(LOCAL_MAX)
            .take_while(|b| is_local(b))
            .count();
        let after = text.get(sign + 1..).unwrap_or_default();
        let is_part = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
        let run = after.iter().take_while(is_part).count();
        let Some(domain) = name(after.get(..run).unwrap_or_default()) else {
            continue;
        };
        // A domain that begins with a dot is none.
        if local == 0 || local == LOCAL_MAX || !after.starts_with(domain.as_bytes()) {
            continue;
        }
        let start = sign - local;
        let whole = text.get(start..sign + 1 + domain.len());
        if let Some(Ok(email)) = whole.map(str::from_utf8) {
            found(start, email);
        }
    }
}
