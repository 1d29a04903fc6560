//! One cell of a fact table: from the text people and exports write to a typed
//! value, and back to the one canonical text that is stored.
//!
//! Parsing is lenient where the meaning is certain (Vietnamese dates, "có",
//! "x", decimal commas) and refuses where it is not: 05/06 without a year is
//! no date.

use crate::key::Key;
use crate::unit::{Tier, UnitClass};
use core::net::IpAddr;
use ipnet::IpNet;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

/// What a column expects, for templates and error messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Any text.
    Text,
    /// The code of a row of another table.
    Code,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// Yes or no.
    YesNo,
    /// An instant.
    Instant,
    /// A calendar date.
    Date,
    /// An IPv4 or IPv6 address.
    Address,
    /// An address range in CIDR notation.
    Range,
    /// One of a closed list of words.
    Word(&'static [&'static str]),
    /// Several values parted by semicolons.
    List,
}

impl Form {
    /// What to write, in Vietnamese.
    #[must_use]
    pub fn expected_vi(self) -> String {
        match self {
            Self::Text => "một đoạn chữ".into(),
            Self::Code => "mã của một dòng trong bảng được tham chiếu".into(),
            Self::Integer => "một số nguyên, ví dụ 12".into(),
            Self::Number => "một số, ví dụ 99,5".into(),
            Self::YesNo => "có hoặc không".into(),
            Self::Instant => {
                "ngày giờ, ví dụ 08/02/2024 07:30 hoặc 2024-02-08T07:30:00+07:00".into()
            }
            Self::Date => "ngày, ví dụ 08/02/2024 hoặc 2024-02-08".into(),
            Self::Address => "địa chỉ IP, ví dụ 192.0.2.10".into(),
            Self::Range => "dải địa chỉ, ví dụ 192.0.2.0/24".into(),
            Self::Word(words) => format!("một trong: {}", words.join(", ")),
            Self::List => "các giá trị cách nhau bằng dấu chấm phẩy".into(),
        }
    }

    /// What to write, in English.
    #[must_use]
    pub fn expected_en(self) -> String {
        match self {
            Self::Text => "some text".into(),
            Self::Code => "the code of a row in the table referred to".into(),
            Self::Integer => "a whole number, such as 12".into(),
            Self::Number => "a number, such as 99.5".into(),
            Self::YesNo => "yes or no".into(),
            Self::Instant => {
                "a date with time, such as 08/02/2024 07:30 or 2024-02-08T07:30:00+07:00".into()
            }
            Self::Date => "a date, such as 08/02/2024 or 2024-02-08".into(),
            Self::Address => "an IP address, such as 192.0.2.10".into(),
            Self::Range => "an address range, such as 192.0.2.0/24".into(),
            Self::Word(words) => format!("one of: {}", words.join(", ")),
            Self::List => "values parted by semicolons".into(),
        }
    }
}

/// A typed value of one cell.
pub trait Cell: Sized {
    /// Whether the cell must not be blank.
    const REQUIRED: bool = true;
    /// What the cell expects.
    const FORM: Form;
    /// The value of a text without blanks at its ends; `None` when it is not of the form.
    fn parse(text: &str, zone: &TimeZone) -> Option<Self>;
    /// The canonical text, `None` for a blank cell. Parsing it gives the value back.
    fn print(&self) -> Option<String>;
}

impl<T: Cell> Cell for Option<T> {
    const REQUIRED: bool = false;
    const FORM: Form = T::FORM;
    fn parse(text: &str, zone: &TimeZone) -> Option<Self> {
        if text.is_empty() {
            Some(None)
        } else {
            T::parse(text, zone).map(Some)
        }
    }
    fn print(&self) -> Option<String> {
        self.as_ref().and_then(T::print)
    }
}

impl<T: Cell> Cell for Vec<T> {
    const REQUIRED: bool = false;
    const FORM: Form = Form::List;
    fn parse(text: &str, zone: &TimeZone) -> Option<Self> {
        text.split(';')
            .map(str::trim)
            .filter(|t| !t.is_empty())
            .map(|t| T::parse(t, zone))
            .collect()
    }
    fn print(&self) -> Option<String> {
        let texts: Vec<String> = self.iter().filter_map(T::print).collect();
        (!texts.is_empty()).then(|| texts.join(";"))
    }
}

