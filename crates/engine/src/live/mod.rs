//! The held state: what every page reads, kept true by [`crate::jobs`].
//!
//! Of each directive in force there is one immutable [`Held`] snapshot with all
//! judgements, indexed. [`Engine::refresh`](crate::Engine::refresh) makes the
//! next one from what was written since and from what time has caught up with,
//! keeps what changed in store and ledger, swaps the snapshots and tells the
//! subscribers. Readers take an `Arc` and are never in the way of that.
//!
//! It holds no session, no page and no rule: the rules are in `domain`.

mod base;
mod change;
mod court;
mod fingerprint;
mod grid;
mod held;
pub mod history;
mod kept;
mod position;
mod refresh;
mod spoken;
pub(crate) mod tree;
mod work;

pub use change::{CellChange, Change, Refreshed};
pub use held::Held;
pub(crate) use position::Position;
pub use tree::Tree;

use std::sync::{Arc, PoisonError, RwLock};
use store::DirectiveId;
use tokio::sync::{Mutex, Notify, broadcast};
use work::Work;

/// Changes a slow subscriber may fall behind before it has to read the snapshot anew.
const CHANGES_KEPT: usize = 256;

/// How far the held state is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Nothing was computed yet since the start.
    Starting,
    /// The first snapshot is being computed ("đang tính").
    Computing,
    /// The snapshots are true up to their `as_of`.
    Ready,
    /// The last refresh failed; the snapshots are those before it.
    Failed {
        /// The stable code of the error.
        code: &'static str,
        /// The error in words.
        text: String,
    },
}

/// The held state of all directives in force.
#[derive(Debug)]
pub struct Live {
    // In the order in which the directives came.
    snapshots: RwLock<Vec<Arc<Held>>>,
    state: RwLock<State>,
    changes: broadcast::Sender<Arc<Change>>,
    poked: Notify,
    work: Mutex<Work>,
}

impl Default for Live {
    fn default() -> Self {
        Self {
            snapshots: RwLock::default(),
            state: RwLock::new(State::Starting),
            changes: broadcast::Sender::new(CHANGES_KEPT),
            poked: Notify::new(),
            work: Mutex::default(),
        }
    }
}

impl Live {
    /// The newest snapshot of a directive; `None` when it is not in force or not yet computed (see [`Self::state`]).
    #[must_use]
    pub fn held(&self, directive: DirectiveId) -> Option<Arc<Held>> {
        let snapshots = self
            .snapshots
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        snapshots
            .iter()
            .find(|held| held.in_force.id == directive)
            .cloned()
    }

    /// The newest snapshots of all directives, in the order in which they came.
    #[must_use]
    pub fn all(&self) -> Vec<Arc<Held>> {
        let snapshots = self
            .snapshots
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        snapshots.clone()
    }

    /// The changes from now on, of each directive in the order of its revisions. A subscriber that falls more than
    /// 256 changes behind is told so by the channel and reads [`Self::held`] again.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Change>> {
        self.changes.subscribe()
    }

    /// How far the held state is.
    #[must_use]
    pub fn state(&self) -> State {
        self.state
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Wakes the job that keeps the held state. Writes to the ledger wake it by themselves; this is for what else may
    /// change results, such as a threshold of the organisation or a clock driven by hand.
    pub fn poke(&self) {
        self.poked.notify_one();
    }

    /// Until somebody pokes.
    pub(crate) async fn poked(&self) {
        self.poked.notified().await;
    }

    fn set_state(&self, state: State) {
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = state;
    }

    /// Swaps the snapshots, then tells what changed: who hears of a change finds it held.
    fn publish(&self, snapshots: Vec<Arc<Held>>, changes: Vec<Change>) {
        *self
            .snapshots
            .write()
            .unwrap_or_else(PoisonError::into_inner) = snapshots;
        for change in changes {
            // Without subscribers there is nobody to tell.
            drop(self.changes.send(Arc::new(change)));
        }
    }
}
