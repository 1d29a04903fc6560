//! Counting how often each value is there, and keeping the most frequent.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use arrow::array::{Array as _, BinaryViewArray};
use arrow::buffer::Buffer;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::memory_pool::MemoryReservation;
use foldhash::fast::RandomState;

use super::figures::Facet;

/// What a value costs beside its bytes at most: its place in a map that just grew, the count, what the allocator adds.
const VALUE_BYTES: usize = 112;

/// How often each of many values is there, within a limit of memory.
#[derive(Debug)]
pub(super) struct Counts {
    /// The number of each value,
    numbers: HashMap<Box<[u8]>, u32, RandomState>,
    /// and how often the value of a number is there.
    counts: Vec<u64>,
    missing: u64,
    memory: MemoryReservation,
    views: Views,
    /// What the views are views of.
    buffers: Vec<Buffer>,
}

impl Counts {
    pub(super) fn new(memory: MemoryReservation) -> Self {
        Self {
            numbers: HashMap::default(),
            counts: Vec::new(),
            missing: 0,
            memory,
            views: Views::default(),
            buffers: Vec::new(),
        }
    }

    /// Counts the values of a batch.
    ///
    /// # Errors
    ///
    /// When there are more different ones than memory for them.
    pub(super) fn add(&mut self, values: &BinaryViewArray) -> Result<()> {
        // Values that were read from a dictionary are views of its bytes, batch for batch: the same view is the same value
        // as long as the bytes are the same, and nobody has to look at them.
        let is_same = self.buffers.len() == values.data_buffers().len()
            && self
                .buffers
                .iter()
                .zip(values.data_buffers())
                .all(|(known, new)| known.ptr_eq(new) && known.len() == new.len());
        if !is_same {
            self.views.clear();
            self.buffers = values.data_buffers().to_vec();
        }
        let nulls = values.nulls();
        for (at, view) in values.views().iter().enumerate() {
            if nulls.is_some_and(|nulls| nulls.is_null(at)) {
                self.missing += 1;
                continue;
            }
            let number = match self.views.number(*view) {
                Some(number) => number,
                None => {
                    let number = self.number(values.value(at))?;
                    self.views.put(*view, number, &self.memory);
                    number
                }
            };
            self.count(number, 1);
        }
        Ok(())
    }

    /// The same without what only helps counting.
    pub(super) fn done(mut self) -> Self {
        self.views.give_back(&self.memory);
        self.buffers = Vec::new();
        self
    }

    /// What two counted together.
    ///
    /// # Errors
    ///
    /// As [`Self::add`].
    pub(super) fn merged(self, other: Self) -> Result<Self> {
        let (mut more, fewer) = if self.counts.len() < other.counts.len() {
            (other, self)
        } else {
            (self, other)
        };
        more.missing += fewer.missing;
        for (value, number) in fewer.numbers {
            let own = more.number(&value)?;
            more.count(own, count_of(&fewer.counts, number));
        }
        Ok(more)
    }

    /// The number of a value, a new one where there is none.
    fn number(&mut self, value: &[u8]) -> Result<u32> {
        if let Some(number) = self.numbers.get(value) {
            return Ok(*number);
        }
        let bytes = value.len() + VALUE_BYTES;
        if self.memory.try_grow(bytes).is_err() {
            // Values go before the quick way to them.
            self.views.give_back(&self.memory);
            self.memory.try_grow(bytes)?;
        }
        let number = u32::try_from(self.counts.len())
            .map_err(|_| DataFusionError::ResourcesExhausted("numbers of values".to_owned()))?;
        self.counts.push(0);
        self.numbers.insert(value.into(), number);
        Ok(number)
    }

    fn count(&mut self, number: u32, rows: u64) {
        let place = usize::try_from(number).unwrap_or(usize::MAX);
        if let Some(count) = self.counts.get_mut(place) {
            *count += rows;
        }
    }

    /// The `top` most frequent values in the words of `shown`.
    pub(super) fn facet(self, top: usize, shown: impl Fn(&[u8]) -> String) -> Facet {
        let mut tally = Tally::new(top);
        if self.missing > 0 {
            tally.add(None, self.missing);
        }
        for (value, number) in self.numbers {
            tally.add(Some(shown(&value)), count_of(&self.counts, number));
        }
        tally.facet()
    }
}

fn count_of(counts: &[u64], number: u32) -> u64 {
    let place = usize::try_from(number).ok();
    place
        .and_then(|place| counts.get(place))
        .map_or(0, |count| *count)
}

/// The numbers of views: a table with open addressing, since a column of a hundred million rows asks it as often, and
/// nearly always for a view that is in it.
#[derive(Debug)]
struct Views {
    /// A power of two of them; half are used at most.
    slots: Vec<Slot>,
    used: usize,
    slots_max: usize,
}

/// Slots to begin with, and at most: 64 KB and 4 MB.
const SLOTS: usize = 2_048;
const SLOTS_MAX: usize = 131_072;

#[derive(Debug, Clone, Copy)]
struct Slot {
    view: u128,
    number: u32,
}

/// A slot without a view.
const FREE: Slot = Slot {
    view: 0,
    number: u32::MAX,
};

impl Default for Views {
    fn default() -> Self {
        Self {
            slots: vec![FREE; SLOTS],
            used: 0,
            slots_max: SLOTS_MAX,
        }
    }
}

