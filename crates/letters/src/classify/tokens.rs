//! A clause as folded words that remember where they were printed.
//!
//! Words are compared folded (`domain::text::fold`), their diacritics are kept
//! beside them: "bản vá" and "ban và" fold alike and mean different things.
//! No meaning is decided here.

use core::ops::Range;

use domain::text::fold;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How much of a clause is looked at, in characters. The longest real clause
/// met has 1,100; what is longer is a document that was not cut into clauses.
pub(super) const CLAUSE_CHARS_MAX: usize = 20_000;

/// The longest word looked at, in characters; the longest Vietnamese syllable has seven.
const WORD_CHARS_MAX: usize = 48;

/// What a word looks like to the matcher.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Shape {
    /// Lower case, no diacritics, final `y` after a consonant written `i`.
    pub(super) folded: String,
    /// The diacritics, sorted, so that "hoà" and "hòa" have the same.
    pub(super) marks: String,
}

impl Shape {
    /// The shape of one printed word.
    pub(super) fn of(word: &str) -> Self {
        let mut marks: Vec<char> = Vec::new();
        for c in word.nfd() {
            match c {
                'đ' | 'Đ' => marks.push('đ'),
                c if is_combining_mark(c) => marks.push(c),
                _ => {}
            }
        }
        marks.sort_unstable();
        Self {
            folded: one_spelling(fold(word)),
            marks: marks.into_iter().collect(),
        }
    }
}

/// "lý" and "lí", "kỹ" and "kĩ" are one word in two spellings.
fn one_spelling(mut folded: String) -> String {
    let bare_y = folded.len() == 2 && folded.starts_with(['h', 'k', 'l', 'm', 's', 't']);
    if bare_y && folded.ends_with('y') {
        folded.pop();
        folded.push('i');
    }
    folded
}

/// One word of a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) shape: Shape,
    /// Where it is printed, in bytes of the clause.
    pub(super) span: Range<usize>,
    /// Which sentence of the clause it stands in, from 0; `;` ends one too.
    pub(super) sentence: usize,
}

/// The words of the first [`CLAUSE_CHARS_MAX`] characters of `clause`.
pub(super) fn tokenise(clause: &str) -> Vec<Token> {
    let mut reader = Reader::default();
    let mut chars = clause
        .char_indices()
        .take(CLAUSE_CHARS_MAX)
        .filter(|(_, c)| !is_ignorable(*c))
        .peekable();
    while let Some((at, c)) = chars.next() {
        if c.is_alphanumeric() || is_combining_mark(c) {
            reader.push(at, c);
            continue;
        }
        reader.close_word();
        let last = chars.peek().is_none_or(|(_, next)| next.is_whitespace());
        if c == ';' || (last && matches!(c, '.' | '!' | '?')) {
            reader.sentence += 1;
        }
    }
    reader.close_word();
    reader.tokens
}

/// Soft hyphens and zero-width characters, which word processors leave inside words.
fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'
    )
}

#[derive(Default)]
struct Reader {
    tokens: Vec<Token>,
    sentence: usize,
    word: String,
    chars: usize,
    span: Range<usize>,
}

impl Reader {
    fn push(&mut self, at: usize, c: char) {
        if self.word.is_empty() {
            self.span.start = at;
        }
        self.span.end = at + c.len_utf8();
        self.chars += 1;
        if self.chars <= WORD_CHARS_MAX {
            self.word.push(c);
        }
    }

    fn close_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let shape = Shape::of(&self.word);
        self.word.clear();
        self.chars = 0;
        if !shape.folded.is_empty() {
            self.tokens.push(Token {
                shape,
                span: self.span.clone(),
                sentence: self.sentence,
            });
        }
    }
}

/// Whether the text has lost its diacritics as a whole, as in messages and old systems.
/// Then a missing mark says nothing about the word.
pub(super) fn is_bare(tokens: &[Token]) -> bool {
    let marked = tokens.iter().filter(|t| !t.shape.marks.is_empty()).count();
    marked * 8 < tokens.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, usize)]) {
        let tokens = tokenise(text);
        let read: Vec<_> = tokens
            .iter()
            .map(|t| (t.shape.folded.as_str(), t.sentence))
            .collect();
        assert_eq!(read, expected, "{text:?}");
    }

    #[test]
    fn words_and_sentences() {
        check(
            "Trực 24/7; rà soát.",
            &[("truc", 0), ("24", 0), ("7", 0), ("ra", 1), ("soat", 1)],
        );
        check(
            "xử lý, xử lí",
            &[("xu", 0), ("li", 0), ("xu", 0), ("li", 0)],
        );
        check("IRlab.vn", &[("irlab", 0), ("vn", 0)]);
        check("giám\u{ad}sát", &[("giamsat", 0)]);
        check("| **Cổng** |", &[("cong", 0)]);
        check("", &[]);
    }

    #[test]
    fn marks_are_the_same_wherever_they_are_printed() {
        assert_eq!(Shape::of("hoà"), Shape::of("hòa"));
        assert_eq!(Shape::of("CỔNG"), Shape::of("co\u{302}\u{309}ng"));
        assert_ne!(Shape::of("vá"), Shape::of("và"));
        assert_ne!(Shape::of("đa"), Shape::of("da"));
    }

    #[test]
    fn spans_point_into_the_printed_text() {
        let text = "Rà soát co\u{302}\u{309}ng";
        let words: Vec<_> = tokenise(text)
            .into_iter()
            .map(|t| text.get(t.span))
            .collect();
        assert_eq!(
            words,
            [Some("Rà"), Some("soát"), Some("co\u{302}\u{309}ng")]
        );
    }
}
