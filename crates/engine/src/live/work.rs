//! What refreshing remembers from one time to the next; only one refresh has
//! it at a time.

use super::held::Held;
use super::spoken::{Spoken, SpokenOf};
use crate::directives::InForce;
use crate::known::Provenances;
use domain::facts::Facts;
use domain::pack::Pack;
use std::sync::Arc;
use store::{Digest, DirectiveId};

/// The memory of refreshing.
#[derive(Debug, Default)]
pub(super) struct Work {
    /// What was read of the store; `None` before the first time.
    pub(super) known: Option<Known>,
    /// The directives, in the order in which they came.
    pub(super) followed: Vec<Followed>,
    /// Whether facts in memory can't be trusted, because a refresh failed.
    pub(super) reload: bool,
}

/// What was read of the store.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// The facts without what was said of one directive.
    pub(super) facts: Arc<Facts>,
    /// Where they come from.
    pub(super) sources: Arc<Provenances>,
    /// Position of the newest fact read.
    pub(super) facts_seq: u64,
    /// Leaves of the ledger at that time.
    pub(super) leaves: u64,
}

/// A directive that is followed.
#[derive(Debug, Clone)]
pub(super) struct Followed {
    /// Which of the directives it is, in the order in which they came.
    pub(super) place: usize,
    /// Its confirmation's place in the ledger.
    pub(super) seq: u64,
    /// The directive.
    pub(super) in_force: Arc<InForce>,
    /// The pack in force for it.
    pub(super) pack: Arc<Pack>,
    /// Digest of both.
    pub(super) reading: Digest,
    /// What was said of it, by place in the ledger.
    pub(super) spoken: Arc<Vec<(u64, Spoken)>>,
    /// What its snapshot was judged by; `None` before the first.
    pub(super) fingerprint: Option<Digest>,
    /// The newest snapshot.
    pub(super) held: Option<Arc<Held>>,
    /// The revision of that snapshot.
    pub(super) revision: u64,
}

impl Followed {
    pub(super) fn id(&self) -> DirectiveId {
        self.in_force.id
    }

    /// Takes over what was said since and is not known yet; what it is.
    pub(super) fn hear(&mut self, new: &SpokenOf) -> Vec<Spoken> {
        let known = self.spoken.iter().map(|(seq, _)| *seq).max();
        let new: Vec<(u64, Spoken)> = new
            .get(&self.id())
            .into_iter()
            .flatten()
            .filter(|(seq, _)| known.is_none_or(|known| *seq > known))
            .cloned()
            .collect();
        if new.is_empty() {
            return Vec::new();
        }
        let heard = new.iter().map(|(_, spoken)| spoken.clone()).collect();
        Arc::make_mut(&mut self.spoken).extend(new);
        heard
    }
}
