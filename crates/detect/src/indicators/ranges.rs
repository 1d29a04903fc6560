//! A sorted table of address ranges, nested and overlapping ones included;
//! single addresses have a table of their own.
//!
//! Twenty bytes an entry for IPv4. Each entry points at the nearest entry
//! before it that reaches further, so the most specific range that holds an
//! address is found by one search and a short walk outwards.

use super::buckets::Buckets;

/// Where the chain of enclosing ranges ends.
const NONE: u32 = u32::MAX;

/// One range of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range<A> {
    /// First address.
    pub(crate) first: A,
    /// Last address, included.
    pub(crate) last: A,
    /// Index of the family's name, see `List`.
    pub(crate) family: u32,
    /// Line of the list's file, counted from 1.
    pub(crate) line: u32,
    outer: u32,
}

impl<A: Copy> Range<A> {
    /// A single address as a range.
    pub(crate) const fn single(address: A, family: u32, line: u32) -> Self {
        Self {
            first: address,
            last: address,
            family,
            line,
            outer: NONE,
        }
    }
}

/// What the table needs of an address: order, and a coarse position.
pub(crate) trait Address: Copy + Ord {
    /// The leading 32 bits, where they differ enough among addresses.
    fn leading(self) -> Option<u32>;
}

impl Address for u32 {
    fn leading(self) -> Option<u32> {
        Some(self)
    }
}

impl Address for u128 {
    // All global unicast addresses share few leading values: no gain.
    fn leading(self) -> Option<u32> {
        None
    }
}

/// The sealed table; build it by `push` and `seal`.
#[derive(Debug, Clone)]
pub(crate) struct Ranges<A> {
    entries: Vec<Range<A>>,
    buckets: Buckets,
}

impl<A> Default for Ranges<A> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            buckets: Buckets::default(),
        }
    }
}

impl<A: Address> Ranges<A> {
    /// Adds a range; `false` when the table is full.
    pub(crate) fn push(&mut self, first: A, last: A, family: u32, line: u32) -> bool {
        let room = u32::try_from(self.entries.len()).is_ok_and(|count| count < NONE);
        if room {
            self.entries.push(Range {
                first,
                last,
                family,
                line,
                outer: NONE,
            });
        }
        room
    }

    /// Sorts, drops repeated rows (their number is returned) and builds the index.
    pub(crate) fn seal(&mut self) -> usize {
        let before = self.entries.len();
        self.entries.sort_unstable_by(|a, b| {
            (a.first, b.last, a.family, a.line).cmp(&(b.first, a.last, b.family, b.line))
        });
        self.entries
            .dedup_by_key(|entry| (entry.first, entry.last, entry.family));
        self.entries.shrink_to_fit();
        self.link_outer();
        self.fill_buckets();
        before - self.entries.len()
    }

    fn link_outer(&mut self) {
        let mut open: Vec<(u32, A)> = Vec::new();
        for (position, entry) in (0u32..).zip(&mut self.entries) {
            while open.last().is_some_and(|(_, last)| *last <= entry.last) {
                open.pop();
            }
            entry.outer = open.last().map_or(NONE, |(outer, _)| *outer);
            open.push((position, entry.last));
        }
    }

    fn fill_buckets(&mut self) {
        let leads = self.entries.first().map(|entry| entry.first.leading());
        if matches!(leads, Some(Some(_))) {
            let leading = self.entries.iter().map(|entry| entry.first.leading());
            self.buckets = Buckets::of(leading.map(Option::unwrap_or_default));
        }
    }

    /// The most specific range around `address`: one entry for each family listed for it.
    pub(crate) fn find(&self, address: A) -> &[Range<A>] {
        let mut end = self.position_after(address);
        while let Some(at) = end.checked_sub(1) {
            let Some(entry) = self.entries.get(at) else {
                break;
            };
            if entry.last >= address {
                return self.same_range_before(at, entry);
            }
            // Entries between this one and its outer one end even earlier.
            let Ok(outer) = usize::try_from(entry.outer) else {
                break;
            };
            if entry.outer == NONE {
                break;
            }
            end = outer + 1;
        }
        &[]
    }

    /// True when some range holds the address.
    pub(crate) fn contains(&self, address: A) -> bool {
        !self.find(address).is_empty()
    }

    /// All entries in order of address.
    pub(crate) fn entries(&self) -> &[Range<A>] {
        &self.entries
    }

    fn position_after(&self, address: A) -> usize {
        let (from, to) = match address.leading() {
            Some(leading) => self.buckets.bounds(leading, self.entries.len()),
            None => (0, self.entries.len()),
        };
        let bucket = self.entries.get(from..to).unwrap_or_default();
        from + bucket.partition_point(|entry| entry.first <= address)
    }

    fn same_range_before(&self, at: usize, entry: &Range<A>) -> &[Range<A>] {
        let upto = self.entries.get(..=at).unwrap_or_default();
        let same = upto
            .iter()
            .rev()
            .take_while(|other| other.first == entry.first && other.last == entry.last)
            .count();
        upto.get(upto.len() - same..).unwrap_or_default()
    }
}
