//! Semantic versioning 2.0.0, section 11.
//!
//! Two allowances for what is printed in the wild: a leading `v`, and fewer or
//! more than three numeric parts (a missing part is zero).

use core::cmp::Ordering;

use super::{Uncomparable, number};

pub(super) fn compare(one: &str, other: &str) -> Result<Ordering, Uncomparable> {
    let (one, other) = (Semver::read(one)?, Semver::read(other)?);
    Ok(number::compare_parts(&one.core, &other.core)
        .then_with(|| compare_prerelease(&one.prerelease, &other.prerelease)))
}

struct Semver<'a> {
    core: Vec<&'a str>,
    prerelease: Vec<&'a str>,
}

impl<'a> Semver<'a> {
    fn read(text: &'a str) -> Result<Self, Uncomparable> {
        let malformed = || Uncomparable::malformed(text);
        let bare = text.trim_start_matches(['v', 'V']);
        let bare = bare.split_once('+').map_or(bare, |(before, _)| before);
        let (core, prerelease) = match bare.split_once('-') {
            Some((core, prerelease)) => (core, prerelease.split('.').collect()),
            None => (bare, Vec::new()),
        };
        let core = number::parts(core).ok_or_else(malformed)?;
        let well_formed = |part: &&str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        if !prerelease.iter().all(well_formed) {
            return Err(malformed());
        }
        Ok(Self { core, prerelease })
    }
}

/// Identifiers of pre-releases; no pre-release at all is the later version.
pub(super) fn compare_prerelease(one: &[&str], other: &[&str]) -> Ordering {
    match (one.is_empty(), other.is_empty()) {
        (true, true) => return Ordering::Equal,
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        (false, false) => {}
    }
    for (a, b) in one.iter().zip(other) {
        let order = match (number::is_number(a), number::is_number(b)) {
            (true, true) => number::compare(a, b),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => a.cmp(b),
        };
        if order.is_ne() {
            return order;
        }
    }
    one.len().cmp(&other.len())
}
