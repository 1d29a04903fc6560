//! Versions of makers without published rules. Only what nearly all of them
//! share is ordered: numbers by value, known words before and after a release,
//! one letter after a number. Everything else has no order.

use core::cmp::Ordering;

use super::{Uncomparable, number};

/// Words that come before the release they name, in their order.
const BEFORE: [&str; 8] = [
    "dev", "snapshot", "alpha", "beta", "preview", "pre", "cr", "rc",
];
/// Words that come after it: the number behind them counts.
const AFTER: [&str; 16] = [
    "build",
    "cu",
    "fix",
    "fp",
    "hf",
    "hotfix",
    "hotfixrev",
    "p",
    "patch",
    "pl",
    "post",
    "rev",
    "revision",
    "sp",
    "u",
    "update",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    Number(&'a str),
    /// One letter right behind a number with no number behind it: `1.0.2k`.
    Letter(&'a str),
    Word(&'a str),
}

pub(super) fn compare(one: &str, other: &str) -> Result<Ordering, Uncomparable> {
    let (lower_one, lower_other) = (one.to_ascii_lowercase(), other.to_ascii_lowercase());
    let a = significant(tokens(&lower_one).ok_or_else(|| Uncomparable::malformed(one))?);
    let b = significant(tokens(&lower_other).ok_or_else(|| Uncomparable::malformed(other))?);
    let no_order = || Uncomparable::NoOrder(one.to_owned(), other.to_owned());
    for at in 0..a.len().max(b.len()) {
        let order = match (a.get(at), b.get(at)) {
            (Some(x), Some(y)) if x == y => Some(Ordering::Equal),
            (Some(Token::Number(x)), Some(Token::Number(y))) => Some(number::compare(x, y)),
            (Some(Token::Word(x)), Some(Token::Word(y))) => words(x, y),
            (Some(Token::Letter(x)), Some(Token::Letter(y))) => Some(x.cmp(y)),
            (Some(x), None) => alone(*x),
            (None, Some(y)) => alone(*y).map(Ordering::reverse),
            // 1.0rc1 against 1.0.1: the word hangs on an earlier release than the number.
            (Some(Token::Word(x)), Some(Token::Number(_))) => known(x).then_some(Ordering::Less),
            (Some(Token::Number(_)), Some(Token::Word(y))) => known(y).then_some(Ordering::Greater),
            (Some(_), Some(_)) => None,
            (None, None) => Some(Ordering::Equal),
        };
        match order {
            Some(Ordering::Equal) => {}
            Some(order) => return Ok(order),
            None => return Err(no_order()),
        }
    }
    Ok(Ordering::Equal)
}

/// Without the zeros that say nothing: 1.0.0 is 1.0 is 1, and 1.0 SP1 is 1 SP1. The first number stays.
fn significant(tokens: Vec<Token<'_>>) -> Vec<Token<'_>> {
    let mut kept: Vec<Token<'_>> = Vec::with_capacity(tokens.len());
    for token in tokens.into_iter().rev() {
        let is_zero = matches!(token, Token::Number(digits) if digits.bytes().all(|b| b == b'0'));
        if !(is_zero && matches!(kept.last(), None | Some(Token::Word(_)))) {
            kept.push(token);
        }
    }
    if !matches!(kept.last(), Some(Token::Number(_))) {
        kept.push(Token::Number("0"));
    }
    kept.reverse();
    kept
}

/// Splits `v2.4.57-p1` into 2, 4, 57, p, 1. A text that does not begin with a
/// number (after `v` or `version`) is no version.
fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let text = text
        .trim_start_matches("version")
        .trim_start_matches(['v', ' ', '.']);
    if !text.starts_with(|c: char| c.is_ascii_digit()) || !text.is_ascii() {
        return None;
    }
    let mut tokens = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (_, after) = number::split_while(rest, |byte| b".-_ +,:()/".contains(&byte));
        let (digits, after_digits) = number::leading_digits(after);
        if digits.is_empty() {
            let (word, next) = number::split_while(after, |byte| byte.is_ascii_alphabetic());
            if word.is_empty() {
                return after.is_empty().then_some(tokens);
            }
            let attached = after.len() == rest.len() && !tokens.is_empty();
            let followed = next.starts_with(|c: char| c.is_ascii_digit());
            tokens.push(if word.len() == 1 && attached && !followed {
                Token::Letter(word)
            } else {
                Token::Word(word)
            });
            rest = next;
        } else {
            tokens.push(Token::Number(digits));
            rest = after_digits;
        }
    }
    Some(tokens)
}

fn known(word: &str) -> bool {
    BEFORE.contains(&word) || AFTER.contains(&word)
}

fn words(one: &str, other: &str) -> Option<Ordering> {
    let place = |word: &str| BEFORE.iter().position(|before| *before == word);
    match (place(one), place(other)) {
        (Some(a), Some(b)) => Some(a.cmp(&b)),
        (Some(_), None) if known(other) => Some(Ordering::Less),
        (None, Some(_)) if known(one) => Some(Ordering::Greater),
        _ => None,
    }
}

/// How a version goes on where the other ends: `1.0.0` = `1.0`, `1.0rc1` < `1.0`,
/// `1.0 SP1` > `1.0`, `1.0.2k` > `1.0.2`.
fn alone(token: Token<'_>) -> Option<Ordering> {
    match token {
        Token::Number(digits) if digits.bytes().all(|byte| byte == b'0') => Some(Ordering::Equal),
        Token::Number(_) => Some(Ordering::Greater),
        Token::Word(word) if BEFORE.contains(&word) => Some(Ordering::Less),
        Token::Word(word) if AFTER.contains(&word) => Some(Ordering::Greater),
        Token::Letter(_) => Some(Ordering::Greater),
        Token::Word(_) => None,
    }
}
