//! How loud rules and lists are: what each found in the last days, for people who decide which stay in force.
//!
//! Findings are counted by day as they are taken into alerts (`Counts`); here they are put beside the rules and lists
//! themselves.

use super::finding::{list_key, rule_word, severity};
use super::lists::{self, ListAbout};
use super::pump::blocking;
use crate::actor::Actor;
use crate::hunt::{OwnRule, RuleSetAbout, STARTER, SetRules, rule_sets, rules_of};
use crate::{Engine, EngineError, Shelf};
use detect::sigma::FileProblem;
use domain::access::Action;
use domain::alert::Severity;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use store::{Digest, RuleCount, Tx};

/// How far back noise is told: this day and six before it.
const LOOK_BACK: SignedDuration = SignedDuration::from_hours(6 * 24);
/// How long counts of days are kept.
const KEPT: SignedDuration = SignedDuration::from_hours(100 * 24);
/// Bad rows of a list that are shown.
const BAD_ROWS_MAX: usize = 20;

/// What something found in seven days, today being the last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Noise {
    /// Alerts with an event in these days.
    pub alerts: u64,
    /// Findings counted into alerts.
    pub findings: u64,
    /// Findings that a suppression kept from being raised.
    pub silenced: u64,
}

/// A rule or correlation of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleLine {
    /// What alerts call it.
    pub key: String,
    /// What it detects, in Vietnamese where its author said so.
    pub title: String,
    /// The same in English.
    pub title_en: String,
    /// How bad a finding is.
    pub severity: Severity,
    /// Its file in the set.
    pub file: String,
    /// Whether it is over several events.
    pub is_correlation: bool,
    /// Whether it raises alerts: a rule of the lowest level, or one that is only a part of correlations, does not.
    pub is_raised: bool,
    /// What it found.
    pub noise: Noise,
}

/// A set with what its rules found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetShown {
    /// Its name.
    pub name: String,
    /// What is known of its import; `None` for the set that comes with the program.
    pub about: Option<RuleSetAbout>,
    /// Rules and correlations.
    pub rules: usize,
    /// What they found together.
    pub noise: Noise,
}

/// All sets and lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesShown {
    /// The starter set, the sets in force, those that wait.
    pub sets: Vec<SetShown>,
    /// The lists with what they found.
    pub lists: Vec<(ListAbout, Noise)>,
}

/// One set whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesIn {
    /// The set.
    pub shown: SetShown,
    /// Its rules, the loudest first, then the worst.
    pub rules: Vec<RuleLine>,
    /// What can't be used of it, by file in the set.
    pub problems: Vec<BadLine>,
}

/// What can't be used of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// The file of a rule, or what stands in a list.
    pub text: String,
    /// The line, counted from 1.
    pub line: u32,
    /// Why, in Vietnamese.
    pub vi: String,
    /// The same in English.
    pub en: String,
}

impl From<&FileProblem> for BadLine {
    fn from(bad: &FileProblem) -> Self {
        Self {
            text: bad.file.to_string(),
            line: bad.problem.line,
            vi: bad.problem.reason.vi(),
            en: bad.problem.reason.en(),
        }
    }
}

/// One list whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListIn {
    /// The list.
    pub about: ListAbout,
    /// Usable entries.
    pub entries: usize,
    /// Rows that repeat an earlier one.
    pub repeated: usize,
    /// Rows that can't be used.
    pub bad_row_count: usize,
    /// The first of them, and of those not used literally.
    pub bad_rows: Vec<BadLine>,
    /// What it found.
    pub noise: Noise,
}

/// The rules of sets that were read, by shelf and name, so that a page need not read thousands of files again.
#[derive(Debug, Default)]
pub(crate) struct Catalogue(Mutex<HashMap<(Shelf, String), Lines>>);

/// The digest of a set and its rules.
type Lines = (Digest, Arc<[RuleLine]>);

impl Catalogue {
    fn known(&self, shelf: Shelf, name: &str, sha256: Digest) -> Option<Arc<[RuleLine]>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (of, lines) = all.get(&(shelf, name.to_owned()))?;
        (*of == sha256).then(|| Arc::clone(lines))
    }

    fn keep(&self, shelf: Shelf, name: &str, sha256: Digest, lines: &Arc<[RuleLine]>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert((shelf, name.to_owned()), (sha256, Arc::clone(lines)));
    }
}

