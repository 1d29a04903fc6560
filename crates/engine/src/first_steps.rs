//! The first evening without any facts: from a confirmed letter to a roster that only lacks names.
//!
//! The checklist is [`Engine::checklist`], the report skeleton [`Engine::write_report`]; here is the roster of
//! the watch: three shifts of eight hours a day for each post. Proposed rows are no facts. They become facts
//! when a person fills a name in and saves, as that person's word, or better with the signed sheet.

mod roster;
mod standing;
mod units;

pub use standing::{DutyNow, RosterStanding};
pub use units::{NewUnits, UNITS_MAX};

use crate::actor::Actor;
use crate::directives::InForce;
use crate::{Engine, EngineError};
use domain::access::Action;
use domain::facts::{Fact, FactKind, FactRow as _, Facts, Post, PostKind, Shift};
use domain::key::Key;
use domain::span::Span;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use store::{StateQuery, Units};

/// All that a roster is made of.
const ROSTER_TABLES: [FactKind; 3] = [FactKind::Unit, FactKind::Post, FactKind::Shift];
/// Longest watch a roster is proposed for.
const WATCH_MAX: SignedDuration = SignedDuration::from_hours(62 * 24);

/// One row of the roster as a person edits it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterRow {
    /// Code of the shift.
    pub code: String,
    /// Code of its post.
    pub post: String,
    /// Name of the post.
    pub post_name: String,
    /// Who stands it; blank while nobody does.
    pub person: String,
    /// Its beginning.
    pub from: Timestamp,
    /// Its end.
    pub to: Timestamp,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// When it was approved; set when the row is saved, never typed.
    pub approved_at: Option<Timestamp>,
    /// Whether it is a fact already.
    pub saved: bool,
}

/// The roster of a unit for a watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterSheet {
    /// The unit.
    pub unit: String,
    /// What it was read at; saving names it.
    pub revision: u64,
    /// Saved shifts and proposed ones, by beginning and post.
    pub rows: Vec<RosterRow>,
}

impl Engine {
    /// The roster of a unit for the watch of a directive: what is saved, and rows with an empty person, of eight
    /// hours at most, for the time in which no saved shift covers a post.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] for a unit that is not there; [`EngineError::Invalid`] for a watch of more than two
    /// months; as the store.
    pub async fn roster_proposal(
        &self,
        in_force: &InForce,
        unit: &str,
    ) -> Result<RosterSheet, EngineError> {
        let facts = self.facts_in(&ROSTER_TABLES, self.clock.now()).await?;
        self.sheet(&facts, in_force, unit).await
    }

    /// The same from facts that are loaded already.
    async fn sheet(
        &self,
        facts: &Facts,
        in_force: &InForce,
        unit: &str,
    ) -> Result<RosterSheet, EngineError> {
        let unit_fact = facts.unit(unit).ok_or_else(|| EngineError::no_unit(unit))?;
        let own = facts.of(&unit_fact.code);
        let shifts: &[Fact<Shift>] = own.map_or(&[], Shift::of);
        let window = in_force.mandate.window;
        if window.length() > WATCH_MAX {
            return Err(EngineError::invalid(
                "đợt cao điểm dài hơn 2 tháng; hãy nhập bảng trực bằng tệp",
                "the watch is longer than 2 months; import the roster by a file",
            ));
        }
        let touches = |s: &&Fact<Shift>| s.from < window.to && window.from < s.to;
        let saved: Vec<&Fact<Shift>> = shifts.iter().filter(touches).collect();
        let posts = posts_of(facts, unit);
        let registered: &[Fact<Post>] = own.map_or(&[], Post::of);
        let name = |code: &str| {
            let post = registered.iter().find(|p| p.code.as_str() == code);
            post.map_or_else(|| code.to_owned(), |p| p.name.to_string())
        };
        let mut rows: Vec<RosterRow> = saved
            .iter()
            .map(|s| RosterRow {
                code: s.code.to_string(),
                post: s.post.to_string(),
                post_name: name(s.post.as_str()),
                person: s.person.to_string(),
                from: s.from,
                to: s.to,
                approved_by: s.approved_by.as_deref().map(str::to_owned),
                approved_at: s.approved_at,
                saved: true,
            })
            .collect();
        for (post, post_name) in &posts {
            let spans = saved.iter().filter(|s| s.post.as_str() == post);
            let spans: Vec<Span> = spans.map(|s| Span::new(s.from, s.to)).collect();
            rows.extend(roster::open_turns(
                post, post_name, window, &spans, &self.zone,
            ));
        }
        rows.sort_by(|a, b| (a.from, &a.post, &a.code).cmp(&(b.from, &b.post, &b.code)));
        Ok(RosterSheet {
            unit: unit.to_owned(),
            revision: self.roster_revision(unit).await?,
            rows,
        })
    }

