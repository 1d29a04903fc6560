//! Why a rule matched an event, or why not: every item with its answer and
//! what the event had there.

use domain::event::Event;

use super::condition::Condition;
use super::logsource;
use super::pattern::{Part, Pattern};
use super::reference::{self, Facts};
use super::rule::{Item, Operator, Place, Rule, Search, Test};
use super::set::RuleSet;

/// Values longer than this are cut in an explanation.
const VALUE_CHARS_MAX: usize = 200;

/// Why a rule matched or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Whether the event may come from the rule's log source.
    pub accepted: bool,
    /// The rule's log source, for example `windows/process_creation`.
    pub wanted_source: String,
    /// What the event says of its origin.
    pub own_source: String,
    /// Whether the condition holds.
    pub holds: bool,
    /// The condition, part by part, each below what it is part of.
    pub lines: Vec<Line>,
}

impl Explanation {
    /// Whether the rule matches: it is meant for the event and holds.
    #[must_use]
    pub const fn matches(&self) -> bool {
        self.accepted && self.holds
    }
}

/// A part of a condition and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// How deep it stands.
    pub depth: usize,
    /// Line of the rule file, for items.
    pub line: Option<u32>,
    /// What is asked.
    pub text: String,
    /// The answer.
    pub holds: bool,
    /// What the event has there, for items; `None` when it lacks the field.
    pub found: Option<Vec<String>>,
}

impl RuleSet {
    /// Explains a rule of the set on an event; `None` when there is no such rule.
    #[must_use]
    pub fn explain(&self, rule: u32, event: &Event<'_>) -> Option<Explanation> {
        let (_, rule) = self.rules.get(rule as usize)?;
        Some(explain(rule, event))
    }

    /// The rule of this id or name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<u32> {
        let mut numbered = self.rules.iter().zip(0_u32..);
        numbered.find_map(|((_, rule), number)| {
            super::set::is_called(&rule.meta, name).then_some(number)
        })
    }
}

fn explain(rule: &Rule, event: &Event<'_>) -> Explanation {
    let facts = Facts::of(event);
    let origin = facts.origin;
    let mut teller = Teller {
        rule,
        facts: &facts,
        lines: Vec::new(),
    };
    teller.condition(&rule.condition, 0);
    let source = &rule.source;
    let parts = [&source.product, &source.category, &source.service];
    let wanted: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    let own = [
        ("parser", Some(origin.parser)),
        ("Channel", origin.channel),
        ("Provider_Name", origin.provider),
        ("EventID", origin.event_id),
    ];
    let own: Vec<String> = own
        .iter()
        .filter_map(|(name, value)| value.map(|value| format!("{name}={value}")))
        .collect();
    Explanation {
        accepted: logsource::accepts(source, origin),
        wanted_source: wanted.join("/"),
        own_source: own.join(" "),
        holds: reference::rule_holds(rule, &facts),
        lines: teller.lines,
    }
}

struct Teller<'a> {
    rule: &'a Rule,
    facts: &'a Facts<'a>,
    lines: Vec<Line>,
}

impl Teller<'_> {
    fn condition(&mut self, condition: &Condition, depth: usize) {
        let holds = reference::condition_holds(condition, &self.rule.searches, self.facts);
        match condition {
            Condition::Search(at) => {
                let Some((name, search)) = self.rule.searches.get(*at) else {
                    return;
                };
                self.say(depth, name.clone(), holds);
                self.search(search, depth + 1);
            }
            Condition::Not(inner) => {
                self.say(depth, "not".into(), holds);
                self.condition(inner, depth + 1);
            }
            Condition::All(terms) => {
                self.say(depth, "all of".into(), holds);
                terms
                    .iter()
                    .for_each(|term| self.condition(term, depth + 1));
            }
            Condition::Any(terms) => {
                self.say(depth, "one of".into(), holds);
                terms
                    .iter()
                    .for_each(|term| self.condition(term, depth + 1));
            }
        }
    }

    fn search(&mut self, search: &Search, depth: usize) {
        match search {
            Search::Item(item) => self.item(item, depth),
            Search::All(parts) => parts.iter().for_each(|part| self.search(part, depth)),
            Search::Any(parts) => {
                let holds = reference::search_holds(search, self.facts);
                self.say(depth, "one of".into(), holds);
                parts.iter().for_each(|part| self.search(part, depth + 1));
            }
        }
    }

    fn item(&mut self, item: &Item, depth: usize) {
        let found = item.field.as_deref().and_then(|field| {
            let values: Vec<String> = self.facts.values(field).map(cut).collect();
            (!values.is_empty()).then_some(values)
        });
        self.lines.push(Line {
            depth,
            line: Some(item.line),
            text: item_text(item),
            holds: reference::item_holds(item, self.facts),
            found,
        });
    }

    fn say(&mut self, depth: usize, text: String, holds: bool) {
        self.lines.push(Line {
            depth,
            line: None,
            text,
            holds,
            found: None,
        });
    }
}

fn cut(value: &str) -> String {
    let mut chars = value.chars();
    let mut short: String = chars.by_ref().take(VALUE_CHARS_MAX).collect();
    if chars.next().is_some() {
        short.push('…');
    }
    short
}

/// An item as a person would say it.
fn item_text(item: &Item) -> String {
    let mut text = item.field.clone().unwrap_or_else(|| "any field".to_owned());
    if item.negated {
        text.push_str(" not");
    }
    let joint = if item.all { " and " } else { " or " };
    for (number, test) in item.tests.iter().enumerate() {
        text.push_str(if number == 0 { " " } else { joint });
        text.push_str(&test_text(test));
    }
    text
}

fn test_text(test: &Test) -> String {
    match test {
        Test::Text { pattern, cased } => {
            let sign = if *cased { "==" } else { "=" };
            format!("{sign} {}", pattern_text(pattern))
        }
        Test::Regex(expression) => {
            format!("~ /{}/{}", expression.regex.as_str(), expression.flags)
        }
        Test::Cidr(range) => format!("in {range}"),
        Test::Compare {
            part,
            operator,
            number,
        } => {
            let sign = match operator {
                Operator::Equal => "=",
                Operator::Less => "<",
                Operator::LessEqual => "<=",
                Operator::Greater => ">",
                Operator::GreaterEqual => ">=",
            };
            let part = part.map_or_else(String::new, |part| format!("{part:?} ").to_lowercase());
            format!("{part}{sign} {}", number.real())
        }
        Test::Null => "is absent".to_owned(),
        Test::Exists(true) => "is there".to_owned(),
        Test::Exists(false) => "is not there".to_owned(),
        Test::Field { other, place, .. } => {
            let how = match place {
                Place::Equal => "equals",
                Place::Contains => "contains",
                Place::Starts => "starts with",
                Place::Ends => "ends with",
            };
            format!("{how} the value of {other}")
        }
    }
}

fn pattern_text(pattern: &Pattern) -> String {
    let parts = pattern.parts().iter().map(|part| match part {
        Part::Text(text) => text.as_str(),
        Part::One => "?",
        Part::Many => "*",
        Part::Dash => "[-/–—―]",
    });
    format!("\"{}\"", parts.collect::<String>())
}
