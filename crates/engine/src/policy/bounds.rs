//! Between what a threshold may be set: wide enough for any organisation, narrow enough to catch a slip.

use domain::policy::Threshold;
use jiff::SignedDuration;

/// Least and greatest value, both allowed and of the threshold's kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// The least value.
    pub least: Threshold,
    /// The greatest value.
    pub most: Threshold,
}

impl Bounds {
    /// The bounds of a threshold, by its kind.
    #[must_use]
    pub fn of(shipped: Threshold) -> Self {
        let (least, most) = match shipped {
            Threshold::Span(_) => (
                Threshold::Span(SignedDuration::from_mins(1)),
                // Ten years of 366 days.
                Threshold::Span(SignedDuration::from_hours(24 * 3_660)),
            ),
            Threshold::Share(_) => (Threshold::Share(0.0), Threshold::Share(1.0)),
            Threshold::Count(_) => (Threshold::Count(0), Threshold::Count(1_000)),
        };
        Self { least, most }
    }

    /// Whether a value lies between them; one of another kind does not.
    #[must_use]
    pub fn hold(self, value: Threshold) -> bool {
        match (self.least, value, self.most) {
            (Threshold::Span(least), Threshold::Span(value), Threshold::Span(most)) => {
                (least..=most).contains(&value)
            }
            (Threshold::Share(least), Threshold::Share(value), Threshold::Share(most)) => {
                (least..=most).contains(&value)
            }
            (Threshold::Count(least), Threshold::Count(value), Threshold::Count(most)) => {
                (least..=most).contains(&value)
            }
            _ => false,
        }
    }
}
