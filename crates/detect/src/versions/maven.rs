//! Maven artifacts: the version order specification of the Maven POM reference. A word
//! after a dot counts as one after a hyphen, as Maven itself does since 3.9.0 (issue MNG-7644):
//! else 1.0.rc1 would come before 1.0, 1.0 before 1.0-x, and 1.0-x before 1.0.rc1.

use core::cmp::Ordering;

use super::{Uncomparable, number};

/// Words in their order; the empty word is the release itself.
const WORDS: [&str; 7] = ["alpha", "beta", "milestone", "rc", "snapshot", "", "sp"];

pub(super) fn compare(one: &str, other: &str) -> Result<Ordering, Uncomparable> {
    let (one, other) = (tokens(one)?, tokens(other)?);
    for at in 0..one.len().max(other.len()) {
        let order = match (one.get(at), other.get(at)) {
            (Some(a), Some(b)) => a.order(b),
            (Some(a), None) => a.order(&a.nothing()),
            (None, Some(b)) => b.nothing().order(b),
            (None, None) => Ordering::Equal,
        };
        if order.is_ne() {
            return Ok(order);
        }
    }
    Ok(Ordering::Equal)
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    hyphen: bool,
    text: String,
}

impl Token {
    fn is_number(&self) -> bool {
        number::is_number(&self.text)
    }

    /// Trailing tokens that mean nothing: `0`, `final`, `ga`, `release`.
    fn is_nothing(&self) -> bool {
        self.text.bytes().all(|byte| byte == b'0')
    }

    /// What a shorter version is padded with opposite this token.
    fn nothing(&self) -> Self {
        let text = if self.is_number() { "0" } else { "" };
        Self {
            hyphen: self.hyphen,
            text: text.to_owned(),
        }
    }

    fn order(&self, other: &Self) -> Ordering {
        match (self.is_number(), other.is_number()) {
            (true, true) if self.hyphen == other.hyphen => number::compare(&self.text, &other.text),
            (true, true) => other.hyphen.cmp(&self.hyphen),
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) => self.rank().cmp(&other.rank()),
        }
    }

    fn rank(&self) -> (usize, &str) {
        match WORDS.iter().position(|word| *word == self.text) {
            Some(at) => (at, ""),
            None => (WORDS.len(), &self.text),
        }
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, Uncomparable> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".-_+".contains(&byte);
    if !text.bytes().all(allowed) {
        return Err(Uncomparable::malformed(text));
    }
    let text = text.to_ascii_lowercase();
    let mut tokens = Vec::new();
    let mut hyphen = false;
    let mut rest = text.as_str();
    loop {
        let digits = rest.starts_with(|c: char| c.is_ascii_digit());
        let (run, after) = number::split_while(rest, |byte| {
            !b".-_".contains(&byte) && byte.is_ascii_digit() == digits
        });
        let joined_to_digit = after.starts_with(|c: char| c.is_ascii_digit());
        let text = word(run, joined_to_digit);
        tokens.push(Token {
            hyphen: hyphen || !number::is_number(&text),
            text,
        });
        let Some(next) = after.chars().next() else {
            break;
        };
        if matches!(next, '.' | '-' | '_') {
            hyphen = next != '.';
            rest = after.split_at_checked(1).map_or("", |(_, tail)| tail);
        } else {
            hyphen = true;
            rest = after;
        }
    }
    Ok(trimmed(tokens))
}

/// The word behind its short forms; an empty run is a zero.
fn word(run: &str, joined_to_digit: bool) -> String {
    match run {
        "" => "0",
        "a" if joined_to_digit => "alpha",
        "b" if joined_to_digit => "beta",
        "m" if joined_to_digit => "milestone",
        "cr" => "rc",
        "ga" | "final" | "release" => "",
        other => other,
    }
    .to_owned()
}

/// Drops what means nothing at the end and before each hyphen.
fn trimmed(tokens: Vec<Token>) -> Vec<Token> {
    let mut kept: Vec<Token> = Vec::new();
    for token in tokens {
        if token.hyphen {
            drop_nothing(&mut kept);
        }
        kept.push(token);
    }
    drop_nothing(&mut kept);
    kept
}

fn drop_nothing(kept: &mut Vec<Token>) {
    while kept.len() > 1 && kept.last().is_some_and(Token::is_nothing) {
        kept.pop();
    }
}