impl Views {
    fn number(&self, view: u128) -> Option<u32> {
        let mask = self.slots.len() - 1;
        let mut place = self.first(view);
        // A free slot ends the search: half of them are.
        while let Some(slot) = self.slots.get(place & mask) {
            if slot.number == FREE.number {
                return None;
            }
            if slot.view == view {
                return Some(slot.number);
            }
            place += 1;
        }
        None
    }

    /// Puts in a view that is not there. Where there is no room and no memory for more, the others make way: they are
    /// looked up by their bytes again.
    fn put(&mut self, view: u128, number: u32, memory: &MemoryReservation) {
        if self.used >= self.slots.len() / 2 {
            let more = self.slots.len() * 2;
            let bytes = (more - SLOTS) * size_of::<Slot>();
            if more <= self.slots_max && memory.try_grow(bytes).is_ok() {
                let before = std::mem::replace(&mut self.slots, vec![FREE; more]);
                memory.shrink((before.len() - SLOTS) * size_of::<Slot>());
                self.used = 0;
                let kept = before.into_iter().filter(|slot| slot.number != FREE.number);
                kept.for_each(|slot| self.set(slot));
            } else {
                self.clear();
            }
        }
        self.set(Slot { view, number });
    }

    fn set(&mut self, new: Slot) {
        let mask = self.slots.len() - 1;
        let mut place = self.first(new.view);
        while let Some(slot) = self.slots.get_mut(place & mask) {
            if slot.number == FREE.number {
                *slot = new;
                self.used += 1;
                return;
            }
            place += 1;
        }
    }

    /// Makes do with the slots of the beginning from here on.
    fn give_back(&mut self, memory: &MemoryReservation) {
        memory.shrink((self.slots.len() - SLOTS) * size_of::<Slot>());
        *self = Self {
            slots_max: SLOTS,
            ..Self::default()
        };
    }

    fn clear(&mut self) {
        if self.used > 0 {
            self.slots.fill(FREE);
            self.used = 0;
        }
    }

    /// Where a view is sought first: the multiplier of Fibonacci hashing (2^64 by the golden ratio) over both halves.
    fn first(&self, view: u128) -> usize {
        let half = |view: u128| u64::try_from(view & u128::from(u64::MAX)).unwrap_or(0);
        let mixed = half(view) ^ half(view >> 64).rotate_left(29);
        let mixed = mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        usize::try_from(mixed >> (u64::BITS - self.slots.len().trailing_zeros())).unwrap_or(0)
    }
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

    fn pool(memory: usize) -> Arc<dyn MemoryPool> {
        Arc::new(GreedyMemoryPool::new(memory))
    }

    fn counts(pool: &Arc<dyn MemoryPool>) -> Counts {
        Counts::new(MemoryConsumer::new("test").register(pool))
    }

    /// Some rows of so many different values, one of them none or empty; half of the others are longer than a view.
    fn rows(random: &mut ChaCha8Rng, different: u32, batch: u32) -> Vec<Option<Vec<u8>>> {
        let row = |_| match random.next_u32() % different {
            0 if batch.is_multiple_of(2) => None,
            0 => Some(Vec::new()),
            short if short.is_multiple_of(2) => Some(short.to_be_bytes().to_vec()),
            long => Some(format!("giá trị dài hơn mười hai byte {long}").into()),
        };
        (0..8_000).map(row).collect()
    }

    /// Adds the rows in slices, which are views of the same bytes, as batches of one dictionary are.
    fn add(to: &mut Counts, rows: &[Option<Vec<u8>>]) {
        let array: BinaryViewArray = rows.iter().map(Option::as_deref).collect();
        for from in (0..rows.len()).step_by(2_000) {
            to.add(&array.slice(from, 2_000)).unwrap();
        }
    }

    /// What was counted is what is there.
    fn check(all: &Counts, rows: &[Option<Vec<u8>>]) {
        let mut expected: HashMap<Vec<u8>, u64> = HashMap::new();
        for value in rows.iter().flatten() {
            *expected.entry(value.clone()).or_default() += 1;
        }
        let missing = rows.iter().filter(|row| row.is_none()).count();
        assert_eq!(usize::try_from(all.missing).unwrap(), missing);
        let found = all.numbers.iter();
        let found = found.map(|(value, number)| (value.to_vec(), count_of(&all.counts, *number)));
        assert_eq!(found.collect::<HashMap<_, _>>(), expected);
    }

    #[test]
    fn every_value_is_counted_once_whichever_views_it_has() {
        let mut random = ChaCha8Rng::seed_from_u64(5);
        for different in [1, 3, 700, 5_000] {
            let pool = pool(1 << 24);
            let (mut all, mut other) = (counts(&pool), counts(&pool));
            let mut sent = Vec::new();
            for batch in 0..4 {
                let rows = rows(&mut random, different, batch);
                add(if batch == 3 { &mut other } else { &mut all }, &rows);
                sent.extend(rows);
            }
            check(&all.done().merged(other.done()).unwrap(), &sent);
        }
    }

    #[test]
    fn with_little_memory_values_go_before_views() {
        let rows = rows(&mut ChaCha8Rng::seed_from_u64(6), 5_000, 0);
        let mut all = counts(&pool(600_000));
        add(&mut all, &rows);
        assert_eq!(all.views.slots.len(), SLOTS);
        check(&all, &rows);
    }

    #[test]
    fn more_values_than_memory_are_refused() {
        let rows = (0..1_000_u32).map(|n| Some(n.to_be_bytes()));
        let array: BinaryViewArray = rows.collect();
        counts(&pool(1_000)).add(&array).unwrap_err();
        counts(&pool(200_000)).add(&array).unwrap();
    }
}
