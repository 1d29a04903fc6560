//! Which hosts may be those of listed URLs and e-mail addresses: one bit for
//! each hash, so that nearly all names of a log are answered by one look.

use super::texts::hash;

/// How many bits there are for each host: one in sixteen other names is taken for one of them.
const BITS_EACH: usize = 16;

/// The least and the most leading bits of a hash that pick its bit (32 MiB).
const LEADING: (u32, u32) = (10, 28);

/// The sealed set; build it by `push` and `seal`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hosts {
    pending: Vec<u32>,
    /// Empty without hosts.
    bits: Vec<u64>,
    /// How many leading bits of a hash pick its bit.
    leading: u32,
}

impl Hosts {
    /// Adds a host.
    pub(crate) fn push(&mut self, host: &str) {
        self.pending.push(hash(host.as_bytes()));
    }

    /// Makes the set ready.
    pub(crate) fn seal(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        if pending.is_empty() {
            return;
        }
        let wanted = pending.len().saturating_mul(BITS_EACH).next_power_of_two();
        self.leading = wanted.ilog2().clamp(LEADING.0, LEADING.1);
        self.bits = vec![0; 1 << (self.leading - u64::BITS.ilog2())];
        for hash in pending {
            let (word, bit) = self.place(hash);
            if let Some(word) = self.bits.get_mut(word) {
                *word |= bit;
            }
        }
    }

    /// True for every host that was added, and for a few others.
    pub(crate) fn may_have(&self, host: &[u8]) -> bool {
        if self.bits.is_empty() {
            return false;
        }
        let (word, bit) = self.place(hash(host));
        self.bits.get(word).is_some_and(|word| word & bit != 0)
    }

    fn place(&self, hash: u32) -> (usize, u64) {
        let at = hash >> (u32::BITS - self.leading);
        let word = usize::try_from(at >> u64::BITS.ilog2()).unwrap_or_default();
        (word, 1 << (at % u64::BITS))
    }
}