impl Noise {
    fn and(self, other: Self) -> Self {
        Self {
            alerts: self.alerts.saturating_add(other.alerts),
            findings: self.findings.saturating_add(other.findings),
            silenced: self.silenced.saturating_add(other.silenced),
        }
    }
}

impl Engine {
    /// The rule sets and lists with what they found in the last seven days.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ManageRules`] for the whole organisation; a damaged set; as the
    /// store.
    pub async fn rules_shown(&self, actor: &Actor) -> Result<RulesShown, EngineError> {
        self.require(actor, Action::ManageRules, None).await?;
        let noise = self.noise().await?;
        let mut sets = vec![self.set_shown(STARTER, None, &noise).await?];
        for about in rule_sets(self.store.folder().path())? {
            let name = about.name.clone();
            sets.push(self.set_shown(&name, Some(about), &noise).await?);
        }
        let mut lists = Vec::new();
        for list in self.lists(actor)? {
            let noise = noise.get(&list_key(&list.name)).copied();
            lists.push((self.dated(list).await?, noise.unwrap_or_default()));
        }
        Ok(RulesShown { sets, lists })
    }

    /// One set with its rules, the loudest first; `starter` is the one that comes with the program.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is none; as [`Engine::rules_shown`].
    pub async fn rules_in(
        &self,
        actor: &Actor,
        shelf: Shelf,
        name: &str,
    ) -> Result<RulesIn, EngineError> {
        self.require(actor, Action::ManageRules, None).await?;
        let missing = || {
            EngineError::not_found(
                format_args!("bộ luật “{name}”"),
                format_args!("rule set “{name}”"),
            )
        };
        let about = if name == STARTER {
            None
        } else {
            let sets = rule_sets(self.store.folder().path())?;
            let mut sets = sets.into_iter();
            let found = sets.find(|set| set.shelf == shelf && set.name == name);
            Some(found.ok_or_else(missing)?)
        };
        let noise = self.noise().await?;
        let set = self.set_read(shelf, name).await?.ok_or_else(missing)?;
        let mut rules: Vec<RuleLine> = lines_of(&set).collect();
        for rule in &mut rules {
            rule.noise = noise.get(&rule.key).copied().unwrap_or_default();
        }
        let loudness = |rule: &RuleLine| rule.noise.findings.saturating_add(rule.noise.silenced);
        rules.sort_by(|a, b| {
            let by_noise = loudness(b).cmp(&loudness(a));
            let by_level = || b.severity.cmp(&a.severity);
            by_noise
                .then_with(by_level)
                .then_with(|| a.title.cmp(&b.title))
        });
        let problems = set.problems().map(|(file, bad)| BadLine {
            text: file.to_owned(),
            ..BadLine::from(bad)
        });
        Ok(RulesIn {
            shown: shown(name, about, &rules),
            problems: problems.collect(),
            rules,
        })
    }

    /// One list with what can't be used of it.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is none; [`EngineError::Forbidden`] as [`Engine::rules_shown`].
    pub async fn list_in(
        &self,
        actor: &Actor,
        shelf: Shelf,
        name: &str,
    ) -> Result<ListIn, EngineError> {
        self.require(actor, Action::ManageRules, None).await?;
        let data = self.store.folder().path().to_owned();
        lists::known(&data, shelf, name)?;
        let mut all = lists::about(&data, shelf)?.into_iter();
        let about = all.find(|list| list.name == name);
        let about = about.ok_or_else(|| EngineError::Damaged(name.to_owned()))?;
        let about = self.dated(about).await?;
        let noise = self.noise().await?.get(&list_key(name)).copied();
        let wanted = name.to_owned();
        let list = blocking(move || lists::one(&data, shelf, &wanted)).await??;
        let bad_rows = list.bad_rows().iter().take(BAD_ROWS_MAX);
        let bad_rows = bad_rows.map(|bad| BadLine {
            text: bad.text.clone(),
            line: bad.line,
            vi: bad.reason.vi().to_owned(),
            en: bad.reason.en().to_owned(),
        });
        Ok(ListIn {
            about,
            entries: list.len(),
            repeated: list.repeated_count(),
            bad_row_count: list.bad_row_count(),
            bad_rows: bad_rows.collect(),
            noise: noise.unwrap_or_default(),
        })
    }

