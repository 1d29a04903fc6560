//! A percentile of numbers that come and go, by nearest rank.

use std::collections::BTreeMap;

/// Hundredths of the whole are given in billionths.
const WHOLE: u128 = 100 * 1_000_000_000;

/// Numbers in two halves: the `⌈p/100 · n⌉` smallest, at least one, and the
/// rest. The greatest of the lower half is the percentile.
#[derive(Debug, Default)]
pub(super) struct Ranks {
    /// The percentage in billionths.
    percentage: u128,
    lower: Half,
    upper: Half,
}

/// A bag of numbers.
#[derive(Debug, Default)]
struct Half {
    numbers: BTreeMap<i128, u32>,
    count: u64,
}

impl Half {
    fn add(&mut self, number: i128) {
        *self.numbers.entry(number).or_default() += 1;
        self.count += 1;
    }

    fn remove(&mut self, number: i128) -> bool {
        let Some(times) = self.numbers.get_mut(&number) else {
            return false;
        };
        *times -= 1;
        if *times == 0 {
            self.numbers.remove(&number);
        }
        self.count -= 1;
        true
    }

    fn least(&self) -> Option<i128> {
        self.numbers.first_key_value().map(|(number, _)| *number)
    }

    fn greatest(&self) -> Option<i128> {
        self.numbers.last_key_value().map(|(number, _)| *number)
    }
}

impl Ranks {
    /// No numbers yet; the percentage is in billionths of a hundredth.
    pub(super) fn new(percentage: u128) -> Self {
        Self {
            percentage: percentage.min(WHOLE),
            ..Self::default()
        }
    }

    /// Takes a number in.
    pub(super) fn add(&mut self, number: i128) {
        if self.lower.greatest().is_some_and(|most| number <= most) {
            self.lower.add(number);
        } else {
            self.upper.add(number);
        }
        self.balance();
    }

    /// Lets a number go that was taken in.
    pub(super) fn remove(&mut self, number: i128) {
        if !self.lower.remove(number) {
            self.upper.remove(number);
        }
        self.balance();
    }

    /// The percentile; `None` of no numbers.
    pub(super) fn figure(&self) -> Option<i128> {
        self.lower.greatest()
    }

    /// Gives the lower half as many as its rank says.
    fn balance(&mut self) {
        let count = u128::from(self.lower.count + self.upper.count);
        let rank = (self.percentage * count).div_ceil(WHOLE).max(1).min(count);
        while u128::from(self.lower.count) < rank {
            let Some(least) = self.upper.least() else {
                return;
            };
            self.upper.remove(least);
            self.lower.add(least);
        }
        while u128::from(self.lower.count) > rank {
            let Some(greatest) = self.lower.greatest() else {
                return;
            };
            self.lower.remove(greatest);
            self.upper.add(greatest);
        }
    }
}
