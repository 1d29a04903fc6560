//! Finding units, duties and assets by name, code or address, within what the actor may see.
//!
//! It looks at the snapshot that pages read; nothing is indexed: folding some thousands of names takes milliseconds.

use crate::Engine;
use crate::actor::Actor;
use crate::live::Held;
use domain::access::{Action, UnitTree};
use domain::facts::{Asset, Fact, FactRow as _, Unit};
use domain::key::Key;
use domain::text::fold;
use std::sync::Arc;
use store::DirectiveId;

/// Hits of one kind that are shown.
pub const HITS_MAX: usize = 50;
/// Characters of a query that are looked at.
const WORDS_MAX: usize = 200;

/// Hits of one kind.
#[derive(Debug, Clone)]
pub struct Hits<T> {
    /// At most [`HITS_MAX`].
    pub shown: Vec<T>,
    /// How many there are.
    pub count: usize,
}

/// What was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// Units by name or code.
    pub units: Hits<FoundUnit>,
    /// Duties by path, words of the letter or measure.
    pub duties: Hits<FoundDuty>,
    /// Assets by name, code or address.
    pub assets: Hits<FoundAsset>,
}

/// A unit.
#[derive(Debug, Clone)]
pub struct FoundUnit {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The unit above it.
    pub above: Option<String>,
}

/// A duty of a directive.
#[derive(Debug, Clone)]
pub struct FoundDuty {
    /// The directive.
    pub directive: DirectiveId,
    /// What the directive is about.
    pub subject: String,
    /// The printed path.
    pub obligation: String,
    /// The words of the letter.
    pub text: String,
}

/// A registered host or device.
#[derive(Debug, Clone)]
pub struct FoundAsset {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its addresses.
    pub addresses: Vec<String>,
    /// Code of the unit it belongs to.
    pub unit: String,
    /// That unit's name.
    pub unit_name: String,
}

impl Engine {
    /// Everything in sight whose name, code or address contains the words; upper and lower case and Vietnamese marks
    /// do not matter. Nothing is found by nothing.
    #[must_use]
    pub fn search(&self, actor: &Actor, words: &str) -> Found {
        let wanted: String = words.chars().take(WORDS_MAX).collect();
        let wanted = fold(&wanted);
        let all = self.live.all();
        if wanted.is_empty() {
            return Found {
                units: hits([]),
                duties: hits([]),
                assets: hits([]),
            };
        }
        let newest = all.last().map(AsRef::as_ref);
        Found {
            units: hits(
                newest
                    .iter()
                    .flat_map(|held| self.units(actor, held, &wanted)),
            ),
            assets: hits(
                newest
                    .iter()
                    .flat_map(|held| self.assets(actor, held, &wanted)),
            ),
            duties: hits(all.iter().flat_map(|held| duties(actor, held, &wanted))),
        }
    }

    /// The units that the actor may see.
    fn seen<'h>(&self, actor: &Actor, held: &'h Held) -> Vec<&'h Fact<Unit>> {
        let today = held.as_of.to_zoned(self.zone.clone()).date();
        let tree = UnitTree::of(held.units(), today);
        let sight = actor.sight(Action::ViewUnits, held.units(), &tree);
        let units = held.units().iter();
        units
            .filter(|unit| sight.as_ref().is_none_or(|s| s.contains(&unit.code)))
            .collect()
    }

    fn units(&self, actor: &Actor, held: &Held, wanted: &str) -> Vec<FoundUnit> {
        let named = |code: &Key<Unit>| held.unit(code.as_str()).map(|unit| unit.name.to_string());
        self.seen(actor, held)
            .into_iter()
            .filter(|unit| has(&unit.name, wanted) || has(unit.code.as_str(), wanted))
            .map(|unit| FoundUnit {
                code: unit.code.to_string(),
                name: unit.name.to_string(),
                above: unit.parent.as_ref().and_then(named),
            })
            .collect()
    }

    fn assets(&self, actor: &Actor, held: &Held, wanted: &str) -> Vec<FoundAsset> {
        let mut found = Vec::new();
        for unit in self.seen(actor, held) {
            let Some(facts) = held.facts.of(&unit.code) else {
                continue;
            };
            for asset in Asset::of(facts) {
                let addresses: Vec<String> = asset.ip.iter().map(ToString::to_string).collect();
                let is_meant = has(&asset.name, wanted)
                    || has(asset.code.as_str(), wanted)
                    || addresses.iter().any(|address| address.contains(wanted));
                if is_meant {
                    found.push(FoundAsset {
                        code: asset.code.to_string(),
                        name: asset.name.to_string(),
                        addresses,
                        unit: unit.code.to_string(),
                        unit_name: unit.name.to_string(),
                    });
                }
            }
        }
        found
    }
}

fn duties(actor: &Actor, held: &Arc<Held>, wanted: &str) -> Vec<FoundDuty> {
    if !actor.may_anywhere(Action::ViewDuty) || !actor.reaches(held.in_force.id) {
        return Vec::new();
    }
    let directive = &held.in_force.directive;
    let subject = directive
        .subject
        .clone()
        .unwrap_or_else(|| held.in_force.file_name.clone());
    let clauses = held.in_force.mandate.clauses.iter();
    clauses
        .filter(|clause| {
            let mut titles = clause.measures.iter().flat_map(|m| {
                lang::Lang::ALL.map(|language| lang::measure_title(language, m.as_str()))
            });
            *clause.id == *wanted
                || has(&clause.text, wanted)
                || titles.any(|title| has(&title, wanted))
        })
        .map(|clause| FoundDuty {
            directive: held.in_force.id,
            subject: subject.clone(),
            obligation: clause.id.to_string(),
            text: clause.text.to_string(),
        })
        .collect()
}

fn has(text: &str, wanted: &str) -> bool {
    fold(text).contains(wanted)
}

fn hits<T>(all: impl IntoIterator<Item = T>) -> Hits<T> {
    let mut shown: Vec<T> = all.into_iter().collect();
    let count = shown.len();
    shown.truncate(HITS_MAX);
    Hits { shown, count }
}
