//! Letters by the names fonts give them: `A`, `aacute`, `uni1EA3`, `ohorndotbelow`.
//!
//! Of Adobe's glyph list only what Vietnamese and punctuation need is here:
//! a base letter with its marks is taken apart and composed again.

use domain::text::nfc;

/// Names that are neither a letter with marks nor a number.
const SIGNS: &[(&str, &str)] = &[
    ("space", " "),
    ("nbspace", " "),
    ("exclam", "!"),
    ("quotedbl", "\""),
    ("numbersign", "#"),
    ("dollar", "$"),
    ("percent", "%"),
    ("ampersand", "&"),
    ("quotesingle", "'"),
    ("parenleft", "("),
    ("parenright", ")"),
    ("asterisk", "*"),
    ("plus", "+"),
    ("comma", ","),
    ("hyphen", "-"),
    ("sfthyphen", "-"),
    ("minus", "-"),
    ("period", "."),
    ("slash", "/"),
    ("zero", "0"),
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("colon", ":"),
    ("semicolon", ";"),
    ("less", "<"),
    ("equal", "="),
    ("greater", ">"),
    ("question", "?"),
    ("at", "@"),
    ("bracketleft", "["),
    ("backslash", "\\"),
    ("bracketright", "]"),
    ("underscore", "_"),
    ("braceleft", "{"),
    ("bar", "|"),
    ("braceright", "}"),
    ("asciitilde", "~"),
    ("bullet", "•"),
    ("endash", "–"),
    ("emdash", "—"),
    ("quoteleft", "‘"),
    ("quoteright", "’"),
    ("quotedblleft", "“"),
    ("quotedblright", "”"),
    ("ellipsis", "…"),
    ("dcroat", "đ"),
    ("Dcroat", "Đ"),
    ("dbar", "đ"),
    ("Dslash", "Đ"),
    ("Eth", "Đ"),
    ("fi", "fi"),
    ("fl", "fl"),
    ("degree", "°"),
    ("section", "§"),
    ("dong", "₫"),
];

const MARKS: &[(&str, char)] = &[
    ("acute", '\u{301}'),
    ("grave", '\u{300}'),
    ("hookabove", '\u{309}'),
    ("hook", '\u{309}'),
    ("tilde", '\u{303}'),
    ("dotbelow", '\u{323}'),
    ("circumflex", '\u{302}'),
    ("breve", '\u{306}'),
    ("horn", '\u{31b}'),
    ("dieresis", '\u{308}'),
    ("comb", '\u{34f}'),
];

/// What a glyph's name stands for.
pub(super) fn letters(name: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(name).ok()?;
    // "a.sc" is a form of "a".
    let name = name.split('.').next()?;
    if let Some((_, sign)) = SIGNS.iter().find(|(known, _)| *known == name) {
        return Some((*sign).to_owned());
    }
    let by_number = name
        .strip_prefix("uni")
        .or_else(|| name.strip_prefix('u'))
        .filter(|digits| (4..=6).contains(&digits.len()))
        .and_then(|digits| u32::from_str_radix(digits, 16).ok())
        .and_then(char::from_u32);
    if let Some(letter) = by_number {
        return Some(letter.to_string());
    }
    let mut chars = name.chars();
    let base = chars.next().filter(char::is_ascii_alphabetic)?;
    let mut text = String::from(base);
    let mut rest = chars.as_str();
    while !rest.is_empty() {
        let (mark, after) = MARKS
            .iter()
            .find_map(|(word, mark)| Some((*mark, rest.strip_prefix(word)?)))?;
        text.push(mark);
        rest = after;
    }
    Some(nfc(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vietnamese_letters_and_signs_are_known_by_name() {
        for (name, expected) in [
            ("A", Some("A")),
            ("a.sc", Some("a")),
            ("uni1EA3", Some("ả")),
            ("u01B0", Some("ư")),
            ("ohorndotbelow", Some("ợ")),
            ("acircumflexacute", Some("ấ")),
            ("dcroat", Some("đ")),
            ("slash", Some("/")),
            ("g123", None),
            ("", None),
            ("uniZZZZ", None),
        ] {
            assert_eq!(letters(name.as_bytes()).as_deref(), expected, "{name}");
        }
    }
}
