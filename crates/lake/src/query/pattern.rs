//! Texts compared as people mean them: without regard to case or to how
//! Vietnamese letters are composed, with `*` and `?`.
//!
//! A pattern without letters outside ASCII is compared byte by byte, so that
//! most records are searched without being copied.

use std::borrow::Cow;
use std::fmt;

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A text sought, folded, with wildcards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    /// Never two [`Piece::Any`] in a row, never two literals in a row, no empty literal.
    pieces: Vec<Piece>,
    ascii: bool,
}

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// This text, already folded.
    Literal(String),
    /// Any number of characters, `*`.
    Any,
    /// One character, `?`.
    One,
}

/// A text in the one form in which texts are compared: NFC, lower case.
pub(super) fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return match text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => Cow::Owned(text.to_ascii_lowercase()),
            false => Cow::Borrowed(text),
        };
    }
    if is_nfc(text) && text.chars().all(|one| one.to_lowercase().eq([one])) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfc().flat_map(char::to_lowercase).nfc().collect())
}

impl Pattern {
    /// A pattern of parts as they were written.
    pub(super) fn new(written: Vec<Piece>) -> Self {
        let mut pieces: Vec<Piece> = Vec::with_capacity(written.len());
        for piece in written {
            match (pieces.last_mut(), piece) {
                (Some(Piece::Any), Piece::Any) => {}
                (Some(Piece::Literal(before)), Piece::Literal(text)) => before.push_str(&text),
                (_, Piece::Literal(text)) if text.is_empty() => {}
                (_, piece) => pieces.push(piece),
            }
        }
        for piece in &mut pieces {
            if let Piece::Literal(text) = piece {
                *text = fold(text).into_owned();
            }
        }
        let ascii = pieces.iter().all(|piece| match piece {
            Piece::Literal(text) => text.is_ascii(),
            Piece::Any | Piece::One => true,
        });
        Self { pieces, ascii }
    }

    /// A pattern of one text without wildcards.
    pub(super) fn literal(text: &str) -> Self {
        Self::new(vec![Piece::Literal(text.to_owned())])
    }

    /// The folded text, when there is no wildcard in it.
    pub(super) fn as_literal(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [] => Some(""),
            [Piece::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// True for `*` alone.
    pub(super) fn is_anything(&self) -> bool {
        matches!(self.pieces.as_slice(), [Piece::Any])
    }

    /// True when a literal part holds a separator of paths.
    pub(super) fn names_a_folder(&self) -> bool {
        self.pieces.iter().any(|piece| match piece {
            Piece::Literal(text) => text.contains(['/', '\\']),
            Piece::Any | Piece::One => false,
        })
    }

    /// The longest run of ASCII letters and digits any match must hold; empty when there is none of
    /// three or more.
    pub(super) fn longest_word(&self) -> &str {
        let literals = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Literal(text) => Some(text.as_str()),
            Piece::Any | Piece::One => None,
        });
        literals
            .flat_map(|text| text.split(|one: char| !one.is_ascii_alphanumeric()))
            .filter(|word| word.len() >= 3)
            .max_by_key(|word| word.len())
            .unwrap_or_default()
    }

    /// Whether the whole text is as the pattern says.
    pub(super) fn is(&self, text: &[u8]) -> bool {
        if let (true, Some(literal)) = (self.ascii, self.as_literal()) {
            return text.eq_ignore_ascii_case(literal.as_bytes());
        }
        self.walk(text, &self.pieces)
    }

    fn walk(&self, text: &[u8], pieces: &[Piece]) -> bool {
        if text.is_ascii() {
            return self.ascii && glob_bytes(pieces, text);
        }
        let text = String::from_utf8_lossy(text);
        glob_chars(pieces, &fold(&text))
    }
}

/// A pattern sought anywhere in a text, made ready once.
#[derive(Debug, Clone)]
pub(super) struct Finder {
    pattern: Pattern,
    /// The pattern with `*` at both ends, when it has wildcards.
    open: Vec<Piece>,
    word: Option<Word>,
}

