//! Instants of the demo: the pinned night before Tết Giáp Thìn 2024 and local time around it.
//!
//! What ages (exports, contacts, heartbeats) is placed relative to the instant
//! judged for; what stands in a calendar (shifts, letters) is placed by date.

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

/// The instant the demo judges for unless told otherwise: 21:30 on 8 February 2024, the evening before Tết's eve.
pub const AS_OF: &str = "2024-02-08T21:30:00+07:00";
/// When the sample letters were received (ngày văn bản đến).
pub const RECEIVED_AT: &str = "2024-01-05T08:00:00+07:00";
/// The seed the demo uses.
pub const SEED: u64 = 20_240_210;

/// First day of the watch (Tết 2024: 8 to 14 February).
pub(crate) const FIRST_DAY: Date = Date::constant(2024, 2, 8);
/// Last day of the watch.
pub(crate) const LAST_DAY: Date = Date::constant(2024, 2, 14);

/// An instant of Vietnamese local time.
pub(crate) fn local(day: Date, hour: i8, minute: i8) -> Timestamp {
    // The demo's dates lie within what a timestamp holds; the fallback only spares a panic.
    Offset::constant(7)
        .to_timestamp(day.at(hour, minute, 0, 0))
        .unwrap_or(Timestamp::UNIX_EPOCH)
}

/// A day of 2024.
pub(crate) fn day(month: i8, day: i8) -> Date {
    Date::new(2024, month, day).unwrap_or(FIRST_DAY)
}

/// The local date of an instant.
pub(crate) fn date_of(at: Timestamp) -> Date {
    Offset::constant(7).to_datetime(at).date()
}

/// So many minutes before `at`.
pub(crate) fn minutes_before(at: Timestamp, minutes: i64) -> Timestamp {
    at.checked_sub(SignedDuration::from_mins(minutes))
        .unwrap_or(at)
}

/// So many hours before `at`.
pub(crate) fn hours_before(at: Timestamp, hours: i64) -> Timestamp {
    minutes_before(at, hours.saturating_mul(60))
}

/// So many minutes after `at`.
pub(crate) fn minutes_after(at: Timestamp, minutes: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_mins(minutes))
        .unwrap_or(at)
}

/// The first instant of the watch.
#[must_use]
pub fn first_instant() -> Timestamp {
    local(FIRST_DAY, 0, 0)
}
