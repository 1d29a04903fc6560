//! Numbers with dots: the versions of most appliances.

use core::cmp::Ordering;

use super::{Uncomparable, number};

pub(super) fn compare(one: &str, other: &str) -> Result<Ordering, Uncomparable> {
    Ok(number::compare_parts(&parts(one)?, &parts(other)?))
}

fn parts(text: &str) -> Result<Vec<&str>, Uncomparable> {
    number::parts(text.trim_start_matches(['v', 'V'])).ok_or_else(|| Uncomparable::malformed(text))
}
