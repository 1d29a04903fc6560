//! The ledger: an RFC 6962 Merkle tree of leaves, a signed checkpoint per
//! transaction, and a verification that recomputes everything.
//!
//! * `tree` is the arithmetic (by `tlog_tiles`), `note` and `key` the signature
//!   (C2SP signed note, Ed25519), `checkpoint` the text that is exported.
//! * `row_hash` is the salted hash by which a leaf names its row.
//! * `prove` reads leaves back and proves that one is in the signed tree.
//! * `heads` keeps leaves and tree heads; `verify` trusts none of the latter.
//!
//! Leaf bytes are opaque: this module knows that a leaf contains the hex form
//! of its row's hash, and nothing else about it.

mod checkpoint;
pub(crate) mod heads;
pub(crate) mod key;
pub(crate) mod note;
mod prove;
pub(crate) mod row_hash;
mod slot;
pub(crate) mod tree;
mod verify;

pub use checkpoint::{Checkpoint, verify_checkpoint};
pub use prove::{Inclusion, LedgerLeaf};
pub use slot::{LeafError, LeafSlot};
pub use verify::{Problem, ProblemCode, Trust, VerifyReport};
