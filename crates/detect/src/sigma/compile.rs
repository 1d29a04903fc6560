//! Rules → what the detector runs: equal questions asked once, cheap ones
//! first, and for each rule the literals without which it can't match.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;
use ipnet::IpNet;
use memchr::memmem::Finder;

use super::condition::Condition;
use super::index::{Position, is_common};
use super::pattern::{Part, Pattern};
use super::rule::{DatePart, Expression, Item, Number, Operator, Place, Rule, Search, Test, fold};

/// A field that rules ask about, by its place in the table of names.
pub(super) type Slot = u32;
/// A question, by its place in [`Program::questions`].
pub(super) type ItemId = u32;

/// A rule's condition over questions.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Item(ItemId),
    Not(Box<Self>),
    All(Box<[Self]>),
    Any(Box<[Self]>),
}

/// A question to a field, or to all of them when `slot` is `None`.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) slot: Option<Slot>,
    pub(super) all: bool,
    pub(super) tests: Box<[Check]>,
}

/// A test in the form that runs.
#[derive(Debug)]
pub(super) enum Check {
    /// Text against the folded value, or the value as it is when `cased`.
    Text {
        shape: Shape,
        cased: bool,
    },
    Regex(Box<Expression>),
    Cidr(IpNet),
    Compare {
        part: Option<DatePart>,
        operator: Operator,
        number: Number,
    },
    Null,
    Exists(bool),
    Field {
        other: Slot,
        place: Place,
        cased: bool,
    },
}

/// A pattern in its cheapest form.
#[derive(Debug)]
pub(super) enum Shape {
    /// `*`: any value.
    Any,
    Whole(Box<[u8]>),
    Starts(Box<[u8]>),
    Ends(Box<[u8]>),
    Contains(Box<Finder<'static>>),
    Glob(Pattern),
}

/// A literal without which a rule can't match, or that a field is there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Trigger {
    Present(Slot),
    /// `None`: in any field.
    Literal(Option<Slot>, Position, Vec<u8>),
}

/// The questions of a search, shaped as the search itself; whether one is negated is said there.
#[derive(Debug)]
pub(super) enum Asked {
    Item(ItemId),
    Parts(Box<[Self]>),
}

/// All rules, compiled.
#[derive(Debug, Default)]
pub(super) struct Program {
    pub(super) slots: HashMap<Box<str>, Slot, FixedState>,
    pub(super) questions: Vec<Question>,
    pub(super) rules: Vec<Compiled>,
    /// Equal questions by their written form.
    known: HashMap<Vec<u8>, ItemId, FixedState>,
    uses: HashMap<Trigger, u32, FixedState>,
}

/// A compiled rule.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) node: Node,
    /// The questions of its searches, in the shape they are written in.
    pub(super) asked: Box<[Asked]>,
    /// Sets of triggers, each of which must fire; one is chosen at the end.
    candidates: Vec<Vec<Trigger>>,
}

impl Program {
    /// The slot of a field name, new if need be.
    pub(super) fn slot(&mut self, name: &str) -> Slot {
        if let Some(slot) = self.slots.get(name) {
            return *slot;
        }
        let slot = u32::try_from(self.slots.len()).unwrap_or(u32::MAX);
        self.slots.insert(name.into(), slot);
        slot
    }

    /// Adds a rule; its number is its place in [`Program::rules`].
    pub(super) fn add(&mut self, rule: &Rule) {
        let node = self.condition(&rule.condition, &rule.searches);
        let candidates = self.triggers(&node).unwrap_or_default();
        let counted: HashSet<&Trigger, FixedState> = candidates.iter().flatten().collect();
        for trigger in counted {
            *self.uses.entry(trigger.clone()).or_default() += 1;
        }
        let asked = rule.searches.iter().map(|(_, search)| self.asked(search));
        let asked = asked.collect();
        self.rules.push(Compiled {
            node,
            asked,
            candidates,
        });
    }

    /// The triggers of each rule, the cheapest set of it; empty when the rule
    /// must be tried on every event of its log source.
    pub(super) fn choose(&mut self) -> Vec<Vec<Trigger>> {
        let rules = std::mem::take(&mut self.rules);
        let mut chosen = Vec::with_capacity(rules.len());
        for mut rule in rules {
            let sets = std::mem::take(&mut rule.candidates);
            let best = sets
                .into_iter()
                .map(|set| (self.set_cost(&set), set))
                .min_by(|(left, _), (right, _)| left.total_cmp(right));
            chosen.push(best.map(|(_, set)| set).unwrap_or_default());
            self.rules.push(rule);
        }
        self.uses = HashMap::default();
        self.known = HashMap::default();
        chosen
    }

