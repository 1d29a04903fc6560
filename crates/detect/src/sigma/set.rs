//! A set of rules: files in, matches out.
//!
//! ```
//! use detect::sigma::{RuleSet, Scratch};
//! let mut files = RuleSet::builder();
//! files.add("whoami.yml", "title: whoami\nlogsource: {product: windows}\n\
//!     detection: {selection: {Image|endswith: '\\whoami.exe'}, condition: selection}");
//! let (rules, problems) = files.build();
//! assert!(problems.is_empty());
//! ```

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::event::Event;
use foldhash::fast::FixedState;

use super::compile::{Program, Slot, Trigger};
use super::condition::Condition;
use super::correlation::{self, Correlation, Plan};
use super::index::{FieldIndex, FieldIndexBuilder};
use super::logsource::{self, Origin};
use super::modifiers::Placeholders;
use super::pattern::Pattern;
use super::problem::{Problem, Reason};
use super::read::{self, Filter};
use super::rule::{Item, LogSource, Meta, Rule, Search, Test};
use super::run;
use super::scratch::Scratch;

/// What is wrong in a file of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileProblem {
    /// The name the file was added under.
    pub file: Arc<str>,
    /// Where and what.
    pub problem: Problem,
}

/// Collects rule files.
#[derive(Debug, Default)]
pub struct RuleSetBuilder {
    placeholders: Placeholders,
    rules: Vec<(Arc<str>, Rule)>,
    correlations: Vec<(Arc<str>, Correlation)>,
    filters: Vec<(Arc<str>, Filter)>,
    problems: Vec<FileProblem>,
}

/// Rules ready to run; shared by any number of threads.
#[derive(Debug)]
pub struct RuleSet {
    pub(super) rules: Vec<(Arc<str>, Rule)>,
    pub(super) correlations: Vec<(Arc<str>, Correlation)>,
    pub(super) plan: Arc<Plan>,
    pub(super) program: Program,
    pub(super) routes: Vec<Route>,
    /// Slots of the fields that tell where an event comes from.
    pub(super) origin: OriginSlots,
    /// Tells sets apart, so that no thread's memory of one serves another.
    pub(super) number: u64,
}

/// Sets built so far.
static SETS: AtomicU64 = AtomicU64::new(1);

/// The rules of one log source.
#[derive(Debug)]
pub(super) struct Route {
    pub(super) source: LogSource,
    /// By field: what sets off which rules.
    pub(super) indexes: Vec<(Slot, FieldIndex)>,
    /// What sets off rules wherever it stands.
    pub(super) anywhere: Option<FieldIndex>,
    /// Rules that are tried on every event.
    pub(super) always: Vec<u32>,
}

/// Slots of an origin's names; the first that the event has counts.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct OriginSlots {
    pub(super) channel: [Slot; 2],
    pub(super) provider: [Slot; 2],
    pub(super) event_id: [Slot; 2],
}

impl RuleSetBuilder {
    /// Gives values to placeholders of `expand`, under their names without percent signs.
    pub fn placeholder(&mut self, name: &str, values: Vec<String>) {
        self.placeholders.insert(name.to_owned(), values);
    }

    /// Adds the documents of a rule file; what can't be used is told by [`Self::build`].
    pub fn add(&mut self, file: &str, text: &str) {
        let file: Arc<str> = file.into();
        let read = read::read(text, &self.placeholders);
        let named = |problem| FileProblem {
            file: Arc::clone(&file),
            problem,
        };
        self.problems.extend(read.problems.into_iter().map(named));
        let rules = read.rules.into_iter();
        self.rules
            .extend(rules.map(|rule| (Arc::clone(&file), rule)));
        let correlations = read.correlations.into_iter();
        self.correlations
            .extend(correlations.map(|one| (Arc::clone(&file), one)));
        let filters = read.filters.into_iter();
        self.filters
            .extend(filters.map(|filter| (Arc::clone(&file), filter)));
    }

