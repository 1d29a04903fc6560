//! What a rule means, evaluated slowly and obviously from its written form.
//!
//! This is the yardstick: tests hold the compiled form against it, and
//! [`explain`](super::explain) tells people about a rule through it. It looks
//! at every question, knows no index and remembers nothing.

use std::net::IpAddr;

use domain::event::Event;

use super::condition::Condition;
use super::logsource::Origin;
use super::rule::{Item, Number, Rule, Search, Test, fold};
use super::run::stands;

/// An event as rules see it: names and values, other names included.
#[derive(Debug)]
pub(super) struct Facts<'e> {
    pub(super) fields: Vec<(&'e str, &'e str)>,
    pub(super) origin: Origin<'e>,
}

impl<'e> Facts<'e> {
    pub(super) fn of(event: &'e Event<'_>) -> Self {
        let mut fields: Vec<(&str, &str)> = event
            .fields
            .iter()
            .map(|field| (&*field.name, &*field.value))
            .collect();
        let origin = Origin::of(event);
        let mut added: Vec<(&'e str, &'e str)> = Vec::new();
        for (there, asked) in origin.aliases() {
            let has = |name: &str| fields.iter().chain(&added).any(|(own, _)| *own == name);
            if !has(asked) {
                let values = fields.iter().filter(|(own, _)| *own == there);
                let values: Vec<_> = values.map(|(_, value)| (asked, *value)).collect();
                added.extend(values);
            }
        }
        fields.extend(added);
        Self { fields, origin }
    }

    pub(super) fn values(&self, name: &str) -> impl Iterator<Item = &'e str> {
        self.fields
            .iter()
            .filter(move |(own, _)| *own == name)
            .map(|(_, value)| *value)
    }
}

/// Whether the rule's condition holds; its log source is not looked at.
pub(super) fn rule_holds(rule: &Rule, facts: &Facts<'_>) -> bool {
    condition_holds(&rule.condition, &rule.searches, facts)
}

pub(super) fn condition_holds(
    condition: &Condition,
    searches: &[(String, Search)],
    facts: &Facts<'_>,
) -> bool {
    let holds = |term: &Condition| condition_holds(term, searches, facts);
    match condition {
        Condition::Search(at) => searches
            .get(*at)
            .is_some_and(|(_, search)| search_holds(search, facts)),
        Condition::Not(inner) => !holds(inner),
        Condition::All(terms) => terms.iter().all(holds),
        Condition::Any(terms) => terms.iter().any(holds),
    }
}

pub(super) fn search_holds(search: &Search, facts: &Facts<'_>) -> bool {
    match search {
        Search::Item(item) => item_holds(item, facts),
        Search::All(parts) => parts.iter().all(|part| search_holds(part, facts)),
        Search::Any(parts) => parts.iter().any(|part| search_holds(part, facts)),
    }
}

pub(super) fn item_holds(item: &Item, facts: &Facts<'_>) -> bool {
    let holds = |test: &Test| test_holds(test, item.field.as_deref(), facts);
    let answer = if item.all {
        item.tests.iter().all(holds)
    } else {
        item.tests.iter().any(holds)
    };
    answer != item.negated
}

pub(super) fn test_holds(test: &Test, field: Option<&str>, facts: &Facts<'_>) -> bool {
    let Some(field) = field else {
        let values = facts.fields.iter().map(|(_, value)| *value);
        return values
            .into_iter()
            .any(|value| value_holds(test, value, facts));
    };
    match test {
        Test::Null => facts.values(field).next().is_none(),
        Test::Exists(there) => facts.values(field).next().is_some() == *there,
        _ => facts
            .values(field)
            .any(|value| value_holds(test, value, facts)),
    }
}

fn value_holds(test: &Test, value: &str, facts: &Facts<'_>) -> bool {
    match test {
        Test::Text { pattern, cased } if *cased => pattern.fits(value),
        Test::Text { pattern, .. } => pattern.map_text(fold).fits(&fold(value)),
        Test::Regex(expression) => expression.regex.is_match(value),
        Test::Cidr(range) => value
            .trim()
            .parse::<IpAddr>()
            .is_ok_and(|address| range.contains(&address.to_canonical())),
        Test::Compare {
            part,
            operator,
            number,
        } => {
            let own = match part {
                Some(part) => part.of(value),
                None => Number::parse(value),
            };
            own.is_some_and(|own| own.compares(*operator, *number))
        }
        Test::Field {
            other,
            place,
            cased,
        } => facts
            .values(other)
            .any(|theirs| stands(value, theirs, *place, *cased)),
        Test::Null | Test::Exists(_) => false,
    }
}

/// The fields that made a rule match, by asking each test of each field alone.
#[cfg(test)]
pub(super) fn matched_fields<'e>(rule: &'e Rule, facts: &Facts<'e>) -> Vec<(&'e str, &'e str)> {
    let mut found = Vec::new();
    for (_, search) in &rule.searches {
        add_matched(search, facts, &mut found);
    }
    found
}

#[cfg(test)]
fn add_matched<'e>(search: &'e Search, facts: &Facts<'e>, found: &mut Vec<(&'e str, &'e str)>) {
    if !search_holds(search, facts) {
        return;
    }
    let item = match search {
        Search::Item(item) if item.negated => return,
        Search::Item(item) => item,
        Search::All(parts) | Search::Any(parts) => {
            let each = parts.iter();
            return each.for_each(|part| add_matched(part, facts, found));
        }
    };
    for (name, value) in &facts.fields {
        let named = item.field.as_deref().is_none_or(|field| field == *name);
        if !named || found.contains(&(*name, *value)) {
            continue;
        }
        let one = Facts {
            fields: vec![(name, value)],
            origin: facts.origin,
        };
        let holds = |test: &Test| {
            matches!(test, Test::Field { .. }) || test_holds(test, item.field.as_deref(), &one)
        };
        if item.tests.iter().any(holds) {
            found.push((*name, *value));
        }
    }
}
