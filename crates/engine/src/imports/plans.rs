//! The plans that wait to be committed: in memory, for an hour, within limits.

use super::KEPT_FOR;
use crate::facts_in::documents::Folder;
use crate::facts_in::prepare::Terms;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// Most bytes of all plans together; the oldest give way.
const BYTES_MAX: usize = 200 * 1024 * 1024;
/// Most plans of one person; the oldest gives way.
const PLANS_OF_ONE_MAX: usize = 5;

/// An upload with its terms.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) owner: String,
    pub(super) made_at: Timestamp,
    pub(super) bytes: usize,
    pub(super) folder: Arc<Folder>,
    pub(super) terms: Terms,
}

impl Held {
    fn is_over(&self, now: Timestamp) -> bool {
        now.duration_since(self.made_at) > KEPT_FOR
    }
}

/// All plans by id; ids sort by the time they were made.
#[derive(Debug, Default)]
pub(crate) struct Plans(Mutex<BTreeMap<Uuid, Held>>);

impl Plans {
    /// The plan of an owner, while it is kept.
    pub(super) fn find(&self, id: Uuid, owner: &str, now: Timestamp) -> Option<Held> {
        let plans = self.plans();
        let held = plans.get(&id)?;
        (held.owner == owner && !held.is_over(now)).then(|| held.clone())
    }

    /// Keeps a plan and forgets what is over or too much.
    pub(super) fn keep(&self, id: Uuid, held: Held, now: Timestamp) {
        let owner = held.owner.clone();
        let mut plans = self.plans();
        plans.retain(|_, held| !held.is_over(now));
        plans.insert(id, held);
        loop {
            let own = plans.iter().filter(|(_, held)| held.owner == owner);
            let own: Vec<Uuid> = own.map(|(id, _)| *id).collect();
            let bytes: usize = plans.values().map(|held| held.bytes).sum();
            let oldest = match own.first() {
                Some(first) if own.len() > PLANS_OF_ONE_MAX => Some(*first),
                _ if bytes > BYTES_MAX => plans.keys().find(|other| **other != id).copied(),
                _ => None,
            };
            let Some(oldest) = oldest else { return };
            plans.remove(&oldest);
        }
    }

    pub(super) fn forget(&self, id: Uuid) {
        self.plans().remove(&id);
    }

    fn plans(&self) -> MutexGuard<'_, BTreeMap<Uuid, Held>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
