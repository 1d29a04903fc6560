//! Alpine packages: numbers, a letter, suffixes (`_rc1`, `_p2`), `-r` revision.
//!
//! The rules of apk-tools 2; what those call invalid has no order here.

use core::cmp::Ordering;

use super::{Uncomparable, number};

/// Suffixes in their order; the release itself stands between `rc` and `cvs`.
const SUFFIXES: [&str; 9] = ["alpha", "beta", "pre", "rc", "cvs", "svn", "git", "hg", "p"];
const BEFORE_RELEASE: usize = 4;

pub(super) fn compare(one: &str, other: &str) -> Result<Ordering, Uncomparable> {
    let (a, b) = (Parts::read(one), Parts::read(other));
    let a = a.ok_or_else(|| Uncomparable::malformed(one))?;
    let b = b.ok_or_else(|| Uncomparable::malformed(other))?;
    Ok(a.order(&b))
}

struct Parts<'a> {
    numbers: Vec<&'a str>,
    letter: Option<u8>,
    suffixes: Vec<(usize, &'a str)>,
    revision: &'a str,
}

impl<'a> Parts<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let (body, revision) = match text.split_once("-r") {
            Some((body, revision)) => (body, revision),
            None => (text, "0"),
        };
        let mut pieces = body.split('_');
        let head = pieces.next()?;
        let (numbers, letter) = match head.as_bytes().last() {
            Some(last) if last.is_ascii_lowercase() => {
                (head.split_at_checked(head.len() - 1)?.0, Some(*last))
            }
            _ => (head, None),
        };
        let suffixes = pieces.map(suffix).collect::<Option<Vec<_>>>()?;
        if !revision.is_empty() && !number::is_number(revision) {
            return None;
        }
        Some(Self {
            numbers: number::parts(numbers)?,
            letter,
            suffixes,
            revision,
        })
    }

    fn order(&self, other: &Self) -> Ordering {
        compare_numbers(&self.numbers, &other.numbers)
            .then_with(|| self.letter.cmp(&other.letter))
            .then_with(|| compare_suffixes(&self.suffixes, &other.suffixes))
            .then_with(|| number::compare(self.revision, other.revision))
    }
}

fn suffix(text: &str) -> Option<(usize, &str)> {
    let (word, digits) = number::split_while(text, |byte| byte.is_ascii_lowercase());
    let rank = SUFFIXES.iter().position(|suffix| *suffix == word)?;
    (digits.is_empty() || number::is_number(digits)).then_some((rank, digits))
}

/// After the first number a part that begins with zero is read as a decimal fraction.
fn compare_numbers(one: &[&str], other: &[&str]) -> Ordering {
    for (at, (a, b)) in one.iter().zip(other).enumerate() {
        let fraction = at > 0 && (a.starts_with('0') || b.starts_with('0'));
        let order = if fraction {
            let zeros = |text: &str| text.bytes().take_while(|byte| *byte == b'0').count();
            zeros(b).cmp(&zeros(a)).then_with(|| number::compare(a, b))
        } else {
            number::compare(a, b)
        };
        if order.is_ne() {
            return order;
        }
    }
    one.len().cmp(&other.len())
}

fn compare_suffixes(one: &[(usize, &str)], other: &[(usize, &str)]) -> Ordering {
    for ((rank, digits), (other_rank, other_digits)) in one.iter().zip(other) {
        let order = rank
            .cmp(other_rank)
            .then_with(|| number::compare(digits, other_digits));
        if order.is_ne() {
            return order;
        }
    }
    let longer = |rest: Option<&(usize, &str)>| match rest {
        Some((rank, _)) if *rank < BEFORE_RELEASE => Ordering::Less,
        _ => Ordering::Greater,
    };
    match one.len().cmp(&other.len()) {
        Ordering::Equal => Ordering::Equal,
        Ordering::Greater => longer(one.get(other.len())),
        Ordering::Less => longer(other.get(one.len())).reverse(),
    }
}