    /// How often any trigger of a set is expected to fire in vain.
    fn set_cost(&self, set: &[Trigger]) -> f64 {
        set.iter().map(|trigger| self.cost(trigger)).sum()
    }

    /// How often a trigger is expected to fire in vain: a literal that many
    /// rules share (`\powershell.exe`) is a common one.
    fn cost(&self, trigger: &Trigger) -> f64 {
        let shared = f64::from(self.uses.get(trigger).copied().unwrap_or(1));
        let rarity = match trigger {
            Trigger::Present(_) => 1.0,
            Trigger::Literal(_, _, text) if is_common(text) => 0.5,
            Trigger::Literal(_, Position::Whole, _) => 0.02,
            Trigger::Literal(_, _, text) => match text.len() {
                0 => 1.0,
                1 => 0.9,
                2 => 0.5,
                3 => 0.3,
                4..=5 => 0.1,
                6..=8 => 0.03,
                9..=12 => 0.015,
                _ => 0.01,
            },
        };
        shared * rarity
    }

    fn condition(&mut self, condition: &Condition, searches: &[(String, Search)]) -> Node {
        match condition {
            Condition::Search(at) => match searches.get(*at) {
                Some((_, search)) => self.search(search),
                None => Node::Any(Box::new([])),
            },
            Condition::Not(inner) => Node::Not(Box::new(self.condition(inner, searches))),
            Condition::All(terms) => {
                let terms = terms.iter().map(|term| self.condition(term, searches));
                let terms = terms.collect();
                self.all(terms)
            }
            Condition::Any(terms) => {
                let terms = terms.iter().map(|term| self.condition(term, searches));
                Self::any(terms.collect())
            }
        }
    }

    fn search(&mut self, search: &Search) -> Node {
        match search {
            Search::Item(item) => {
                let node = Node::Item(self.item(item));
                if item.negated {
                    Node::Not(Box::new(node))
                } else {
                    node
                }
            }
            Search::All(parts) => {
                let parts = parts.iter().map(|part| self.search(part)).collect();
                self.all(parts)
            }
            Search::Any(parts) => Self::any(parts.iter().map(|part| self.search(part)).collect()),
        }
    }

    fn asked(&mut self, search: &Search) -> Asked {
        match search {
            Search::Item(item) => Asked::Item(self.item(item)),
            Search::All(parts) | Search::Any(parts) => {
                Asked::Parts(parts.iter().map(|part| self.asked(part)).collect())
            }
        }
    }

    fn any(mut terms: Vec<Node>) -> Node {
        match (terms.pop(), terms.is_empty()) {
            (Some(only), true) => only,
            (last, _) => {
                terms.extend(last);
                Node::Any(terms.into())
            }
        }
    }

