//! Ranges written in signs or words: `< 1.2`, `>= 1.31 | <= 1.4`,
//! `vers:npm/>=2.2.0|<2.3.0`, `2.0 through 2.4`, `trước 10.0.6`.

use crate::versions::Scheme;

/// A set of versions between two bounds; no bound on a side means open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Interval {
    /// The bound and whether it belongs to the set.
    pub(super) lower: Option<(String, bool)>,
    /// The bound and whether it belongs to the set.
    pub(super) upper: Option<(String, bool)>,
}

impl Interval {
    pub(super) fn exactly(version: &str) -> Self {
        let bound = Some((version.to_owned(), true));
        Self {
            lower: bound.clone(),
            upper: bound,
        }
    }
}

/// What an expression says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) intervals: Vec<Interval>,
    /// The order that a `vers:` range names.
    pub(super) scheme: Option<Scheme>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Below,
    UpTo,
    Above,
    From,
    Exactly,
}

/// Words for the signs, longest first; English and Vietnamese (folded).
const WORDS: [(&str, &str); 14] = [
    ("up to and including", "<="),
    ("earlier than", "<"),
    ("later than", ">"),
    ("prior to", "<"),
    ("through", "<="),
    ("before", "<"),
    ("starting from", ">="),
    ("up to", "<="),
    ("from", ">="),
    ("truoc", "<"),
    ("tu", ">="),
    ("den", "<="),
    ("to", "<="),
    ("since", ">="),
];

/// Words behind a version that turn it into a bound.
const SUFFIXES: [(&str, &str); 14] = [
    ("and prior", "<="),
    ("and earlier", "<="),
    ("or earlier", "<="),
    ("and older", "<="),
    ("and below", "<="),
    ("or below", "<="),
    ("tro ve truoc", "<="),
    ("tro xuong", "<="),
    ("and later", ">="),
    ("or later", ">="),
    ("and above", ">="),
    ("and newer", ">="),
    ("tro len", ">="),
    ("tro di", ">="),
];

/// Reads an expression; none when any part of it cannot be read.
pub(super) fn read(text: &str) -> Option<Written> {
    let text = domain::text::fold(text);
    let (scheme, text) = match text.strip_prefix("vers:") {
        Some(rest) => {
            let (kind, rest) = rest.split_once('/')?;
            (Scheme::named(kind), rest.to_owned())
        }
        None => (None, text),
    };
    if is_all(&text) {
        return Some(Written {
            intervals: vec![Interval::default()],
            scheme,
        });
    }
    let mut intervals = Vec::new();
    let mut lower: Option<(String, bool)> = None;
    for piece in text
        .split(['|', ',', ';'])
        .map(str::trim)
        .filter(|piece| !piece.is_empty())
    {
        for (sign, version) in comparators(&in_signs(piece))? {
            match sign {
                Sign::Below | Sign::UpTo => intervals.push(Interval {
                    lower: lower.take(),
                    upper: Some((version, sign == Sign::UpTo)),
                }),
                Sign::Above | Sign::From => {
                    if let Some(open) = lower.replace((version, sign == Sign::From)) {
                        intervals.push(Interval {
                            lower: Some(open),
                            upper: None,
                        });
                    }
                }
                Sign::Exactly => {
                    if let Some(open) = lower.take() {
                        intervals.push(Interval {
                            lower: Some(open),
                            upper: None,
                        });
                    }
                    intervals.push(Interval::exactly(&version));
                }
            }
        }
    }
    if let Some(open) = lower {
        intervals.push(Interval {
            lower: Some(open),
            upper: None,
        });
    }
    (!intervals.is_empty()).then_some(Written { intervals, scheme })
}

/// Whether a text means every version.
pub(super) fn is_all(text: &str) -> bool {
    matches!(
        text.trim().to_ascii_lowercase().as_str(),
        "*" | "all" | "all versions" | "any" | "any version" | "tat ca" | "moi phien ban"
    )
}

/// Puts signs in the place of words.
fn in_signs(piece: &str) -> String {
    let mut text = format!(" {piece} ");
    for noise in [" versions ", " version ", " phien ban ", " cac ", " ban "] {
        text = text.replace(noise, " ");
    }
    for (suffix, sign) in SUFFIXES {
        if let Some(version) = text.trim_end().strip_suffix(suffix) {
            return format!("{sign}{}", version.trim());
        }
    }
    for (word, sign) in WORDS {
        text = text.replace(&format!(" {word} "), &format!(" {sign} "));
    }
    text.trim().to_owned()
}

