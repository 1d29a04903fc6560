//! What a refresh changed, as it is told to subscribers.

use domain::facts::{Basis, Unit};
use domain::judgement::Status;
use domain::key::Key;
use domain::measure_id::MeasureId;
use jiff::Timestamp;
use store::DirectiveId;

/// What changed from one snapshot of a directive to the next.
#[derive(Debug, Clone)]
pub struct Change {
    /// The directive.
    pub directive: DirectiveId,
    /// The revision of the snapshot that has the change; each is one more than the one before.
    pub revision: u64,
    /// The instant of that snapshot.
    pub at: Timestamp,
    /// Every judgement that says something else than before, in the order of units, clauses and measures; empty when
    /// only facts changed, or when `whole` is set.
    pub cells: Vec<CellChange>,
    /// Set when anything may have changed and the snapshot is to be read anew: the first one, another set of units or
    /// duties, or more than [`Change::CELLS_MAX`] cells.
    pub whole: bool,
}

impl Change {
    /// Cells told one by one; more than these are told as a whole.
    pub const CELLS_MAX: usize = 2000;
}

/// One judgement that says something else than before.
#[derive(Debug, Clone, PartialEq)]
pub struct CellChange {
    /// The unit.
    pub unit: Key<Unit>,
    /// The obligation's printed path.
    pub obligation: Box<str>,
    /// The measure.
    pub measure: MeasureId,
    /// The status before; `None` when there was no judgement. Equal to `new` when only figures, reasons, evidence or
    /// basis are other.
    pub old: Option<Status>,
    /// The status now.
    pub new: Status,
    /// The basis now.
    pub basis: Option<Basis>,
}

/// What one refresh did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Refreshed {
    /// Directives in force.
    pub directives: usize,
    /// Judgements computed; the others were taken over.
    pub judged: usize,
    /// Judgements that say something else than before.
    pub changed: usize,
    /// Results taken from the store instead of being judged, at the first refresh.
    pub loaded: usize,
    /// Whether all facts were read from the store instead of only the new ones.
    pub reloaded: bool,
}