    /// A conjunction without conjunctions in it, the cheapest term first.
    fn all(&self, terms: Vec<Node>) -> Node {
        let mut flat = Vec::with_capacity(terms.len());
        for term in terms {
            match term {
                Node::All(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        flat.sort_by_key(|term| self.weight(term));
        if flat.len() == 1 {
            flat.swap_remove(0)
        } else {
            Node::All(flat.into())
        }
    }

    /// A guess at what answering takes.
    fn weight(&self, node: &Node) -> usize {
        match node {
            Node::Item(id) => self.question(*id).map_or(0, |question| {
                let each = question.tests.iter().map(|check| match check {
                    Check::Null | Check::Exists(_) => 1,
                    Check::Text {
                        shape: Shape::Glob(_),
                        ..
                    }
                    | Check::Regex(_) => 50,
                    Check::Text {
                        shape: Shape::Contains(_),
                        ..
                    } => 4,
                    Check::Text { .. } => 2,
                    Check::Cidr(_) | Check::Compare { .. } | Check::Field { .. } => 5,
                });
                let sum: usize = each.sum();
                if question.slot.is_none() {
                    sum * 20
                } else {
                    sum
                }
            }),
            Node::Not(inner) => self.weight(inner),
            Node::All(terms) | Node::Any(terms) => terms.iter().map(|term| self.weight(term)).sum(),
        }
    }

    fn question(&self, id: ItemId) -> Option<&Question> {
        self.questions.get(id as usize)
    }

    fn item(&mut self, item: &Item) -> ItemId {
        let written = item.written();
        if let Some(id) = self.known.get(&written) {
            return *id;
        }
        let slot = item.field.as_deref().map(|name| self.slot(name));
        let tests = item.tests.iter().map(|test| self.check(test)).collect();
        let id = u32::try_from(self.questions.len()).unwrap_or(u32::MAX);
        self.questions.push(Question {
            slot,
            all: item.all,
            tests,
        });
        self.known.insert(written, id);
        id
    }

    fn check(&mut self, test: &Test) -> Check {
        match test {
            Test::Text { pattern, cased } => Check::Text {
                shape: shape(pattern, *cased),
                cased: *cased,
            },
            Test::Regex(regex) => Check::Regex(regex.clone()),
            Test::Cidr(range) => Check::Cidr(*range),
            Test::Compare {
                part,
                operator,
                number,
            } => Check::Compare {
                part: *part,
                operator: *operator,
                number: *number,
            },
            Test::Null => Check::Null,
            Test::Exists(there) => Check::Exists(*there),
            Test::Field {
                other,
                place,
                cased,
            } => Check::Field {
                other: self.slot(other),
                place: *place,
                cased: *cased,
            },
        }
    }

    /// Sets of triggers of which each must have one that fires for the node
    /// to hold; `None` when nothing need be there.
    fn triggers(&self, node: &Node) -> Option<Vec<Vec<Trigger>>> {
        match node {
            Node::Item(id) => self.question(*id).and_then(item_triggers),
            Node::Not(_) => None,
            Node::All(terms) => {
                let sets: Vec<_> = terms
                    .iter()
                    .filter_map(|term| self.triggers(term))
                    .flatten()
                    .collect();
                (!sets.is_empty()).then_some(sets)
            }
            Node::Any(terms) => {
                let mut union = Vec::new();
                for term in terms {
                    let sets = self.triggers(term)?;
                    let best = sets.into_iter().min_by(|left, right| {
                        self.set_cost(left).total_cmp(&self.set_cost(right))
                    })?;
                    union.extend(best);
                }
                Some(vec![union])
            }
        }
    }
}

/// The trigger sets of a question.
fn item_triggers(question: &Question) -> Option<Vec<Vec<Trigger>>> {
    let each = question
        .tests
        .iter()
        .map(|check| triggers_of(question.slot, check));
    if question.all {
        let sets: Vec<Vec<Trigger>> = each.flatten().collect();
        return (!sets.is_empty()).then_some(sets);
    }
    let union: Vec<Vec<Trigger>> = each.collect::<Option<_>>()?;
    Some(vec![union.concat()])
}

/// Triggers of which one must fire for the check to hold.
fn triggers_of(slot: Option<Slot>, check: &Check) -> Option<Vec<Trigger>> {
    match check {
        Check::Regex(expression) if !expression.needs.is_empty() => {
            let needs = expression.needs.iter();
            let literal =
                |text: &String| Trigger::Literal(slot, Position::Inside, text.as_bytes().to_vec());
            Some(needs.map(literal).collect())
        }
        _ => trigger(slot, check).map(|trigger| vec![trigger]),
    }
}

fn trigger(slot: Option<Slot>, check: &Check) -> Option<Trigger> {
    let present = || slot.map(Trigger::Present);
    let literal = |position, text: &[u8]| {
        // A cased literal is sought folded: more often found, never missed.
        let text = std::str::from_utf8(text)
            .map_or_else(|_| text.to_vec(), |text| fold(text).into_bytes());
        if text.is_empty() && position != Position::Whole {
            return present();
        }
        Some(Trigger::Literal(slot, position, text))
    };
    match check {
        Check::Text { shape, .. } => match shape {
            Shape::Any => present(),
            Shape::Whole(text) => literal(Position::Whole, text),
            Shape::Starts(text) => literal(Position::Start, text),
            Shape::Ends(text) => literal(Position::End, text),
            Shape::Contains(finder) => literal(Position::Inside, finder.needle()),
            Shape::Glob(pattern) => {
                let texts = pattern.parts().iter().filter_map(|part| match part {
                    Part::Text(text) => Some(text.as_bytes()),
                    _ => None,
                });
                match texts.max_by_key(|text| text.len()) {
                    Some(text) => literal(Position::Inside, text),
                    None => present(),
                }
            }
        },
        Check::Regex(_)
        | Check::Cidr(_)
        | Check::Compare { .. }
        | Check::Exists(true)
        | Check::Field { .. } => present(),
        Check::Null | Check::Exists(false) => None,
    }
}

fn shape(pattern: &Pattern, cased: bool) -> Shape {
    let pattern = if cased {
        pattern.clone()
    } else {
        pattern.map_text(fold)
    };
    let bytes = |text: &String| text.as_bytes().into();
    match pattern.parts() {
        [Part::Many] => Shape::Any,
        [] => Shape::Whole(Box::default()),
        [Part::Text(text)] => Shape::Whole(bytes(text)),
        [Part::Text(text), Part::Many] => Shape::Starts(bytes(text)),
        [Part::Many, Part::Text(text)] => Shape::Ends(bytes(text)),
        [Part::Many, Part::Text(text), Part::Many] => {
            Shape::Contains(Box::new(Finder::new(text.as_bytes()).into_owned()))
        }
        _ => Shape::Glob(pattern),
    }
}
