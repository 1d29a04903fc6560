//! The seeded generator: the same seed gives the same town to the byte.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A seeded source of small numbers.
pub(crate) struct Random(ChaCha8Rng);

impl Random {
    /// The generator of a seed; `stream` keeps parts of the demo independent, so that changing one leaves the others.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(stream);
        Self(generator)
    }

    /// A number from 0 to `count - 1`; 0 when `count` is 0. The slight bias of the remainder does not matter here.
    pub(crate) fn below(&mut self, count: u32) -> u32 {
        self.0.next_u32().checked_rem(count).unwrap_or(0)
    }

    /// A number between two bounds, both included.
    pub(crate) fn between(&mut self, low: u32, high: u32) -> i64 {
        i64::from(low) + i64::from(self.below(high.saturating_sub(low).saturating_add(1)))
    }

    /// Whether a chance of `percent` in a hundred comes true.
    pub(crate) fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// One of some texts; empty when there is none.
    pub(crate) fn pick<'a>(&mut self, texts: &[&'a str]) -> &'a str {
        let count = u32::try_from(texts.len()).unwrap_or(0);
        let at = usize::try_from(self.below(count)).unwrap_or(0);
        texts.get(at).copied().unwrap_or_default()
    }

    /// Sixty-four lower-case hex digits, as a digest looks.
    pub(crate) fn digest(&mut self) -> String {
        (0..8)
            .map(|_| format!("{:08x}", self.0.next_u32()))
            .collect()
    }
}
