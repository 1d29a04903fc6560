//! A string value of a rule: text with wildcards, and whether it fits.
//!
//! `*` stands for any run of characters, also none, `?` for exactly one;
//! `\*`, `\?` and `\\` are the characters themselves, a backslash before
//! anything else is a backslash (Sigma rules specification 2.1, "Escape
//! Character"). A dash made by the modifier `windash` stands for any of
//! [`DASHES`]: that equals all permutations the modifier names.

/// The characters that `windash` takes for one another.
pub(super) const DASHES: [char; 5] = ['-', '/', '\u{2013}', '\u{2014}', '\u{2015}'];

/// A piece of a [`Pattern`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Part {
    /// These characters; never empty.
    Text(String),
    /// `?`: one character.
    One,
    /// `*`: any run of characters.
    Many,
    /// One of [`DASHES`].
    Dash,
}

/// Text with wildcards; two texts or two `*` never stand side by side.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Pattern {
    parts: Vec<Part>,
}

impl Pattern {
    /// Reads a value as it stands in a rule.
    pub(super) fn parse(value: &str) -> Self {
        let mut pattern = Self::default();
        let mut chars = value.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '*' => pattern.push(Part::Many),
                '?' => pattern.push(Part::One),
                '\\' => match chars.next_if(|next| matches!(next, '*' | '?' | '\\')) {
                    Some(escaped) => pattern.push_char(escaped),
                    None => pattern.push_char('\\'),
                },
                _ => pattern.push_char(c),
            }
        }
        pattern
    }

    /// A pattern of these characters and no wildcard.
    pub(super) fn literal(text: &str) -> Self {
        let mut pattern = Self::default();
        text.chars().for_each(|c| pattern.push_char(c));
        pattern
    }

    pub(super) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The pattern with `*` before it.
    pub(super) fn open_start(mut self) -> Self {
        if self.parts.first() != Some(&Part::Many) {
            self.parts.insert(0, Part::Many);
        }
        self
    }

    /// The pattern with `*` after it.
    pub(super) fn open_end(mut self) -> Self {
        self.push(Part::Many);
        self
    }

    /// The pattern with every text changed by `change`.
    pub(super) fn map_text(&self, change: impl Fn(&str) -> String) -> Self {
        let mut pattern = Self::default();
        for part in &self.parts {
            match part {
                Part::Text(text) => change(text).chars().for_each(|c| pattern.push_char(c)),
                other => pattern.push(other.clone()),
            }
        }
        pattern
    }

    /// The pattern with each dash or slash that begins a flag (no word
    /// character before it, one after it) standing for any of [`DASHES`].
    pub(super) fn windash(&self) -> Self {
        let mut pattern = Self::default();
        let mut before = false;
        for part in &self.parts {
            let Part::Text(text) = part else {
                pattern.push(part.clone());
                before = false;
                continue;
            };
            let mut chars = text.chars().peekable();
            while let Some(c) = chars.next() {
                let after = chars.peek().copied().is_some_and(is_word);
                if DASHES.contains(&c) && !before && after {
                    pattern.push(Part::Dash);
                } else {
                    pattern.push_char(c);
                }
                before = is_word(c);
            }
        }
        pattern
    }

    fn push(&mut self, part: Part) {
        if part == Part::Many && self.parts.last() == Some(&Part::Many) {
            return;
        }
        self.parts.push(part);
    }

    fn push_char(&mut self, c: char) {
        if let Some(Part::Text(text)) = self.parts.last_mut() {
            text.push(c);
        } else {
            self.parts.push(Part::Text(c.to_string()));
        }
    }

    /// Whether all of `text` fits. Linear in the text times the number of
    /// parts: a `*` takes the shortest run first and only the last one is tried again.
    pub(super) fn fits(&self, text: &str) -> bool {
        fits(&self.parts, text)
    }
}

const fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii()
}

fn fits(parts: &[Part], text: &str) -> bool {
    let (mut rest_parts, mut rest) = (parts, text);
    // Where to go on when what follows the last `*` does not fit.
    let mut retry: Option<(&[Part], &str)> = None;
    loop {
        let step = match rest_parts.split_first() {
            None if rest.is_empty() => return true,
            None => None,
            Some((Part::Many, after)) => {
                if after.is_empty() {
                    return true;
                }
                retry = Some((after, rest));
                rest_parts = after;
                continue;
            }
            Some((part, after)) => take(part, rest).map(|rest| (after, rest)),
        };
        if let Some((after, left)) = step {
            (rest_parts, rest) = (after, left);
            continue;
        }
        let Some((after, from)) = retry else {
            return false;
        };
        let Some(shorter) = skip_char(from) else {
            return false;
        };
        retry = Some((after, shorter));
        (rest_parts, rest) = (after, shorter);
    }
}

/// What is left of `text` once `part` has taken its characters from the front.
fn take<'t>(part: &Part, text: &'t str) -> Option<&'t str> {
    match part {
        Part::Text(wanted) => text.strip_prefix(wanted.as_str()),
        Part::One => skip_char(text),
        Part::Dash => text.strip_prefix(DASHES),
        Part::Many => Some(text),
    }
}

fn skip_char(text: &str) -> Option<&str> {
    let mut chars = text.chars();
    chars.next().map(|_| chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backslashes_escape_wildcards_and_themselves() {
        let cases: &[(&str, &[Part])] = &[
            (r"a\b", &[Part::Text(r"a\b".into())]),
            (r"a\\b", &[Part::Text(r"a\b".into())]),
            (r"a\*b", &[Part::Text("a*b".into())]),
            (r"a\\*", &[Part::Text(r"a\".into()), Part::Many]),
            (r"a\\\*", &[Part::Text(r"a\*".into())]),
            (r"\\\\srv", &[Part::Text(r"\\srv".into())]),
            (r"\\\srv", &[Part::Text(r"\\srv".into())]),
            (r"end\", &[Part::Text(r"end\".into())]),
            (
                "a**b",
                &[Part::Text("a".into()), Part::Many, Part::Text("b".into())],
            ),
        ];
        for (value, parts) in cases {
            assert_eq!(Pattern::parse(value).parts(), *parts, "{value}");
        }
    }

    #[test]
    fn wildcards_fit_whole_texts() {
        let cases = [
            ("a*b?c", "aXXbYc", true),
            ("a*b?c", "abYc", true),
            ("a*b?c", "abc", false),
            ("*", "", true),
            ("?", "", false),
            ("?", "ế", true),
            ("*ab", "aab", true),
            ("*aab*b", "aaabab", true),
            ("a", "ab", false),
            ("", "", true),
            ("*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", false),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(
                Pattern::parse(pattern).fits(text),
                expected,
                "{pattern} on {text}"
            );
        }
    }

    #[test]
    fn windash_opens_only_dashes_that_begin_a_flag() {
        let pattern = Pattern::parse("-foo re-bar /x").windash();
        for (text, expected) in [
            ("-foo re-bar /x", true),
            ("/foo re-bar -x", true),
            ("\u{2013}foo re-bar \u{2015}x", true),
            ("-foo re/bar /x", false),
        ] {
            assert_eq!(pattern.fits(text), expected, "{text}");
        }
    }
}
