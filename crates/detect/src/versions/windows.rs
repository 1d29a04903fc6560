//! Windows builds. A build number `10.0.19045.3693` is release `10.0.19045`
//! and revision `3693`; updates raise the revision, so only versions of one
//! release have an order.

use core::cmp::Ordering;

use super::{Uncomparable, number};

pub(super) fn compare(one: &str, other: &str) -> Result<Ordering, Uncomparable> {
    let (a, b) = (Build::read(one)?, Build::read(other)?);
    if a.release != b.release {
        return Err(Uncomparable::OtherBranch(one.to_owned(), other.to_owned()));
    }
    match (a.revision, b.revision) {
        (Some(a), Some(b)) => Ok(number::compare(&a, &b)),
        (None, _) => Err(Uncomparable::Imprecise(one.to_owned())),
        (_, None) => Err(Uncomparable::Imprecise(other.to_owned())),
    }
}

/// The release a build belongs to, such as `10.0.19045`.
pub(super) fn branch(version: &str) -> Option<String> {
    Some(Build::read(version).ok()?.release)
}

/// The number of the build in a version, such as 19045 in `10.0.19045.3693`;
/// none when the text is no Windows build.
#[must_use]
pub fn build_of(version: &str) -> Option<u32> {
    branch(version)?.rsplit('.').next()?.parse().ok()
}

struct Build {
    release: String,
    revision: Option<String>,
}

impl Build {
    /// `10.0.19045.3693`, `19045.3693`, `10.0.19045 N/A Build 19045`,
    /// `22H2 (OS Build 19045.3693)`.
    fn read(text: &str) -> Result<Self, Uncomparable> {
        let malformed = || Uncomparable::malformed(text);
        let lower = text.to_ascii_lowercase();
        let tail = match lower.split_once("os build") {
            Some((_, tail)) => tail,
            None => lower.as_str(),
        };
        let tail = tail.trim_start_matches(|c: char| !c.is_ascii_digit());
        let (row, rest) = number::split_while(tail, |byte| byte.is_ascii_digit() || byte == b'.');
        let printed_twice = rest.trim_start().starts_with("n/a build");
        if !rest.trim_matches([' ', ')']).is_empty() && !printed_twice {
            return Err(malformed());
        }
        let parts = number::parts(row.trim_end_matches('.')).ok_or_else(malformed)?;
        let (kernel, build, revision) = match parts.as_slice() {
            [major, minor, build] => (format!("{major}.{minor}"), *build, None),
            [major, minor, build, revision] => {
                (format!("{major}.{minor}"), *build, Some(*revision))
            }
            // winver prints build and revision only; builds of Windows 10 and later have five digits.
            [build, revision] if build.len() == 5 => ("10.0".to_owned(), *build, Some(*revision)),
            _ => return Err(malformed()),
        };
        Ok(Self {
            release: format!("{kernel}.{}", build.trim_start_matches('0')),
            revision: revision.map(str::to_owned),
        })
    }
}
