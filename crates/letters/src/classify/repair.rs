//! Words broken or run together by a scanner or a PDF: "giámsát", "bóc g ỡ".
//!
//! Only words the lexicon does not know are touched, and only when the result
//! is known.

use super::tokens::{Shape, Token};
use super::vocabulary::Vocabulary;

/// The shortest word, in letters, that is taken for two run together.
const JOINED_LETTERS_MIN: usize = 5;

/// `tokens` with run-together words parted and broken words joined.
pub(super) fn repair(tokens: Vec<Token>, words: &Vocabulary) -> Vec<Token> {
    let mut repaired: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        if words.knows(&token.shape.folded) {
            repaired.push(token);
        } else if let Some((left, right)) = part(&token, words) {
            repaired.extend([left, right]);
        } else if let Some(joined) = repaired
            .last()
            .and_then(|before| join(before, &token, words))
        {
            repaired.pop();
            repaired.push(joined);
        } else {
            repaired.push(token);
        }
    }
    repaired
}

fn part(token: &Token, words: &Vocabulary) -> Option<(Token, Token)> {
    let folded = token.shape.folded.as_str();
    if folded.len() < JOINED_LETTERS_MIN || !folded.is_ascii() {
        return None;
    }
    let (left, right) = (2..=folded.len() - 2)
        .filter_map(|at| folded.split_at_checked(at))
        .find(|(left, right)| words.knows(left) && words.knows(right))?;
    let half = |folded: &str| Token {
        shape: Shape {
            folded: folded.to_owned(),
            marks: String::new(),
        },
        ..token.clone()
    };
    Some((half(left), half(right)))
}

fn join(before: &Token, after: &Token, words: &Vocabulary) -> Option<Token> {
    let folded = format!("{}{}", before.shape.folded, after.shape.folded);
    let adjacent = before.span.end + 1 == after.span.start && before.sentence == after.sentence;
    if !adjacent
        || after.shape.folded.len() > 3
        || words.knows(&before.shape.folded)
        || !words.knows(&folded)
    {
        return None;
    }
    let mut marks: Vec<char> = before
        .shape
        .marks
        .chars()
        .chain(after.shape.marks.chars())
        .collect();
    marks.sort_unstable();
    Some(Token {
        shape: Shape {
            folded,
            marks: marks.into_iter().collect(),
        },
        span: before.span.start..after.span.end,
        sentence: before.sentence,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokenise;
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut words = Vocabulary::default();
        for word in ["giám", "sát", "bóc", "gỡ", "toàn"] {
            words.intern(Shape::of(word));
        }
        words.seal();
        let repaired = repair(tokenise(text), &words);
        let read: Vec<_> = repaired.iter().map(|t| t.shape.folded.as_str()).collect();
        assert_eq!(read.join(" "), expected, "{text:?}");
    }

    #[test]
    fn only_what_is_unknown_and_becomes_known_is_touched() {
        check("giámsát", "giam sat");
        check("bóc g ỡ", "boc go");
        check("t oàn", "toan");
        check("giám sát", "giam sat");
        check("vncert", "vncert");
    }
}
