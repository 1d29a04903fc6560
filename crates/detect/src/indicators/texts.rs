//! A sorted table of texts: host names searched by every suffix of a name,
//! URLs and e-mail addresses searched whole.
//!
//! `evil.example` in a list stands for itself and for `a.evil.example`, never
//! for `notevil.example`: suffixes begin only at a dot.

use super::buckets::Buckets;

const MULTIPLIER: u32 = 0x0100_0193;

/// One text of a list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextEntry {
    hash: u32,
    at: u32,
    /// Index of the family's name, see `List`.
    pub(crate) family: u32,
    /// Line of the list's file, counted from 1.
    pub(crate) line: u32,
    length: u16,
}

/// The sealed table; build it by `push` and `seal`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Texts {
    arena: String,
    entries: Vec<TextEntry>,
    buckets: Buckets,
}

impl Texts {
    /// Adds a text; `false` when the table is full or the text too long.
    pub(crate) fn push(&mut self, text: &str, family: u32, line: u32) -> bool {
        let place = (u32::try_from(self.arena.len()), u16::try_from(text.len()));
        let (Ok(at), Ok(length)) = place else {
            return false;
        };
        self.arena.push_str(text);
        self.entries.push(TextEntry {
            hash: hash(text.as_bytes()),
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
        let text = |entry: &TextEntry| slice(arena, entry);
        let before = entries.len();
        entries.sort_unstable_by(|a, b| {
            let by_hash = a.hash.cmp(&b.hash);
            by_hash.then_with(|| (text(a), a.family, a.line).cmp(&(text(b), b.family, b.line)))
        });
        entries.dedup_by(|b, a| (a.hash, a.family) == (b.hash, b.family) && text(a) == text(b));
        let repeated = before - entries.len();
        entries.shrink_to_fit();
        *buckets = Buckets::of(entries.iter().map(|entry| entry.hash));
        arena.shrink_to_fit();
        repeated
    }

    /// The entries of exactly that text, one for each family.
    pub(crate) fn find(&self, text: &str) -> &[TextEntry] {
        self.with_hash(hash(text.as_bytes()), |listed| listed == text)
    }

    /// The entries for the longest listed suffix of the host name (any case), one for each family.
    pub(crate) fn find_suffix(&self, name: &str) -> &[TextEntry] {
        let mut found: &[TextEntry] = &[];
        let mut hash = 0;
        let mut labels = 1;
        let bytes = name.as_bytes();
        for (at, byte) in bytes.iter().enumerate().rev() {
            let starts_label = at == 0 || bytes.get(at - 1) == Some(&b'.');
            hash = step(hash, *byte);
            if *byte == b'.' {
                labels += 1;
            }
            if starts_label && labels >= 2 {
                let suffix = name.get(at..).unwrap_or_default();
                let here = self.with_hash(mix(hash), |listed| listed.eq_ignore_ascii_case(suffix));
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

    /// The text of an entry.
    pub(crate) fn text(&self, entry: &TextEntry) -> &str {
        slice(&self.arena, entry)
    }

    /// All entries, in no order a person would care for.
    pub(crate) fn entries(&self) -> &[TextEntry] {
        &self.entries
    }

    fn with_hash(&self, hash: u32, is_it: impl Fn(&str) -> bool) -> &[TextEntry] {
        let (from, to) = self.buckets.bounds(hash, self.entries.len());
        let bucket = self.entries.get(from..to).unwrap_or_default();
        let is_it = |entry: &&TextEntry| entry.hash == hash && is_it(self.text(entry));
        let from = bucket.partition_point(|entry| entry.hash < hash);
        let same_hash = bucket.get(from..).unwrap_or_default();
        let skipped = same_hash
            .iter()
            .take_while(|e| e.hash == hash && !is_it(e))
            .count();
        let same_text = same_hash.get(skipped..).unwrap_or_default();
        let count = same_text.iter().take_while(is_it).count();
        same_text.get(..count).unwrap_or_default()
    }
}

fn slice<'a>(arena: &'a str, entry: &TextEntry) -> &'a str {
    let Ok(at) = usize::try_from(entry.at) else {
        return "";
    };
    arena
        .get(at..at + usize::from(entry.length))
        .unwrap_or_default()
}

/// Hash of a text without regard to ASCII case.
pub(crate) fn hash(text: &[u8]) -> u32 {
    mix(text.iter().rev().fold(0, |hash, byte| step(hash, *byte)))
}

/// From the last byte to the first, so one pass over a name yields every suffix.
fn step(hash: u32, byte: u8) -> u32 {
    (hash ^ u32::from(byte.to_ascii_lowercase()))
        .wrapping_mul(MULTIPLIER)
        .rotate_left(5)
}

/// Spreads the hash over its leading bits, which pick the bucket.
fn mix(hash: u32) -> u32 {
    (hash ^ (hash >> 15)).wrapping_mul(0x85eb_ca6b) ^ (hash >> 13)
}