impl Finder {
    pub(super) fn new(pattern: &Pattern) -> Self {
        let ends = |at: Option<&Piece>| (at != Some(&Piece::Any)).then_some(Piece::Any);
        let open = ends(pattern.pieces.first())
            .into_iter()
            .chain(pattern.pieces.iter().cloned())
            .chain(ends(pattern.pieces.last()))
            .collect();
        let word = pattern.as_literal().filter(|text| text.is_ascii());
        Self {
            pattern: pattern.clone(),
            open,
            word: word.map(|text| Word::new(text.as_bytes())),
        }
    }

    /// Whether the text holds the pattern.
    pub(super) fn is_in(&self, text: &[u8]) -> bool {
        if let Some(word) = &self.word {
            return word.is_in(text);
        }
        match self.pattern.as_literal() {
            Some(_) if text.is_ascii() => false,
            Some(literal) => {
                let text = String::from_utf8_lossy(text);
                memchr::memmem::find(fold(&text).as_bytes(), literal.as_bytes()).is_some()
            }
            None => self.pattern.walk(text, &self.open),
        }
    }
}

/// An ASCII text sought without regard to case. What is in it besides letters, or else its rarest byte, leads from place
/// to place.
#[derive(Debug, Clone)]
pub(super) struct Word {
    lower: Vec<u8>,
    anchor: Anchor,
}

/// The part of a word that is looked for, and where it stands in the word.
#[derive(Debug, Clone)]
enum Anchor {
    /// Digits and signs are the same in either case.
    Run(usize, Box<memchr::memmem::Finder<'static>>),
    Byte(usize, [u8; 2]),
}

/// Bytes from which on a run of digits and signs is rarer than any letter.
const RUN_MIN: usize = 3;

impl Word {
    pub(super) fn new(text: &[u8]) -> Self {
        let lower = text.to_ascii_lowercase();
        let is_same = |byte: &u8| !byte.is_ascii_alphabetic();
        let runs = lower.chunk_by(|left, right| is_same(left) && is_same(right));
        let runs = runs.scan(0, |at, run| {
            let start = *at;
            *at += run.len();
            Some((start, run))
        });
        let longest = runs
            .filter(|(_, run)| run.len() >= RUN_MIN)
            .max_by_key(|(_, run)| run.len());
        let anchor = if let Some((at, run)) = longest {
            let finder = memchr::memmem::Finder::new(run).into_owned();
            Anchor::Run(at, Box::new(finder))
        } else {
            let rarest = (0..).zip(&lower).min_by_key(|(_, byte)| commonness(**byte));
            let (at, byte) = rarest.map_or((0, 0), |(at, byte)| (at, *byte));
            Anchor::Byte(at, [byte, byte.to_ascii_uppercase()])
        };
        Self { lower, anchor }
    }

