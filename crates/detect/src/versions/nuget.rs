//! NuGet: four numeric parts, then pre-release identifiers without regard to case.

use core::cmp::Ordering;

use super::{Uncomparable, number, semver::compare_prerelease};

pub(super) fn compare(one: &str, other: &str) -> Result<Ordering, Uncomparable> {
    let (one, other) = (one.to_ascii_lowercase(), other.to_ascii_lowercase());
    let ((one_core, one_pre), (other_core, other_pre)) = (read(&one)?, read(&other)?);
    Ok(number::compare_parts(&one_core, &other_core)
        .then_with(|| compare_prerelease(&one_pre, &other_pre)))
}

fn read(text: &str) -> Result<(Vec<&str>, Vec<&str>), Uncomparable> {
    let bare = text.trim_start_matches('v');
    let bare = bare.split_once('+').map_or(bare, |(before, _)| before);
    let (core, prerelease) = match bare.split_once('-') {
        Some((core, prerelease)) => (core, prerelease.split('.').collect()),
        None => (bare, Vec::new()),
    };
    let core = number::parts(core).ok_or_else(|| Uncomparable::malformed(text))?;
    Ok((core, prerelease))
}
