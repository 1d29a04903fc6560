//! Digests of files as lists and logs print them: MD5, SHA-1 and SHA-256 in hexadecimal.

/// A digest, as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Digest {
    /// 32 hexadecimal digits.
    Md5([u8; 16]),
    /// 40 of them.
    Sha1([u8; 20]),
    /// 64 of them.
    Sha256([u8; 32]),
}

/// True for a number of hexadecimal digits that one of them has.
pub(crate) const fn is_length(digits: usize) -> bool {
    matches!(digits, 32 | 40 | 64)
}

impl Digest {
    /// Reads the digits, of any case; which digest it is is told by their number.
    pub(crate) fn read(hex: &[u8]) -> Option<Self> {
        match hex.len() {
            32 => bytes(hex).map(Self::Md5),
            40 => bytes(hex).map(Self::Sha1),
            64 => bytes(hex).map(Self::Sha256),
            _ => None,
        }
    }
}

/// The digits of a digest, in lower case.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or_default();
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

fn bytes<const N: usize>(hex: &[u8]) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(hex.chunks_exact(2)) {
        for digit in pair {
            *byte = *byte << 4 | value(*digit)?;
        }
    }
    Some(bytes)
}

const fn value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}
