//! Zimbra Collaboration: `10.0.6`, `9.0.0 Patch 38`, `8.8.15_GA_4173 P45`.
//!
//! Lines 8.8.15 and 9.0.0 are patched without a new number, so "8.8.15" alone
//! says nothing about its patch: against a patch of the same number it has no
//! order, unless the build is printed (`_GA_4173`), for then no patch is meant.

use core::cmp::Ordering;

use super::{Uncomparable, number};

pub(super) fn compare(one: &str, other: &str) -> Result<Ordering, Uncomparable> {
    let (a, b) = (Release::read(one)?, Release::read(other)?);
    let order = super::dotted::compare(&a.base, &b.base)?;
    if order.is_ne() {
        return Ok(order);
    }
    match (a.patch, b.patch) {
        (Some(a), Some(b)) => Ok(a.cmp(&b)),
        (None, None) => Ok(Ordering::Equal),
        (None, Some(0)) | (Some(0), None) => Ok(Ordering::Equal),
        (None, Some(_)) => Err(Uncomparable::Imprecise(one.to_owned())),
        (Some(_), None) => Err(Uncomparable::Imprecise(other.to_owned())),
    }
}

/// The number that is patched without changing: `8.8.15`, `9.0.0`, or `10.0`, `10.1`.
pub(super) fn branch(version: &str) -> Option<String> {
    let base = Release::read(version).ok()?.base;
    let major: u32 = base.split('.').next()?.parse().ok()?;
    let parts = if major >= 10 { 2 } else { 3 };
    Some(base.split('.').take(parts).collect::<Vec<_>>().join("."))
}

struct Release {
    base: String,
    /// None where the text leaves it open.
    patch: Option<u32>,
}

impl Release {
    fn read(text: &str) -> Result<Self, Uncomparable> {
        let malformed = || Uncomparable::malformed(text);
        let lower = text.to_ascii_lowercase();
        let lower = lower.trim_start_matches(|c: char| !c.is_ascii_digit());
        let (base, rest) = number::split_while(lower, |byte| byte.is_ascii_digit() || byte == b'.');
        let base = base.trim_end_matches('.');
        if number::parts(base).is_none() {
            return Err(malformed());
        }
        let stated = patch_in(rest);
        let patch = match stated {
            Some(patch) => Some(patch),
            None if rest.is_empty() => None,
            None if rest.contains("ga") => Some(0),
            None => return Err(malformed()),
        };
        Ok(Self {
            base: base.to_owned(),
            patch,
        })
    }
}

/// The last number that follows `p`, `patch` or `patch:` as a word of its own.
fn patch_in(rest: &str) -> Option<u32> {
    let words: Vec<&str> = rest
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let mut patch = None;
    for (at, word) in words.iter().enumerate() {
        let after = word
            .strip_prefix("patch")
            .or_else(|| word.strip_prefix('p'));
        let digits = match after {
            Some("") => words.get(at + 1).copied().unwrap_or(""),
            Some(digits) => digits,
            None => continue,
        };
        if let Ok(number) = digits.parse() {
            patch = Some(number);
        }
    }
    patch
}
