//! QRadar's Log Event Extended Format, version 1 and 2.
//!
//! ```text
//! LEEF:1.0|Vendor|Product|1.0|100|src=10.1.2.3<tab>dst=203.0.113.7<tab>usrName=an
//! LEEF:2.0|Vendor|Product|1.0|100|^|src=10.1.2.3^dst=203.0.113.7
//! ```
//!
//! Five header parts between bars, in version 2 a sixth: the delimiter of the
//! pairs, a character or its number (`x5E`, `0x5E`); a tab when it is empty or
//! absent. Values are not quoted and hold anything but the delimiter.

use std::borrow::Cow;

use domain::event::Event;

use super::{columns, push_field};

const HEADER: [&str; 5] = [
    "leef_version",
    "device_vendor",
    "device_product",
    "device_version",
    "device_event_class_id",
];

/// True when the line begins as this format does.
pub(super) fn recognise(text: &str) -> bool {
    text.starts_with("LEEF:")
}

/// Reads header and pairs; `false` when the header is not whole.
pub(super) fn read<'a>(text: &'a str, event: &mut Event<'a>) -> bool {
    let Some(mut rest) = text.strip_prefix("LEEF:") else {
        return false;
    };
    let mut parts = Vec::with_capacity(HEADER.len());
    for _ in HEADER {
        let Some((part, after)) = rest.split_once('|') else {
            return false;
        };
        parts.push(part);
        rest = after;
    }
    let mut delimiter = '\t';
    if parts
        .first()
        .is_some_and(|version| version.starts_with('2'))
        && let Some((stated, after)) = rest.split_once('|')
        && let Some(stated) = delimiter_of(stated)
    {
        (delimiter, rest) = (stated, after);
    }
    for (name, part) in HEADER.into_iter().zip(parts) {
        push_field(event, name, Cow::Borrowed(part), columns::of_header(name));
    }
    for pair in rest.split(delimiter) {
        let Some((name, value)) = pair.split_once('=') else {
            continue;
        };
        let name = name.trim();
        if !push_field(
            event,
            name,
            Cow::Borrowed(value.trim()),
            columns::of_pair(name),
        ) {
            break;
        }
    }
    true
}

/// The delimiter a header states; `None` when that part is no statement but the first pair.
fn delimiter_of(part: &str) -> Option<char> {
    let mut chars = part.chars();
    match (chars.next(), chars.next()) {
        (None, _) => Some('\t'),
        (Some(one), None) => Some(one),
        _ => {
            let hex = part.strip_prefix("0x").or_else(|| part.strip_prefix('x'))?;
            char::from_u32(u32::from_str_radix(hex, 16).ok()?)
        }
    }
}
