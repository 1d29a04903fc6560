//! Which fields of an event made a rule match, from the questions that were
//! asked anyway: a finding costs little more than the match itself.

use domain::event::Event;

use super::compile::{Asked, Check, ItemId};
use super::rule::{Item, Search};
use super::run;
use super::scratch::Scratch;
use super::set::RuleSet;

impl RuleSet {
    /// The fields of the event that a matching rule looked at and found, name
    /// and value, without repeats. A field has the name the rule asked for; in
    /// searches without a field, its own.
    #[must_use]
    pub fn matched_fields<'e>(
        &'e self,
        rule: u32,
        event: &'e Event<'_>,
        scratch: &mut Scratch,
    ) -> Vec<(&'e str, &'e str)> {
        let written = self.rules.get(rule as usize);
        let compiled = self.program.rules.get(rule as usize);
        let (Some((_, rule)), Some(compiled)) = (written, compiled) else {
            return Vec::new();
        };
        run::begin(self, event, scratch);
        let mut finder = Finder {
            set: self,
            event,
            scratch,
            found: Vec::new(),
        };
        for ((_, search), asked) in rule.searches.iter().zip(&compiled.asked) {
            if finder.holds(search, asked) {
                finder.search(search, asked);
            }
        }
        finder.found
    }
}

struct Finder<'e, 'r> {
    set: &'e RuleSet,
    event: &'e Event<'e>,
    scratch: &'r mut Scratch,
    found: Vec<(&'e str, &'e str)>,
}

impl<'e> Finder<'e, '_> {
    fn holds(&mut self, search: &Search, asked: &Asked) -> bool {
        match (search, asked) {
            (Search::Item(item), Asked::Item(id)) => {
                run::answer(self.set, self.event, self.scratch, *id) != item.negated
            }
            (Search::All(parts), Asked::Parts(asked)) => {
                let mut pairs = parts.iter().zip(asked);
                pairs.all(|(part, asked)| self.holds(part, asked))
            }
            (Search::Any(parts), Asked::Parts(asked)) => {
                let mut pairs = parts.iter().zip(asked);
                pairs.any(|(part, asked)| self.holds(part, asked))
            }
            _ => false,
        }
    }

    /// Takes up the fields of a search that holds.
    fn search(&mut self, search: &'e Search, asked: &Asked) {
        match (search, asked) {
            (Search::Item(item), Asked::Item(id)) => self.item(item, *id),
            (Search::All(parts) | Search::Any(parts), Asked::Parts(asked)) => {
                for (part, asked) in parts.iter().zip(asked) {
                    if self.holds(part, asked) {
                        self.search(part, asked);
                    }
                }
            }
            _ => {}
        }
    }

    fn item(&mut self, item: &'e Item, id: ItemId) {
        let Some(question) = self.set.program.questions.get(id as usize) else {
            return;
        };
        if item.negated {
            return;
        }
        let mut field = match question.slot {
            Some(slot) => self.scratch.first(slot),
            None => (!self.event.fields.is_empty()).then_some(0),
        };
        while let Some(at) = field {
            self.field(item, &question.tests, at);
            field = match question.slot {
                Some(_) => self.scratch.next(at),
                None => Some(at + 1).filter(|at| (*at as usize) < self.event.fields.len()),
            };
        }
    }

    fn field(&mut self, item: &'e Item, tests: &[Check], at: u32) {
        let Some(field) = self.event.fields.get(at as usize) else {
            return;
        };
        let name = item.field.as_deref().unwrap_or(&field.name);
        let pair = (name, &*field.value);
        if self.found.contains(&pair) {
            return;
        }
        let (event, scratch) = (self.event, &mut *self.scratch);
        let mut holds = |check: &Check| match check {
            // Both are about a field that is there: this one.
            Check::Exists(true) | Check::Field { .. } => true,
            _ => run::value_holds(check, at, event, scratch),
        };
        if tests.iter().any(&mut holds) {
            self.found.push(pair);
        }
    }
}
