//! Ranges of records that name their product only in a sentence: "Zimbra
//! Collaboration (ZCS) 8 before 8.8.15 Patch 41 allows …". Only this one form
//! is read, and only for products of the alias table; two ranges in one
//! sentence are left unread.

use domain::advisory::{AffectedProduct, Applies, Extent, Until, VersionRule};

use super::names::Name;

/// The product and range of a description in the form `PRODUCT [MAJOR] before VERSION`.
pub(super) fn product(description: &str) -> Option<AffectedProduct> {
    let marks = [" before ", " prior to ", " through "];
    let all: usize = marks
        .iter()
        .map(|mark| description.matches(mark).count())
        .sum();
    if all != 1 {
        return None;
    }
    let (mark, (left, right)) = marks
        .iter()
        .find_map(|mark| description.split_once(mark).map(|sides| (*mark, sides)))?;
    let (product, major) = named(left)?;
    let version = leading_version(right)?;
    let until = if mark == " through " {
        Until::Through(version)
    } else {
        Until::Before(version)
    };
    Some(AffectedProduct {
        product,
        default: Applies::Unknown,
        versions: vec![VersionRule {
            status: Applies::Affected,
            extent: Extent::Range {
                from: major.clone(),
                until: Some(until),
            },
            scheme: None,
            line: major,
            changes: Vec::new(),
        }],
        ..AffectedProduct::default()
    })
}

/// The product a sentence begins with, and the major version behind it.
fn named(left: &str) -> Option<(String, Option<String>)> {
    let mut words: Vec<&str> = left.split_whitespace().collect();
    if words.len() > 8 {
        return None;
    }
    let major = words
        .last()
        .filter(|word| {
            word.bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.')
        })
        .map(|word| (*word).to_owned());
    if major.is_some() {
        words.pop();
    }
    let product = words.join(" ");
    Name::read(&product, None)
        .scheme
        .is_some()
        .then_some((product, major))
}

/// `8.8.15 Patch 41` of "8.8.15 Patch 41 allows XSS".
fn leading_version(right: &str) -> Option<String> {
    let mut words = right
        .split_whitespace()
        .map(|word| word.trim_end_matches([',', '.', ';']));
    let number = words.next()?;
    if !number.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let patch = words
        .next()
        .filter(|word| matches!(*word, "Patch" | "patch" | "P"));
    let count = words.next().filter(|word| word.parse::<u32>().is_ok());
    Some(match (patch, count) {
        (Some(patch), Some(count)) => format!("{number} {patch} {count}"),
        _ => number.to_owned(),
    })
}
