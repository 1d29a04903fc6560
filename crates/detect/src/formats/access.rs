//! Access logs of Apache, nginx and their kin: common and combined, with or
//! without the virtual host in front.
//!
//! ```text
//! 203.0.113.7 - an [09/Feb/2024:23:11:02 +0700] "GET /a.php?x=1 HTTP/1.1" 200 512 "-" "curl/8"
//! www.example:443 203.0.113.7 - - [09/Feb/2024:23:11:02 +0700] "GET / HTTP/1.1" 404 0
//! ```
//!
//! Fields bear the names of W3C logs, which Sigma's rules for web servers use:
//! `c-ip`, `cs-username`, `cs-method`, `cs-uri`, `cs-uri-stem`, `cs-uri-query`,
//! `cs-version`, `sc-status`, `sc-bytes`, `cs-referer`, `cs-user-agent`,
//! `cs-host`. Quotes and control characters arrive as `\"` or `\x22` and are
//! given back as they were; `-` is no field. What stands behind the user agent
//! is the field `rest`.

use std::borrow::Cow;
use std::net::IpAddr;

use domain::event::{Column, Event, EventProblem};

use super::push_field;

/// How far in front of the time a line is looked at.
const FRONT_BYTES_MAX: usize = 1024;

/// True when the line has a time in brackets and a quoted request behind it.
pub(super) fn recognise(text: &str) -> bool {
    parts(text).is_some()
}

struct Parts<'a> {
    /// What stands in front of the time.
    front: &'a str,
    time: &'a str,
    /// From the request's first character on.
    request: &'a str,
}

fn parts(text: &str) -> Option<Parts<'_>> {
    // Every line of unknown kind comes by here: one pass over its beginning must do.
    let bytes = text.as_bytes();
    let beginning = bytes.get(..FRONT_BYTES_MAX).unwrap_or(bytes);
    let bracket = memchr::memchr_iter(b'[', beginning)
        .find(|at| at.checked_sub(1).and_then(|before| bytes.get(before)) == Some(&b' '))?;
    let front = text.get(..bracket - 1)?;
    let (time, rest) = text.get(bracket + 1..)?.split_once("] ")?;
    let request = rest.strip_prefix('"')?;
    // 09/Feb/2024:23:11:02, with a zone or without.
    let bytes = time.as_bytes();
    let shaped = bytes.len() >= 20
        && bytes.len() <= 40
        && [(2, b'/'), (6, b'/'), (11, b':'), (14, b':'), (17, b':')]
            .into_iter()
            .all(|(at, byte)| bytes.get(at) == Some(&byte));
    shaped.then_some(Parts {
        front,
        time,
        request,
    })
}

/// Reads the line; `false` when it is not of this format.
pub(super) fn read<'a>(text: &'a str, event: &mut Event<'a>) -> bool {
    let Some(parts) = parts(text) else {
        return false;
    };
    front(parts.front, event);
    push_field(
        event,
        "timestamp",
        Cow::Borrowed(parts.time),
        Some(Column::Time),
    );
    let (line, after) = quoted(parts.request, event);
    request(line, event);
    let mut rest = after.trim_start();
    for name in ["sc-status", "sc-bytes"] {
        let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
        if !word.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
            break;
        }
        push(event, name, Cow::Borrowed(word), None);
        rest = after;
    }
    for name in ["cs-referer", "cs-user-agent"] {
        let Some(inside) = rest.trim_start().strip_prefix('"') else {
            break;
        };
        let (value, after) = quoted(inside, event);
        push(event, name, unescape(value), None);
        rest = after;
    }
    push(event, "rest", Cow::Borrowed(rest.trim()), None);
    true
}

/// `[HOST[:PORT] ]CLIENT IDENT USER`; a user may hold blanks.
fn front<'a>(text: &'a str, event: &mut Event<'a>) {
    let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
    let (second, after) = rest.split_once(' ').unwrap_or((rest, ""));
    let is_address = |word: &str| word.parse::<IpAddr>().is_ok();
    let (client, users) = if !is_address(first) && is_address(second) {
        let host = first.rsplit_once(':').map_or(first, |(host, _)| host);
        push(event, "cs-host", Cow::Borrowed(host), Some(Column::Domain));
        (second, after)
    } else {
        (first, rest)
    };
    let column = is_address(client).then_some(Column::SourceAddress);
    push(event, "c-ip", Cow::Borrowed(client), column);
    let user = users.split_once(' ').map_or("", |(_, user)| user);
    push(
        event,
        "cs-username",
        Cow::Borrowed(user),
        Some(Column::User),
    );
}

/// `GET /path?query HTTP/1.1`; anything else is a URI whole.
fn request<'a>(line: &'a str, event: &mut Event<'a>) {
    let (method, rest) = line.split_once(' ').unwrap_or(("", line));
    let (uri, version) = match rest.rsplit_once(' ') {
        Some((uri, version)) if version.starts_with("HTTP/") => (uri, version),
        _ => (rest, ""),
    };
    push(event, "cs-method", unescape(method), None);
    push(event, "cs-uri", unescape(uri), Some(Column::Url));
    let (stem, query) = uri.split_once('?').unwrap_or((uri, ""));
    push(event, "cs-uri-stem", unescape(stem), None);
    push(event, "cs-uri-query", unescape(query), None);
    push(event, "cs-version", Cow::Borrowed(version), None);
}

fn push<'a>(
    event: &mut Event<'a>,
    name: &'static str,
    value: Cow<'a, str>,
    column: Option<Column>,
) {
    if !matches!(value.as_ref(), "" | "-") {
        push_field(event, name, value, column);
    }
}

/// The text up to the closing quote, and what follows it.
fn quoted<'a>(text: &'a str, event: &mut Event<'a>) -> (&'a str, &'a str) {
    let mut escaped = false;
    let end = text.bytes().position(|b| {
        let closes = b == b'"' && !escaped;
        escaped = b == b'\\' && !escaped;
        closes
    });
    let Some(end) = end else {
        event.problems.push(EventProblem::UnclosedQuote);
        return (text, "");
    };
    (
        text.get(..end).unwrap_or_default(),
        text.get(end + 1..).unwrap_or_default(),
    )
}

/// Undoes `\"`, `\\` and `\x22`.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        let escape = match (byte, after) {
            (b'\\', [quoted @ (b'"' | b'\\'), after @ ..]) => Some((*quoted, after)),
            (b'\\', [b'x', high, low, after @ ..]) => hex(*high, *low).map(|byte| (byte, after)),
            _ => None,
        };
        match escape {
            Some((byte, after)) => {
                plain.push(byte);
                rest = after;
            }
            None => plain.push(*byte),
        }
    }
    Cow::Owned(match String::from_utf8(plain) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    })
}

/// The byte of two hexadecimal digits.
pub(super) fn hex(high: u8, low: u8) -> Option<u8> {
    let digit = |b: u8| char::from(b).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}
