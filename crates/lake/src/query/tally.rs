//! Counting how often each value is there, and keeping the most frequent.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use arrow::array::{Array as _, BinaryViewArray};
use datafusion::error::Result;
use datafusion::execution::memory_pool::MemoryReservation;
use foldhash::fast::RandomState;

use super::figures::Facet;

/// Places for views, a power of two; half of them are used at most.
const SLOTS: usize = 2_048;
/// What a value costs beside its bytes: its place in the map, the count, what the allocator adds.
const VALUE_BYTES: usize = 64;

/// How often each of many values is there, within a limit of memory.
#[derive(Debug)]
pub(super) struct Counts {
    values: HashMap<Box<[u8]>, u64, RandomState>,
    missing: u64,
    memory: MemoryReservation,
    /// Those of the batch at hand.
    views: Views,
}

impl Counts {
    pub(super) fn new(memory: MemoryReservation) -> Self {
        Self {
            values: HashMap::default(),
            missing: 0,
            memory,
            views: Views::default(),
        }
    }

    /// Counts the values of a batch.
    ///
    /// # Errors
    ///
    /// When there are more different ones than memory for them.
    pub(super) fn add(&mut self, values: &BinaryViewArray) -> Result<()> {
        // Values that were read from a dictionary are views of one place: the same view is the same value, and few
        // different ones stand for many rows. The same bytes at two places come together in the map.
        let nulls = values.nulls();
        for (at, view) in values.views().iter().enumerate() {
            if nulls.is_some_and(|nulls| nulls.is_null(at)) {
                self.missing += 1;
                continue;
            }
            if !self.views.add(*view, at) {
                self.empty(values)?;
            }
        }
        self.empty(values)
    }

    /// Puts what is counted by view to what is counted by value.
    fn empty(&mut self, values: &BinaryViewArray) -> Result<()> {
        let counts: Vec<Slot> = self.views.drain().collect();
        let mut counts = counts.into_iter();
        counts.try_for_each(|slot| self.count(values.value(slot.at), slot.count))
    }

    /// Takes in what others counted.
    ///
    /// # Errors
    ///
    /// As [`Self::add`].
    pub(super) fn merge(&mut self, other: Self) -> Result<()> {
        self.missing += other.missing;
        for (value, count) in other.values {
            self.count(&value, count)?;
        }
        Ok(())
    }

    fn count(&mut self, value: &[u8], count: u64) -> Result<()> {
        if let Some(known) = self.values.get_mut(value) {
            *known += count;
            return Ok(());
        }
        self.memory.try_grow(value.len() + VALUE_BYTES)?;
        self.values.insert(value.into(), count);
        Ok(())
    }

    /// The `top` most frequent values in the words of `shown`.
    pub(super) fn facet(self, top: usize, shown: impl Fn(&[u8]) -> String) -> Facet {
        let mut tally = Tally::new(top);
        if self.missing > 0 {
            tally.add(None, self.missing);
        }
        for (value, count) in self.values {
            tally.add(Some(shown(&value)), count);
        }
        tally.facet()
    }
}

/// How often each view is there in rows of a batch: a small table with open addressing, since a column of a hundred
/// million rows asks it as often, and nearly always for a view that is in it.
#[derive(Debug)]
struct Views {
    slots: Vec<Slot>,
    used: Vec<usize>,
}

/// A view and the rows with it.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    view: u128,
    /// One of the rows.
    at: usize,
    /// How many; a slot without rows is free.
    count: u64,
}

impl Default for Views {
    fn default() -> Self {
        Self {
            slots: vec![Slot::default(); SLOTS],
            used: Vec::new(),
        }
    }
}

impl Views {
    /// Counts a row; whether there is room for another view.
    fn add(&mut self, view: u128, at: usize) -> bool {
        let mut place = first_place(view);
        // A free slot is always found: half of them are.
        while let Some(slot) = self.slots.get_mut(place % SLOTS) {
            if slot.count == 0 {
                *slot = Slot { view, at, count: 1 };
                self.used.push(place % SLOTS);
                break;
            }
            if slot.view == view {
                slot.count += 1;
                break;
            }
            place += 1;
        }
        self.used.len() < SLOTS / 2
    }

