//! The mark at the beginning of a line: number, letter, dash.
//!
//! Vietnamese lists run a b c d đ e g h i k l m n o p q r s t u v x y; Word
//! also prints f, j, w and z, so all letters are taken. Whether `i)` is a
//! letter or a roman one depends on its neighbours; `outline` decides.

use super::folded::{Folded, part, pattern, rest};
use regex::Regex;
use std::sync::LazyLock;

/// The kind of a mark, from the outermost in a document to the innermost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    /// Phần I, Chương I, Mục 1.
    Part,
    /// A. B. C.
    Capital,
    /// I. II. III.
    Roman,
    /// Điều 1.
    Article,
    /// 1. 2) 3/
    Number,
    /// 1.1. 2.3.1
    Dotted,
    /// a) b. đ/
    Letter,
    /// (1) (a)
    Bracketed,
    /// (i) ii)
    SmallRoman,
    /// - – —
    Dash,
    /// +
    Plus,
    /// • * ▪
    Bullet,
}

impl Kind {
    /// Whether items of this kind carry no label and are counted instead.
    pub(crate) const fn is_counted(self) -> bool {
        matches!(self, Self::Dash | Self::Plus | Self::Bullet)
    }
}

/// A mark and what it prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Marker {
    /// Its kind.
    pub(crate) kind: Kind,
    /// The printed label without brackets and stops; empty for counted kinds.
    pub(crate) label: String,
}

struct Shape {
    kind: Kind,
    /// Groups: the label, then the text.
    regex: LazyLock<Regex>,
}

macro_rules! shape {
    ($kind:ident, $source:literal) => {
        Shape {
            kind: Kind::$kind,
            regex: LazyLock::new(|| pattern($source)),
        }
    };
}

/// Shapes in the order they are tried, on the printed line.
static SHAPES: [Shape; 13] = [
    shape!(
        Dotted,
        r"^(\d{1,2}(?:\.\d{1,2}){1,3})[.)/:]\s*([\p{L}“\x22(\[].*)$"
    ),
    shape!(
        Dotted,
        r"^(\d{1,2}(?:\.\d{1,2}){1,3})\s+([\p{Lu}“\x22(\[].*)$"
    ),
    shape!(Number, r"^(\d{1,2})\s?[.)]\s*([^\d\s.,)/-].*)$"),
    shape!(Number, r"^(\d{1,2})\s?[.)]\s+(\d.*)$"),
    shape!(Number, r"^(\d{1,2})\s?[/:–-]\s+(\p{L}.*)$"),
    shape!(Roman, r"^([IVX]{1,5})\s?[.)/:–-]\s*([^\s.].*)$"),
    shape!(Capital, r"^([A-EĐGH])\s?[./]\s+(\p{Lu}.*)$"),
    shape!(SmallRoman, r"^\(?([ivx]{2,4})[.)]\s*(\S.*)$"),
    shape!(Bracketed, r"^\((\d{1,2}|[a-zđ])\)\s*(\S.*)$"),
    shape!(Letter, r"^([a-zđĐ])\s?\)\s*(\S.*)$"),
    shape!(Letter, r"^([a-zđ])\s?[./]\s+(\S.*)$"),
    shape!(Dash, r"^()[-–—−‐‑]\s*([^\s–—-].*)$"),
    shape!(Plus, r"^()\+\s*(\S.*)$"),
];

static BULLET: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:[•●▪■◆♦·∙○◦❖➢➤►▶✓✔✦➔→*]\s*(\S.*)|o\s+(\p{Lu}.*))$"));
static PART: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(phan|chuong|muc) (?:thu )?([ivx]{1,5}|\d{1,2}|nhat|hai|ba|tu|nam)\b[.:]?\s*(.*)$")
});
static ARTICLE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^dieu (\d{1,3})\s?[.:]\s*(.*)$"));

/// Splits a line into its mark and its text.
pub(crate) fn split(line: &str) -> Option<(Marker, &str)> {
    if let Some((label, at, kind)) = worded(line) {
        return Some((Marker { kind, label }, rest(line, at)));
    }
    for shape in &SHAPES {
        if let Some(found) = shape.regex.captures(line) {
            let printed = found.get(1).map_or("", |m| m.as_str());
            if shape.kind == Kind::Roman && !is_roman(printed) {
                continue;
            }
            let text = found.get(2).map_or("", |m| m.as_str());
            return Some((
                Marker {
                    kind: shape.kind,
                    label: label(shape.kind, printed),
                },
                text,
            ));
        }
    }
    let found = BULLET.captures(line)?;
    let text = found.get(1).or_else(|| found.get(2))?.as_str();
    Some((
        Marker {
            kind: Kind::Bullet,
            label: String::new(),
        },
        text,
    ))
}