    /// The set of all rules that can be used, and what is wrong with the others.
    #[must_use]
    pub fn build(mut self) -> (RuleSet, Vec<FileProblem>) {
        let mut ids = HashSet::new();
        drop_twins(
            &mut self.rules,
            |rule| &*rule.meta,
            &mut ids,
            &mut self.problems,
        );
        drop_twins(
            &mut self.correlations,
            |one| &one.meta,
            &mut ids,
            &mut self.problems,
        );
        self.apply_filters();
        for (_, rule) in &mut self.rules {
            narrow(rule);
        }
        let plan = correlation::resolve(&self.rules, &mut self.correlations, &mut self.problems);
        let mut program = Program::default();
        let origin = OriginSlots {
            channel: logsource::CHANNEL.map(|name| program.slot(name)),
            provider: logsource::PROVIDER.map(|name| program.slot(name)),
            event_id: logsource::EVENT_ID.map(|name| program.slot(name)),
        };
        for (_, rule) in &self.rules {
            program.add(rule);
        }
        // What stands in for a field is bound even when no rule asks for it by its own name.
        for (there, asked) in logsource::stand_ins() {
            if program.slots.contains_key(asked) {
                program.slot(there);
            }
        }
        let triggers = program.choose();
        let routes = routes(&self.rules, &triggers);
        let set = RuleSet {
            rules: self.rules,
            correlations: self.correlations,
            plan: Arc::new(plan),
            program,
            routes,
            origin,
            number: SETS.fetch_add(1, Ordering::Relaxed),
        };
        (set, self.problems)
    }

    /// Adds each filter's condition to the rules it names (Sigma filters
    /// specification 2.1): both must hold.
    fn apply_filters(&mut self) {
        for (file, filter) in std::mem::take(&mut self.filters) {
            let mut named: Vec<&String> = filter.rules.iter().collect();
            for (_, rule) in &mut self.rules {
                let hit = |name: &&String| is_called(&rule.meta, name);
                let chosen = filter.rules.is_empty() || filter.rules.iter().any(|name| hit(&name));
                named.retain(|name| !hit(name));
                if chosen && filter.source.includes(&rule.source) {
                    add_filter(rule, &filter);
                }
            }
            for name in named {
                self.problems.push(FileProblem {
                    file: Arc::clone(&file),
                    problem: Problem::at(filter.meta.line, Reason::UnknownRule(name.clone())),
                });
            }
        }
    }
}

/// An id may be used once, by rules and correlations together; the document
/// that comes second is dropped.
fn drop_twins<T>(
    documents: &mut Vec<(Arc<str>, T)>,
    meta: impl Fn(&T) -> &Meta,
    ids: &mut HashSet<String>,
    problems: &mut Vec<FileProblem>,
) {
    documents.retain(|(file, document)| {
        let meta = meta(document);
        let Some(id) = &meta.id else {
            return true;
        };
        let first = ids.insert(id.clone());
        if !first {
            problems.push(FileProblem {
                file: Arc::clone(file),
                problem: Problem::at(meta.line, Reason::IdTwice(id.clone())),
            });
        }
        first
    });
}

/// Whether a rule is the one that is referred to by this id or name.
pub(super) fn is_called(meta: &Meta, name: &str) -> bool {
    meta.id.as_deref() == Some(name) || meta.name.as_deref() == Some(name)
}

impl LogSource {
    /// Whether every part that is given here is the same there.
    fn includes(&self, other: &Self) -> bool {
        let same = |own: &Option<String>, there: &Option<String>| own.is_none() || own == there;
        same(&self.category, &other.category)
            && same(&self.product, &other.product)
            && same(&self.service, &other.service)
    }
}

fn add_filter(rule: &mut Rule, filter: &Filter) {
    let from = rule.searches.len();
    let moved = filter
        .searches
        .iter()
        .map(|(name, search): &(String, Search)| {
            // The name is for `explain`; conditions know searches by their place.
            (format!("filter: {name}"), search.clone())
        });
    rule.searches.extend(moved);
    and(rule, shifted(&filter.condition, from));
}

/// Adds what the rule's log source asks beyond a log and event ids.
fn narrow(rule: &mut Rule) {
    let (field, others) = logsource::other_types(&rule.source);
    if others.is_empty() {
        return;
    }
    let test = |value: &&str| Test::Text {
        pattern: Pattern::literal(value),
        cased: false,
    };
    let item = Item {
        field: Some(field.to_owned()),
        all: false,
        negated: true,
        tests: others.iter().map(test).collect(),
        line: rule.meta.line,
    };
    let search = ("log source".to_owned(), Search::Item(item));
    let added = Condition::Search(rule.searches.len());
    rule.searches.push(search);
    and(rule, added);
}