    /// Takes out what was counted.
    fn drain(&mut self) -> impl Iterator<Item = Slot> {
        let slots = &mut self.slots;
        let used = self.used.drain(..);
        used.filter_map(move |place| slots.get_mut(place).map(std::mem::take))
    }
}

/// Where a view is sought first: the multiplier of Fibonacci hashing (2^64 by the golden ratio) over both halves.
fn first_place(view: u128) -> usize {
    let half = |view: u128| u64::try_from(view & u128::from(u64::MAX)).unwrap_or(0);
    let mixed = (half(view) ^ half(view >> 64).rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    usize::try_from(mixed >> (u64::BITS - SLOTS.trailing_zeros())).unwrap_or(0)
}

/// Keeps the most frequent values of many with their counts.
#[derive(Debug)]
pub(super) struct Tally {
    top: usize,
    /// The least frequent kept value comes out first.
    kept: BinaryHeap<Reverse<(u64, Reverse<String>)>>,
    rest: u64,
    distinct: u64,
    missing: u64,
}

impl Tally {
    pub(super) fn new(top: usize) -> Self {
        Self {
            top,
            kept: BinaryHeap::new(),
            rest: 0,
            distinct: 0,
            missing: 0,
        }
    }

    /// A value no other call is about, with its count; `None` for events without one.
    pub(super) fn add(&mut self, value: Option<String>, count: u64) {
        let Some(value) = value else {
            self.missing += count;
            return;
        };
        self.distinct += 1;
        self.kept.push(Reverse((count, Reverse(value))));
        if self.kept.len() > self.top
            && let Some(Reverse((count, _))) = self.kept.pop()
        {
            self.rest += count;
        }
    }

    pub(super) fn facet(self) -> Facet {
        let sorted = self.kept.into_sorted_vec().into_iter();
        let top = sorted.map(|Reverse((count, Reverse(value)))| (value, count));
        Facet {
            top: top.collect(),
            rest: self.rest,
            distinct: self.distinct,
            missing: self.missing,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use datafusion::execution::memory_pool::{GreedyMemoryPool, MemoryConsumer, MemoryPool};
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

    use super::*;

    fn counts(memory: usize) -> Counts {
        let pool: Arc<dyn MemoryPool> = Arc::new(GreedyMemoryPool::new(memory));
        Counts::new(MemoryConsumer::new("test").register(&pool))
    }

    #[test]
    fn every_value_is_counted_once_whichever_views_it_has() {
        let mut random = ChaCha8Rng::seed_from_u64(5);
        for values in [1, 3, 700, 5_000] {
            let (mut all, mut other) = (counts(1 << 20), counts(1 << 20));
            let mut expected: HashMap<Vec<u8>, u64> = HashMap::new();
            let mut missing = 0;
            for batch in 0..4 {
                let rows: Vec<Option<Vec<u8>>> = (0..2_000)
                    .map(|_| match random.next_u32() % values {
                        0 if batch % 2 == 0 => None,
                        0 => Some(Vec::new()),
                        short if short % 2 == 0 => Some(short.to_be_bytes().to_vec()),
                        long => Some(format!("giá trị dài hơn mười hai byte {long}").into()),
                    })
                    .collect();
                for row in &rows {
                    match row {
                        Some(value) => *expected.entry(value.clone()).or_default() += 1,
                        None => missing += 1,
                    }
                }
                let array: BinaryViewArray = rows.iter().map(Option::as_deref).collect();
                let half = if batch == 3 { &mut other } else { &mut all };
                half.add(&array).unwrap();
            }
            all.merge(other).unwrap();
            assert_eq!(all.missing, missing);
            let found = all.values.into_iter();
            let found: HashMap<Vec<u8>, u64> = found.map(|(v, n)| (v.into(), n)).collect();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn more_values_than_memory_are_refused() {
        let rows = (0..1_000_u32).map(|n| Some(n.to_be_bytes()));
        let array: BinaryViewArray = rows.collect();
        counts(1_000).add(&array).unwrap_err();
        counts(100_000).add(&array).unwrap();
    }
}
