//! Which measures a clause of a directive asks for.
//!
//! A clause is scored against a lexicon of the trade: phrases with weights, in
//! files beside this one, found in folded text through missing diacritics,
//! scanning slips and words in between. One clause may ask for five measures
//! or for none; [`explain`] says which words spoke for which.
//!
//! It is not a parser of letters (that is `read`) and decides no duty: the
//! result is a draft that a person confirms. `score` measures it against the
//! labelled corpus, whose held-out third the lexicon has never been tuned on.

mod evidence;
mod grammar;
mod index;
mod lexicon;
mod phrase;
mod repair;
mod rules;
pub mod score;
mod tokens;
mod vocabulary;

#[cfg(test)]
mod tests;

use core::ops::Range;

use domain::measure_id::MeasureId;

use evidence::Evidence;
use lexicon::LEXICON;
use phrase::Text;
use rules::Fired;
use vocabulary::Cost;

/// A measure with at least this confidence is asked for.
pub const CONFIDENCE_MIN: f64 = 0.5;

/// How much of a phrase's weight each half error of scanning takes away.
const SLIP_DISCOUNT: f64 = 0.04;

/// A measure a clause asks for, with how sure the lexicon is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// The measure.
    pub measure: MeasureId,
    /// From [`CONFIDENCE_MIN`] to 1.
    pub confidence: f64,
}

/// A phrase of the lexicon found in a clause.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The rule as written in the lexicon.
    pub phrase: &'static str,
    /// What it says for the measure (positive) or against it (negative), -1 to 1.
    pub weight: f64,
    /// The measure it speaks about; none when it speaks against all, as a preamble does.
    pub measure: Option<MeasureId>,
    /// Where it stands, in bytes of the clause.
    pub span: Range<usize>,
}

/// The measures `clause` asks for, in the order of their numbers.
///
/// Only the first 20,000 characters are looked at.
#[must_use]
pub fn classify(clause: &str) -> Vec<Scored> {
    let mut evidence = Evidence::default();
    read(clause, |fired, _| {
        evidence.add(
            fired.number,
            fired.found.sentence,
            fired.rule.measure,
            weight(fired),
        );
    });
    evidence.judge()
}

/// Every phrase of the lexicon that speaks about `clause`, in the order of the text.
#[must_use]
pub fn explain(clause: &str) -> Vec<Hit> {
    let mut hits = Vec::new();
    read(clause, |fired, span| {
        hits.push(Hit {
            phrase: fired.rule.written,
            weight: weight(fired),
            measure: fired.rule.measure,
            span,
        });
    });
    hits.sort_by_key(|hit| (hit.span.start, hit.span.end, hit.measure));
    hits
}

/// Calls `each` with every rule that fires on `clause` and the bytes it covers.
fn read(clause: &str, mut each: impl FnMut(&Fired<'_>, Range<usize>)) {
    let tokens = repair::repair(tokens::tokenise(clause), &LEXICON.words);
    let readings = LEXICON.words.read(&tokens, tokens::is_bare(&tokens));
    let text = Text {
        tokens: &tokens,
        readings: &readings,
    };
    let mut found = Vec::new();
    for fired in LEXICON.fire(&text, &mut found) {
        let covered = tokens.get(fired.found.tokens.clone()).unwrap_or_default();
        let start = covered.first().map_or(0, |token| token.span.start);
        let end = covered.last().map_or(start, |token| token.span.end);
        each(&fired, start..end);
    }
}

fn weight(fired: &Fired<'_>) -> f64 {
    let slips: Cost = fired.found.cost;
    fired.rule.weight * (1.0 - SLIP_DISCOUNT * f64::from(slips))
}
