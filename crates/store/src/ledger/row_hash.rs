//! The salted hash by which a leaf names its row.
//!
//! `SHA-256("khien.row.v1\n" ‖ table ‖ "\n" ‖ salt ‖ field ‖ field ‖ …)` with a
//! salt of 16 random bytes kept in the row. A field is written so that no two
//! different rows give the same bytes: text and bytes as length (8 bytes, big
//! endian) and content; a number or an instant as 8 bytes big endian; an
//! optional field as one byte 0, or 1 and the field; a truth value as one byte.
//!
//! The salt is what keeps erasure possible: when row and salt are gone, nobody
//! can guess the content back from the leaf.

use sha2::{Digest as _, Sha256};

use crate::{Digest, StoreError};

const DOMAIN: &[u8] = b"khien.row.v1\n";
const SALT_LENGTH: usize = 16;

/// A fresh salt.
pub(crate) fn new_salt() -> Result<Vec<u8>, StoreError> {
    let mut salt = [0_u8; SALT_LENGTH];
    getrandom::fill(&mut salt).map_err(StoreError::Random)?;
    Ok(salt.to_vec())
}

/// Many fresh salts in one call to the operating system.
pub(crate) fn new_salts(count: usize) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut bytes = vec![0_u8; count.saturating_mul(SALT_LENGTH)];
    getrandom::fill(&mut bytes).map_err(StoreError::Random)?;
    Ok(bytes
        .chunks_exact(SALT_LENGTH)
        .map(<[u8]>::to_vec)
        .collect())
}

/// A row being hashed, field by field in a fixed order.
pub(crate) struct RowHasher(Sha256);

impl RowHasher {
    pub(crate) fn new(table: &str, salt: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(DOMAIN);
        hash.update(table.as_bytes());
        hash.update(b"\n");
        hash.update(salt);
        Self(hash)
    }

    pub(crate) fn bytes(&mut self, value: &[u8]) -> &mut Self {
        // No value is longer than an address space of 64 bits.
        let length = u64::try_from(value.len()).unwrap_or(u64::MAX);
        self.0.update(length.to_be_bytes());
        self.0.update(value);
        self
    }

    pub(crate) fn text(&mut self, value: &str) -> &mut Self {
        self.bytes(value.as_bytes())
    }

    pub(crate) fn number(&mut self, value: i64) -> &mut Self {
        self.0.update(value.to_be_bytes());
        self
    }

    pub(crate) fn truth(&mut self, value: bool) -> &mut Self {
        self.0.update([u8::from(value)]);
        self
    }

    pub(crate) fn optional_bytes(&mut self, value: Option<&[u8]>) -> &mut Self {
        self.truth(value.is_some());
        if let Some(value) = value {
            self.bytes(value);
        }
        self
    }

    pub(crate) fn optional_text(&mut self, value: Option<&str>) -> &mut Self {
        self.optional_bytes(value.map(str::as_bytes))
    }

    pub(crate) fn optional_number(&mut self, value: Option<i64>) -> &mut Self {
        self.truth(value.is_some());
        if let Some(value) = value {
            self.number(value);
        }
        self
    }

    pub(crate) fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(fill: impl FnOnce(&mut RowHasher) -> &mut RowHasher) -> Digest {
        let mut hasher = RowHasher::new("statements", &[7; SALT_LENGTH]);
        fill(&mut hasher);
        hasher.finish()
    }

    #[test]
    fn rows_that_read_alike_when_joined_hash_apart() {
        let ab_c = of(|row| row.text("ab").text("c"));
        let a_bc = of(|row| row.text("a").text("bc"));
        assert_ne!(ab_c, a_bc);
        let none = of(|row| row.optional_text(None));
        let empty = of(|row| row.optional_text(Some("")));
        assert_ne!(none, empty);
    }

    #[test]
    fn the_documented_formula_is_what_is_computed() {
        let mut bytes = b"khien.row.v1\nstatements\n".to_vec();
        bytes.extend([7; 16]);
        bytes.extend([0, 0, 0, 0, 0, 0, 0, 2, b'a', b'b']);
        bytes.extend([0, 0, 0, 0, 0, 0, 1, 0]);
        bytes.extend([1, 0, 0, 0, 0, 0, 0, 0, 1, b'c', 0, 1]);
        let row = of(|row| {
            row.text("ab").number(256).optional_text(Some("c"));
            row.optional_number(None).truth(true)
        });
        assert_eq!(row, crate::sha256(&bytes));
    }
}