impl Cell for Box<str> {
    const FORM: Form = Form::Text;
    fn parse(text: &str, _: &TimeZone) -> Option<Self> {
        Some(text.into())
    }
    fn print(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl<T> Cell for Key<T> {
    const FORM: Form = Form::Code;
    fn parse(text: &str, _: &TimeZone) -> Option<Self> {
        Some(Self::new(text))
    }
    fn print(&self) -> Option<String> {
        Some(self.as_str().into())
    }
}

impl Cell for i64 {
    const FORM: Form = Form::Integer;
    fn parse(text: &str, _: &TimeZone) -> Option<Self> {
        // Spreadsheets hand whole numbers over as "12.0".
        text.strip_suffix(".0").unwrap_or(text).parse().ok()
    }
    fn print(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl Cell for f64 {
    const FORM: Form = Form::Number;
    fn parse(text: &str, _: &TimeZone) -> Option<Self> {
        let text = text
            .strip_suffix('%')
            .unwrap_or(text)
            .trim()
            .replace(',', ".");
        text.parse().ok().filter(|n: &Self| n.is_finite())
    }
    fn print(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl Cell for bool {
    const FORM: Form = Form::YesNo;
    fn parse(text: &str, _: &TimeZone) -> Option<Self> {
        match crate::text::fold(text).as_str() {
            "co" | "yes" | "true" | "1" | "x" | "bat" | "on" | "y" | "1.0" => Some(true),
            "khong" | "no" | "false" | "0" | "tat" | "off" | "n" | "0.0" => Some(false),
            _ => None,
        }
    }
    fn print(&self) -> Option<String> {
        Some(if *self { "yes" } else { "no" }.into())
    }
}

impl Cell for IpAddr {
    const FORM: Form = Form::Address;
    fn parse(text: &str, _: &TimeZone) -> Option<Self> {
        text.replace("[.]", ".").parse().ok()
    }
    fn print(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl Cell for IpNet {
    const FORM: Form = Form::Range;
    fn parse(text: &str, _: &TimeZone) -> Option<Self> {
        text.parse()
            .ok()
            .or_else(|| text.parse::<IpAddr>().ok().map(Self::from))
    }
    fn print(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl Cell for Date {
    const FORM: Form = Form::Date;
    fn parse(text: &str, _: &TimeZone) -> Option<Self> {
        parse_date(text).or_else(|| {
            text.get(..10)
                .filter(|_| text.contains('T'))
                .and_then(parse_date)
        })
    }
    fn print(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl Cell for Timestamp {
    const FORM: Form = Form::Instant;
    fn parse(text: &str, zone: &TimeZone) -> Option<Self> {
        if let Ok(instant) = text.parse() {
            return Some(instant);
        }
        parse_local(text)
            .and_then(|local| local.to_zoned(zone.clone()).ok())
            .map(|z| z.timestamp())
    }
    fn print(&self) -> Option<String> {
        Some(self.to_string())
    }
}

macro_rules! word_cells {
    ($($word:ty),+ $(,)?) => { $(
        impl Cell for $word {
            const FORM: Form = Form::Word(<$word>::WORDS);
            fn parse(text: &str, _: &TimeZone) -> Option<Self> {
                Self::parse(&text.to_lowercase())
            }
            fn print(&self) -> Option<String> {
                Some(self.as_str().into())
            }
        }
    )+ };
}
pub(crate) use word_cells;
word_cells!(UnitClass, Tier);

/// A date as Vietnamese people (d/m/Y, d-m-Y, d.m.Y) or machines (Y-m-d, Y/m/d) write it.
fn parse_date(text: &str) -> Option<Date> {
    let mut parts = text.trim().split(['/', '-', '.']);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (year, month, day) = if a.len() == 4 { (a, b, c) } else { (c, b, a) };
    if year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// A local date and time: "08/02/2024 07:30", "2024-02-08 07:30:15", "7h30 ngày 08/02/2024", a date alone (its first instant).
fn parse_local(text: &str) -> Option<DateTime> {
    let text = text.trim();
    if let Some(date) = parse_date(text) {
        return Some(date.at(0, 0, 0, 0));
    }
    let words: Vec<&str> = text
        .split([' ', 'T', ','])
        .filter(|w| !w.is_empty() && *w != "ngày")
        .collect();
    let [a, b] = words.as_slice() else {
        return None;
    };
    let (date, time) = match parse_date(a) {
        Some(date) => (date, parse_time(b)?),
        None => (parse_date(b)?, parse_time(a)?),
    };
    Some(date.to_datetime(time))
}

fn parse_time(text: &str) -> Option<Time> {
    let text = text.trim_end_matches('Z');
    let mut parts = text.split([':', 'h', 'g']);
    let hour = parts.next()?.parse().ok()?;
    let minute = parts
        .next()
        .filter(|t| !t.is_empty())
        .map_or(Some(0), |t| t.parse().ok())?;
    let second = parts
        .next()
        .map_or(Some(0), |t| t.split('.').next()?.parse().ok())?;
    Time::new(hour, minute, second, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone() -> TimeZone {
        TimeZone::get("Asia/Ho_Chi_Minh").unwrap()
    }

    #[test]
    fn instants_are_read_as_people_and_machines_write_them() {
        for text in [
            "2024-02-08T07:30:00+07:00",
            "2024-02-08T00:30:00Z",
            "2024-02-08 07:30",
            "2024-02-08 07:30:00",
            "08/02/2024 07:30",
            "8/2/2024 7h30",
            "7h30 ngày 08/02/2024",
            "07:30 08-02-2024",
        ] {
            let instant = <Timestamp as Cell>::parse(text, &zone());
            assert_eq!(
                instant,
                Some("2024-02-08T00:30:00Z".parse().unwrap()),
                "{text}"
            );
        }
        for text in ["08/02", "32/01/2024", "tối nay", "", "25:00 08/02/2024"] {
            assert_eq!(<Timestamp as Cell>::parse(text, &zone()), None, "{text}");
        }
    }

    #[test]
    fn what_is_printed_is_read_back() {
        fn check<T: Cell + PartialEq + core::fmt::Debug>(value: T) {
            let text = value.print().unwrap_or_default();
            assert_eq!(T::parse(&text, &zone()), Some(value), "{text}");
        }
        check::<Timestamp>("2024-02-08T00:30:00.5Z".parse().unwrap());
        check(Date::constant(2024, 2, 8));
        check(vec![UnitClass::Commune, UnitClass::PortalOwner]);
        check(Some(12_i64));
        check(None::<i64>);
        check(true);
        check(99.5);
        check::<IpNet>("192.0.2.0/24".parse().unwrap());
        check::<Box<str>>("Ca đêm".into());
    }
}
