//! The records as programs list them: what is registered, in force, judged and handed over, within the asker's part of
//! the tree, in an order that stays, a slice at a time.
//!
//! A place in a list is the item's own key, so a slice goes on where it stopped whatever was added or taken away in
//! between. A unit named outside the asker's part is not there; inside it, without the right, the answer is forbidden.

mod evidence;
mod reports;
mod results;
mod returns;
mod units;

pub use evidence::{EvidenceFilter, EvidenceItem, Handed};
pub use reports::ReportLine;
pub use results::{DutyFilter, DutyLine, ResultFilter, ResultLine};
pub use returns::{ReturnFilter, ReturnLine};
pub use units::{AssetFilter, SystemFilter, UnitFilter};

use crate::accounts::allowed;
use crate::actor::Actor;
use crate::live::Held;
use crate::{Engine, EngineError};
use domain::access::{Action, UnitTree};
use domain::facts::{Facts, Unit};
use domain::key::Key;
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::sync::Arc;
use store::DirectiveId;

/// Most items of one slice.
pub const LIMIT_MAX: usize = 500;

/// The place of an item in its list.
pub type Position = Vec<String>;

/// Which slice of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice {
    /// Only items behind this place.
    pub after: Option<Position>,
    /// At most so many, [`LIMIT_MAX`] at most.
    pub limit: usize,
}

/// A slice of a list.
#[derive(Debug, Clone)]
pub struct Listed<T> {
    /// The items.
    pub items: Vec<T>,
    /// The place of the last one, where more follow.
    pub next: Option<Position>,
}

/// Which units are meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Where {
    /// This one.
    pub unit: Option<String>,
    /// This one and all below it.
    pub under: Option<String>,
}

impl Slice {
    /// Whether everything up to this prefix of a place lies before the slice, so that it need not be walked.
    fn is_past(&self, prefix: &[&str]) -> bool {
        let Some(after) = &self.after else {
            return false;
        };
        let known = after.iter().map(String::as_str).take(prefix.len());
        prefix.iter().copied().lt(known)
    }

    /// The slice of items that stand in the order of their places.
    fn of<T>(&self, items: impl IntoIterator<Item = (Position, T)>) -> Listed<T> {
        let after = self.after.as_ref();
        let mut items = items
            .into_iter()
            .filter(|(place, _)| after.is_none_or(|after| place > after));
        let mut listed = Listed {
            items: Vec::new(),
            next: None,
        };
        let mut last = None;
        for (place, item) in items.by_ref().take(self.limit.clamp(1, LIMIT_MAX)) {
            listed.items.push(item);
            last = Some(place);
        }
        listed.next = last.filter(|_| items.next().is_some());
        listed
    }
}

impl<T> Listed<T> {
    /// The same with other items.
    #[must_use]
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Listed<U> {
        Listed {
            items: self.items.into_iter().map(f).collect(),
            next: self.next,
        }
    }
}

/// The units a list may tell of.
struct Sight {
    /// `None` is all of them, and what belongs to no unit.
    seen: Option<BTreeSet<Key<Unit>>>,
    named: Option<BTreeSet<Key<Unit>>>,
}

impl Sight {
    fn has(&self, unit: Option<&Key<Unit>>) -> bool {
        let in_set = |set: &Option<BTreeSet<Key<Unit>>>| match (set, unit) {
            (None, _) => true,
            (Some(set), Some(unit)) => set.contains(unit),
            (Some(_), None) => false,
        };
        in_set(&self.seen) && in_set(&self.named)
    }
}

impl Engine {
    /// The units among `facts` that `actor` may do `action` for, narrowed to those meant.
    fn sight(
        &self,
        actor: &Actor,
        action: Action,
        (facts, at): (&Facts, Timestamp),
        meant: &Where,
    ) -> Result<Sight, EngineError> {
        if !actor.may_anywhere(action) {
            return Err(EngineError::Forbidden);
        }
        let tree = self.tree_at(facts, at);
        let mut named: Option<BTreeSet<Key<Unit>>> = None;
        let roots = [(&meant.unit, false), (&meant.under, true)];
        for (root, deep) in roots
            .into_iter()
            .filter_map(|(r, d)| Some((r.as_ref()?, d)))
        {
            let key = Key::new(root);
            let missing = || EngineError::no_unit(root);
            if facts.unit(root).is_none() {
                return Err(missing());
            }
            allowed(actor.may(action, Some(&key), &tree), missing)?;
            let units = facts.units().iter().map(|unit| &unit.code);
            let set: BTreeSet<_> = if deep {
                units
                    .filter(|unit| tree.contains(&key, unit))
                    .cloned()
                    .collect()
            } else {
                BTreeSet::from([key])
            };
            named = Some(match named {
                None => set,
                Some(before) => before.intersection(&set).cloned().collect(),
            });
        }
        Ok(Sight {
            seen: actor.sight(action, facts.units(), &tree),
            named,
        })
    }

    fn tree_at(&self, facts: &Facts, at: Timestamp) -> UnitTree {
        let today = at.to_zoned(self.zone.clone()).date();
        UnitTree::of(facts.units(), today)
    }

    /// The register as it is held, and before the first directive as the store has it.
    async fn register(&self) -> Result<(Arc<Facts>, Timestamp), EngineError> {
        if let Some(held) = self.live.all().last() {
            return Ok((Arc::clone(&held.facts), held.as_of));
        }
        let now = self.clock.now();
        Ok((Arc::new(self.facts_at(now, None).await?), now))
    }

    /// The directives the asker may read, in the order of their ids; one alone where it is named.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] for one that is not in force.
    fn in_sight(
        &self,
        actor: &Actor,
        directive: Option<DirectiveId>,
    ) -> Result<Vec<Arc<Held>>, EngineError> {
        let mut held = self.live.all();
        held.retain(|held| actor.reaches(held.in_force.id));
        if let Some(wanted) = directive {
            held.retain(|held| held.in_force.id == wanted);
            if held.is_empty() {
                return Err(EngineError::no_directive(wanted));
            }
        }
        held.sort_by_key(|held| held.in_force.id.to_string());
        Ok(held)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_give_each_item_once_even_when_the_list_changes_between() {
        let list = |words: &str| -> Vec<(Position, String)> {
            words
                .split(' ')
                .map(|word| (vec![word.to_owned()], word.to_owned()))
                .collect()
        };
        let first = Slice {
            after: None,
            limit: 2,
        };
        let one = first.of(list("b d f h"));
        assert_eq!(one.items, ["b", "d"]);
        let second = Slice {
            after: one.next,
            limit: 2,
        };
        // One before the place is new, the item at the place is gone.
        let two = second.of(list("a b f h"));
        assert_eq!(two.items, ["f", "h"]);
        assert_eq!(two.next, None);
        let nothing = Slice {
            after: Some(vec!["z".into()]),
            limit: 2,
        };
        assert!(nothing.of(list("a b")).items.is_empty());
        assert!(second.is_past(&["c"]) && !second.is_past(&["d"]) && !first.is_past(&["a"]));
    }
}
