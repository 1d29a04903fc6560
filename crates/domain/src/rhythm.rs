//! The rhythm of what sends events: how long it is usually quiet, and from when on its silence is news.
//!
//! A rhythm learns the longest pause between two arrivals and slowly forgets it, so a writer that logs by night and by
//! day is missed within minutes and one that logs once a day is missed after two. Until it has been heard for a day
//! nothing is said of it.
//!
//! What this is not: it is learned from arrivals, so it is no declared rhythm and proves no monitoring by itself.

use jiff::{SignedDuration, Timestamp};

/// A pause is forgotten by half in this time.
const HALF_LIFE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// No silence shorter than this is news.
const PATIENCE_MIN: SignedDuration = SignedDuration::from_mins(10);
/// No longer than this is waited, however rare the arrivals were.
const PATIENCE_MAX: SignedDuration = SignedDuration::from_hours(4 * 24);
/// So long a writer must have been heard.
const LEARNING: SignedDuration = SignedDuration::from_hours(24);

/// What is known of the arrivals of one writer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rhythm {
    /// The first arrival.
    pub since: Timestamp,
    /// The newest one.
    pub last: Timestamp,
    /// The longest pause, of which old ones count less.
    pub pause: SignedDuration,
}

impl Rhythm {
    /// The rhythm after the first arrival.
    #[must_use]
    pub const fn begun(at: Timestamp) -> Self {
        Self {
            since: at,
            last: at,
            pause: SignedDuration::ZERO,
        }
    }

    /// The rhythm after one more arrival; what comes before the newest, as when a clock was set back, changes nothing.
    #[must_use]
    pub fn heard(self, at: Timestamp) -> Self {
        let gap = at.duration_since(self.last);
        if !gap.is_positive() {
            return self;
        }
        let kept = 0.5_f64.powf(gap.as_secs_f64() / HALF_LIFE.as_secs_f64());
        Self {
            last: at,
            pause: gap.max(self.pause.mul_f64(kept)),
            ..self
        }
    }

    /// From when on the writer counts as silent if nothing more comes; `None` while too little is known of it.
    #[must_use]
    pub fn silent_from(self) -> Option<Timestamp> {
        if self.last.duration_since(self.since) < LEARNING {
            return None;
        }
        let patience = self.pause.saturating_mul(2);
        let patience = patience.max(PATIENCE_MIN).min(PATIENCE_MAX);
        self.last.checked_add(patience).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Arrivals every `every` minutes over `hours`; how many minutes after the last one the silence is news.
    fn check(every: i64, hours: i64, expected: Option<i64>) {
        let at = |minute: i64| Timestamp::from_second(1_707_350_400 + minute * 60).unwrap();
        let mut rhythm = Rhythm::begun(at(0));
        let minutes = (every..=hours * 60).step_by(usize::try_from(every).unwrap());
        for minute in minutes {
            rhythm = rhythm.heard(at(minute));
        }
        let waits = rhythm
            .silent_from()
            .map(|from| from.duration_since(rhythm.last).as_mins());
        assert_eq!(waits, expected, "every {every} minutes over {hours} hours");
    }

    #[test]
    fn silence_is_news_after_twice_the_usual_pause() {
        check(1, 12, None);
        check(1, 24, Some(10));
        check(30, 48, Some(60));
        check(24 * 60, 7 * 24, Some(48 * 60));
        check(7 * 24 * 60, 60 * 24, Some(4 * 24 * 60));
    }

    #[test]
    fn an_old_pause_is_forgotten_and_a_clock_set_back_changes_nothing() {
        let at = |hour: i64| Timestamp::from_second(1_707_350_400 + hour * 3600).unwrap();
        let weekend = Rhythm::begun(at(0)).heard(at(62));
        let later = (63..62 + 21 * 24).fold(weekend, |rhythm, hour| rhythm.heard(at(hour)));
        assert!(later.pause < SignedDuration::from_hours(8));
        assert_eq!(weekend.heard(at(10)), weekend);
    }
}