    /// Saves a roster that was read at `revision`: rows with a person become facts, a saved row whose person was
    /// cleared is withdrawn, a changed row loses its approval unless it names who approves it now. With the signed
    /// sheet (`file`) the word of the person who saves is better founded.
    ///
    /// # Errors
    /// [`EngineError::Conflict`] when the roster was saved by somebody else since; [`EngineError::Invalid`] naming the
    /// row that does not fit, and nothing is saved; [`EngineError::NotFound`] and [`EngineError::Forbidden`] where the
    /// actor may not save the roster of the unit; as the store.
    pub async fn save_roster(
        &self,
        actor: &Actor,
        unit: &str,
        rows: &[RosterRow],
        revision: u64,
        file: Option<(String, Vec<u8>)>,
    ) -> Result<RosterSaved, EngineError> {
        self.require(actor, Action::SaveRoster, Some(&Key::new(unit)))
            .await?;
        let current = self.roster_revision(unit).await?;
        if current != revision {
            return Err(EngineError::Conflict { current });
        }
        let facts = self.facts_in(&ROSTER_TABLES, self.clock.now()).await?;
        if facts.unit(unit).is_none() {
            return Err(EngineError::no_unit(unit));
        }
        let changes = roster::changes(&facts, unit, rows, self.clock.now())?;
        let file = file.map(|(name, bytes)| (crate::drafts::file_name(&name), bytes));
        let saved = RosterSaved {
            saved: changes.iter().filter(|c| !c.retracted).count(),
            withdrawn: changes.iter().filter(|c| c.retracted).count(),
        };
        if !changes.is_empty() {
            let what = format!("roster:{unit}");
            let title = "Bảng phân công trực nhập trên màn hình";
            self.store_typed(actor, (&what, title, Some(unit)), changes, file)
                .await?;
        }
        Ok(saved)
    }

    /// The position of the newest fact about a unit's posts and shifts: it grows with every change of them.
    async fn roster_revision(&self, unit: &str) -> Result<u64, EngineError> {
        let [_, tables @ ..] = ROSTER_TABLES;
        let query = StateQuery {
            tables: Some(tables.iter().map(|kind| kind.name().to_owned()).collect()),
            units: Units::Of {
                units: vec![unit.to_owned()],
                shared: false,
            },
            ..StateQuery::at(self.clock.now())
        };
        let facts = self.store.facts_at(&query).await?;
        Ok(facts.iter().map(|fact| fact.seq).max().unwrap_or(0))
    }
}

/// What saving a roster did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RosterSaved {
    /// Rows that are facts now and were not, or were others; posts included.
    pub saved: usize,
    /// Rows withdrawn.
    pub withdrawn: usize,
}

/// Code and name of a unit's watch posts; a unit without any gets one.
fn posts_of(facts: &Facts, unit: &str) -> Vec<(String, String)> {
    let own = facts.unit(unit).and_then(|u| facts.of(&u.code));
    let posts: &[Fact<Post>] = own.map_or(&[], Post::of);
    let watch = posts
        .iter()
        .filter(|p| p.kind.is_none_or(|k| k == PostKind::Watch));
    let mut found: Vec<(String, String)> = watch
        .map(|p| (p.code.to_string(), p.name.to_string()))
        .collect();
    if found.is_empty() {
        found.push(roster::first_post(unit));
    }
    found
}

/// The codes of the posts and shifts of other units, which a roster may not take over.
fn taken_elsewhere(facts: &Facts, unit: &str) -> BTreeSet<String> {
    let others = facts.units().iter().filter(|u| u.code.as_str() != unit);
    let others = others.filter_map(|u| facts.of(&u.code));
    let mut codes = BTreeSet::new();
    for own in others {
        codes.extend(Post::of(own).iter().map(|p| p.code.to_string()));
        codes.extend(Shift::of(own).iter().map(|s| s.code.to_string()));
    }
    codes
}

/// The saved shifts of a unit by code.
fn saved_shifts<'a>(facts: &'a Facts, unit: &str) -> BTreeMap<&'a str, &'a Fact<Shift>> {
    let own = facts.unit(unit).and_then(|u| facts.of(&u.code));
    let shifts: &[Fact<Shift>] = own.map_or(&[], Shift::of);
    shifts.iter().map(|s| (s.code.as_str(), s)).collect()
}
