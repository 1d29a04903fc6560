//! F5 BIG-IP: `15.1.10.2`, its build, and the file names of engineering
//! hotfixes (`Hotfix-BIGIP-15.1.10.2.0.44.2-ENG.iso`).
//!
//! F5 patches each line (`15.1`, `16.1`) by itself: versions of different
//! lines do have an order, but [`branch`] tells a caller that a fix in one
//! line says nothing about another.

use core::cmp::Ordering;

use super::{Uncomparable, number};

/// Parts of a version before its build.
const VERSION_PARTS: usize = 4;

pub(super) fn compare(one: &str, other: &str) -> Result<Ordering, Uncomparable> {
    let (one, other) = (read(one)?, read(other)?);
    let parts = |row: &[String]| row.iter().map(String::as_str).collect::<Vec<_>>().join(".");
    super::dotted::compare(&parts(&one), &parts(&other))
}

/// The line a version belongs to: its first two parts.
pub(super) fn branch(version: &str) -> Option<String> {
    let parts = read(version).ok()?;
    let (major, minor) = (parts.first()?, parts.get(1)?);
    Some(format!("{major}.{minor}"))
}

/// Version and build as one row of numbers.
fn read(text: &str) -> Result<Vec<String>, Uncomparable> {
    let lower = text.to_ascii_lowercase();
    let row = match lower.split_once("hotfix-bigip-") {
        Some((_, file)) => leading_row(file),
        None => version_and_build(&lower),
    };
    match row {
        Some(row) if row.len() >= 2 => Ok(row),
        _ => Err(Uncomparable::malformed(text)),
    }
}

/// `15.1.10.2`, `15.1.10.2-0.44.2`, `BIG-IP 15.1.10.2 Build 0.44.2`.
fn version_and_build(text: &str) -> Option<Vec<String>> {
    let text = text.trim_start_matches("big-ip").trim_start();
    let text = text
        .trim_start_matches("version")
        .trim_start_matches(['v', ' ']);
    let mut row = leading_row(text)?;
    let end = text
        .bytes()
        .take_while(|byte| byte.is_ascii_digit() || *byte == b'.')
        .count();
    let (_, rest) = text.split_at_checked(end)?;
    let rest = rest.trim_start_matches([' ', '-', ',', '(', ':']);
    let rest = rest
        .trim_start_matches("build")
        .trim_start_matches([' ', ':']);
    if rest.is_empty() {
        return Some(row);
    }
    let build = leading_row(rest)?;
    if row.len() > VERSION_PARTS {
        return None;
    }
    row.resize(VERSION_PARTS, "0".to_owned());
    row.extend(build);
    Some(row)
}

fn leading_row(text: &str) -> Option<Vec<String>> {
    let (row, _) = number::split_while(text, |byte| byte.is_ascii_digit() || byte == b'.');
    let parts = number::parts(row.trim_end_matches('.'))?;
    Some(parts.into_iter().map(str::to_owned).collect())
}
