//! Words of the trade found in spite of slips of the pen and of OCR.
//!
//! A word matches when it is equal after folding or differs by a number of
//! letters that grows with its length; short words must be equal, because at
//! that length a slip is another word.

use std::ops::Range;

/// A word of folded text: letters and digits only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word<'a> {
    /// The word.
    pub(crate) text: &'a str,
    /// Where it stands in the folded text.
    pub(crate) at: Range<usize>,
}

/// The words of a folded text.
pub(crate) fn words(folded: &str) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let mut start = None;
    for (i, c) in folded.char_indices().chain([(folded.len(), ' ')]) {
        if c.is_alphanumeric() {
            start.get_or_insert(i);
        } else if let Some(from) = start.take()
            && let Some(text) = folded.get(from..i)
        {
            found.push(Word { text, at: from..i });
        }
    }
    found
}

/// Letters a word of this length may differ by.
fn tolerance(len: usize) -> usize {
    match len {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// Whether two folded words are the same but for a slip.
pub(crate) fn same_word(expected: &str, read: &str) -> bool {
    expected == read || {
        let limit = tolerance(expected.len());
        limit > 0
            && expected.len().abs_diff(read.len()) <= limit
            && distance_within(expected.as_bytes(), read.as_bytes(), limit)
    }
}

/// Whether the edit distance (insert, delete, replace) is at most `limit`.
fn distance_within(a: &[u8], b: &[u8], limit: usize) -> bool {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut best = left;
        let mut next = Vec::with_capacity(row.len());
        next.push(left);
        for (y, above) in b.iter().zip(row.iter().skip(1)) {
            let cost = (diagonal + usize::from(x != y))
                .min(left + 1)
                .min(above + 1);
            diagonal = *above;
            left = cost;
            best = best.min(cost);
            next.push(cost);
        }
        if best > limit {
            return false;
        }
        row = next;
    }
    row.last().is_some_and(|d| *d <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_the_same_word_and_other_words_are_not() {
        for (expected, read, same) in [
            ("zimbra", "zimba", true),
            ("toan", "ton", true),
            ("exchange", "exchnage", true),
            ("cong", "gong", true),
            ("ubnd", "ubnb", true),
            ("tet", "ten", false),
            ("fortios", "fort", false),
            ("citrix", "chinh", false),
        ] {
            assert_eq!(same_word(expected, read), same, "{expected} {read}");
        }
    }

    #[test]
    fn words_know_their_place() {
        let list = words("f5 big-ip, zimba");
        assert_eq!(
            list.iter()
                .map(|w| (w.text, w.at.clone()))
                .collect::<Vec<_>>(),
            [("f5", 0..2), ("big", 3..6), ("ip", 7..9), ("zimba", 11..16)]
        );
    }
}
