//! What became of Khiên's own alerts, and what their answers mean for its hunts.

use super::OWN;
use super::sources::Sources;
use crate::facts_in::derive::{Derived, rows};
use crate::facts_in::provenance::{Origin, Origins};
use crate::facts_in::record::Observation;
use domain::facts::{Alert, AlertVerdict, FactKind, Facts, Hunt, Provenance, Unit};
use domain::key::Key;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What became of an alert.
pub(in crate::facts_in::derive) struct Answer {
    unit: Option<Key<Unit>>,
    raised: Timestamp,
    is_disposed: bool,
    /// Since when it is known to be true.
    true_since: Option<Timestamp>,
    /// Where that comes from; `None` for an alert of this import, which nobody answered.
    provenance: Option<Arc<Provenance>>,
}

impl Answer {
    pub(super) const fn none(unit: Option<Key<Unit>>, raised: Timestamp) -> Self {
        Self {
            unit,
            raised,
            is_disposed: false,
            true_since: None,
            provenance: None,
        }
    }

    /// Whose the alert is.
    pub(in crate::facts_in::derive) const fn unit(&self) -> Option<&Key<Unit>> {
        self.unit.as_ref()
    }
}

/// Khiên's own alerts by code.
pub(in crate::facts_in::derive) struct Alerts(
    pub(in crate::facts_in::derive) BTreeMap<String, Answer>,
);

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
                provenance: Some(Arc::clone(&alert.provenance)),
            };
            (alert.code.to_string(), answer)
        });
        Self(answers.collect())
    }

    /// Findings, disposed of, and since when one is known to be true and is not: of the unit's alerts raised between
    /// the first event searched and the end of the hunt. Gives the weakest of the answers that this rests on.
    pub(super) fn count(&self, unit: &Key<Unit>, hunt: &mut Hunt) -> Option<&Provenance> {
        let of = self.0.values().filter(|answer| {
            answer.unit.as_ref() == Some(unit)
                && answer.raised >= hunt.period_from
                && hunt
                    .finished
                    .is_none_or(|finished| answer.raised <= finished)
        });
        let of: Vec<&Answer> = of.collect();
        let disposed = of.iter().filter(|answer| answer.is_disposed);
        let open = of.iter().filter(|answer| !answer.is_disposed);
        let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        hunt.findings = number(of.len());
        hunt.disposed = Some(number(disposed.count()));
        hunt.true_findings_since = open.filter_map(|answer| answer.true_since).min();
        let said = of
            .iter()
            .filter(|answer| answer.is_disposed || answer.true_since.is_some());
        said.filter_map(|answer| answer.provenance.as_deref())
            .max_by_key(|provenance| provenance.basis())
    }
}

fn is_own(code: &str) -> bool {
    code.strip_prefix(OWN)
        .is_some_and(|rest| rest.starts_with('-'))
}

/// The source of a hunt in these logs with these answers: whichever is the weaker.
pub(super) fn weaker(origins: &mut Origins, logs: String, answers: Option<&Provenance>) -> String {
    let basis = origins.get(&logs).map(Origin::basis);
    match answers.filter(|answers| Some(answers.basis()) > basis) {
        Some(answers) => origins.known(answers),
        None => logs,
    }
}

/// Hunts whose alerts this import adds or answers are counted again, no better founded than the weakest of the answers.
pub(super) fn count_again(
    derived: &Derived<'_>,
    all: &Facts,
    sources: &Sources<'_>,
    alerts: &Alerts,
    facts: &mut BTreeMap<String, Vec<Observation>>,
    origins: &mut Origins,
) {
    let given = facts.values().flatten();
    let units: BTreeSet<String> = given
        .filter(|row| row.kind == FactKind::Alert && is_own(&row.code))
        .filter_map(|row| row.unit.clone())
        .collect();
    for known in rows::<Hunt>(all)
        .into_iter()
        .filter(|hunt| is_own(hunt.code.as_str()))
    {
        let of = known.unit.as_ref();
        let Some(unit) = of.filter(|unit| units.contains(unit.as_str())) else {
            continue;
        };
        let mut hunt = known.row.clone();
        let answers = alerts.count(unit, &mut hunt);
        let logs = sources.of_logs(derived, known, origins);
        let source = weaker(origins, logs, answers);
        let basis = origins.get(&source).map(Origin::basis);
        let is_better = basis.is_some_and(|basis| basis < known.provenance.basis());
        if hunt != known.row || is_better {
            let at = known.occurred_at.unwrap_or(hunt.period_to);
            let row = Observation::of(known.code.as_str(), Some(unit), at, &hunt);
            facts.entry(source).or_default().push(row);
        }
    }
}
