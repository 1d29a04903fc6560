//! A sorted table of host names, searched by every suffix of a name.
//!
//! `evil.example` in a list stands for itself and for `a.evil.example`, never
//! for `notevil.example`: suffixes begin only at a dot.

/// How many leading bits of the hash pick a bucket.
const BUCKET_BITS: u32 = 16;
/// From how many entries on buckets are worth their 256 KiB.
const BUCKETS_FROM: usize = 1 << 12;

const MULTIPLIER: u32 = 0x0100_0193;

/// One name of a list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NameEntry {
    hash: u32,
    at: u32,
    /// Index of the family's name, see `List`.
    pub(crate) family: u32,
    /// Line of the list's file, counted from 1.
    pub(crate) line: u32,
    length: u8,
}

/// The sealed table; build it by `push` and `seal`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    arena: String,
    entries: Vec<NameEntry>,
    buckets: Vec<u32>,
}

impl Names {
    /// Adds a name in lower case; `false` when the table is full or the name too long.
    pub(crate) fn push(&mut self, name: &str, family: u32, line: u32) -> bool {
        let place = (u32::try_from(self.arena.len()), u8::try_from(name.len()));
        let (Ok(at), Ok(length)) = place else {
            return false;
        };
        let hash = name.bytes().rev().fold(0, step);
        self.arena.push_str(name);
        self.entries.push(NameEntry {
            hash: mix(hash),
            at,
            family,
            line,
            length,
        });
        true
    }

    /// Sorts, drops repeated rows (their number is returned) and builds the index.
    pub(crate) fn seal(&mut self) -> usize {
        let Self {
            arena,
            entries,
            buckets,
        } = self;
        let text = |entry: &NameEntry| slice(arena, entry);
        let before = entries.len();
        entries.sort_unstable_by(|a, b| {
            (a.hash, text(a), a.family, a.line).cmp(&(b.hash, text(b), b.family, b.line))
        });
        entries.dedup_by(|b, a| (a.hash, a.family) == (b.hash, b.family) && text(a) == text(b));
        let repeated = before - entries.len();
        entries.shrink_to_fit();
        buckets.clear();
        if entries.len() >= BUCKETS_FROM {
            let mut rest = entries.iter().peekable();
            let mut position = 0u32;
            for bucket in 0..=(1u32 << BUCKET_BITS) {
                while rest
                    .next_if(|entry| entry.hash >> (u32::BITS - BUCKET_BITS) < bucket)
                    .is_some()
                {
                    position += 1;
                }
                buckets.push(position);
            }
        }
        arena.shrink_to_fit();
        repeated
    }

    /// The entries for the longest listed suffix of `name` (any case), one for each family.
    pub(crate) fn find(&self, name: &str) -> &[NameEntry] {
        let mut found: &[NameEntry] = &[];
        let mut hash = 0;
        let mut labels = 1;
        let bytes = name.as_bytes();
        for (at, byte) in bytes.iter().enumerate().rev() {
            let starts_label = at == 0 || bytes.get(at - 1) == Some(&b'.');
            hash = step(hash, byte.to_ascii_lowercase());
            if *byte == b'.' {
                labels += 1;
            }
            if starts_label && labels >= 2 {
                let suffix = name.get(at..).unwrap_or_default();
                let here = self.exact(mix(hash), suffix);
                if !here.is_empty() {
                    found = here;
                }
            }
        }
        found
    }

    /// True without entries.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The name of an entry.
    pub(crate) fn text(&self, entry: &NameEntry) -> &str {
        slice(&self.arena, entry)
    }

    /// All entries, in no order a person would care for.
    pub(crate) fn entries(&self) -> &[NameEntry] {
        &self.entries
    }

    fn exact(&self, hash: u32, suffix: &str) -> &[NameEntry] {
        let bounds = usize::try_from(hash >> (u32::BITS - BUCKET_BITS))
            .ok()
            .and_then(|bucket| {
                let from = usize::try_from(*self.buckets.get(bucket)?).ok()?;
                let to = usize::try_from(*self.buckets.get(bucket + 1)?).ok()?;
                self.entries.get(from..to)
            });
        let bucket = bounds.unwrap_or(&self.entries);
        let is_it = |entry: &&NameEntry| {
            entry.hash == hash && self.text(entry).eq_ignore_ascii_case(suffix)
        };
        let from = bucket.partition_point(|entry| entry.hash < hash);
        let same_hash = bucket.get(from..).unwrap_or_default();
        let skipped = same_hash
            .iter()
            .take_while(|e| e.hash == hash && !is_it(e))
            .count();
        let same_name = same_hash.get(skipped..).unwrap_or_default();
        let count = same_name.iter().take_while(is_it).count();
        same_name.get(..count).unwrap_or_default()
    }
}

fn slice<'a>(arena: &'a str, entry: &NameEntry) -> &'a str {
    let Ok(at) = usize::try_from(entry.at) else {
        return "";
    };
    arena
        .get(at..at + usize::from(entry.length))
        .unwrap_or_default()
}

/// Hash of a name from its last byte to its first, so one pass yields every suffix.
fn step(hash: u32, byte: u8) -> u32 {
    (hash ^ u32::from(byte))
        .wrapping_mul(MULTIPLIER)
        .rotate_left(5)
}

/// Spreads the hash over its leading bits, which pick the bucket.
fn mix(hash: u32) -> u32 {
    (hash ^ (hash >> 15)).wrapping_mul(0x85eb_ca6b) ^ (hash >> 13)
}
