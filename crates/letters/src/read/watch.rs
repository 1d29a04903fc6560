//! The watch window: which days must be watched, from the printed words.
//!
//! Printed dates rule; else the holidays the subject names, looked up in the
//! calendar of the regime pack (Tết is lunar and its break is decided each
//! year, so no date of a holiday is written here).

use super::dates;
use super::folded::pattern;
use domain::directive::Watch;
use domain::pack::calendar::Calendar;
use domain::text::fold;
use jiff::civil::Date;
use regex::Regex;
use std::sync::LazyLock;

/// What the words say about the window.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// The window, where it could be resolved.
    pub(crate) watch: Option<Watch>,
    /// Holidays named that the calendar does not have, or not in that year.
    pub(crate) unresolved: Vec<String>,
}

/// A holiday: its key in calendars, how texts name it, and the year an anniversary counts from.
struct Holiday {
    key: &'static str,
    name: &'static str,
    regex: LazyLock<Regex>,
    /// The year of the event, and the word that stands for it after "70 năm …".
    since: Option<(i16, &'static str)>,
}

macro_rules! holiday {
    ($key:literal, $name:literal, $since:expr, $source:expr) => {
        Holiday {
            key: $key,
            name: $name,
            regex: LazyLock::new(|| pattern($source)),
            since: $since,
        }
    };
}

static HOLIDAYS: [Holiday; 6] = [
    holiday!(
        "new_year",
        "Tết Dương lịch",
        None,
        r"tet duong lich|nam moi duong lich|tet tay\b"
    ),
    holiday!(
        "tet",
        "Tết Nguyên đán",
        None,
        concat!(
            r"tet nguyen dan|tet am lich|tet co truyen|(?:tet|xuan) (?:giap|at|binh|dinh|mau|ky|canh|tan|nham|quy) ",
            r"(?:ty|suu|dan|mao|thin|ngo|mui|than|dau|tuat|hoi)|(?:dip|don|truoc) tet(?:[,.;]|$| 20| nam| am| va)"
        )
    ),
    holiday!(
        "hung_kings",
        "Giỗ Tổ Hùng Vương",
        None,
        r"gio to\b|hung vuong\b"
    ),
    holiday!(
        "reunification_labour",
        "30/4 và 01/5",
        Some((1975, "giai phong")),
        r"\b30\s?[/.-]\s?0?4\b|giai phong mien nam|thong nhat dat nuoc|quoc te lao dong\b|\b0?1\s?[/.-]\s?0?5\b"
    ),
    holiday!(
        "dien_bien_phu",
        "Chiến thắng Điện Biên Phủ",
        Some((1954, "dien bien")),
        r"dien bien phu\b"
    ),
    holiday!(
        "national_day",
        "Quốc khánh 2/9",
        Some((1945, "quoc khanh")),
        r"quoc khanh|\b0?2\s?[/.-]\s?0?9\b"
    ),
];

/// Finds the window in the subject, else in the preamble. `year` is that of the document.
pub(crate) fn find(
    subject: Option<&str>,
    preamble: &[String],
    year: Option<(i16, Option<i8>)>,
    calendar: &Calendar,
) -> Found {
    let texts = subject
        .into_iter()
        .chain(preamble.iter().map(String::as_str));
    if let Some(watch) = texts.clone().find_map(|text| printed(text, subject, year)) {
        return Found {
            watch: Some(watch),
            unresolved: Vec::new(),
        };
    }
    for text in texts {
        let found = by_holidays(
            &without_citations(&fold(text)),
            year,
            calendar,
            subject.is_some_and(|s| s == text),
        );
        if found != Found::default() {
            return found;
        }
    }
    Found::default()
}

/// A title that is cited may name another holiday than the letter's own.
fn without_citations(folded: &str) -> String {
    static CITED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?:cong van|van ban|chi thi|cong dien|ke hoach) so[^.;]*(?:\.|;|$)")
    });
    let own = CITED.replace_all(folded, " ").into_owned();
    if own.trim().len() < 30 {
        folded.to_owned()
    } else {
        own
    }
}

static PERIOD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:tu|bat dau tu|thoi gian)[^.;]{0,40}?\d{1,2}\s?[/.-]\s?\d{1,2}[^.;]{0,60}?(?:den|toi|-)[^.;]{0,40}?\d{1,2}\s?[/.-]\s?\d{1,2}(?:\s?[/.-]\s?\d{4})?|tu[^.;]{0,30}ngay \d{1,2} thang[^.;]{0,40}den[^.;]{0,30}ngay \d{1,2} thang \d{1,2}(?: nam \d{4})?",
    )
});
static WATCHING: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:nghi|le|tet|cao diem|truc|dot|thoi gian|giai doan|dip)\b"));
static PAST: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"ghi nhan|canh bao|lo hong|thong ke|phat hien|ban va"));

/// "từ ngày 08/02/2024 đến hết ngày 14/02/2024" in a sentence about the break.
fn printed(text: &str, subject: Option<&str>, year: Option<(i16, Option<i8>)>) -> Option<Watch> {
    let folded = fold(text);
    for sentence in folded.split("; ").flat_map(|s| s.split(". ")) {
        let Some(period) = PERIOD.find(sentence) else {
            continue;
        };
        if !WATCHING.is_match(sentence) || PAST.is_match(sentence) {
            continue;
        }
        let found = dates::all(period.as_str());
        let (Some(first), Some(last)) = (found.first(), found.last()) else {
            continue;
        };
        let to = dates::complete(last.parts, year.map(|(y, _)| y));
        let from = dates::complete(first.parts, to.map(Date::year));
        if let (Some(from), Some(to)) = (from, to)
            && from < to
            && (to - from).get_days() <= 120
        {
            let name = subject.unwrap_or(text);
            return Some(Watch {
                name: super::lines::shorten(name, 200).to_owned(),
                from,
                to,
            });
        }
    }
    None
}

