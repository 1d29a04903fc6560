//! ArcSight Common Event Format, version 0 and 1.
//!
//! ```text
//! CEF:0|Vendor|Product|1.0|100|Outbound connection|5|src=10.1.2.3 dst=203.0.113.7 dpt=443 msg=two words
//! ```
//!
//! Seven header parts between bars (`\|` and `\\` escaped), then pairs whose
//! values are not quoted and run up to the next ` name=` (`\=` escaped).

use std::borrow::Cow;

use domain::event::Event;

use super::{columns, push_field};

const HEADER: [&str; 7] = [
    "cef_version",
    "device_vendor",
    "device_product",
    "device_version",
    "device_event_class_id",
    "event_name",
    "severity",
];

/// True when the line begins as this format does.
pub(super) fn recognise(text: &str) -> bool {
    text.starts_with("CEF:")
}

/// Reads header and extension; `false` when the header is not whole.
pub(super) fn read<'a>(text: &'a str, event: &mut Event<'a>) -> bool {
    let Some(mut rest) = text.strip_prefix("CEF:") else {
        return false;
    };
    let mut parts = Vec::with_capacity(HEADER.len());
    for _ in HEADER {
        let Some((part, after)) = until_bar(rest) else {
            return false;
        };
        parts.push(part);
        rest = after;
    }
    for (name, part) in HEADER.into_iter().zip(parts) {
        push_field(event, name, unescape(part), columns::of_header(name));
    }
    extension(rest, event);
    true
}

fn until_bar(text: &str) -> Option<(&str, &str)> {
    let mut escaped = false;
    let (at, _) = text.char_indices().find(|(_, c)| {
        let ends = *c == '|' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    })?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

fn extension<'a>(text: &'a str, event: &mut Event<'a>) {
    let mut rest = text.trim_start();
    while let Some((name, tail)) = rest.split_once('=') {
        let end = value_end(tail);
        let (value, after) = tail.split_at_checked(end).unwrap_or((tail, ""));
        if !push_field(
            event,
            name.trim(),
            unescape(value.trim_end()),
            columns::of_pair(name.trim()),
        ) {
            return;
        }
        rest = after.trim_start();
    }
}

/// Where the value ends: at the last blank in front of the next unescaped `=`.
fn value_end(text: &str) -> usize {
    let mut escaped = false;
    let mut last_blank = None;
    for (at, c) in text.char_indices() {
        match c {
            '=' if !escaped => return last_blank.unwrap_or(text.len()),
            ' ' => last_blank = Some(at),
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    text.len()
}

fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, false) => plain.push(c),
            (_, true) => match chars.next() {
                Some('n') => plain.push('\n'),
                Some('r') => plain.push('\r'),
                Some(escaped) => plain.push(escaped),
                None => plain.push('\\'),
            },
        }
    }
    Cow::Owned(plain)
}
