//! Folded text that remembers where it came from, and compiled patterns.
//!
//! Rules are written against folded text (no diacritics, lower case); what is
//! handed on is always the printed text, so every match is mapped back. The
//! input must already be in normalisation form C with single blanks.

use regex::Regex;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A text without diacritics and in lower case, with the way back.
#[derive(Debug, Clone, Default)]
pub(crate) struct Folded {
    /// The folded text.
    pub(crate) text: String,
    /// For each byte of `text` and its end: the byte in the printed text.
    at: Vec<usize>,
}

impl Folded {
    /// Folds `printed` character by character; blanks are kept one for one.
    pub(crate) fn new(printed: &str) -> Self {
        let mut text = String::with_capacity(printed.len());
        let mut at = Vec::with_capacity(printed.len() + 1);
        for (start, c) in printed.char_indices() {
            fold_char(c, &mut text);
            at.resize(text.len(), start);
        }
        at.push(printed.len());
        Self { text, at }
    }

    /// The bytes of the printed text that a range of the folded text covers.
    pub(crate) fn printed_range(&self, range: Range<usize>) -> Range<usize> {
        let end = self.at.last().copied().unwrap_or(0);
        let start = self.at.get(range.start).copied().unwrap_or(end);
        start..self.at.get(range.end).copied().unwrap_or(end)
    }
}

fn fold_char(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    for base in c.nfd().filter(|base| !is_combining_mark(*base)) {
        match base {
            'đ' | 'Đ' => out.push('d'),
            '–' | '—' | '−' | '‐' | '‑' => out.push('-'),
            base => out.extend(base.to_lowercase()),
        }
    }
}

/// The part of `text` in `range`, empty when the range does not fit.
pub(crate) fn part(text: &str, range: Range<usize>) -> &str {
    text.get(range).unwrap_or("")
}

/// The text from `start` on, empty when there is none.
pub(crate) fn rest(text: &str, start: usize) -> &str {
    text.get(start..).unwrap_or("")
}

/// The text up to `end`, whole when the end does not fit.
pub(crate) fn upto(text: &str, end: usize) -> &str {
    text.get(..end).unwrap_or(text)
}

/// Compiles a pattern written in this crate.
pub(crate) fn pattern(source: &str) -> Regex {
    #[expect(
        clippy::expect_used,
        reason = "patterns are literals of this crate and each is run by a test"
    )]
    Regex::new(source).expect("a pattern of this crate compiles")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_match_in_folded_text_leads_back_to_the_printed_words() {
        let printed = "Kính gửi: Đội ƯCSC tỉnh";
        let folded = Folded::new(printed);
        let at = folded.text.find("doi ucsc").unwrap();
        assert_eq!(part(printed, folded.printed_range(at..at + 8)), "Đội ƯCSC");
        assert_eq!(
            part(printed, folded.printed_range(0..folded.text.len())),
            printed
        );
    }
}
