//! The part of a refresh that computes and does not wait: from what was read
//! of the store to facts, grids and figures. It runs off the runtime's threads.

use super::base::Update;
use super::grid::{Grid, Judged};
use super::held::Held;
use super::kept;
use super::position::Position;
use super::spoken::Spoken;
use super::tree::Tree;
use super::work::{Followed, Known};
use crate::EngineError;
use crate::judging::{Touch, stored};
use domain::case::Setting;
use domain::facts::Facts;
use domain::policy::Policy;
use domain::rollup::Rollup;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::sync::Arc;
use store::{Digest, Dirty};

/// Everything that is computed from.
#[derive(Debug)]
pub(super) struct Brief {
    pub(super) known: Known,
    pub(super) update: Update,
    pub(super) tasks: Vec<Task>,
    pub(super) policy: Policy,
    pub(super) zone: TimeZone,
    pub(super) as_of: Timestamp,
}

/// One directive to be brought forward.
#[derive(Debug)]
pub(super) struct Task {
    pub(super) followed: Followed,
    pub(super) fingerprint: Digest,
    /// What new facts and statements touch.
    pub(super) dirty: Vec<Dirty>,
    /// Whether everything is judged again.
    pub(super) all: bool,
    /// Results kept by an earlier run of the program.
    pub(super) kept: Vec<store::Judgement>,
    /// Whether the facts are others than those of the snapshot.
    pub(super) facts_changed: bool,
}

/// What came of a task.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) followed: Followed,
    pub(super) fingerprint: Digest,
    pub(super) facts: Arc<Facts>,
    pub(super) tree: Arc<Tree>,
    pub(super) rollup: Arc<Rollup>,
    pub(super) grid: Arc<Grid>,
    /// Positions in the grid of what says something else than before, and the same for the store.
    pub(super) changed: Vec<usize>,
    pub(super) rows: Vec<store::Judgement>,
    pub(super) judged: usize,
    pub(super) loaded: usize,
    pub(super) facts_changed: bool,
    /// Whether an earlier run had judged exactly this.
    pub(super) was_kept: bool,
}

impl Done {
    /// Whether the snapshot says something else than the one before, or the store does not know yet that all is
    /// judged.
    pub(super) fn is_news(&self) -> bool {
        let known = match &self.followed.held {
            Some(_) => self.followed.fingerprint == Some(self.fingerprint) && !self.facts_changed,
            None => self.was_kept,
        };
        !known || !self.changed.is_empty()
    }

    /// The directive with its new snapshot, and the places of what changed in it.
    pub(super) fn next(self, position: Position) -> (Followed, Vec<usize>) {
        let held = Held {
            in_force: Arc::clone(&self.followed.in_force),
            facts: self.facts,
            as_of: position.as_of,
            revision: self.followed.revision,
            grid: self.grid,
            rollup: self.rollup,
            tree: self.tree,
        };
        let next = Followed {
            fingerprint: Some(self.fingerprint),
            held: Some(Arc::new(held)),
            ..self.followed
        };
        (next, self.changed)
    }
}

/// Computes all of it: the facts without what was said of one directive, and each task's outcome.
pub(super) fn compute(brief: Brief) -> Result<(Known, Vec<Done>), EngineError> {
    let Brief {
        mut known,
        update,
        tasks,
        policy,
        zone,
        as_of,
    } = brief;
    known.facts = update.apply(&known.facts, &known.sources, &zone)?;
    let done = tasks
        .into_iter()
        .map(|task| one(task, &known, &policy, &zone, as_of))
        .collect::<Result<_, _>>()?;
    Ok((known, done))
}

fn one(
    task: Task,
    known: &Known,
    policy: &Policy,
    zone: &TimeZone,
    as_of: Timestamp,
) -> Result<Done, EngineError> {
    let followed = &task.followed;
    let held = followed.held.as_ref();
    let facts = match held {
        Some(held) if !task.facts_changed => Arc::clone(&held.facts),
        _ => with_spoken(&known.facts, &followed.spoken),
    };
    let mandate = &followed.in_force.mandate;
    // A result that can't be read is judged again.
    let kept: Vec<_> = task
        .kept
        .iter()
        .filter_map(|row| kept::judgement(row, mandate.window).ok())
        .collect();
    let loaded = kept.len();
    let before = match held {
        Some(held) => Arc::clone(&held.grid),
        None => Arc::new(Grid::of_kept(mandate, kept)),
    };
    let touch = (!task.all).then(|| Touch::of(&facts, &task.dirty));
    let setting = Setting {
        facts: &facts,
        mandate,
        policy,
        pack: &followed.pack,
        zone,
        as_of,
    };
    let Judged {
        grid,
        changed,
        judged,
    } = Grid::judge(&setting, &before, touch.as_ref());
    let same = changed.is_empty() && grid.has_shape_of(&before);
    let (tree, rollup) = match held {
        Some(held) if same && !task.facts_changed => {
            (Arc::clone(&held.tree), Arc::clone(&held.rollup))
        }
        _ => (
            Arc::new(Tree::of(facts.units())),
            Arc::new(Rollup::of(facts.units(), grid.judgements())),
        ),
    };
    let rows = changed
        .iter()
        .filter_map(|place| grid.judgements().get(*place))
        .map(|judgement| stored(followed.id(), judgement))
        .collect::<Result<_, _>>()?;
    Ok(Done {
        fingerprint: task.fingerprint,
        grid: Arc::new(grid),
        facts_changed: task.facts_changed,
        was_kept: !task.all && task.dirty.is_empty(),
        followed: task.followed,
        facts,
        tree,
        rollup,
        changed,
        rows,
        judged,
        loaded,
    })
}

fn with_spoken(facts: &Facts, spoken: &[(u64, Spoken)]) -> Arc<Facts> {
    let mut facts = facts.clone();
    for (_, spoken) in spoken {
        spoken.put(&mut facts);
    }
    Arc::new(facts)
}
