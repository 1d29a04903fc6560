//! Dates as Vietnamese documents print them, and deadlines.
//!
//! What is blank stays blank: a missing day or month is never guessed. A
//! missing year is filled only from the year the document itself prints.

use super::folded::pattern;
use domain::directive::DateParts;
use jiff::civil::Date;
use regex::{Captures, Regex};
use std::ops::Range;
use std::sync::LazyLock;

/// A date found in folded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// Where it stands.
    pub(crate) at: Range<usize>,
    /// What is printed of it.
    pub(crate) parts: DateParts,
}

static NUMERIC: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?P<d>\d{1,2})\s?[/.-]\s?(?P<m>\d{1,2})(?:\s?[/.-]\s?(?P<y>(?:19|20)\d{2}))?\b")
});
static WORDED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\bngay[\s._…]*(?P<d>\d{0,2})[\s._…]*thang[\s._…]*(?P<m>\d{0,2})(?:[\s._…,]*nam[\s._…]*(?P<y>(?:19|20)\d{2})?)?",
    )
});

/// All dates of a folded text, in the order they stand.
pub(crate) fn all(folded: &str) -> Vec<Found> {
    let mut found: Vec<Found> = WORDED
        .captures_iter(folded)
        .filter_map(|c| read(&c))
        .collect();
    for numeric in NUMERIC.captures_iter(folded).filter_map(|c| read(&c)) {
        if !found.iter().any(|f| f.at.contains(&numeric.at.start)) {
            found.push(numeric);
        }
    }
    found.sort_by_key(|f| f.at.start);
    found
}

/// The date of a head line, blank parts included.
pub(crate) fn of_head(folded: &str) -> Option<Found> {
    if let Some(found) = WORDED.captures(folded).and_then(|c| read(&c)) {
        return Some(found);
    }
    static HEAD: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\bngay[\s._…]*(?P<d>\d{0,2})[\s._…]*/[\s._…]*(?P<m>\d{0,2})[\s._…]*/[\s._…]*(?P<y>(?:19|20)\d{2})?",
        )
    });
    HEAD.captures(folded).and_then(|c| read(&c))
}

fn read(found: &Captures<'_>) -> Option<Found> {
    let number = |name: &str| {
        found
            .name(name)
            .and_then(|m| m.as_str().parse::<i16>().ok())
    };
    let small = |name: &str, max: i16| {
        number(name)
            .filter(|n| (1..=max).contains(n))
            .and_then(|n| i8::try_from(n).ok())
    };
    Some(Found {
        at: found.get(0)?.range(),
        parts: DateParts {
            day: small("d", 31),
            month: small("m", 12),
            year: number("y"),
        },
    })
}

/// The date, when day, month and year are printed or the year is given.
pub(crate) fn complete(parts: DateParts, year: Option<i16>) -> Option<Date> {
    Date::new(parts.year.or(year)?, parts.month?, parts.day?).ok()
}

static RECURRING: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s*(?:cua )?(?:hang|moi) (?:nam|thang|quy|tuan)"));

/// The deadline a clause prints; the year of the document serves where it prints none.
pub(crate) fn deadline(folded: &str, year: Option<i16>) -> Option<Date> {
    static DUE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"\b(?:truoc|cham nhat(?: la)?|muon nhat(?: la)?|xong truoc|han cuoi(?: la)?|thoi han(?: la)?:?|hoan thanh trong|truoc thoi diem)",
            r"\s(?:\d{1,2}\s?(?:h|g|gio|:)\s?(?:\d{2})?\s?(?:phut)?,?\s?)?(?:ngay\b|\d{1,2}\s?[/.]\s?\d{1,2}\b)"
        ))
    });
    DUE.find_iter(folded).find_map(|due| {
        // The date must follow at once: at the word "ngày" or the digits just matched.
        let date = all(folded)
            .into_iter()
            .find(|f| f.at.end > due.start() && f.at.start <= due.end() + 1)?;
        // "trước ngày 20/12 hằng năm" comes back each year; it is no date.
        let yearly = folded
            .get(date.at.end..)
            .is_some_and(|after| RECURRING.is_match(after));
        if yearly {
            None
        } else {
            complete(date.parts, year)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn heads_keep_blanks_blank() {
        for (text, d, m, y) in [
            ("thai hoa, ngay thang nam 2024", None, None, Some(2024)),
            (
                "ha noi, ngay 02 thang 01 nam 2024",
                Some(2),
                Some(1),
                Some(2024),
            ),
            (
                "ha noi, ngay ... thang 4 nam 2024",
                None,
                Some(4),
                Some(2024),
            ),
            ("ha noi, ngay 12/4/2024", Some(12), Some(4), Some(2024)),
            ("ha noi, ngay 45 thang 13 nam 2024", None, None, Some(2024)),
        ] {
            assert_eq!(
                of_head(text).map(|f| f.parts),
                Some(DateParts {
                    day: d,
                    month: m,
                    year: y
                }),
                "{text}"
            );
        }
        assert_eq!(of_head("so: /ubnd-vh"), None);
    }

    #[test]
    fn deadlines_are_read_and_other_dates_are_not() {
        for (text, due) in [
            ("bao cao truoc ngay 05/02/2024.", Some(date(2024, 2, 5))),
            (
                "hoan thanh truoc 16h00 ngay 30/4/2024",
                Some(date(2024, 4, 30)),
            ),
            ("xong truoc 30/4", Some(date(2024, 4, 30))),
            (
                "cham nhat ngay 05 thang 02 nam 2024 de tong hop",
                Some(date(2024, 2, 5)),
            ),
            ("cham nhat la ngay 5.2.2024", Some(date(2024, 2, 5))),
            ("truoc ngay 31/02/2024", None),
            ("bao cao truoc ngay 20 thang 12 hang nam", None),
            ("cong van so 07 ngay 02/01/2024", None),
            ("truc 24/7 truoc, trong va sau tet", None),
        ] {
            assert_eq!(deadline(text, Some(2024)), due, "{text}");
        }
        assert_eq!(deadline("xong truoc 30/4", None), None);
    }
}
