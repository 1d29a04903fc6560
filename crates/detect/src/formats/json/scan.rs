//! The tokens of JSON in place: strings as slices of the text unless they hold
//! escapes, numbers as they are printed.
//!
//! Never recurses, so no depth of nesting can exhaust the stack, and is lenient
//! where a log writer is sloppy (raw control characters inside strings): a
//! record that can be read is worth more than a rule that was broken.

use memchr::{memchr, memchr2};

/// A scalar or the beginning of something bigger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A string without its quotes; `true` when it holds escapes.
    Text(&'a str, bool),
    /// A number, `true` or `false`, as printed.
    Plain(&'a str),
    /// `null`.
    Null,
    /// `{`, taken.
    Object,
    /// `[`, taken.
    Array,
}

/// A place in a text of JSON.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self::at(text, 0)
    }

    /// From a place in the middle.
    pub(super) const fn at(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    pub(super) const fn offset(&self) -> usize {
        self.at
    }

    pub(super) fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Skips blanks and gives the next byte, not taken.
    pub(super) fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = self.byte()?;
            if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    /// Takes the next byte when it is this one, blanks before it skipped.
    pub(super) fn take(&mut self, wanted: u8) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    /// The next value, or its beginning; `None` where none stands.
    pub(super) fn token(&mut self) -> Option<Token<'a>> {
        match self.peek()? {
            b'"' => {
                self.at += 1;
                let (text, escaped) = self.string_rest()?;
                Some(Token::Text(text, escaped))
            }
            b'{' => {
                self.at += 1;
                Some(Token::Object)
            }
            b'[' => {
                self.at += 1;
                Some(Token::Array)
            }
            _ => self.plain(),
        }
    }

    /// A name and its colon.
    pub(super) fn name(&mut self) -> Option<(&'a str, bool)> {
        if !self.take(b'"') {
            return None;
        }
        let name = self.string_rest()?;
        self.take(b':').then_some(name)
    }

    /// The string whose opening quote was taken.
    pub(super) fn string_rest(&mut self) -> Option<(&'a str, bool)> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut escaped = false;
        loop {
            self.at = quote_or_escape(bytes, self.at)?;
            if bytes.get(self.at) == Some(&b'"') {
                let text = self.text.get(start..self.at)?;
                self.at += 1;
                return Some((text, escaped));
            }
            escaped = true;
            // The escaped byte is jumped over, whatever it is.
            self.at += 2;
        }
    }

    /// A number or word, not quoted.
    pub(super) fn plain(&mut self) -> Option<Token<'a>> {
        let start = self.at;
        while let Some(byte) = self.byte() {
            if !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.')) {
                break;
            }
            self.at += 1;
        }
        let text = self.since(start);
        match text {
            "null" => Some(Token::Null),
            "true" | "false" => Some(Token::Plain(text)),
            _ => {
                let digits = text.strip_prefix('-').unwrap_or(text);
                let number = digits.bytes().next()?.is_ascii_digit()
                    && digits.bytes().all(|b| {
                        b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-')
                    });
                number.then_some(Token::Plain(text))
            }
        }
    }

    /// Goes to the end of the object or array whose bracket was taken, by counting brackets.
    pub(super) fn skip_rest(&mut self) -> Option<()> {
        self.at = end_of_container(self.text.as_bytes(), self.at)?;
        Some(())
    }
}

/// Where the container ends whose opening bracket stands just before `at`.
pub(super) fn end_of_container(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at;
    let mut depth = 1usize;
    loop {
        match bytes.get(at)? {
            b'"' => at = end_of_string(bytes, at + 1)?,
            b'{' | b'[' => {
                depth = depth.saturating_add(1);
                at += 1;
            }
            b'}' | b']' => {
                depth -= 1;
                at += 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => at += 1,
        }
    }
}

/// The next quote or backslash. Most strings are short: the first bytes are looked at eight
/// at a time right here, which costs less than a call.
fn quote_or_escape(bytes: &[u8], at: usize) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    // A high bit wherever that byte stands; exact up to the first one.
    let places = |eight: u64, byte: u8| {
        let difference = eight ^ (ONES * u64::from(byte));
        difference.wrapping_sub(ONES) & !difference & HIGHS
    };
    let mut at = at;
    for _ in 0..3 {
        let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) else {
            break;
        };
        let eight = u64::from_le_bytes(*eight);
        let found = places(eight, b'"') | places(eight, b'\\');
        if found != 0 {
            return Some(at + usize::try_from(found.trailing_zeros() / 8).ok()?);
        }
        at += 8;
    }
    Some(at + memchr2(b'"', b'\\', bytes.get(at..)?)?)
}

/// Where the string ends whose opening quote stands just before `at`.
fn end_of_string(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at;
    loop {
        at = quote_or_escape(bytes, at)?;
        if bytes.get(at) == Some(&b'"') {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// Writes the text of a string with its escapes undone; what is no escape stays as it is.
pub(super) fn unescape(raw: &str, plain: &mut String) {
    plain.clear();
    let mut rest = raw;
    while let Some(at) = memchr(b'\\', rest.as_bytes()) {
        let (before, escape) = rest.split_at_checked(at).unwrap_or((rest, ""));
        plain.push_str(before);
        let kind = escape.as_bytes().get(1).copied();
        let simple = match kind {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'n') => '\n',
            Some(b't') => '\t',
            Some(b'r') => '\r',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'u') => {
                let (c, length) = unicode(escape);
                plain.push(c);
                rest = escape.get(length..).unwrap_or_default();
                continue;
            }
            _ => {
                plain.push('\\');
                rest = escape.get(1..).unwrap_or_default();
                continue;
            }
        };
        plain.push(simple);
        rest = escape.get(2..).unwrap_or_default();
    }
    plain.push_str(rest);
}

/// `\u00e9`, or two of them that make one character, at the start of `text`; with their length.
fn unicode(text: &str) -> (char, usize) {
    let unit = |from: usize| -> Option<u16> {
        let digits = text.get(from..from + 6)?.strip_prefix("\\u")?;
        let hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
        hex.then(|| u16::from_str_radix(digits, 16).ok()).flatten()
    };
    let Some(high) = unit(0) else {
        return ('\\', 1);
    };
    let both = [Some(high), unit(6)];
    let mut decoded = char::decode_utf16(both.into_iter().flatten());
    match decoded.next() {
        Some(Ok(c)) => (
            c,
            if (0xd800..0xdc00).contains(&high) {
                12
            } else {
                6
            },
        ),
        _ => ('\u{fffd}', 6),
    }
}
