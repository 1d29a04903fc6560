//! Ruby gems: segments of digits and letters, letters before a release.

use core::cmp::Ordering;

use super::{Uncomparable, number};

pub(super) fn compare(one: &str, other: &str) -> Result<Ordering, Uncomparable> {
    let (one, other) = (segments(one)?, segments(other)?);
    for at in 0..one.len().max(other.len()) {
        let a = one.get(at).copied().unwrap_or("0");
        let b = other.get(at).copied().unwrap_or("0");
        let order = match (number::is_number(a), number::is_number(b)) {
            (true, true) => number::compare(a, b),
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) => a.cmp(b),
        };
        if order.is_ne() {
            return Ok(order);
        }
    }
    Ok(Ordering::Equal)
}

fn segments(text: &str) -> Result<Vec<&str>, Uncomparable> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.';
    if !text.bytes().all(allowed) || !text.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(Uncomparable::malformed(text));
    }
    let mut segments = Vec::new();
    for part in text.split('.') {
        let mut rest = part;
        while !rest.is_empty() {
            let digits = rest.starts_with(|c: char| c.is_ascii_digit());
            let (run, after) = number::split_while(rest, |byte| byte.is_ascii_digit() == digits);
            segments.push(run);
            rest = after;
        }
    }
    Ok(canonical(&segments))
}

/// Zeros before the first letters and at the end do not count.
fn canonical<'a>(segments: &[&'a str]) -> Vec<&'a str> {
    let is_zero = |segment: &&str| segment.bytes().all(|byte| byte == b'0');
    let letters_at = segments
        .iter()
        .position(|segment| !number::is_number(segment))
        .unwrap_or(segments.len());
    let (release, rest) = segments
        .split_at_checked(letters_at)
        .unwrap_or((segments, &[]));
    let mut kept = Vec::new();
    for half in [release, rest] {
        let zeros = half
            .iter()
            .rev()
            .take_while(|segment| is_zero(segment))
            .count();
        kept.extend(half.iter().take(half.len() - zeros));
    }
    kept
}