/// Lets a rule hold only where this holds too.
fn and(rule: &mut Rule, added: Condition) {
    // Pushed rather than wrapped, so that many filters don't nest ever deeper.
    if let Condition::All(terms) = &mut rule.condition {
        terms.push(added);
    } else {
        let own = std::mem::replace(&mut rule.condition, Condition::Any(Vec::new()));
        rule.condition = Condition::All(vec![own, added]);
    }
}

fn shifted(condition: &Condition, by: usize) -> Condition {
    let all = |terms: &[Condition]| terms.iter().map(|term| shifted(term, by)).collect();
    match condition {
        Condition::Search(at) => Condition::Search(at + by),
        Condition::Not(inner) => Condition::Not(Box::new(shifted(inner, by))),
        Condition::All(terms) => Condition::All(all(terms)),
        Condition::Any(terms) => Condition::Any(all(terms)),
    }
}

#[derive(Default)]
struct RouteBuilder {
    fields: HashMap<Slot, FieldIndexBuilder, FixedState>,
    anywhere: Option<FieldIndexBuilder>,
    always: Vec<u32>,
}

fn routes(rules: &[(Arc<str>, Rule)], triggers: &[Vec<Trigger>]) -> Vec<Route> {
    let mut builders: HashMap<&LogSource, RouteBuilder> = HashMap::new();
    for (((_, rule), triggers), number) in rules.iter().zip(triggers).zip(0_u32..) {
        let route = builders.entry(&rule.source).or_default();
        if triggers.is_empty() {
            route.always.push(number);
        }
        for trigger in triggers {
            match trigger {
                Trigger::Present(slot) => {
                    route.fields.entry(*slot).or_default().add_present(number)
                }
                Trigger::Literal(Some(slot), position, text) => {
                    route
                        .fields
                        .entry(*slot)
                        .or_default()
                        .add(*position, text, number);
                }
                Trigger::Literal(None, position, text) => {
                    route
                        .anywhere
                        .get_or_insert_default()
                        .add(*position, text, number);
                }
            }
        }
    }
    let mut routes: Vec<Route> = builders
        .into_iter()
        .map(|(source, builder)| {
            let indexes = builder.fields.into_iter();
            let mut indexes: Vec<_> = indexes.map(|(slot, index)| (slot, index.build())).collect();
            indexes.sort_unstable_by_key(|(slot, _)| *slot);
            Route {
                source: source.clone(),
                indexes,
                anywhere: builder.anywhere.map(FieldIndexBuilder::build),
                always: builder.always,
            }
        })
        .collect();
    routes.sort_unstable_by(|left, right| left.source.cmp(&right.source));
    routes
}

impl RuleSet {
    /// Begins a set.
    #[must_use]
    pub fn builder() -> RuleSetBuilder {
        RuleSetBuilder::default()
    }

    /// How many rules over single events it has.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether it has no rule at all.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rules.is_empty() && self.correlations.is_empty()
    }

    /// What a rule says about itself; `rule` as handed out by [`RuleSet::matches`].
    #[must_use]
    pub fn meta(&self, rule: u32) -> Option<&Meta> {
        self.rules.get(rule as usize).map(|(_, rule)| &*rule.meta)
    }

    /// The same, to be kept.
    #[must_use]
    pub fn meta_kept(&self, rule: u32) -> Option<Arc<Meta>> {
        let (_, rule) = self.rules.get(rule as usize)?;
        Some(Arc::clone(&rule.meta))
    }

    /// The file a rule was read from.
    #[must_use]
    pub fn file(&self, rule: u32) -> Option<&str> {
        self.rules.get(rule as usize).map(|(file, _)| &**file)
    }

    /// The rules that match an event, by number in ascending order, into `matched`.
    pub fn matches(&self, event: &Event<'_>, scratch: &mut Scratch, matched: &mut Vec<u32>) {
        run::matches(self, event, scratch, matched);
    }

    /// The routes of an event of this origin.
    pub(super) fn routes_of(&self, origin: Origin<'_>) -> Vec<u32> {
        let numbered = self.routes.iter().zip(0_u32..);
        numbered
            .filter(|(route, _)| logsource::accepts(&route.source, origin))
            .map(|(_, number)| number)
            .collect()
    }
}
