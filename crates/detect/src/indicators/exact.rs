//! A sorted table of single values of a fixed size: addresses and digests.
//!
//! An IPv4 address takes twelve bytes with its family and line, a SHA-256
//! digest forty; a list of a million addresses is 12 MB.

use super::buckets::Buckets;

/// What the table needs of a key: order, and its leading bits.
pub(crate) trait Key: Copy + Ord {
    /// The leading 32 bits, where they differ enough among keys to tell them apart.
    fn leading(&self) -> Option<u32>;
}

impl Key for u32 {
    fn leading(&self) -> Option<u32> {
        Some(*self)
    }
}

impl<const N: usize> Key for [u8; N] {
    fn leading(&self) -> Option<u32> {
        self.first_chunk().map(|bytes| u32::from_be_bytes(*bytes))
    }
}

/// An IPv6 address in two halves: a `u128` would be padded to 32 bytes an entry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct V6 {
    high: u64,
    low: u64,
}

impl V6 {
    /// The address with these bits.
    pub(crate) fn new(bits: u128) -> Self {
        let half = |bits: u128| u64::try_from(bits & u128::from(u64::MAX)).unwrap_or_default();
        Self {
            high: half(bits >> 64),
            low: half(bits),
        }
    }

    /// Its bits.
    pub(crate) fn bits(self) -> u128 {
        u128::from(self.high) << 64 | u128::from(self.low)
    }
}

impl Key for V6 {
    // All global unicast addresses share few leading values: no gain.
    fn leading(&self) -> Option<u32> {
        None
    }
}

/// One value of a list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Single<K> {
    /// The value.
    pub(crate) key: K,
    /// Index of the family's name, see `List`.
    pub(crate) family: u32,
    /// Line of the list's file, counted from 1.
    pub(crate) line: u32,
}

/// The sealed table; build it by `push` and `seal`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Exact<K> {
    entries: Vec<Single<K>>,
    buckets: Buckets,
}

impl<K: Key> Exact<K> {
    /// Adds a value; `false` when the table is full.
    pub(crate) fn push(&mut self, key: K, family: u32, line: u32) -> bool {
        let room = u32::try_from(self.entries.len()).is_ok_and(|count| count < u32::MAX);
        if room {
            self.entries.push(Single { key, family, line });
        }
        room
    }

    /// Sorts, drops repeated rows (their number is returned) and builds the index.
    pub(crate) fn seal(&mut self) -> usize {
        let before = self.entries.len();
        self.entries
            .sort_unstable_by_key(|entry| (entry.key, entry.family, entry.line));
        self.entries.dedup_by_key(|entry| (entry.key, entry.family));
        self.entries.shrink_to_fit();
        let leads = self.entries.first().map(|entry| entry.key.leading());
        if matches!(leads, Some(Some(_))) {
            let leading = self.entries.iter().map(|entry| entry.key.leading());
            self.buckets = Buckets::of(leading.map(Option::unwrap_or_default));
        }
        before - self.entries.len()
    }

    /// The entries of a value, one for each family.
    pub(crate) fn find(&self, key: K) -> &[Single<K>] {
        let (from, to) = match key.leading() {
            Some(leading) => self.buckets.bounds(leading, self.entries.len()),
            None => (0, self.entries.len()),
        };
        let bucket = self.entries.get(from..to).unwrap_or_default();
        let start = bucket.partition_point(|entry| entry.key < key);
        let rest = bucket.get(start..).unwrap_or_default();
        let count = rest.iter().take_while(|entry| entry.key == key).count();
        rest.get(..count).unwrap_or_default()
    }

    /// True when the value is listed.
    pub(crate) fn contains(&self, key: K) -> bool {
        !self.find(key).is_empty()
    }

    /// All entries in order.
    pub(crate) fn entries(&self) -> &[Single<K>] {
        &self.entries
    }
}
