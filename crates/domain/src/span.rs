//! Stretches of time: union, gaps, overlap. All are half-open `[from, to)`.

use jiff::{SignedDuration, Timestamp};

/// A half-open stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// First instant.
    pub from: Timestamp,
    /// First instant after it.
    pub to: Timestamp,
}

impl Span {
    /// The stretch from `from` to `to`; empty when they are not in order.
    #[must_use]
    pub fn new(from: Timestamp, to: Timestamp) -> Self {
        Self {
            from,
            to: to.max(from),
        }
    }

    /// Its length.
    #[must_use]
    pub fn length(self) -> SignedDuration {
        self.to.duration_since(self.from)
    }

    /// Whether the instant lies in it.
    #[must_use]
    pub fn contains(self, at: Timestamp) -> bool {
        self.from <= at && at < self.to
    }

    /// The part that lies in `other`, if any.
    #[must_use]
    pub fn within(self, other: Self) -> Option<Self> {
        let (from, to) = (self.from.max(other.from), self.to.min(other.to));
        (from < to).then_some(Self { from, to })
    }
}

/// A set of instants as sorted, disjoint, non-touching stretches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    spans: Vec<Span>,
}

impl Coverage {
    /// The union of any stretches.
    #[must_use]
    pub fn of(spans: impl IntoIterator<Item = Span>) -> Self {
        let mut sorted: Vec<Span> = spans.into_iter().filter(|s| s.from < s.to).collect();
        sorted.sort_unstable();
        let mut spans: Vec<Span> = Vec::with_capacity(sorted.len());
        for span in sorted {
            match spans.last_mut() {
                Some(last) if span.from <= last.to => last.to = last.to.max(span.to),
                _ => spans.push(span),
            }
        }
        Self { spans }
    }

    /// The stretches in order.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// What of `whole` is not covered.
    #[must_use]
    pub fn gaps(&self, whole: Span) -> Vec<Span> {
        let mut gaps = Vec::new();
        let mut at = whole.from;
        for covered in self.spans.iter().filter_map(|s| s.within(whole)) {
            if at < covered.from {
                gaps.push(Span::new(at, covered.from));
            }
            at = covered.to;
        }
        if at < whole.to {
            gaps.push(Span::new(at, whole.to));
        }
        gaps
    }

    /// How much of `whole` is covered.
    #[must_use]
    pub fn length_within(&self, whole: Span) -> SignedDuration {
        self.spans
            .iter()
            .filter_map(|s| s.within(whole))
            .map(Span::length)
            .sum()
    }

    /// The covered share of `whole`, 0 to 1; 1 for an empty whole.
    #[must_use]
    pub fn share_of(&self, whole: Span) -> f64 {
        let length = whole.length().as_secs_f64();
        if length > 0.0 {
            self.length_within(whole).as_secs_f64() / length
        } else {
            1.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(from: i64, to: i64) -> Span {
        Span::new(
            Timestamp::from_second(from).unwrap(),
            Timestamp::from_second(to).unwrap(),
        )
    }

    #[test]
    fn gaps_are_what_no_stretch_covers() {
        let day = span(0, 100);
        for (covered, gaps) in [
            (vec![], vec![span(0, 100)]),
            (vec![span(0, 100)], vec![]),
            (vec![span(-5, 50), span(50, 200)], vec![]),
            (
                vec![span(60, 80), span(10, 20), span(15, 30)],
                vec![span(0, 10), span(30, 60), span(80, 100)],
            ),
            (vec![span(200, 300)], vec![span(0, 100)]),
        ] {
            let coverage = Coverage::of(covered);
            assert_eq!(coverage.gaps(day), gaps);
            let open: SignedDuration = gaps.iter().map(|g| g.length()).sum();
            assert_eq!(coverage.length_within(day) + open, day.length());
        }
    }
}
