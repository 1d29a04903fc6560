//! Python packages: PEP 440. Versions from before it have no order.

use core::cmp::Ordering;

use super::{Uncomparable, number, number::split_while};

pub(super) fn compare(one: &str, other: &str) -> Result<Ordering, Uncomparable> {
    let (one, other) = (one.to_ascii_lowercase(), other.to_ascii_lowercase());
    let a = Pep440::read(&one).ok_or_else(|| Uncomparable::malformed(&one))?;
    let b = Pep440::read(&other).ok_or_else(|| Uncomparable::malformed(&other))?;
    Ok(a.order(&b))
}

#[derive(Default)]
struct Pep440<'a> {
    epoch: &'a str,
    release: Vec<&'a str>,
    pre: Option<(u8, &'a str)>,
    post: Option<&'a str>,
    dev: Option<&'a str>,
    local: Option<Vec<&'a str>>,
}

impl<'a> Pep440<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let text = text.trim_start_matches('v');
        let (public, local) = match text.split_once('+') {
            Some((public, local)) => (public, Some(read_local(local)?)),
            None => (text, None),
        };
        let (epoch, rest) = public.split_once('!').unwrap_or(("0", public));
        let mut version = Self {
            epoch,
            local,
            ..Self::default()
        };
        if !number::is_number(epoch) {
            return None;
        }
        let mut rest = version.read_release(rest)?;
        while !rest.is_empty() {
            rest = version.read_part(rest)?;
        }
        Some(version)
    }

    fn read_release(&mut self, text: &'a str) -> Option<&'a str> {
        let (first, mut rest) = number::leading_digits(text);
        if first.is_empty() {
            return None;
        }
        self.release.push(first);
        while let Some(after) = rest.strip_prefix('.') {
            let (part, next) = number::leading_digits(after);
            if part.is_empty() {
                break;
            }
            self.release.push(part);
            rest = next;
        }
        Some(rest)
    }

    /// One of `a1`, `.post2`, `-3`, `.dev4`, each at most once and in this order.
    fn read_part(&mut self, text: &'a str) -> Option<&'a str> {
        let (separator, after) = split_while(text, |byte| b".-_".contains(&byte));
        let (word, after_word) = split_while(after, |byte| byte.is_ascii_lowercase());
        if separator.len() > 1 {
            return None;
        }
        if word.is_empty() {
            // An implicit post release is a hyphen and a number.
            let (digits, rest) = number::leading_digits(after);
            let fits = separator == "-" && !digits.is_empty() && self.post.is_none();
            return (fits && self.dev.is_none()).then(|| {
                self.post = Some(digits);
                rest
            });
        }
        let numbered = after_word
            .strip_prefix(['.', '-', '_'])
            .unwrap_or(after_word);
        let (digits, mut rest) = number::leading_digits(numbered);
        if digits.is_empty() {
            rest = after_word;
        }
        let first = self.pre.is_none() && self.post.is_none() && self.dev.is_none();
        match word {
            "a" | "alpha" if first => self.pre = Some((0, digits)),
            "b" | "beta" if first => self.pre = Some((1, digits)),
            "c" | "rc" | "pre" | "preview" if first => self.pre = Some((2, digits)),
            "post" | "rev" | "r" if self.post.is_none() && self.dev.is_none() => {
                self.post = Some(digits);
            }
            "dev" if self.dev.is_none() => self.dev = Some(digits),
            _ => return None,
        }
        Some(rest)
    }

    fn order(&self, other: &Self) -> Ordering {
        number::compare(self.epoch, other.epoch)
            .then_with(|| number::compare_parts(&self.release, &other.release))
            .then_with(|| self.phase().cmp(&other.phase()))
            .then_with(|| compare_option(self.pre.map(|pre| pre.1), other.pre.map(|pre| pre.1)))
            .then_with(|| compare_option(self.post, other.post))
            .then_with(|| match (self.dev, other.dev) {
                // A development release comes before what it develops.
                (None, None) => Ordering::Equal,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(a), Some(b)) => number::compare(a, b),
            })
            .then_with(|| compare_local(self.local.as_deref(), other.local.as_deref()))
    }

    /// Development before alpha, beta, candidate, release.
    fn phase(&self) -> u8 {
        match (self.pre, self.post, self.dev) {
            (Some((phase, _)), _, _) => 1 + phase,
            (None, None, Some(_)) => 0,
            (None, _, _) => 4,
        }
    }
}

fn compare_option(one: Option<&str>, other: Option<&str>) -> Ordering {
    match (one, other) {
        (Some(a), Some(b)) => number::compare(a, b),
        _ => one.is_some().cmp(&other.is_some()),
    }
}

fn read_local(text: &str) -> Option<Vec<&str>> {
    let parts: Vec<&str> = text.split(['.', '-', '_']).collect();
    parts
        .iter()
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        .then_some(parts)
}

fn compare_local(one: Option<&[&str]>, other: Option<&[&str]>) -> Ordering {
    let (Some(one), Some(other)) = (one, other) else {
        return one.is_some().cmp(&other.is_some());
    };
    for (a, b) in one.iter().zip(other) {
        let order = match (number::is_number(a), number::is_number(b)) {
            (true, true) => number::compare(a, b),
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) => a.cmp(b),
        };
        if order.is_ne() {
            return order;
        }
    }
    one.len().cmp(&other.len())
}
