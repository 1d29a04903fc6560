//! The growing Merkle tree of RFC 6962, as its frontier: the roots of the
//! largest complete subtrees, at most 64 hashes for any size.
//!
//! The arithmetic is that of `tlog_tiles`; this module only keeps what it needs
//! to read back.

use tlog_tiles::{
    Error, Hash, HashReader, record_hash, stored_hash_index, stored_hashes_for_record_hash,
    sub_tree_index, tree_hash,
};

use crate::{Digest, StoreError};

const NODE_LENGTH: usize = 40;

/// The right edge of a tree: enough to append and to compute the root.
#[derive(Debug, Clone, Default)]
pub(crate) struct Frontier {
    size: u64,
    // Index in the crate's dense order of stored hashes, and the hash there.
    nodes: Vec<(u64, Hash)>,
}

impl HashReader for Frontier {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Error> {
        indexes.iter().map(|index| self.node(*index)).collect()
    }
}

impl Frontier {
    /// Number of leaves.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// The root, the hash of the empty string for the empty tree.
    pub(crate) fn root(&self) -> Result<Digest, StoreError> {
        tree_hash(self.size, self)
            .map(|hash| Digest(hash.0))
            .map_err(|_| StoreError::TreeHead)
    }

    /// Appends a leaf.
    pub(crate) fn append(&mut self, leaf: &[u8]) -> Result<(), StoreError> {
        self.append_telling(leaf, |_, _| ())
    }

    /// Appends a leaf and tells every hash that this completes, with its index in the order of stored hashes.
    pub(crate) fn append_telling(
        &mut self,
        leaf: &[u8],
        mut tell: impl FnMut(u64, Hash),
    ) -> Result<(), StoreError> {
        let added = stored_hashes_for_record_hash(self.size, record_hash(leaf), self)
            .map_err(|_| StoreError::TreeHead)?;
        // The crate stores a leaf's hashes one after the other from this index.
        let first = stored_hash_index(0, self.size);
        for (index, hash) in (first..).zip(added) {
            tell(index, hash);
            self.nodes.push((index, hash));
        }
        self.size = self.size.saturating_add(1);
        let needed = sub_tree_index(0, self.size, Vec::new());
        self.nodes.retain(|(index, _)| needed.contains(index));
        Ok(())
    }

    /// The frontier as kept beside a tree head.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        self.nodes
            .iter()
            .flat_map(|(index, hash)| index.to_be_bytes().into_iter().chain(hash.0))
            .collect()
    }

    /// The frontier of a kept tree head.
    pub(crate) fn from_bytes(size: u64, bytes: &[u8]) -> Result<Self, StoreError> {
        let mut nodes = Vec::new();
        for node in bytes.chunks(NODE_LENGTH) {
            let (index, hash) = node.split_first_chunk::<8>().ok_or(StoreError::TreeHead)?;
            let hash: [u8; 32] = hash.try_into().map_err(|_| StoreError::TreeHead)?;
            nodes.push((u64::from_be_bytes(*index), Hash(hash)));
        }
        let read = Self { size, nodes };
        let needed = sub_tree_index(0, size, Vec::new());
        if read.read_hashes(&needed).is_err() {
            return Err(StoreError::TreeHead);
        }
        Ok(read)
    }

    fn node(&self, index: u64) -> Result<Hash, Error> {
        self.nodes
            .iter()
            .find(|(at, _)| *at == index)
            .map(|(_, hash)| *hash)
            .ok_or(Error::IndexesNotInTree)
    }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::*;

    /// The definition of RFC 6962 section 2.1, word for word and slow.
    fn by_definition(leaves: &[&[u8]]) -> [u8; 32] {
        match leaves {
            [] => Sha256::digest(b"").into(),
            [leaf] => Sha256::digest([&[0], *leaf].concat()).into(),
            _ => {
                let k = leaves.len().next_power_of_two() / 2;
                let (left, right) = leaves.split_at(k);
                let joined = [&[1][..], &by_definition(left), &by_definition(right)].concat();
                Sha256::digest(joined).into()
            }
        }
    }

    #[test]
    fn roots_are_those_of_the_published_vectors() {
        // The eight leaves and roots of the reference implementation of RFC 6962
        // (certificate-transparency, merkle_tree_test).
        let leaves: [&[u8]; 8] = [
            b"",
            b"\x00",
            b"\x10",
            b"\x20\x21",
            b"\x30\x31",
            b"\x40\x41\x42\x43",
            b"\x50\x51\x52\x53\x54\x55\x56\x57",
            b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
        ];
        let roots = [
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let mut tree = Frontier::default();
        assert_eq!(tree.root().unwrap().to_hex(), roots[0]);
        for (leaf, root) in leaves.iter().zip(&roots[1..]) {
            tree.append(leaf).unwrap();
            assert_eq!(tree.root().unwrap().to_hex(), *root, "size {}", tree.size());
        }
    }

    #[test]
    fn every_size_agrees_with_the_definition_and_survives_being_kept() {
        let contents: Vec<Vec<u8>> = (0..130_u32).map(|n| n.to_be_bytes().to_vec()).collect();
        let leaves: Vec<&[u8]> = contents.iter().map(Vec::as_slice).collect();
        let mut tree = Frontier::default();
        for (index, leaf) in leaves.iter().enumerate() {
            tree.append(leaf).unwrap();
            let size = index + 1;
            assert_eq!(tree.root().unwrap().0, by_definition(&leaves[..size]));
            tree = Frontier::from_bytes(tree.size(), &tree.to_bytes()).unwrap();
        }
    }

    #[test]
    fn a_damaged_frontier_is_an_error_not_a_panic() {
        let mut tree = Frontier::default();
        for leaf in [b"a", b"b", b"c"] {
            tree.append(leaf).unwrap();
        }
        let bytes = tree.to_bytes();
        for (size, bytes) in [
            (3, &bytes[..40]),
            (3, &bytes[..79]),
            (7, &bytes[..]),
            (3, &[]),
        ] {
            let error = Frontier::from_bytes(size, bytes).unwrap_err();
            assert_eq!(error.code(), "store.tree_head");
        }
    }
}
