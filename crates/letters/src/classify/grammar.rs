//! How a phrase is written in the files of the lexicon.
//!
//! ```text
//! bóc gỡ                    these words, in this order
//! (rà soát|kiểm tra)        one of these
//! (các)?                    may be missing
//! _ or _6                   up to 4, or 6, other words between
//! ~(tuyến|tiếp)             not followed by one of these
//! @malware                  a set defined in `sets.txt`
//! ^                         at the start of a sentence
//! ```

use std::collections::BTreeMap;

use super::phrase::{Element, Phrase};
use super::tokens::tokenise;
use super::vocabulary::{Vocabulary, WordId};

/// How many words `_` may stand for.
const GAP_WORDS: usize = 4;

/// Alternatives by name, as defined in `sets.txt`.
pub(super) type Sets = BTreeMap<String, Vec<Vec<WordId>>>;

/// Reads a phrase as written in a lexicon file.
///
/// # Errors
/// What is wrong with it, for the author of the file.
pub(super) fn parse(written: &str, sets: &Sets, words: &mut Vocabulary) -> Result<Phrase, String> {
    let (at_sentence_start, mut rest) = match written.trim().strip_prefix('^') {
        Some(rest) => (true, rest.trim()),
        None => (false, written.trim()),
    };
    let mut elements = Vec::new();
    while !rest.is_empty() {
        let (piece, after) = next_piece(rest)?;
        elements.push(element(piece, sets, words)?);
        rest = after.trim_start();
    }
    if !matches!(elements.first(), Some(Element::Choice(_))) {
        return Err(format!("a phrase begins with a word: {written:?}"));
    }
    Ok(Phrase {
        at_sentence_start,
        elements,
    })
}

/// The first piece of a written phrase, a bracket counting as one, and what follows it.
fn next_piece(written: &str) -> Result<(&str, &str), String> {
    let end = if written.starts_with(['(', '~']) {
        let close = written
            .find(')')
            .ok_or_else(|| format!("bracket left open: {written:?}"))?;
        written
            .char_indices()
            .find(|(at, c)| *at > close && *c != '?')
            .map_or(written.len(), |(at, _)| at)
    } else {
        written.find(char::is_whitespace).unwrap_or(written.len())
    };
    written
        .split_at_checked(end)
        .ok_or_else(|| format!("cannot be cut: {written:?}"))
}

fn element(piece: &str, sets: &Sets, words: &mut Vocabulary) -> Result<Element, String> {
    if let Some(gap) = piece.strip_prefix('_') {
        let words = if gap.is_empty() {
            Ok(GAP_WORDS)
        } else {
            gap.parse()
        };
        return words
            .map(Element::Gap)
            .map_err(|_| format!("no such gap: {piece:?}"));
    }
    if let Some(unwanted) = piece.strip_prefix('~') {
        return Ok(Element::Without(alternatives(
            unbracketed(unwanted),
            sets,
            words,
        )?));
    }
    let (piece, optional) = match piece.strip_suffix('?') {
        Some(piece) => (piece, true),
        None => (piece, false),
    };
    let mut choice = alternatives(unbracketed(piece), sets, words)?;
    if optional {
        choice.push(Vec::new());
    }
    Ok(Element::Choice(choice))
}

fn unbracketed(piece: &str) -> &str {
    piece
        .strip_prefix('(')
        .and_then(|p| p.strip_suffix(')'))
        .unwrap_or(piece)
}

/// Alternatives separated by `|`; one of them may be a whole set.
///
/// # Errors
/// An unknown set, or an alternative without words.
pub(super) fn alternatives(
    written: &str,
    sets: &Sets,
    words: &mut Vocabulary,
) -> Result<Vec<Vec<WordId>>, String> {
    let mut all = Vec::new();
    for one in written.split('|').map(str::trim) {
        if let Some(name) = one.strip_prefix('@') {
            let set = sets
                .get(name)
                .ok_or_else(|| format!("no such set: {one:?}"))?;
            all.extend(set.iter().cloned());
            continue;
        }
        let ids: Vec<WordId> = tokenise(one)
            .into_iter()
            .map(|token| words.intern(token.shape))
            .collect();
        if ids.is_empty() {
            return Err(format!("an alternative without words in {written:?}"));
        }
        all.push(ids);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_said() {
        let mut words = Vocabulary::default();
        for written in ["", "_ máy", "(rà soát", "@none", "(a||b)", "a _x b"] {
            assert!(
                parse(written, &Sets::new(), &mut words).is_err(),
                "{written:?}"
            );
        }
    }
}
