//! The rough shape of an answer: what tells a new kind of input from one more of the same.
//!
//! Without coverage this is the engine's only feedback, so a target should let its
//! shape differ where its code took another way: the kind of error, how many parts
//! were found (in powers of two), which fields are filled.

/// The shape of one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Shape(u64);

impl Shape {
    /// The beginning of every shape.
    pub(super) const fn new() -> Self {
        Self(0xCBF2_9CE4_8422_2325)
    }

    /// Adds a number, by its power of two only.
    pub(super) fn count(self, number: usize) -> Self {
        self.add((usize::BITS - number.leading_zeros()).to_le_bytes())
    }

    /// Adds a word, such as an error's code.
    pub(super) fn word(self, word: &str) -> Self {
        self.add(word.bytes()).add([0xFF])
    }

    /// Adds a yes or no.
    pub(super) fn flag(self, flag: bool) -> Self {
        self.add([u8::from(flag)])
    }

    fn add(self, bytes: impl IntoIterator<Item = u8>) -> Self {
        // FNV-1a: short, and collisions only cost an input.
        let mix = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        Self(bytes.into_iter().fold(self.0, mix))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_differ_by_power_of_two_only() {
        let shape = |number| Shape::new().count(number);
        assert_eq!(shape(5), shape(7));
        assert_ne!(shape(7), shape(8));
        assert_ne!(
            Shape::new().word("a").word("b"),
            Shape::new().word("ab").word("")
        );
    }
}
