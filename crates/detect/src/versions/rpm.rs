//! RPM: `epoch:version-release`, each part by the rules of rpmvercmp.

use core::cmp::Ordering;

use super::{Uncomparable, number};

pub(super) fn compare(one: &str, other: &str) -> Result<Ordering, Uncomparable> {
    let (one, other) = (Evr::read(one)?, Evr::read(other)?);
    let order = number::compare(one.epoch, other.epoch)
        .then_with(|| compare_part(one.version, other.version));
    // A side without a release speaks of all releases of the version.
    Ok(match (one.release, other.release) {
        (Some(a), Some(b)) => order.then_with(|| compare_part(a, b)),
        _ => order,
    })
}

struct Evr<'a> {
    epoch: &'a str,
    version: &'a str,
    release: Option<&'a str>,
}

impl<'a> Evr<'a> {
    fn read(text: &'a str) -> Result<Self, Uncomparable> {
        let (epoch, rest) = text.split_once(':').unwrap_or(("0", text));
        let (version, release) = match rest.split_once('-') {
            Some((version, release)) => (version, Some(release)),
            None => (rest, None),
        };
        let allowed = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"._+~^".contains(&byte))
        };
        if number::is_number(epoch) && allowed(version) && release.is_none_or(allowed) {
            Ok(Self {
                epoch,
                version,
                release,
            })
        } else {
            Err(Uncomparable::malformed(text))
        }
    }
}

fn compare_part<'a>(mut one: &'a str, mut other: &'a str) -> Ordering {
    loop {
        one = skip_separators(one);
        other = skip_separators(other);
        match mark(one, other) {
            Mark::Both(a, b) => {
                (one, other) = (a, b);
                continue;
            }
            Mark::Decides(order) => return order,
            Mark::No => {}
        }
        match (one.is_empty(), other.is_empty()) {
            (true, true) => return Ordering::Equal,
            (true, false) => return Ordering::Less,
            (false, true) => return Ordering::Greater,
            (false, false) => {}
        }
        let digits = one.starts_with(|c: char| c.is_ascii_digit());
        let same = |byte: u8| {
            if digits {
                byte.is_ascii_digit()
            } else {
                byte.is_ascii_alphabetic()
            }
        };
        let (a, one_rest) = number::split_while(one, same);
        let (b, other_rest) = number::split_while(other, same);
        if b.is_empty() {
            // A number is newer than letters.
            return if digits {
                Ordering::Greater
            } else {
                Ordering::Less
            };
        }
        let order = if digits {
            number::compare(a, b)
        } else {
            a.cmp(b)
        };
        if order.is_ne() {
            return order;
        }
        (one, other) = (one_rest, other_rest);
    }
}

fn skip_separators(text: &str) -> &str {
    text.trim_start_matches(|c: char| !c.is_ascii_alphanumeric() && c != '~' && c != '^')
}

enum Mark<'a> {
    /// Both have it; go on behind it.
    Both(&'a str, &'a str),
    Decides(Ordering),
    No,
}

/// `1.0~rc1` is before `1.0`; `1.0^git1` is after `1.0` but before `1.0.1`.
fn mark<'a>(one: &'a str, other: &'a str) -> Mark<'a> {
    match (one.strip_prefix('~'), other.strip_prefix('~')) {
        (Some(a), Some(b)) => return Mark::Both(a, b),
        (Some(_), None) => return Mark::Decides(Ordering::Less),
        (None, Some(_)) => return Mark::Decides(Ordering::Greater),
        (None, None) => {}
    }
    match (one.strip_prefix('^'), other.strip_prefix('^')) {
        (Some(a), Some(b)) => Mark::Both(a, b),
        (Some(_), None) if other.is_empty() => Mark::Decides(Ordering::Greater),
        (None, Some(_)) if one.is_empty() => Mark::Decides(Ordering::Less),
        (Some(_), None) => Mark::Decides(Ordering::Less),
        (None, Some(_)) => Mark::Decides(Ordering::Greater),
        (None, None) => Mark::No,
    }
}
