//! How figures and instants are written for people (brief, section 3): 1.204; 98,8 %; 06/02/2024; 21:14.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use lang::Lang;

/// A count or a sum with the language's separators, at most one decimal.
pub(crate) fn number(lang: Lang, value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    let text = if rounded.fract() == 0.0 {
        format!("{rounded:.0}")
    } else {
        format!("{rounded:.1}")
    };
    let (whole, decimal) = text
        .split_once('.')
        .map_or((text.as_str(), None), |(w, d)| (w, Some(d)));
    let (thousands, point) = match lang {
        Lang::Vi => ('.', ','),
        Lang::En => (',', '.'),
    };
    let mut grouped = String::new();
    let digits = whole.trim_start_matches('-');
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(thousands);
        }
        grouped.push(digit);
    }
    let sign = if whole.starts_with('-') { "-" } else { "" };
    match decimal {
        Some(decimal) => format!("{sign}{grouped}{point}{decimal}"),
        None => format!("{sign}{grouped}"),
    }
}

/// A day, `06/02/2024`.
pub(crate) fn day(date: Date) -> String {
    date.strftime("%d/%m/%Y").to_string()
}

/// Time and day of an instant, `21:14 06/02/2024`.
pub(crate) fn instant(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone())
        .strftime("%H:%M %d/%m/%Y")
        .to_string()
}

/// Time and short day of an instant, `21:14 06/02`.
pub(crate) fn short(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone())
        .strftime("%H:%M %d/%m")
        .to_string()
}

/// An instant as machines read it, for `datetime` attributes.
pub(crate) fn machine(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A span in the largest two units, "2 ngày 3 giờ", "46 phút".
pub(crate) fn span(lang: Lang, seconds: i64) -> String {
    let minutes = seconds.max(0) / 60;
    let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let part = |count: i64, id: &str| lang::text(lang, id, &[("count", count.into())]);
    match (days, hours, minutes) {
        (0, 0, m) => part(m, "web-minutes"),
        (0, h, 0) => part(h, "web-hours"),
        (0, h, m) => format!("{} {}", part(h, "web-hours"), part(m, "web-minutes")),
        (d, 0, _) => part(d, "web-days"),
        (d, h, _) => format!("{} {}", part(d, "web-days"), part(h, "web-hours")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_language_writes_them() {
        for (value, vi, en) in [
            (1204.0, "1.204", "1,204"),
            (98.84, "98,8", "98.8"),
            (7.0, "7", "7"),
            (-1_234_567.5, "-1.234.567,5", "-1,234,567.5"),
            (0.0, "0", "0"),
        ] {
            assert_eq!(number(Lang::Vi, value), vi);
            assert_eq!(number(Lang::En, value), en);
        }
    }

    #[test]
    fn a_span_has_at_most_two_units() {
        for (seconds, vi) in [
            (46 * 60, "46 phút"),
            (3_600, "1 giờ"),
            (82 * 60, "1 giờ 22 phút"),
            (2 * 86_400 + 3 * 3_600 + 59, "2 ngày 3 giờ"),
            (-5, "0 phút"),
        ] {
            assert_eq!(span(Lang::Vi, seconds), vi);
        }
    }
}
