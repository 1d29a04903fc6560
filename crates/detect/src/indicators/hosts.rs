//! Which hosts may be those of listed URLs and e-mail addresses, by their hashes:
//! a bit for each, so that nearly all names of a log are answered by one look, and
//! the hashes themselves for the few others.

use super::texts::hash;

/// How many bits there are for each host, at most: one in eight to sixteen other names passes the first look.
const BITS_EACH: usize = 16;

/// The least and the most leading bits of a hash that pick its bit (32 MiB).
const LEADING: (u32, u32) = (10, 28);

/// The sealed set; build it by `push` and `seal`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hosts {
    /// Sorted.
    hashes: Vec<u32>,
    /// Empty without hosts.
    bits: Vec<u64>,
    /// How many leading bits of a hash pick its bit.
    leading: u32,
}

impl Hosts {
    /// Adds a host.
    pub(crate) fn push(&mut self, host: &str) {
        self.hashes.push(hash(bare(host.as_bytes())));
    }

    /// Makes the set ready.
    pub(crate) fn seal(&mut self) {
        self.hashes.sort_unstable();
        self.hashes.dedup();
        self.hashes.shrink_to_fit();
        if self.hashes.is_empty() {
            return;
        }
        let wanted = self.hashes.len().saturating_mul(BITS_EACH);
        self.leading = wanted.ilog2().clamp(LEADING.0, LEADING.1);
        let mut bits = vec![0; 1 << (self.leading - u64::BITS.ilog2())];
        for hash in &self.hashes {
            let (word, bit) = self.place(*hash);
            if let Some(word) = bits.get_mut(word) {
                *word |= bit;
            }
        }
        self.bits = bits;
    }

    /// True for every host that was added, and for one in many million others.
    pub(crate) fn may_have(&self, host: &[u8]) -> bool {
        if self.bits.is_empty() {
            return false;
        }
        let hash = hash(bare(host));
        let (word, bit) = self.place(hash);
        let passes = self.bits.get(word).is_some_and(|word| word & bit != 0);
        passes && self.hashes.binary_search(&hash).is_ok()
    }

    fn place(&self, hash: u32) -> (usize, u64) {
        let at = hash >> (u32::BITS - self.leading);
        let word = usize::try_from(at >> u64::BITS.ilog2()).unwrap_or_default();
        (word, 1 << (at % u64::BITS))
    }
}

/// The host as a first look at a text finds it: without dots, hyphens and underlines before it.
fn bare(host: &[u8]) -> &[u8] {
    let is_mark = |b: &&u8| matches!(b, b'.' | b'-' | b'_');
    let marks = host.iter().take_while(is_mark).count();
    host.get(marks..).unwrap_or_default()
}
