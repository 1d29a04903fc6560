//! What must be in a value for an expression to be found in it.
//!
//! A rule with `re` would be tried on every event that has its field. From the
//! expression's syntax tree we take texts of which one must be there, in lower
//! case like the values they are sought in. It is a necessary condition only:
//! where nothing is certain the set is empty.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

use super::rule::fold;

/// Shorter texts are in too many values to be worth looking for.
const SHORTEST: usize = 3;
/// More alternatives cost more than they save.
const MOST: usize = 64;

/// Texts of which one must be in the folded value.
pub(super) fn of(expression: &str, insensitive: bool) -> Vec<String> {
    let parsed = ParserBuilder::new()
        .case_insensitive(insensitive)
        .build()
        .parse(expression);
    parsed.ok().and_then(|hir| best(&hir)).unwrap_or_default()
}

/// The best set of a tree, if it has one.
fn best(hir: &Hir) -> Option<Vec<String>> {
    let mut sets = Vec::new();
    let mut run = String::new();
    collect(hir, &mut run, &mut sets);
    end_run(&mut run, &mut sets);
    sets.into_iter()
        .max_by_key(|set| set.iter().map(String::len).min().unwrap_or(0))
        .filter(|set| set.iter().all(|text| text.len() >= SHORTEST))
}

/// Goes through what must stand one after the other; `run` is the text that
/// certainly stands right before.
fn collect(hir: &Hir, run: &mut String, sets: &mut Vec<Vec<String>>) {
    match hir.kind() {
        HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
            Ok(text) => run.push_str(&fold(text)),
            Err(_) => end_run(run, sets),
        },
        HirKind::Class(class) => match one_letter(class) {
            Some(letter) => run.push(letter),
            None => end_run(run, sets),
        },
        HirKind::Look(_) | HirKind::Empty => {}
        HirKind::Capture(capture) => collect(&capture.sub, run, sets),
        HirKind::Concat(parts) => parts.iter().for_each(|part| collect(part, run, sets)),
        HirKind::Repetition(repetition) => {
            end_run(run, sets);
            if repetition.min > 0 {
                sets.extend(best(&repetition.sub));
            }
        }
        HirKind::Alternation(branches) => {
            end_run(run, sets);
            let union: Option<Vec<Vec<String>>> = branches.iter().map(best).collect();
            let union = union.unwrap_or_default().concat();
            if (1..=MOST).contains(&union.len()) {
                sets.push(union);
            }
        }
    }
}

fn end_run(run: &mut String, sets: &mut Vec<Vec<String>>) {
    if !run.is_empty() {
        sets.push(vec![std::mem::take(run)]);
    }
}

/// The letter of a class that is one letter in both cases.
fn one_letter(class: &Class) -> Option<char> {
    let Class::Unicode(class) = class else {
        return None;
    };
    let mut only = None;
    for range in class.ranges() {
        for c in [range.start(), range.end()] {
            let mut lower = c.to_lowercase();
            let (Some(folded), None) = (lower.next(), lower.next()) else {
                return None;
            };
            if range.start() != range.end() || only.is_some_and(|only| only != folded) {
                return None;
            }
            only = Some(folded);
        }
    }
    only
}
