//! Warning lists of MISP: `{"list": ["192.0.2.0/24", …], "name": …, "type": …}`.
//!
//! Only the texts of the array `list` of the outermost object are read. What
//! this is not: a reader of JSON at large, and no judge of `type`; an entry that
//! is neither address, range nor name is a bad row like any other.

use std::borrow::Cow;

/// Shows every entry with its line, counted from 1. An entry without its closing quote ends the
/// list and is none; its line and beginning are given back.
pub(super) fn entries(text: &[u8], mut each: impl FnMut(u32, &str)) -> Option<(u32, &[u8])> {
    let mut depth = 0usize;
    // Whether the array that is open, or comes next, is the list.
    let (mut named, mut inside) = (false, false);
    let mut line = 1u32;
    let mut rest = text;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'\n' => line = line.saturating_add(1),
            b'{' | b'[' => {
                depth += 1;
                inside |= depth == 2 && *byte == b'[' && named;
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                inside &= depth >= 2;
            }
            b'"' => {
                let Some((value, after)) = string(rest) else {
                    return (inside && depth == 2).then_some((line, rest));
                };
                rest = after;
                if inside && depth == 2 {
                    each(line, &unescaped(value));
                } else if depth == 1 {
                    named = value == b"list";
                }
            }
            _ => {}
        }
    }
    None
}

/// What stands before the closing quote, and what follows it; `None` without that quote.
fn string(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut from = 0;
    loop {
        let open = text.get(from..).unwrap_or_default();
        let at = memchr::memchr2(b'"', b'\\', open)?;
        if open.get(at) == Some(&b'\\') {
            from += at + 2;
            continue;
        }
        let (value, after) = text.split_at_checked(from + at)?;
        return Some((value, after.get(1..).unwrap_or_default()));
    }
}

/// Entries need no escapes but that of the slash, which some writers still make.
fn unescaped(value: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(value);
    if text.contains("\\/") {
        return Cow::Owned(text.replace("\\/", "/"));
    }
    text
}
