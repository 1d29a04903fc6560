//! Slips of the pen or scanner that were read as something else: "Zimba" for Zimbra, "sẵn lòng mỗi nguy hại" for
//! săn lùng mối nguy hại. The print is kept in the directive; here it is said how it was understood.

use super::exposures;
use super::folded::{Folded, part};
use super::fuzzy::{same_word, words};
use super::places::{Place, SourceLine};

/// Words of the trade that scanners are known to spoil.
const TERMS: &[&str] = &[
    "săn lùng mối nguy hại",
    "Cổng TTĐT",
    "lỗ hổng bảo mật",
    "phần mềm độc hại",
    "Cổng thông tin điện tử",
];
/// Most slips told of one document.
const SLIPS_MAX: usize = 200;

/// One slip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// Its line.
    pub place: Place,
    /// As printed.
    pub printed: String,
    /// As understood.
    pub read_as: String,
}

/// The slips in a text, line by line.
#[must_use]
pub fn slips(source: &[SourceLine]) -> Vec<Slip> {
    // A text without any mark was typed so; nothing in it is a slip of a mark.
    let marked = source.iter().any(|line| !line.text.is_ascii());
    let mut found = Vec::new();
    for (at, line) in source.iter().enumerate() {
        let place = Place {
            first: at + 1,
            last: at + 1,
        };
        let products = exposures::slips(&line.text).into_iter();
        let terms = if marked {
            of_terms(&line.text)
        } else {
            Vec::new()
        };
        found.extend(products.chain(terms).map(|(printed, read_as)| Slip {
            place,
            printed,
            read_as: read_as.to_owned(),
        }));
        if found.len() >= SLIPS_MAX {
            found.truncate(SLIPS_MAX);
            break;
        }
    }
    found
}

fn of_terms(line: &str) -> Vec<(String, &'static str)> {
    let folded = Folded::new(line);
    let list = words(&folded.text);
    let mut found = Vec::new();
    for term in TERMS {
        let expected = Folded::new(term);
        let expected = words(&expected.text);
        let hits = list.windows(expected.len()).filter(|hit| {
            let pairs = hit.iter().zip(&expected);
            let equal = pairs.clone().filter(|(a, b)| a.text == b.text).count();
            pairs.clone().all(|(a, b)| same_word(b.text, a.text)) && equal * 2 >= expected.len()
        });
        for hit in hits {
            let (Some(first), Some(last)) = (hit.first(), hit.last()) else {
                continue;
            };
            let printed = part(line, folded.printed_range(first.at.start..last.at.end));
            if printed.to_lowercase() != term.to_lowercase() {
                found.push((printed.to_owned(), *term));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::places::source_lines;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let found = slips(&source_lines(text));
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|s| (s.printed.as_str(), s.read_as.as_str()))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn slips_are_told_as_printed_and_as_understood() {
        check(
            "rà soát hệ thống Zimba và F5 BIG-IP",
            &[("Zimba", "Zimbra")],
        );
        check(
            "sẵn lòng mỗi nguy hại trên máy chủ",
            &[("sẵn lòng mỗi nguy hại", "săn lùng mối nguy hại")],
        );
        check(
            "đăng trên Công TTĐT của đơn vị",
            &[("Công TTĐT", "Cổng TTĐT")],
        );
    }

    #[test]
    fn what_is_printed_right_or_without_any_marks_is_no_slip() {
        check(
            "săn lùng mối nguy hại; Cổng TTĐT; Zimbra; LỖ HỔNG BẢO MẬT",
            &[],
        );
        check("san lung moi nguy hai, cong TTDT", &[]);
    }
}
