//! The rules of the lexicon: a phrase, what must or must not stand near it, and
//! how much that says.
//!
//! ```text
//! 0.9 bóc gỡ _3 @malware                  alone
//! 0.6 rà soát & lỗ hổng ! đã công bố      needs, forbids in the same sentence
//! 0.6 theo dõi && cổng ttđt !! siem       needs, forbids anywhere in the clause
//! -0.8 phòng cháy                         takes away within its sentence
//! ```
//!
//! Weights are between -1 and 1. What several rules say adds up as independent
//! evidence does; nothing here was fitted by a machine.

use domain::measure_id::MeasureId;

use super::grammar::{Sets, alternatives, parse};
use super::index::Index;
use super::phrase::{Found, Phrase, Text};
use super::vocabulary::Vocabulary;

/// One line of a lexicon file.
#[derive(Debug)]
pub(super) struct Rule {
    /// What it speaks about; nothing for the rules of `context.txt`, which speak about all measures.
    pub(super) measure: Option<MeasureId>,
    pub(super) weight: f64,
    /// The line as written, without its weight.
    pub(super) written: &'static str,
    phrase: usize,
    conditions: Vec<Condition>,
}

#[derive(Debug)]
struct Condition {
    phrase: usize,
    wanted: bool,
    whole_clause: bool,
}

impl Condition {
    /// Whether its phrase, found at `places` (in the order of the text), stands near `found`.
    fn holds(&self, places: &[Found], found: &Found) -> bool {
        let here = |place: &Found| place.sentence.cmp(&found.sentence);
        !places.is_empty() && (self.whole_clause || places.binary_search_by(here).is_ok())
    }
}

/// A rule that fired, and where.
pub(super) struct Fired<'a> {
    /// The rule's place in the book.
    pub(super) number: usize,
    pub(super) rule: &'a Rule,
    pub(super) found: &'a Found,
}

/// All rules, with the phrases and words they use.
#[derive(Debug, Default)]
pub(super) struct RuleBook {
    pub(super) words: Vocabulary,
    rules: Vec<Rule>,
    phrases: Vec<Phrase>,
    index: Index,
    sets: Sets,
    problems: Vec<String>,
}

impl RuleBook {
    /// Defines the sets of `file`: lines `@name = one | another | @earlier`.
    pub(super) fn define_sets(&mut self, file: &'static str) {
        for line in lines(file) {
            let defined = line
                .strip_prefix('@')
                .and_then(|line| line.split_once('='))
                .ok_or_else(|| "a set is written @name = …".to_owned())
                .and_then(|(name, all)| {
                    let words = alternatives(all, &self.sets, &mut self.words)?;
                    self.sets
                        .entry(name.trim().to_owned())
                        .or_default()
                        .extend(words);
                    Ok(())
                });
            self.note(line, defined);
        }
    }

    /// Adds the rules of `file`.
    pub(super) fn add(&mut self, measure: Option<MeasureId>, file: &'static str) {
        for line in lines(file) {
            let added = self.rule(measure, line).map(|rule| self.rules.push(rule));
            self.note(line, added);
        }
    }

    /// Ready to be used; call once, last.
    pub(super) fn seal(&mut self) {
        self.words.seal();
        self.index = Index::of(&self.phrases);
    }

    /// What is wrong with the files, by line; a wrong line is left out.
    #[cfg(test)]
    pub(super) fn problems(&self) -> &[String] {
        &self.problems
    }

    /// Every rule that fires on `text`, at every place.
    pub(super) fn fire<'a>(
        &'a self,
        text: &Text<'_>,
        found: &'a mut Vec<Vec<Found>>,
    ) -> Vec<Fired<'a>> {
        *found = self.index.find_all(&self.phrases, text);
        let found: &'a [Vec<Found>] = found;
        let places = |phrase: usize| found.get(phrase).map_or(&[][..], Vec::as_slice);
        self.rules
            .iter()
            .enumerate()
            .flat_map(|(number, rule)| {
                places(rule.phrase).iter().map(move |found| Fired {
                    number,
                    rule,
                    found,
                })
            })
            .filter(|fired| {
                fired.rule.conditions.iter().all(|condition| {
                    condition.wanted == condition.holds(places(condition.phrase), fired.found)
                })
            })
            .collect()
    }

    fn note(&mut self, line: &str, outcome: Result<(), String>) {
        if let Err(problem) = outcome {
            self.problems.push(format!("{line}: {problem}"));
        }
    }

    fn rule(&mut self, measure: Option<MeasureId>, line: &'static str) -> Result<Rule, String> {
        let (weight, written) = line
            .split_once(' ')
            .ok_or("a rule is a weight and a phrase")?;
        let weight: f64 = weight
            .parse()
            .map_err(|_| format!("no weight: {weight:?}"))?;
        if !(-1.0..=1.0).contains(&weight) {
            return Err(format!("weight out of range: {weight}"));
        }
        let mut pieces = written.trim().split(' ').peekable();
        let phrase = self.phrase(&mut pieces)?;
        let mut conditions = Vec::new();
        while let Some(sign) = pieces.next() {
            let condition = Condition {
                phrase: self.phrase(&mut pieces)?,
                wanted: sign.starts_with('&'),
                whole_clause: sign.len() == 2,
            };
            conditions.push(condition);
        }
        Ok(Rule {
            measure,
            weight,
            written: written.trim(),
            phrase,
            conditions,
        })
    }

    /// The phrase up to the next sign; the same phrase is kept once.
    fn phrase<'p>(
        &mut self,
        pieces: &mut core::iter::Peekable<impl Iterator<Item = &'p str>>,
    ) -> Result<usize, String> {
        let mut written = String::new();
        while let Some(piece) = pieces.next_if(|p| !matches!(*p, "&" | "&&" | "!" | "!!")) {
            written.push_str(piece);
            written.push(' ');
        }
        let phrase = parse(&written, &self.sets, &mut self.words)?;
        if let Some(known) = self.phrases.iter().position(|known| *known == phrase) {
            return Ok(known);
        }
        self.phrases.push(phrase);
        Ok(self.phrases.len() - 1)
    }
}

/// The lines of a lexicon file that say something.
fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}
