//! Changes to an input: what a broken program, a bad scan or an attacker would do to it.

use super::random::Random;

/// Longest input a mutation makes, in bytes.
pub(super) const LENGTH_MAX: usize = 1 << 16;
/// Most inputs stay below this, since many small ones find more than few large ones.
const LENGTH_USUAL: usize = 4_096;
/// Most changes to one input.
const STEPS_MAX: usize = 8;

/// Bytes at which parsers tend to turn.
const TURNING_BYTES: &[u8] =
    b"\0\t\n\r \"'(),-./0:;<=>?[\\]`{|}\x7f\x80\xbf\xc0\xc3\xe1\xed\xf4\xfe\xff";

/// Texts that break assumptions about characters, numbers and nesting.
const HARD_TEXTS: &[&str] = &[
    "\u{feff}",
    "\u{0301}",
    "\u{0309}\u{0323}",
    "\u{202e}",
    "\u{200b}",
    "\u{1f6e1}",
    "đ",
    "ẵ",
    "\r\n",
    "\u{2028}",
    "-1",
    "0",
    "18446744073709551616",
    "99999999999999999999999999",
    "1e309",
    "31/02/2024",
    "0000-00-00T00:00:00Z",
    "2024-02-08T24:60:60+99:99",
    "255.255.255.255",
    "::ffff:0:0/129",
    "((((((((((((((((",
    "%00",
    "&#x110000;",
];

/// Changes an input in one to eight ways; `other` is a second input for splicing.
pub(super) fn mutate(
    base: &[u8],
    other: &[u8],
    dictionary: &[&str],
    random: &mut Random,
) -> Vec<u8> {
    let usual = base.len().clamp(LENGTH_USUAL, LENGTH_MAX);
    let limit = if random.below(16) == 0 {
        LENGTH_MAX
    } else {
        usual
    };
    let mut input = base.to_vec();
    for _ in 0..=random.below(STEPS_MAX) {
        change(&mut input, other, dictionary, random);
        input.truncate(limit);
    }
    input
}

fn change(input: &mut Vec<u8>, other: &[u8], dictionary: &[&str], random: &mut Random) {
    match random.below(11) {
        0 => flip_bit(input, random),
        1 => set_byte(input, random),
        2 => {
            let byte = random.pick(TURNING_BYTES).copied().unwrap_or_default();
            insert(input, &[byte], random);
        }
        3 => {
            let bytes: Vec<u8> = (0..=random.below(16)).map(|_| random.byte()).collect();
            insert(input, &bytes, random);
        }
        4 | 5 => {
            let word = random.pick(dictionary).or_else(|| HARD_TEXTS.first());
            insert(input, word.copied().unwrap_or_default().as_bytes(), random);
        }
        6 => {
            let text = random.pick(HARD_TEXTS).copied().unwrap_or_default();
            insert(input, text.as_bytes(), random);
        }
        7 => remove(input, random),
        8 => repeat(input, random),
        9 => splice(input, other, random),
        _ => input.truncate(random.below(input.len() + 1)),
    }
}

fn flip_bit(input: &mut [u8], random: &mut Random) {
    let at = random.below(input.len());
    let bit = 1_u8 << random.below(8);
    if let Some(byte) = input.get_mut(at) {
        *byte ^= bit;
    }
}

fn set_byte(input: &mut [u8], random: &mut Random) {
    let at = random.below(input.len());
    let value = random.byte();
    if let Some(byte) = input.get_mut(at) {
        *byte = value;
    }
}

fn insert(input: &mut Vec<u8>, bytes: &[u8], random: &mut Random) {
    let at = random.below(input.len() + 1);
    input.splice(at..at, bytes.iter().copied());
}

fn remove(input: &mut Vec<u8>, random: &mut Random) {
    let (from, to) = range(input.len(), random);
    input.drain(from..to);
}

/// Copies a part many times in place: depth and length are where parsers give way.
fn repeat(input: &mut Vec<u8>, random: &mut Random) {
    let (from, to) = range(input.len().min(LENGTH_MAX), random);
    let part: Vec<u8> = input.iter().skip(from).take(to - from).copied().collect();
    let room = (LENGTH_MAX - input.len().min(LENGTH_MAX))
        .checked_div(part.len())
        .unwrap_or(0);
    let wanted = 1 << random.below(12);
    input.splice(to..to, part.repeat(room.min(wanted)));
}

fn splice(input: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    let (from, to) = range(other.len(), random);
    let part: Vec<u8> = other.iter().skip(from).take(to - from).copied().collect();
    insert(input, &part, random);
}

/// A part of a length: mostly short, sometimes up to the whole.
fn range(length: usize, random: &mut Random) -> (usize, usize) {
    let from = random.below(length + 1);
    let longest = if random.below(4) == 0 {
        length - from
    } else {
        (length - from).min(64)
    };
    (from, from + random.below(longest + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_inputs_within_the_limit() {
        let base = "1. Các cơ quan, đơn vị".as_bytes();
        let run = |seed| {
            let mut random = Random::new(seed);
            let mut input = base.to_vec();
            for _ in 0..500 {
                input = mutate(&input, base, &["CVE-2024-0001"], &mut random);
                assert!(input.len() <= LENGTH_MAX);
            }
            input
        };
        assert_eq!(run(3), run(3));
        assert_ne!(run(3), run(4));
    }

    #[test]
    fn an_empty_input_can_grow() {
        let mut random = Random::new(1);
        assert!((0..100).any(|_| !mutate(b"", b"other", &[], &mut random).is_empty()));
    }
}
