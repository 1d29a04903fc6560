//! What the rules said about a clause, weighed.
//!
//! Within a sentence, phrases for a measure add up as independent evidence and
//! phrases against it scale the sum down; over the sentences of a clause the
//! clearest one counts, for a duty is asked in one sentence.

use std::collections::BTreeMap;

use domain::measure_id::MeasureId;

use super::{CONFIDENCE_MIN, Scored};

/// Collects what fired and judges it.
#[derive(Default)]
pub(super) struct Evidence {
    /// By (sentence, rule): saying a thing twice proves nothing, so the strongest stays.
    said: BTreeMap<(usize, usize), (Option<MeasureId>, f64)>,
}

/// What one sentence says about one measure.
#[derive(Clone, Copy)]
struct Sum {
    /// The chance that none of the phrases for it means it.
    silent: f64,
    /// What the phrases against it leave.
    left: f64,
}

impl Default for Sum {
    fn default() -> Self {
        Self {
            silent: 1.0,
            left: 1.0,
        }
    }
}

impl Sum {
    fn add(&mut self, weight: f64) {
        if weight < 0.0 {
            self.left *= 1.0 + weight;
        } else {
            self.silent *= 1.0 - weight;
        }
    }
}

impl Evidence {
    /// A rule fired in a sentence.
    pub(super) fn add(
        &mut self,
        rule: usize,
        sentence: usize,
        measure: Option<MeasureId>,
        weight: f64,
    ) {
        let said = self
            .said
            .entry((sentence, rule))
            .or_insert((measure, weight));
        if weight.abs() > said.1.abs() {
            said.1 = weight;
        }
    }

    /// The measures that are asked for, in the order of their numbers.
    pub(super) fn judge(&self) -> Vec<Scored> {
        let mut sums: BTreeMap<(usize, Option<MeasureId>), Sum> = BTreeMap::new();
        for ((sentence, _), (measure, weight)) in &self.said {
            sums.entry((*sentence, *measure)).or_default().add(*weight);
        }
        let mut best: BTreeMap<MeasureId, f64> = BTreeMap::new();
        for ((sentence, measure), sum) in &sums {
            let Some(measure) = *measure else { continue };
            let context = sums.get(&(*sentence, None)).copied().unwrap_or_default();
            let confidence = (1.0 - sum.silent) * sum.left * context.left;
            let known = best.entry(measure).or_default();
            *known = known.max(confidence);
        }
        best.into_iter()
            .filter(|(_, confidence)| *confidence >= CONFIDENCE_MIN)
            .map(|(measure, confidence)| Scored {
                measure,
                confidence,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DUTY: Option<MeasureId> = Some(MeasureId::DutyRoster);

    fn check(said: &[(usize, usize, Option<MeasureId>, f64)], expected: Option<f64>) {
        let mut evidence = Evidence::default();
        for (rule, sentence, measure, weight) in said {
            evidence.add(*rule, *sentence, *measure, *weight);
        }
        let confidence = evidence
            .judge()
            .first()
            .map(|scored| (scored.confidence * 100.0).round() / 100.0);
        assert_eq!(confidence, expected, "{said:?}");
    }

    #[test]
    fn evidence_adds_up_within_a_sentence_and_is_taken_away_there() {
        check(&[(0, 0, DUTY, 0.6)], Some(0.6));
        check(&[(0, 0, DUTY, 0.4), (1, 0, DUTY, 0.4)], Some(0.64));
        check(&[(0, 0, DUTY, 0.4), (0, 0, DUTY, 0.4)], None);
        check(&[(0, 0, DUTY, 0.4), (1, 1, DUTY, 0.4)], None);
        check(&[(0, 0, DUTY, 0.9), (1, 0, DUTY, -0.8)], None);
        check(&[(0, 0, DUTY, 0.9), (1, 0, None, -0.8)], None);
        check(&[(0, 0, DUTY, 0.9), (1, 1, None, -0.8)], Some(0.9));
    }
}