/// Signs with the versions behind them. A version in front of the first sign
/// is where the range begins (`0 < 8.0.1`).
fn comparators(text: &str) -> Option<Vec<(Sign, String)>> {
    let is_sign = |c: char| matches!(c, '<' | '>' | '=');
    let mut found = Vec::new();
    let (first, mut rest) = match text.find(is_sign) {
        Some(at) => text.split_at_checked(at)?,
        None => return Some(vec![(Sign::Exactly, version(text)?)]),
    };
    if !first.trim().is_empty() {
        found.push((Sign::From, version(first)?));
    }
    while !rest.is_empty() {
        let after = rest.trim_start_matches(|c| is_sign(c) || c == ' ');
        let (signs, _) = rest.split_at_checked(rest.len() - after.len())?;
        let signs: String = signs.chars().filter(|c| *c != ' ').collect();
        let sign = match signs.as_str() {
            "<" => Sign::Below,
            "<=" | "=<" => Sign::UpTo,
            ">" => Sign::Above,
            ">=" | "=>" => Sign::From,
            "=" | "==" => Sign::Exactly,
            _ => return None,
        };
        let end = after.find(is_sign).unwrap_or(after.len());
        let (text, next) = after.split_at_checked(end)?;
        found.push((sign, version(text)?));
        rest = next;
    }
    Some(found)
}

/// A version must hold a digit and begin like one.
fn version(text: &str) -> Option<String> {
    let text = text.trim();
    let begins = text
        .trim_start_matches('v')
        .starts_with(|c: char| c.is_ascii_digit());
    let coded = !text.contains(' ') && text.bytes().any(|byte| byte.is_ascii_digit());
    (begins || coded).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let shown = read(text).map_or_else(
            || "unreadable".to_owned(),
            |written| {
                let side = |bound: &Option<(String, bool)>, open: &str, closed: &str| match bound {
                    Some((version, true)) => format!("{closed}{version}"),
                    Some((version, false)) => format!("{open}{version}"),
                    None => String::new(),
                };
                let one = |one: &Interval| {
                    format!(
                        "{}{}",
                        side(&one.lower, ">", ">="),
                        side(&one.upper, "<", "<=")
                    )
                };
                written
                    .intervals
                    .iter()
                    .map(one)
                    .collect::<Vec<_>>()
                    .join(" or ")
            },
        );
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn expressions_of_real_advisories_are_read() {
        for (text, expected) in [
            ("< 15.3", "<15.3"),
            ("<=35", "<=35"),
            (">= 1.31 | <= 1.4", ">=1.31<=1.4"),
            (">=8.0|=<8.5", ">=8.0<=8.5"),
            ("> 6.8.6 | < 6.9.2 CU01", ">6.8.6<6.9.2 cu01"),
            (
                ">=13.0.0 | <= 13.0.2 | 13.1.0",
                ">=13.0.0<=13.0.2 or >=13.1.0<=13.1.0",
            ),
            (
                "5.17.00 | 5.17.01",
                ">=5.17.00<=5.17.00 or >=5.17.01<=5.17.01",
            ),
            ("0 < 8.0.1", ">=0<8.0.1"),
            ("13.0  | < 13.0.1", ">=13.0<=13.0 or <13.0.1"),
            ("vers:all/*", ""),
            ("all versions", ""),
            ("vers:all/>=V3.0.1<V3.0.3", ">=v3.0.1<v3.0.3"),
            ("vers:npm/>=2.2.0|<2.3.0", ">=2.2.0<2.3.0"),
            ("vers:all/>=V30.0.0", ">=v30.0.0"),
            ("Versions 2.0 through 2.4", ">=2.0<=2.4"),
            ("1.0 to 1.4", ">=1.0<=1.4"),
            ("before 8.8.15 Patch 41", "<8.8.15 patch 41"),
            ("prior to 3.2", "<3.2"),
            ("3.2 and prior", "<=3.2"),
            ("trước 10.0.6", "<10.0.6"),
            ("từ 15.1.0 đến 15.1.10", ">=15.1.0<=15.1.10"),
            ("15.1.10 trở về trước", "<=15.1.10"),
            ("<=", "unreadable"),
            ("9.4 | FP2  Hotfix 5", "unreadable"),
            ("", "unreadable"),
            ("see the vendor's page", "unreadable"),
            ("<<<< 1", "unreadable"),
        ] {
            check(text, expected);
        }
    }
}
