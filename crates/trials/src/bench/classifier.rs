//! How well clauses are matched with measures, and how fast.
//!
//! The corpus is `letters`' own: two thirds the lexicon was tuned on, one third held
//! out. Only the held-out figures say what to expect of a letter never seen before.

use std::time::Instant;

use letters::classify::classify;
use letters::classify::score::{MeasureScore, Split, corpus, evaluate, overall};

/// The aim for precision and recall of each measure on the held-out part.
const AIM: f64 = 0.95;
/// The corpus is read this many times for the speed.
const ROUNDS: u32 = 20;

/// The table of both parts and the speed.
pub(super) fn run() -> Vec<String> {
    let tuned = evaluate(Split::Tune);
    let held = evaluate(Split::Held);
    let mut lines = vec![format!(
        "{:<24} {:>9} {:>7} {:>9} {:>7} {:>5} {:>6} {:>7}",
        "measure", "tuned on", "recall", "held out", "recall", "true", "false", "missed"
    )];
    lines.extend(tuned.iter().zip(&held).map(|(tune, held)| row(tune, held)));
    for (name, scores) in [("tuned on", &tuned), ("held out", &held)] {
        let (precision, recall) = overall(scores);
        lines.push(format!(
            "all, {name}: precision {precision:.3}, recall {recall:.3}"
        ));
    }
    let below = held
        .iter()
        .filter(|score| score.precision < AIM || score.recall < AIM)
        .count();
    lines.push(format!(
        "{below} of {} measures below {AIM} on the held-out part",
        held.len()
    ));
    lines.push(speed());
    lines
}

fn row(tune: &MeasureScore, held: &MeasureScore) -> String {
    format!(
        "{:<24} {:>9.3} {:>7.3} {:>9.3} {:>7.3} {:>5} {:>6} {:>7}",
        held.measure.as_str(),
        tune.precision,
        tune.recall,
        held.precision,
        held.recall,
        held.true_pos,
        held.false_pos,
        held.false_neg
    )
}

fn speed() -> String {
    let clauses: Vec<&str> = corpus().map(|clause| clause.text).collect();
    let count = u32::try_from(clauses.len()).unwrap_or(u32::MAX);
    // The first clause pays for reading the lexicon.
    let found: usize = clauses.iter().map(|text| classify(text).len()).sum();
    let start = Instant::now();
    for _ in 0..ROUNDS {
        for text in &clauses {
            std::hint::black_box(classify(std::hint::black_box(text)));
        }
    }
    let each = start.elapsed().as_secs_f64() / f64::from(ROUNDS) / f64::from(count.max(1));
    format!(
        "{:.3} ms a clause ({count} clauses, {found} measures found)",
        each * 1_000.0
    )
}
