//! `name=value` pairs: FortiGate, Sophos, iptables and many appliances.
//!
//! ```text
//! date=2024-02-09 time=23:11:02 devname="FG-01" srcip=10.1.2.3 dstip=203.0.113.7 action="accept"
//! ```
//!
//! Pairs are parted by blanks (a comma or semicolon after a value is dropped);
//! values with blanks stand in double quotes, `\"` inside them is a quote.
//! Words that are no pair are joined into the field `message`, so nothing of
//! the line is lost: iptables prints flags such as `SYN` between its pairs.

use std::borrow::Cow;

use domain::event::{Event, EventProblem, Field};

use super::{columns, push_field};

/// A line needs this many pairs when it does not begin with one.
const PAIRS_MIN: usize = 3;

/// True when the line is most likely of this format.
pub(super) fn recognise(text: &str) -> bool {
    let mut pairs = 0;
    let mut first_is_pair = false;
    let mut rest = text;
    let mut words = 0usize;
    while let Some((piece, after)) = next_piece(rest) {
        let is_pair = matches!(piece, Piece::Pair { .. });
        first_is_pair |= words == 0 && is_pair;
        pairs += usize::from(is_pair);
        if pairs >= PAIRS_MIN || (first_is_pair && pairs >= 2) {
            return true;
        }
        words += 1;
        // Enough to know; a long text is not searched to its end for pairs.
        if words > 64 {
            return false;
        }
        rest = after;
    }
    false
}

/// Reads all pairs; `false` when there is none.
pub(super) fn read<'a>(text: &'a str, event: &mut Event<'a>) -> bool {
    let before = event.fields.len();
    let mut message: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some((piece, after)) = next_piece(rest) {
        match piece {
            Piece::Word(word) => message.push(word),
            Piece::Pair {
                name,
                value,
                unclosed,
            } => {
                if unclosed {
                    event.problems.push(EventProblem::UnclosedQuote);
                }
                let column = columns::of_pair(name);
                if !push_field(event, name, value, column) {
                    break;
                }
            }
        }
        rest = after;
    }
    if event.fields.len() == before {
        return false;
    }
    if !message.is_empty() {
        event.fields.push(Field {
            name: "message".into(),
            value: message.join(" ").into(),
            column: None,
        });
    }
    true
}

enum Piece<'a> {
    Pair {
        name: &'a str,
        value: Cow<'a, str>,
        unclosed: bool,
    },
    Word(&'a str),
}

/// The next pair or word and what follows it.
fn next_piece(text: &str) -> Option<(Piece<'_>, &str)> {
    let text = text.trim_start_matches([' ', '\t']);
    if text.is_empty() {
        return None;
    }
    let name_end = text.find(|c: char| !is_name(c)).unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(name_end)?;
    if let Some(rest) = rest.strip_prefix('=').filter(|_| !name.is_empty()) {
        let (value, unclosed, after) = value(rest);
        return Some((
            Piece::Pair {
                name,
                value,
                unclosed,
            },
            after,
        ));
    }
    let end = text.find([' ', '\t']).unwrap_or(text.len());
    let (word, after) = text.split_at_checked(end)?;
    Some((Piece::Word(word), after))
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '@')
}

fn value(text: &str) -> (Cow<'_, str>, bool, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([' ', '\t']).unwrap_or(text.len());
        let (value, after) = text.split_at_checked(end).unwrap_or((text, ""));
        return (
            Cow::Borrowed(value.trim_end_matches([',', ';'])),
            false,
            after,
        );
    };
    let mut escaped = false;
    let end = quoted.char_indices().find(|(_, c)| {
        let closes = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        closes
    });
    let (value, after, unclosed) = match end {
        Some((at, _)) => (quoted.get(..at), quoted.get(at + 1..), false),
        None => (Some(quoted), Some(""), true),
    };
    let value = value.unwrap_or_default();
    let value = if value.contains('\\') {
        Cow::Owned(value.replace("\\\"", "\"").replace("\\\\", "\\"))
    } else {
        Cow::Borrowed(value)
    };
    (
        value,
        unclosed,
        after.unwrap_or_default().trim_start_matches([',', ';']),
    )
}