    /// A list with the instant that the ledger has for it, where it has one.
    async fn dated(&self, mut list: ListAbout) -> Result<ListAbout, EngineError> {
        let kept = async |shelf: Shelf| {
            let name = shelf.in_ledger(lists::FOLDER, &list.name);
            self.store.last_kept(&name).await
        };
        let mut at = kept(list.shelf).await?;
        if at.is_none() {
            // It was in force before it was let wait.
            at = kept(Shelf::InForce).await?;
        }
        list.changed_at = at.unwrap_or(list.changed_at);
        Ok(list)
    }

    /// What each rule and list found, by what alerts call it.
    async fn noise(&self) -> Result<HashMap<String, Noise>, EngineError> {
        let from = back(self.clock.now(), LOOK_BACK);
        let mut all: HashMap<String, Noise> = HashMap::new();
        for count in self.store.rule_counts(from).await? {
            let noise = all.entry(count.rule).or_default();
            (noise.findings, noise.silenced) = (count.findings, count.silenced);
        }
        for (rule, alerts) in self.store.alerts_by_rule(from).await? {
            all.entry(rule).or_default().alerts = alerts;
        }
        Ok(all)
    }

    async fn set_shown(
        &self,
        name: &str,
        about: Option<RuleSetAbout>,
        noise: &HashMap<String, Noise>,
    ) -> Result<SetShown, EngineError> {
        let shelf = about.as_ref().map_or(Shelf::InForce, |about| about.shelf);
        let sha256 = about.as_ref().map_or(Digest([0; 32]), |about| about.sha256);
        let catalogue = self.events.catalogue();
        let lines = match catalogue.known(shelf, name, sha256) {
            Some(lines) => lines,
            None => {
                let set = self.set_read(shelf, name).await?;
                let lines: Arc<[RuleLine]> = set.iter().flat_map(lines_of).collect();
                catalogue.keep(shelf, name, sha256, &lines);
                lines
            }
        };
        let mut set = shown(name, about, &lines);
        let each = lines.iter().filter_map(|line| noise.get(&line.key));
        set.noise = each.fold(Noise::default(), |sum, noise| sum.and(*noise));
        Ok(set)
    }

    async fn set_read(&self, shelf: Shelf, name: &str) -> Result<Option<SetRules>, EngineError> {
        let (data, name) = (self.store.folder().path().to_owned(), name.to_owned());
        blocking(move || rules_of(&data, shelf, &name)).await?
    }
}

fn shown(name: &str, about: Option<RuleSetAbout>, rules: &[RuleLine]) -> SetShown {
    let noise = rules.iter().map(|rule| rule.noise);
    SetShown {
        name: name.to_owned(),
        about,
        rules: rules.len(),
        noise: noise.fold(Noise::default(), Noise::and),
    }
}

/// The rules of a set, without what they found.
pub(super) fn lines_of(set: &SetRules) -> impl Iterator<Item = RuleLine> {
    set.each().map(|rule| line(&rule))
}

fn line(rule: &OwnRule<'_>) -> RuleLine {
    let meta = rule.meta;
    let severity = severity(meta.level);
    RuleLine {
        key: rule_word(meta),
        title: meta.title_vi.as_ref().unwrap_or(&meta.title).clone(),
        title_en: meta.title.clone(),
        severity,
        file: rule.file.to_owned(),
        is_correlation: rule.is_correlation,
        is_raised: rule.is_reported && severity > Severity::Informational,
        noise: Noise::default(),
    }
}

fn back(from: Timestamp, by: SignedDuration) -> Timestamp {
    from.checked_sub(by).unwrap_or(Timestamp::MIN)
}

/// What the rules and lists found in one step.
#[derive(Debug, Default)]
pub(super) struct Counts<'a>(BTreeMap<&'a str, (u64, u64)>);

impl<'a> Counts<'a> {
    pub(super) fn find(&mut self, rule: &'a str, count: u64) {
        self.0.entry(rule).or_default().0 += count;
    }

    pub(super) fn silence(&mut self, rule: &'a str, count: u64) {
        self.0.entry(rule).or_default().1 += count;
    }

    pub(super) async fn put(self, tx: &mut Tx) -> Result<(), EngineError> {
        for (rule, (findings, silenced)) in self.0 {
            let count = RuleCount {
                rule: rule.to_owned(),
                findings,
                silenced,
            };
            tx.count_rule(&count).await?;
        }
        Ok(())
    }
}

/// Forgets counts that nobody is shown any more.
pub(super) async fn forget_counts(tx: &mut Tx) -> Result<(), EngineError> {
    let before = back(tx.at(), KEPT);
    Ok(tx.forget_rule_days(before).await?)
}
