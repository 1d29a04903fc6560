//! Numbers of any length, and dotted rows of them.

use core::cmp::Ordering;

/// Orders two runs of decimal digits by value, whatever their length.
pub(super) fn compare(one: &str, other: &str) -> Ordering {
    let (one, other) = (one.trim_start_matches('0'), other.trim_start_matches('0'));
    one.len().cmp(&other.len()).then_with(|| one.cmp(other))
}

/// Whether the text is digits and at least one.
pub(super) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The parts of `1.2.3`; none when any part is no number.
pub(super) fn parts(text: &str) -> Option<Vec<&str>> {
    let parts: Vec<&str> = text.split('.').collect();
    parts.iter().all(|part| is_number(part)).then_some(parts)
}

/// Orders two rows of numbers; a missing part is zero.
pub(super) fn compare_parts(one: &[&str], other: &[&str]) -> Ordering {
    for at in 0..one.len().max(other.len()) {
        let part = |row: &[&str]| row.get(at).map_or("0", |part| *part).to_owned();
        let order = compare(&part(one), &part(other));
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}

/// Splits a text into its leading digits and the rest.
pub(super) fn leading_digits(text: &str) -> (&str, &str) {
    split_while(text, |byte| byte.is_ascii_digit())
}

/// Splits a text after the leading bytes that satisfy `holds`; the split stays
/// on a character boundary because only ASCII bytes may satisfy it.
pub(super) fn split_while(text: &str, holds: impl Fn(u8) -> bool) -> (&str, &str) {
    let end = text
        .bytes()
        .take_while(|byte| byte.is_ascii() && holds(*byte))
        .count();
    text.split_at_checked(end).unwrap_or((text, ""))
}