fn by_holidays(
    folded: &str,
    year: Option<(i16, Option<i8>)>,
    calendar: &Calendar,
    subject: bool,
) -> Found {
    let mut found = Found::default();
    let mut names: Vec<String> = Vec::new();
    let mut range: Option<(Date, Date)> = None;
    let festive = subject || WATCHING.is_match(folded) || folded.contains("ky niem");
    for holiday in HOLIDAYS.iter().filter(|_| festive) {
        let Some(hit) = holiday.regex.find(folded) else {
            continue;
        };
        let Some(holiday_year) = year_of(holiday, folded, hit.start(), hit.end(), year) else {
            found.unresolved.push(holiday.name.to_owned());
            continue;
        };
        let Some(known) = calendar.find(holiday.key, holiday_year) else {
            found
                .unresolved
                .push(format!("{} {holiday_year}", holiday.name));
            continue;
        };
        names.push(known.name_vi.to_string());
        range = Some(range.map_or((known.from, known.to), |(from, to)| {
            (from.min(known.from), to.max(known.to))
        }));
    }
    if names.is_empty() && found.unresolved.is_empty() {
        by_calendar_name(folded, calendar, &mut names, &mut range);
    }
    found.watch = range.map(|(from, to)| Watch {
        name: names.join(", "),
        from,
        to,
    });
    found
}

/// Observances a pack adds beyond the usual ones are known by their own names.
fn by_calendar_name(
    folded: &str,
    calendar: &Calendar,
    names: &mut Vec<String>,
    range: &mut Option<(Date, Date)>,
) {
    let known = calendar.observances.iter().find(|o| {
        let name = fold(&o.name_vi);
        let bare = name
            .trim_end_matches(|c: char| c.is_ascii_digit())
            .trim_end()
            .trim_end_matches("nam")
            .trim_end();
        bare.len() >= 8 && folded.contains(bare) && folded.contains(&o.year.to_string())
    });
    if let Some(known) = known {
        names.push(known.name_vi.to_string());
        *range = Some((known.from, known.to));
    }
}

static YEAR: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(20[0-9]{2})\b"));
static ANNIVERSARY: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(\d{2,3}) nam ((?:[a-z]+ ){0,4}[a-z]+)"));

/// The year in which the holiday falls, by the words nearest to its name.
fn year_of(
    holiday: &Holiday,
    folded: &str,
    start: usize,
    end: usize,
    printed: Option<(i16, Option<i8>)>,
) -> Option<i16> {
    let after = folded.get(end..)?;
    let before = folded.get(..start)?;
    if holiday.key == "tet"
        && let Some(year) = sexagenary_year(folded, printed.map(|(y, _)| y))
    {
        return Some(year);
    }
    let parse = |text: &str| text.parse::<i16>().ok();
    if let Some(year) = YEAR.find(after).and_then(|m| parse(m.as_str())) {
        return Some(year);
    }
    if let Some((since, event)) = holiday.since {
        let years = ANNIVERSARY
            .captures_iter(folded)
            .find(|c| c.get(2).is_some_and(|m| m.as_str().contains(event)));
        if let Some(years) = years.and_then(|c| parse(c.get(1)?.as_str())) {
            return Some(since + years);
        }
    }
    if let Some(year) = YEAR
        .find_iter(before)
        .last()
        .and_then(|m| parse(m.as_str()))
    {
        return Some(year);
    }
    let (year, month) = printed?;
    let next = matches!(holiday.key, "tet" | "new_year") && month.is_some_and(|m| m >= 11);
    Some(if next { year + 1 } else { year })
}

const STEMS: [&str; 10] = [
    "giap", "at", "binh", "dinh", "mau", "ky", "canh", "tan", "nham", "quy",
];
const BRANCHES: [&str; 12] = [
    "ty", "suu", "dan", "mao", "thin", "ty", "ngo", "mui", "than", "dau", "tuat", "hoi",
];

/// "Giáp Thìn" is 2024: the year of the sixty-year cycle nearest to the printed one.
fn sexagenary_year(folded: &str, printed: Option<i16>) -> Option<i16> {
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).collect();
    let near = printed
        .or_else(|| YEAR.find(folded).and_then(|m| m.as_str().parse().ok()))
        .unwrap_or(2024);
    let is_named = |year: i16| {
        // 1984 was Giáp Tý, the first of its cycle.
        let offset = usize::try_from((year - 1984).rem_euclid(60)).ok()?;
        let (stem, branch) = (STEMS.get(offset % 10)?, BRANCHES.get(offset % 12)?);
        words
            .windows(2)
            .any(|w| matches!(w, [s, b] if s == stem && b == branch))
            .then_some(year)
    };
    (0..=30)
        .flat_map(|d| [near + d, near - d])
        .find_map(is_named)
}

#[cfg(test)]
#[path = "watch/tests.rs"]
mod tests;
