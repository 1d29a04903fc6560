//! An index over a sorted table by the leading 16 bits of its keys, so that a
//! search begins in the few entries that share them.

/// How many leading bits pick a bucket.
const BITS: u32 = 16;

/// From how many entries on an index is worth its 256 KiB.
const FROM: usize = 1 << 12;

/// Position of the first entry of each bucket, one more at the end; empty for small tables.
#[derive(Debug, Clone, Default)]
pub(crate) struct Buckets(Vec<u32>);

impl Buckets {
    /// The index of a table whose keys begin, in order, with these 32 bits.
    pub(crate) fn of(leading: impl ExactSizeIterator<Item = u32>) -> Self {
        if leading.len() < FROM {
            return Self::default();
        }
        let mut starts = Vec::with_capacity((1 << BITS) + 1);
        let mut rest = leading.peekable();
        let mut position = 0u32;
        for bucket in 0..=(1u32 << BITS) {
            while rest
                .next_if(|key| key >> (u32::BITS - BITS) < bucket)
                .is_some()
            {
                position += 1;
            }
            starts.push(position);
        }
        Self(starts)
    }

    /// Where, of `count` entries, those stand whose keys share the leading bits.
    pub(crate) fn bounds(&self, leading: u32, count: usize) -> (usize, usize) {
        let found = || {
            let bucket = usize::try_from(leading >> (u32::BITS - BITS)).ok()?;
            let from = usize::try_from(*self.0.get(bucket)?).ok()?;
            let to = usize::try_from(*self.0.get(bucket + 1)?).ok()?;
            Some((from, to))
        };
        found().unwrap_or((0, count))
    }
}