/// "Phần I", "Mục 1", "Điều 1." at the beginning: label, start of the text, kind.
fn worded(line: &str) -> Option<(String, usize, Kind)> {
    let first = line.chars().next()?;
    if !matches!(first, 'P' | 'C' | 'M' | 'Đ' | 'D') {
        return None;
    }
    let folded = Folded::new(super::lines::shorten(line, 40));
    let (label, text, kind) = if let Some(found) = ARTICLE.captures(&folded.text) {
        (found.get(1)?.range(), found.get(2)?.start(), Kind::Article)
    } else {
        let found = PART.captures(&folded.text)?;
        (found.get(2)?.range(), found.get(3)?.start(), Kind::Part)
    };
    let printed = part(line, folded.printed_range(label)).to_owned();
    Some((printed, folded.printed_range(text..text).start, kind))
}

/// Letters are told apart in lower case; roman and capital labels stay as printed.
fn label(kind: Kind, printed: &str) -> String {
    match kind {
        Kind::Letter | Kind::Bracketed | Kind::SmallRoman => printed.to_lowercase(),
        _ => printed.to_owned(),
    }
}

/// Whether the capital letters are a roman numeral up to 39.
fn is_roman(label: &str) -> bool {
    static ROMAN: LazyLock<Regex> = LazyLock::new(|| pattern(r"^X{0,3}(?:IX|IV|V?I{0,3})$"));
    !label.is_empty() && ROMAN.is_match(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, kind: Kind, label: &str, text: &str) {
        let (marker, read) = split(line).unwrap_or_else(|| panic!("no marker in {line:?}"));
        assert_eq!(
            (marker.kind, marker.label.as_str(), read),
            (kind, label, text),
            "{line:?}"
        );
    }

    #[test]
    fn marks_of_all_kinds_are_told_apart() {
        check("1. Rà soát", Kind::Number, "1", "Rà soát");
        check("1.Rà soát", Kind::Number, "1", "Rà soát");
        check("12) rà soát", Kind::Number, "12", "rà soát");
        check("1/ Rà soát", Kind::Number, "1", "Rà soát");
        check("1. 100% máy chủ", Kind::Number, "1", "100% máy chủ");
        check("2.1. Đối với sở", Kind::Dotted, "2.1", "Đối với sở");
        check("2.1 Đối với sở", Kind::Dotted, "2.1", "Đối với sở");
        check("a) Củng cố", Kind::Letter, "a", "Củng cố");
        check("đ) Củng cố", Kind::Letter, "đ", "Củng cố");
        check("e. Củng cố", Kind::Letter, "e", "Củng cố");
        check("i) Củng cố", Kind::Letter, "i", "Củng cố");
        check("iv) Củng cố", Kind::SmallRoman, "iv", "Củng cố");
        check("(2) Củng cố", Kind::Bracketed, "2", "Củng cố");
        check("IV. NHIỆM VỤ", Kind::Roman, "IV", "NHIỆM VỤ");
        check("I- Nhiệm vụ", Kind::Roman, "I", "Nhiệm vụ");
        check("A. PHẦN CHUNG", Kind::Capital, "A", "PHẦN CHUNG");
        check("Điều 2. Giao Sở", Kind::Article, "2", "Giao Sở");
        check("PHẦN II: NHIỆM VỤ", Kind::Part, "II", "NHIỆM VỤ");
        check("- Như trên;", Kind::Dash, "", "Như trên;");
        check("– Như trên;", Kind::Dash, "", "Như trên;");
        check("-Như trên;", Kind::Dash, "", "Như trên;");
        check("+ Như trên;", Kind::Plus, "", "Như trên;");
        check("• Như trên;", Kind::Bullet, "", "Như trên;");
        check("* Như trên;", Kind::Bullet, "", "Như trên;");
    }

    #[test]
    fn dates_numbers_and_words_are_no_marks() {
        for line in [
            "30/4, 01/5 và",
            "24/7; chủ động",
            "02.01.2024 của Sở",
            "2024. Các",
            "1.234 máy",
            "Mục tiêu chung",
            "Điều phối",
            "1943/CATTT",
        ] {
            assert_eq!(split(line), None, "{line:?}");
        }
    }
}
