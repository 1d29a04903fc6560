//! Debian and Ubuntu: `epoch:upstream-revision`, ordered as deb-version(7) says.

use core::cmp::Ordering;

use super::{Uncomparable, number};

pub(super) fn compare(one: &str, other: &str) -> Result<Ordering, Uncomparable> {
    let (one, other) = (Parts::read(one)?, Parts::read(other)?);
    Ok(number::compare(one.epoch, other.epoch)
        .then_with(|| compare_part(one.upstream, other.upstream))
        .then_with(|| compare_part(one.revision, other.revision)))
}

struct Parts<'a> {
    epoch: &'a str,
    upstream: &'a str,
    revision: &'a str,
}

impl<'a> Parts<'a> {
    fn read(text: &'a str) -> Result<Self, Uncomparable> {
        let (epoch, rest) = text.split_once(':').unwrap_or(("0", text));
        let (upstream, revision) = rest.rsplit_once('-').unwrap_or((rest, "0"));
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".+~-:".contains(&byte);
        let well_formed = number::is_number(epoch)
            && upstream
                .bytes()
                .next()
                .is_some_and(|byte| byte.is_ascii_digit())
            && upstream.bytes().all(allowed)
            && !revision.is_empty()
            && revision.bytes().all(allowed);
        if well_formed {
            Ok(Self {
                epoch,
                upstream,
                revision,
            })
        } else {
            Err(Uncomparable::malformed(text))
        }
    }
}

/// Non-digits and digits in turn; `~` sorts before the end, letters before the rest.
fn compare_part(mut one: &str, mut other: &str) -> Ordering {
    while !one.is_empty() || !other.is_empty() {
        let (a, one_rest) = number::split_while(one, |byte| !byte.is_ascii_digit());
        let (b, other_rest) = number::split_while(other, |byte| !byte.is_ascii_digit());
        let order = compare_letters(a, b);
        if order.is_ne() {
            return order;
        }
        let (a, one_rest) = number::leading_digits(one_rest);
        let (b, other_rest) = number::leading_digits(other_rest);
        let order = number::compare(a, b);
        if order.is_ne() {
            return order;
        }
        (one, other) = (one_rest, other_rest);
    }
    Ordering::Equal
}

fn compare_letters(one: &str, other: &str) -> Ordering {
    let weight = |byte: Option<u8>| match byte {
        Some(b'~') => -1,
        None => 0,
        Some(byte) if byte.is_ascii_alphabetic() => i32::from(byte),
        Some(byte) => i32::from(byte) + 256,
    };
    let (mut a, mut b) = (one.bytes(), other.bytes());
    loop {
        let (left, right) = (a.next(), b.next());
        let order = weight(left).cmp(&weight(right));
        if order.is_ne() || (left.is_none() && right.is_none()) {
            return order;
        }
    }
}
