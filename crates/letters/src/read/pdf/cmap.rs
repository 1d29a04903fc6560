//! ToUnicode tables: from the codes of a font to letters (ISO 32000-1, 9.10.3).

use std::collections::HashMap;

/// Most codes a table may name; Unicode's first plane has no more.
const MAX_CODES: usize = 70_000;

/// From codes to letters.
#[derive(Debug, Default)]
pub(super) struct CodeMap {
    letters: HashMap<u32, String>,
    is_narrow: bool,
    is_plain: bool,
}

#[derive(Debug, PartialEq)]
enum Token<'t> {
    Code(Vec<u8>),
    Open,
    Close,
    Word(&'t [u8]),
}

impl CodeMap {
    /// Codes that are UTF-16 themselves.
    pub(super) fn plain() -> Self {
        let letters = (0x20..=0xFFFF_u32)
            .filter_map(|code| Some((code, char::from_u32(code)?.to_string())))
            .collect();
        Self {
            letters,
            is_plain: true,
            ..Self::default()
        }
    }

    /// Reads a table; damage costs the codes it touches.
    pub(super) fn read(table: &[u8]) -> Self {
        let mut map = Self::default();
        let mut pending: Vec<Token<'_>> = Vec::new();
        let mut rest = table;
        while let Some(token) = token(&mut rest) {
            match token {
                Token::Word(word) => {
                    match word {
                        b"endbfchar" => map.chars(&pending),
                        b"endbfrange" => map.ranges(&pending),
                        b"endcodespacerange" => {
                            map.is_narrow = pending
                                .iter()
                                .all(|t| matches!(t, Token::Code(code) if code.len() == 1));
                        }
                        _ => {}
                    }
                    pending.clear();
                }
                other if pending.len() < MAX_CODES => pending.push(other),
                _ => {}
            }
        }
        map
    }

    /// Whether it names nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.letters.is_empty() && !self.is_plain
    }

    /// Whether its codes have one byte.
    pub(super) const fn is_narrow(&self) -> bool {
        self.is_narrow
    }

    /// The letters of a code.
    pub(super) fn get(&self, code: u32) -> Option<&str> {
        self.letters.get(&code).map(String::as_str)
    }

    fn chars(&mut self, tokens: &[Token<'_>]) {
        for pair in tokens.chunks_exact(2) {
            if let [Token::Code(code), Token::Code(text)] = pair {
                self.add(number(code), utf16(text));
            }
        }
    }

    fn ranges(&mut self, tokens: &[Token<'_>]) {
        let mut rest = tokens;
        while let [Token::Code(first), Token::Code(last), after @ ..] = rest {
            let codes = number(first)..=number(last);
            match after {
                [Token::Open, list @ ..] => {
                    let length = list.iter().take_while(|t| **t != Token::Close).count();
                    for (code, text) in codes.zip(list.iter().take(length)) {
                        if let Token::Code(text) = text {
                            self.add(code, utf16(text));
                        }
                    }
                    rest = list.get(length + 1..).unwrap_or_default();
                }
                [Token::Code(text), after @ ..] => {
                    self.run(codes, &utf16(text));
                    rest = after;
                }
                _ => return,
            }
        }
    }

    /// A range whose last letter counts up with the code.
    fn run(&mut self, codes: std::ops::RangeInclusive<u32>, first: &str) {
        let mut stem: String = first.to_owned();
        let Some(last) = stem.pop() else { return };
        for (code, letter) in codes.zip(u32::from(last)..).take(MAX_CODES) {
            if self.letters.len() >= MAX_CODES {
                return;
            }
            if let Some(letter) = char::from_u32(letter) {
                self.add(code, format!("{stem}{letter}"));
            }
        }
    }

    fn add(&mut self, code: u32, text: String) {
        if self.letters.len() < MAX_CODES && !text.contains('\0') {
            self.letters.insert(code, text);
        }
    }
}

fn number(code: &[u8]) -> u32 {
    code.iter()
        .take(4)
        .fold(0, |number, byte| (number << 8) | u32::from(*byte))
}

fn utf16(bytes: &[u8]) -> String {
    let units = bytes.chunks(2).map(|pair| match pair {
        [high, low] => u16::from_be_bytes([*high, *low]),
        [only, ..] => u16::from(*only),
        [] => 0,
    });
    char::decode_utf16(units.take(16))
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

fn token<'t>(rest: &mut &'t [u8]) -> Option<Token<'t>> {
    loop {
        match *rest {
            [] => return None,
            [b'[', after @ ..] => {
                *rest = after;
                return Some(Token::Open);
            }
            [b']', after @ ..] => {
                *rest = after;
                return Some(Token::Close);
            }
            [b'<', b'<', after @ ..] | [b'>', after @ ..] => *rest = after,
            [b'%', ..] => skip(rest, |byte| byte != b'\n' && byte != b'\r'),
            [b'<', after @ ..] => {
                *rest = after;
                return Some(Token::Code(hex(rest)));
            }
            [byte, after @ ..] if byte.is_ascii_whitespace() || *byte == 0 => *rest = after,
            word => {
                let is_word = |byte: u8| !byte.is_ascii_whitespace() && !b"[]<>%\0".contains(&byte);
                let length = word.iter().take_while(|byte| is_word(**byte)).count();
                let (word, after) = word.split_at_checked(length)?;
                *rest = after;
                return Some(Token::Word(word));
            }
        }
    }
}

