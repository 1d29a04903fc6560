//! What became of Khiên's own alerts, and what their answers mean for its hunts.

use super::OWN;
use crate::facts_in::derive::rows;
use crate::facts_in::provenance::{Origin, Origins};
use crate::facts_in::record::Observation;
use domain::facts::{Alert, AlertVerdict, FactKind, Facts, Hunt, Unit};
use domain::key::Key;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// What became of an alert.
pub(super) struct Answer {
    unit: Option<Key<Unit>>,
    raised: Timestamp,
    is_disposed: bool,
    /// Since when it is known to be true.
    true_since: Option<Timestamp>,
}

impl Answer {
    pub(super) const fn none(unit: Option<Key<Unit>>, raised: Timestamp) -> Self {
        Self {
            unit,
            raised,
            is_disposed: false,
            true_since: None,
        }
    }
}

/// Khiên's own alerts by code.
pub(super) struct Alerts(pub(super) BTreeMap<String, Answer>);

impl Alerts {
    pub(super) fn known(all: &Facts) -> Self {
        let own = rows::<Alert>(all)
            .into_iter()
            .filter(|a| is_own(a.code.as_str()));
        let answers = own.map(|alert| {
            let is_true = alert.verdict == Some(AlertVerdict::True);
            let answer = Answer {
                unit: alert.unit.clone(),
                raised: alert.raised,
                is_disposed: alert.closed.is_some() || alert.incident.is_some(),
                true_since: is_true.then(|| alert.verified.unwrap_or(alert.raised)),
            };
            (alert.code.to_string(), answer)
        });
        Self(answers.collect())
    }

    /// Findings, disposed of, and since when one is known to be true and is not: of the unit's alerts raised between
    /// the first event searched and the end of the hunt.
    pub(super) fn count(&self, unit: &Key<Unit>, hunt: &mut Hunt) {
        let of = self.0.values().filter(|answer| {
            answer.unit.as_ref() == Some(unit)
                && answer.raised >= hunt.period_from
                && hunt
                    .finished
                    .is_none_or(|finished| answer.raised <= finished)
        });
        let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        hunt.findings = number(of.clone().count());
        hunt.disposed = Some(number(
            of.clone().filter(|answer| answer.is_disposed).count(),
        ));
        let open = of.filter(|answer| !answer.is_disposed);
        hunt.true_findings_since = open.filter_map(|answer| answer.true_since).min();
    }
}

fn is_own(code: &str) -> bool {
    code.strip_prefix(OWN)
        .is_some_and(|rest| rest.starts_with('-'))
}

/// Hunts whose alerts this import adds or answers are counted again, no better founded than the weakest of those rows.
pub(super) fn count_again(
    all: &Facts,
    alerts: &Alerts,
    facts: &mut BTreeMap<String, Vec<Observation>>,
    origins: &Origins,
) {
    let mut by_unit: BTreeMap<String, String> = BTreeMap::new();
    for (source, given) in facts.iter() {
        let own = given
            .iter()
            .filter(|row| row.kind == FactKind::Alert && is_own(&row.code));
        for unit in own.filter_map(|row| row.unit.clone()) {
            let weakest = by_unit.entry(unit).or_insert_with(|| source.clone());
            let basis = |code: &str| origins.get(code).map(Origin::basis);
            if basis(source) > basis(weakest) {
                weakest.clone_from(source);
            }
        }
    }
    for known in rows::<Hunt>(all)
        .into_iter()
        .filter(|hunt| is_own(hunt.code.as_str()))
    {
        let Some(unit) = &known.unit else { continue };
        let Some(source) = by_unit.get(unit.as_str()) else {
            continue;
        };
        let mut hunt = known.row.clone();
        alerts.count(unit, &mut hunt);
        if hunt != known.row {
            let at = known.occurred_at.unwrap_or(hunt.period_to);
            let row = Observation::of(known.code.as_str(), Some(unit), at, &hunt);
            facts.entry(source.clone()).or_default().push(row);
        }
    }
}
