//! The times logs print.
//!
//! RFC 3339; `2024-02-09 23:11:02`; the Vietnamese `09/02/2024 23:11:02` (day
//! first, always); RFC 3164's `Feb  9 23:11:02`; Unix time in seconds to
//! nanoseconds; FortiGate's date, time and zone in three fields. What is not
//! printed (zone, year) comes from the context and the quality says so.

use domain::event::TimeQuality;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::{Offset, TimeZone};

use super::ParseContext;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// How far ahead of its receipt a record may be dated by a fast clock, in seconds.
const AHEAD_MAX_S: i64 = 24 * 3600;

static PARSER: DateTimeParser = DateTimeParser::new();

/// An instant and how much of it was printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) at: Timestamp,
    pub(super) quality: TimeQuality,
}

/// A date and time in one text.
pub(super) fn stamp(text: &str, context: &ParseContext) -> Option<Stamp> {
    let text = text.trim();
    if text.len() > 64 || !text.is_ascii() {
        return None;
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return unix(text);
    }
    if let Ok(at) = PARSER.parse_timestamp(text) {
        return Some(Stamp {
            at,
            quality: TimeQuality::Stated,
        });
    }
    if let Ok(civil) = PARSER.parse_datetime(text) {
        return in_zone(civil, None, context);
    }
    if let Some(at) = unix_fraction(text) {
        return Some(Stamp {
            at,
            quality: TimeQuality::Stated,
        });
    }
    if let Some((civil, offset)) = apache(text) {
        return in_zone(civil, offset, context);
    }
    if bsd(text).is_some_and(|(_, length)| length == text.len()) {
        return syslog(text, context);
    }
    in_zone(slashed(text)?, None, context)
}

/// Date, time of day and offset from fields of their own; any may be absent.
pub(super) fn of_parts(
    date: Option<&str>,
    clock: Option<&str>,
    zone: Option<&str>,
    context: &ParseContext,
) -> Option<Stamp> {
    let Some(date) = date else {
        return stamp(clock?, context);
    };
    let Some(clock) = clock else {
        return stamp(date, context);
    };
    let day: Option<Date> = date.parse().ok().or_else(|| day_first(date));
    let time: Option<Time> = clock.parse().ok();
    match (day, time) {
        (Some(day), Some(time)) => in_zone(day.to_datetime(time), zone.and_then(offset), context),
        // Some exports repeat the whole instant in the second column.
        _ => stamp(clock, context),
    }
}

/// The length of a syslog time at the start of `text`, `None` when there is none.
pub(super) fn syslog_length(text: &str) -> Option<usize> {
    let first = text.bytes().next()?;
    if first.is_ascii_digit() {
        let end = text.find(' ')?;
        let stamp = text.get(..end)?;
        let is_3339 = stamp.len() >= 19
            && stamp.as_bytes().get(10) == Some(&b'T')
            && PARSER.parse_timestamp(stamp).is_ok();
        return is_3339.then_some(end);
    }
    let (_, length) = bsd(text)?;
    Some(length)
}

/// A syslog time that [`syslog_length`] has measured.
pub(super) fn syslog(text: &str, context: &ParseContext) -> Option<Stamp> {
    let Some((bsd, _)) = bsd(text) else {
        return stamp(text, context);
    };
    let dated = |year: i16| {
        let day = Date::new(year, bsd.month, bsd.day).ok()?;
        let at = day
            .to_datetime(bsd.time)
            .to_zoned(context.zone.clone())
            .ok()?
            .timestamp();
        Some(at)
    };
    if let Some(year) = bsd.year {
        return Some(Stamp {
            at: dated(year)?,
            quality: TimeQuality::ZoneAssumed,
        });
    }
    let at = match context.year {
        Some(year) => dated(year)?,
        None => latest_before(context, dated)?,
    };
    Some(Stamp {
        at,
        quality: TimeQuality::YearAssumed,
    })
}

/// The newest reading that is not later than the receipt (a day's grace for fast clocks).
fn latest_before(
    context: &ParseContext,
    dated: impl Fn(i16) -> Option<Timestamp>,
) -> Option<Timestamp> {
    let year = context.received_at.to_zoned(context.zone.clone()).year();
    let limit = context.received_at.as_second().saturating_add(AHEAD_MAX_S);
    // 29 February may be as far as eight years back.
    (-8..=1)
        .rev()
        .filter_map(|step: i16| dated(year.checked_add(step)?))
        .find(|at| at.as_second() <= limit)
}

struct Bsd {
    year: Option<i16>,
    month: i8,
    day: i8,
    time: Time,
}

