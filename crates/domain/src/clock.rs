//! The instant judged for, which remembers when time alone would change the answer.
//!
//! A measure never compares instants by hand: it asks the clock, and the
//! clock keeps the earliest instant still ahead that was asked about. That is
//! `changes_at`, right by construction.

use core::cell::Cell;
use jiff::{SignedDuration, Timestamp};

/// The instant judged for.
#[derive(Debug)]
pub struct Clock {
    as_of: Timestamp,
    next: Cell<Option<Timestamp>>,
}

impl Clock {
    /// A clock standing at `as_of`.
    #[must_use]
    pub fn at(as_of: Timestamp) -> Self {
        Self {
            as_of,
            next: Cell::new(None),
        }
    }

    /// The instant judged for.
    #[must_use]
    pub fn as_of(&self) -> Timestamp {
        self.as_of
    }

    /// Whether `instant` has come (`as_of >= instant`); if not, the result may change then.
    #[must_use]
    pub fn reached(&self, instant: Timestamp) -> bool {
        self.note(instant);
        self.as_of >= instant
    }

    /// Remembers that the result may change at `instant`, if that is still ahead.
    pub fn note(&self, instant: Timestamp) {
        if self.as_of < instant && self.next.get().is_none_or(|next| instant < next) {
            self.next.set(Some(instant));
        }
    }

    /// Whether more than `span` has gone by since `instant`; a later `instant` than now counts as fresh.
    #[must_use]
    pub fn older_than(&self, instant: Timestamp, span: SignedDuration) -> bool {
        // One microsecond past the limit: at the limit itself it still holds.
        instant
            .checked_add(span)
            .and_then(|limit| limit.checked_add(SignedDuration::from_micros(1)))
            .is_ok_and(|limit| self.reached(limit))
    }

    /// Whether `instant` lies in the future.
    #[must_use]
    pub fn is_ahead(&self, instant: Timestamp) -> bool {
        !self.reached(instant)
    }

    /// The earliest instant ahead that was asked about.
    #[must_use]
    pub fn changes_at(&self) -> Option<Timestamp> {
        self.next.get()
    }
}
