//! The classifier measured against the labelled corpus.
//!
//! The corpus was split before the lexicon was written: `Tune` is what the
//! lexicon may be improved on, `Held` is only counted.

use std::collections::{BTreeMap, BTreeSet};

use domain::measure_id::MeasureId;

use super::classify;

/// A part of the corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Split {
    /// Two thirds, open to whoever improves the lexicon.
    Tune,
    /// The held-out third.
    Held,
}

/// A clause of the corpus and the measures it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// Its id in the file, such as `t001`.
    pub id: &'static str,
    /// The part it belongs to.
    pub split: Split,
    /// What a person says it asks for.
    pub measures: BTreeSet<MeasureId>,
    /// The clause.
    pub text: &'static str,
}

/// How well one measure is recognised on one part of the corpus.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeasureScore {
    /// The measure.
    pub measure: MeasureId,
    /// Clauses that ask for it and are said to.
    pub true_pos: u32,
    /// Clauses that don't ask for it and are said to.
    pub false_pos: u32,
    /// Clauses that ask for it and are not said to.
    pub false_neg: u32,
    /// `true_pos / (true_pos + false_pos)`, 1 when nothing was said.
    pub precision: f64,
    /// `true_pos / (true_pos + false_neg)`, 1 when nothing was asked.
    pub recall: f64,
}

impl MeasureScore {
    fn of(measure: MeasureId, count: Count) -> Self {
        let [true_pos, false_pos, false_neg] = [count.true_pos, count.false_pos, count.false_neg];
        Self {
            measure,
            true_pos,
            false_pos,
            false_neg,
            precision: share(true_pos, false_pos),
            recall: share(true_pos, false_neg),
        }
    }
}

#[derive(Default, Clone, Copy)]
struct Count {
    true_pos: u32,
    false_pos: u32,
    false_neg: u32,
}

/// The score of every measure on one part of the corpus, in the order of their numbers.
#[must_use]
pub fn evaluate(split: Split) -> Vec<MeasureScore> {
    let mut counts: BTreeMap<MeasureId, Count> = BTreeMap::new();
    for clause in corpus().filter(|clause| clause.split == split) {
        let found: BTreeSet<MeasureId> = classify(clause.text).iter().map(|s| s.measure).collect();
        for measure in found.union(&clause.measures) {
            let count = counts.entry(*measure).or_default();
            match (found.contains(measure), clause.measures.contains(measure)) {
                (true, true) => count.true_pos += 1,
                (true, false) => count.false_pos += 1,
                _ => count.false_neg += 1,
            }
        }
    }
    MeasureId::ALL
        .iter()
        .map(|measure| MeasureScore::of(*measure, counts.get(measure).copied().unwrap_or_default()))
        .collect()
}

/// Precision and recall over all measures together, each decision counting once.
#[must_use]
pub fn overall(scores: &[MeasureScore]) -> (f64, f64) {
    let sum = |of: fn(&MeasureScore) -> u32| scores.iter().map(of).sum::<u32>();
    let hits = sum(|s| s.true_pos);
    (
        share(hits, sum(|s| s.false_pos)),
        share(hits, sum(|s| s.false_neg)),
    )
}

fn share(part: u32, rest: u32) -> f64 {
    if part + rest == 0 {
        1.0
    } else {
        f64::from(part) / f64::from(part + rest)
    }
}

/// The clauses of the corpus. A line that does not read is left out; a test counts them.
pub fn corpus() -> impl Iterator<Item = Labelled> {
    lines().filter_map(parse)
}

fn lines() -> impl Iterator<Item = &'static str> {
    include_str!("../../corpus/clauses.tsv")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
}

fn parse(line: &'static str) -> Option<Labelled> {
    let mut columns = line.splitn(4, '\t');
    let id = columns.next()?;
    let split = match columns.next()? {
        "tune" => Split::Tune,
        "held" => Split::Held,
        _ => return None,
    };
    let labels = columns.next()?;
    let measures = match labels {
        "-" => BTreeSet::new(),
        labels => labels
            .split(',')
            .map(MeasureId::parse)
            .collect::<Option<_>>()?,
    };
    Some(Labelled {
        id,
        split,
        measures,
        text: columns.next()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corpus_reads_whole_and_is_big_enough() {
        assert_eq!(corpus().count(), lines().count(), "a line does not read");
        let ids: BTreeSet<_> = corpus().map(|clause| clause.id).collect();
        assert_eq!(ids.len(), corpus().count(), "an id occurs twice");
        let held = corpus()
            .filter(|clause| clause.split == Split::Held)
            .count();
        assert!(corpus().count() >= 180, "{}", corpus().count());
        let third = corpus().count().div_ceil(3);
        assert!(
            held.abs_diff(third) <= 6,
            "{held} of {} held out",
            corpus().count()
        );
        for measure in MeasureId::ALL {
            let of = |held: bool| {
                corpus()
                    .filter(|c| c.measures.contains(measure) && (!held || c.split == Split::Held))
                    .count()
            };
            assert!(
                of(false) >= 10 && of(true) >= 4,
                "{measure}: {} and {}",
                of(false),
                of(true)
            );
        }
    }
}
