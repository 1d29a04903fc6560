//! What one input of a hunt holds: how many events, and how far back they reach.

use std::collections::BTreeMap;

use jiff::Timestamp;

/// Days told apart; a log of more has times that mean nothing.
const DAYS_MAX: usize = 10_000;
/// A log does not reach back over more days in a row without any event.
const QUIET_DAYS_MAX: i64 = 7;
const DAY_SECONDS: i64 = 24 * 3600;

/// What one input holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InputRead {
    /// Events.
    pub events: u64,
    /// Why it was not read to its end, by code; what it holds then says nothing of what it should hold.
    pub(crate) broken_off: Option<&'static str>,
    /// The first and last time that events state on each day, by days since 1970 (UTC).
    days: BTreeMap<i64, (Timestamp, Timestamp)>,
}

impl InputRead {
    /// Adds one event.
    pub(super) fn event(&mut self, time: Option<Timestamp>) {
        self.events += 1;
        if let Some(time) = time {
            let day = time.as_second().div_euclid(DAY_SECONDS);
            self.widen(day, (time, time));
        }
    }

    /// Adds what another input, or another part of it, holds.
    pub(crate) fn add(&mut self, other: &Self) {
        self.events += other.events;
        self.broken_off = self.broken_off.or(other.broken_off);
        for (day, span) in &other.days {
            self.widen(*day, *span);
        }
    }

    fn widen(&mut self, day: i64, (first, last): (Timestamp, Timestamp)) {
        let has_room = self.days.len() < DAYS_MAX;
        match self.days.get_mut(&day) {
            Some(known) => *known = (known.0.min(first), known.1.max(last)),
            None if has_room => _ = self.days.insert(day, (first, last)),
            None => {}
        }
    }

    /// The period up to `now` that the events cover without a gap of more than a week. A single event of a machine
    /// with a wrong clock reaches back no further than itself.
    pub(crate) fn reach(&self, now: Timestamp) -> Option<(Timestamp, Timestamp)> {
        let today = now.as_second().div_euclid(DAY_SECONDS);
        let mut days = self.days.range(..=today).rev();
        let (newest, (first, to)) = days.next()?;
        let mut from = *first;
        let mut oldest = newest;
        for (day, (first, _)) in days {
            if oldest - day - 1 > QUIET_DAYS_MAX {
                break;
            }
            (oldest, from) = (day, *first);
        }
        Some((from.min(now), (*to).min(now)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The days of February 2024 that events of these days, at noon, reach over on the 20th.
    fn check(days: &[i64], reach: Option<(i64, i64)>) {
        let noon = |day: i64| {
            Timestamp::from_second(1_706_745_600 + (day - 1) * DAY_SECONDS + 43_200).unwrap()
        };
        let mut read = InputRead::default();
        for day in days {
            read.event(Some(noon(*day)));
        }
        let reach = reach.map(|(from, to)| (noon(from), noon(to)));
        assert_eq!(read.reach(noon(20)), reach, "{days:?}");
    }

    #[test]
    fn a_log_reaches_back_as_far_as_it_has_events() {
        check(&[], None);
        check(&[20], Some((20, 20)));
        check(&[1, 5, 12, 19], Some((1, 19)));
        // Seven days without an event do not end it, eight do, and so does a clock that stood at 1970 once.
        check(&[1, 5, 13, 19], Some((1, 19)));
        check(&[1, 4, 13, 19], Some((13, 19)));
        check(&[-19_000, 18, 19], Some((18, 19)));
        // What is yet to come says nothing.
        check(&[18, 19, 25], Some((18, 19)));
        check(&[25], None);
    }

    #[test]
    fn parts_of_an_input_are_one() {
        let at = |text: &str| text.parse::<Timestamp>().ok();
        let (mut left, mut right) = (InputRead::default(), InputRead::default());
        left.event(at("2024-02-01T00:00:00Z"));
        left.event(None);
        right.event(at("2024-02-03T00:00:00Z"));
        left.add(&right);
        assert_eq!(left.events, 3);
        let now = at("2024-02-08T00:00:00Z").unwrap();
        let whole = at("2024-02-01T00:00:00Z").zip(at("2024-02-03T00:00:00Z"));
        assert_eq!(left.reach(now), whole);
    }
}