    pub(super) fn is_in(&self, text: &[u8]) -> bool {
        if self.lower.is_empty() {
            return true;
        }
        let here = |at: usize, anchor: usize| {
            let start = at.checked_sub(anchor);
            let found = start.and_then(|start| text.get(start..start + self.lower.len()));
            found.is_some_and(|found| found.eq_ignore_ascii_case(&self.lower))
        };
        match &self.anchor {
            Anchor::Run(anchor, finder) => {
                let mut from = 0;
                while let Some(next) = text.get(from..).and_then(|rest| finder.find(rest)) {
                    if here(from + next, *anchor) {
                        return true;
                    }
                    // A run may begin within itself.
                    from += next + 1;
                }
                false
            }
            Anchor::Byte(anchor, [lower, upper]) if lower == upper => {
                memchr::memchr_iter(*lower, text).any(|at| here(at, *anchor))
            }
            Anchor::Byte(anchor, [lower, upper]) => {
                memchr::memchr2_iter(*lower, *upper, text).any(|at| here(at, *anchor))
            }
        }
    }
}

/// How often a byte stands in logs, roughly; only speed depends on it.
fn commonness(byte: u8) -> u8 {
    match byte {
        b' ' | b'"' | b'=' | b'0'..=b'2' | b'e' => 9,
        b't' | b'i' | b'a' | b's' | b'o' | b'n' | b'r' | b'.' | b':' => 8,
        b'3'..=b'9' | b'd' | b'c' | b'p' | b'l' | b'-' | b'/' | b',' => 6,
        b'm' | b'u' | b'f' | b'h' | b'g' | b'y' | b'_' => 4,
        b'b' | b'v' | b'w' | b'k' => 2,
        _ => 0,
    }
}

/// Matching by going back to the last `*` only, which is enough for patterns of this kind.
fn glob_bytes(pieces: &[Piece], text: &[u8]) -> bool {
    glob(pieces, text, |text, piece| match piece {
        Piece::Literal(literal) => {
            let (front, rest) = text.split_at_checked(literal.len())?;
            front
                .eq_ignore_ascii_case(literal.as_bytes())
                .then_some(rest)
        }
        Piece::One | Piece::Any => text.get(1..),
    })
}

fn glob_chars(pieces: &[Piece], text: &str) -> bool {
    glob(pieces, text.as_bytes(), |text, piece| match piece {
        Piece::Literal(literal) => text.strip_prefix(literal.as_bytes()),
        Piece::One | Piece::Any => {
            // The text is UTF-8: a character ends before the next byte that begins one.
            let width = text.iter().skip(1).take_while(|byte| **byte & 0xc0 == 0x80);
            text.get(width.count() + 1..)
        }
    })
}

/// `step` takes a literal, or one character, off the front.
fn glob<'a>(
    pieces: &[Piece],
    text: &'a [u8],
    step: impl Fn(&'a [u8], &Piece) -> Option<&'a [u8]>,
) -> bool {
    let (mut rest, mut left) = (text, pieces);
    let mut back: Option<(&[u8], &[Piece])> = None;
    loop {
        let stepped = match left.split_first() {
            None if rest.is_empty() => return true,
            None => None,
            Some((Piece::Any, [])) => return true,
            Some((Piece::Any, after)) => {
                back = Some((rest, after));
                Some((rest, after))
            }
            Some((piece, after)) => step(rest, piece).map(|rest| (rest, after)),
        };
        (rest, left) = match (stepped, back) {
            (Some(next), _) => next,
            (None, Some((from, after))) => {
                let Some(from) = step(from, &Piece::One) else {
                    return false;
                };
                back = Some((from, after));
                (from, after)
            }
            (None, None) => return false,
        };
    }
}

impl fmt::Display for Pattern {
    /// As it is written in a search: quoted where that is shorter than escapes.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(text) = self.as_literal() {
            return write_text(out, text);
        }
        for piece in &self.pieces {
            match piece {
                Piece::Literal(text) => write_escaped(out, text)?,
                Piece::Any => out.write_str("*")?,
                Piece::One => out.write_str("?")?,
            }
        }
        Ok(())
    }
}

/// Characters that mean something in a bare word.
pub(super) const SPECIAL: &[char] = &[
    '\\', '"', '(', ')', '*', '?', ':', '=', '<', '>', '[', ']', '-', '/',
];

/// A text bare where that is safe, else in quotes.
pub(super) fn write_text(out: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let bare = !text.is_empty()
        && text
            .chars()
            .all(|one| one.is_alphanumeric() || "._-@".contains(one))
        && text.starts_with(|one: char| one.is_alphanumeric())
        && super::parse::keyword(text).is_none();
    if bare {
        return out.write_str(text);
    }
    out.write_str("\"")?;
    for one in text.chars() {
        if matches!(one, '"' | '\\') {
            out.write_str("\\")?;
        }
        write!(out, "{one}")?;
    }
    out.write_str("\"")
}

fn write_escaped(out: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    for one in text.chars() {
        if SPECIAL.contains(&one) || one.is_whitespace() {
            out.write_str("\\")?;
        }
        write!(out, "{one}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_wherever_it_stands() {
        let words = [
            "srcport=50007",
            "00.00.x",
            "a000",
            "0000",
            "ABC",
            "=\"",
            "x-1-2-3-y",
        ];
        let texts = [
            "SrcPort=50007",
            "srcport=5000",
            "000.000.00.00.X",
            "A0000",
            "aa000",
            "00000",
            "ab abC",
            "k==\"",
            "x-1-2-3-1-2-3-Y x-1-2-3-y",
            "",
        ];
        for word in words {
            for text in texts {
                let wanted = text
                    .to_ascii_lowercase()
                    .contains(&word.to_ascii_lowercase());
                let found = Word::new(word.as_bytes()).is_in(text.as_bytes());
                assert_eq!(found, wanted, "{word} in {text}");
            }
        }
    }
}