fn skip(rest: &mut &[u8], keep: impl Fn(u8) -> bool) {
    while let [byte, after @ ..] = *rest
        && keep(*byte)
    {
        *rest = after;
    }
}

/// Digits up to `>`; a lone last digit stands for a whole byte.
fn hex(rest: &mut &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut high: Option<u8> = None;
    while let [byte, after @ ..] = *rest {
        *rest = after;
        if *byte == b'>' {
            break;
        }
        let Some(digit) = char::from(*byte)
            .to_digit(16)
            .and_then(|d| u8::try_from(d).ok())
        else {
            continue;
        };
        match high.take() {
            Some(high) if bytes.len() < 64 => bytes.push(high << 4 | digit),
            Some(_) => {}
            None => high = Some(digit),
        }
    }
    if let Some(high) = high {
        bytes.push(high << 4);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(table: &str, code: u32, expected: Option<&str>) {
        assert_eq!(
            CodeMap::read(table.as_bytes()).get(code),
            expected,
            "{table}"
        );
    }

    #[test]
    fn single_codes_ranges_and_lists_are_read() {
        check("1 beginbfchar <0003> <1EA3> endbfchar", 3, Some("ả"));
        check("1 beginbfchar <03> <00660069> endbfchar", 3, Some("fi"));
        check(
            "1 beginbfrange <0010> <0012> <0061> endbfrange",
            0x12,
            Some("c"),
        );
        check(
            "1 beginbfrange <0010><0011>[<01A1> <01B0>] endbfrange",
            0x11,
            Some("ư"),
        );
        check("1 beginbfchar <0003> <D83D DE00> endbfchar", 3, Some("😀"));
        check(
            "% <0003> <0041>\n1 beginbfchar <0004> <0042> endbfchar",
            3,
            None,
        );
    }

    #[test]
    fn damage_costs_only_what_it_touches() {
        check(
            "beginbfchar <0003> endbfchar beginbfchar <4> <0041> endbfchar",
            0x40,
            Some("A"),
        );
        check(
            "beginbfrange <0000> <FFFFFFFF> <0061> endbfrange",
            0,
            Some("a"),
        );
        check(
            "beginbfrange <0001> <0002> [<0061> endbfrange",
            1,
            Some("a"),
        );
        check("beginbfchar <0003> <0041", 3, None);
    }
}