/// `Feb  9 23:11:02`, `Feb 09 2024 23:11:02`, both with an optional fraction.
fn bsd(text: &str) -> Option<(Bsd, usize)> {
    let (name, rest) = text.split_at_checked(3)?;
    let month = (1i8..)
        .zip(MONTHS)
        .find(|(_, month)| month.eq_ignore_ascii_case(name))?
        .0;
    let rest = rest.strip_prefix(' ')?;
    let rest = rest.strip_prefix(' ').unwrap_or(rest);
    let (day, rest) = rest.split_once(' ')?;
    let (year, rest) = match rest.split_once(' ') {
        Some((year, after)) if year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) => {
            (year.parse().ok(), after)
        }
        _ => (None, rest),
    };
    let end = rest
        .find(|c: char| !(c.is_ascii_digit() || c == ':' || c == '.'))
        .unwrap_or(rest.len());
    let clock = rest.get(..end)?.trim_end_matches(':');
    let time = clock.parse().ok().filter(|_| clock.len() >= 8)?;
    let length = text.len() - rest.len() + clock.len();
    Some((
        Bsd {
            year,
            month,
            day: day.parse().ok()?,
            time,
        },
        length,
    ))
}

/// `09/02/2024 23:11:02`, `23:11 09/02/2024`, `2024/02/09 23:11:02`, `-` for `/`.
fn slashed(text: &str) -> Option<DateTime> {
    let (one, two) = text.split_once([' ', ',']).unwrap_or((text, "00:00"));
    let (one, two) = (one.trim(), two.trim());
    let (date, clock) = if one.contains(':') {
        (two, one)
    } else {
        (one, two)
    };
    let day = day_first(date)?;
    let clock: Time = clock.parse().ok()?;
    Some(day.to_datetime(clock))
}

fn day_first(text: &str) -> Option<Date> {
    let mut parts = text.split(['/', '-', '.']);
    let (one, two, three) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (year, day) = if one.len() == 4 {
        (one, three)
    } else {
        (three, one)
    };
    Date::new(
        year.parse().ok().filter(|year| *year >= 1000)?,
        two.parse().ok()?,
        day.parse().ok()?,
    )
    .ok()
}

fn in_zone(civil: DateTime, offset: Option<Offset>, context: &ParseContext) -> Option<Stamp> {
    let (zone, quality) = match offset {
        Some(offset) => (TimeZone::fixed(offset), TimeQuality::Stated),
        None => (context.zone.clone(), TimeQuality::ZoneAssumed),
    };
    Some(Stamp {
        at: civil.to_zoned(zone).ok()?.timestamp(),
        quality,
    })
}

/// `+0700`, `+07:00`, `UTC+7:00`.
fn offset(text: &str) -> Option<Offset> {
    let text = text.trim_start_matches("UTC").trim_start_matches("GMT");
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some(parts) => parts,
        None if digits.len() == 4 => digits.split_at_checked(2)?,
        None => (digits, "0"),
    };
    let seconds = hours
        .parse::<i32>()
        .ok()?
        .checked_mul(3600)?
        .checked_add(minutes.parse::<i32>().ok()?.checked_mul(60)?)?;
    Offset::from_seconds(sign * seconds).ok()
}

/// `09/Feb/2024:23:11:02 +0700`, the zone when it is printed.
fn apache(text: &str) -> Option<(DateTime, Option<Offset>)> {
    let (date, rest) = text.split_once(':')?;
    let (clock, zone) = rest.split_once(' ').unwrap_or((rest, ""));
    let mut parts = date.split('/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let month = (1i8..)
        .zip(MONTHS)
        .find(|(_, name)| name.eq_ignore_ascii_case(month))?
        .0;
    let day = Date::new(year.parse().ok()?, month, day.parse().ok()?).ok()?;
    let clock: Time = clock.parse().ok()?;
    Some((day.to_datetime(clock), offset(zone)))
}

/// Unix time in seconds with a fraction: Zeek, the audit daemon.
fn unix_fraction(text: &str) -> Option<Timestamp> {
    let (seconds, fraction) = text.split_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(seconds) || !digits(fraction) || !(9..=11).contains(&seconds.len()) {
        return None;
    }
    let nanoseconds: String = fraction
        .chars()
        .chain("000000000".chars())
        .take(9)
        .collect();
    Timestamp::new(seconds.parse().ok()?, nanoseconds.parse().ok()?).ok()
}

/// Unix time; its unit follows from its length.
fn unix(text: &str) -> Option<Stamp> {
    let number: i64 = text.parse().ok()?;
    let at = match text.len() {
        9 | 10 => Timestamp::from_second(number),
        12 | 13 => Timestamp::from_millisecond(number),
        15 | 16 => Timestamp::from_microsecond(number),
        18 | 19 => Timestamp::from_nanosecond(number.into()),
        _ => return None,
    };
    Some(Stamp {
        at: at.ok()?,
        quality: TimeQuality::Stated,
    })
}
