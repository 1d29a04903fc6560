//! The alerts of `watch.siem`: seen and handled in time.

use super::{Finding, SERVICES, Why};
use crate::case::Case;
use crate::facts::{Alert, AlertVerdict, Asset, Fact, Incident, Severity, System};
use crate::judgement::{Bilingual, Status};
use crate::key::Key;
use crate::text::fold;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// More alerts closed within one minute are flagged for review (part of this measure's rule, version 1).
const CLOSED_A_MINUTE: usize = 50;

/// Alerts of the watch, and older ones not dealt with; a provider's only about the unit's own machines and systems.
pub(super) fn of<'a>(case: &Case<'a>) -> Vec<&'a Fact<Alert>> {
    let assets: BTreeSet<&Key<Asset>> = case.own::<Asset>().iter().map(|a| &a.code).collect();
    let systems: BTreeSet<&Key<System>> = case.own::<System>().iter().map(|s| &s.code).collect();
    let is_ours = |a: &Fact<Alert>| {
        a.asset.as_ref().is_some_and(|k| assets.contains(k))
            || a.system.as_ref().is_some_and(|k| systems.contains(k))
    };
    let provided = SERVICES
        .iter()
        .flat_map(|kind| case.provided::<Alert>(*kind))
        .filter(|a| a.unit.as_ref() != Some(&case.unit.code) && is_ours(a));
    let mut alerts: Vec<&Fact<Alert>> = case.own::<Alert>().iter().chain(provided).collect();
    alerts.sort_by(|a, b| a.code.cmp(&b.code));
    alerts.dedup_by(|a, b| a.code == b.code);
    alerts.retain(|a| {
        // IRLab's alerts have a measure of their own; a test event is a control.
        let other = a
            .origin
            .as_deref()
            .is_some_and(|o| fold(o).contains("irlab"));
        !other
            && a.verdict != Some(AlertVerdict::Test)
            && case.clock.reached(a.raised)
            && (a.raised >= case.window.from || handled_at(case, a).is_none())
    });
    alerts
}

pub(super) fn is_grave(alert: &Alert) -> bool {
    matches!(alert.severity, Severity::High | Severity::Critical)
}

/// When an alert was closed or made an incident, whichever came first.
pub(super) fn handled_at(case: &Case<'_>, alert: &Alert) -> Option<Timestamp> {
    let incident = alert.incident.as_ref().and_then(|key| {
        let mut incidents = case.own::<Incident>().iter();
        incidents.find(|i| i.code == *key)
    });
    let made = incident.map(|i| i.detected.max(alert.raised));
    let times = [alert.closed, made].into_iter().flatten();
    times
        .filter(|at| *at >= alert.raised && case.clock.reached(*at))
        .min()
}

pub(super) fn seen_at(case: &Case<'_>, alert: &Alert) -> Option<Timestamp> {
    let times = [alert.seen, handled_at(case, alert)].into_iter().flatten();
    times
        .filter(|at| *at >= alert.raised && case.clock.reached(*at))
        .min()
}

/// Limits for seeing and handling.
pub(super) fn limits(case: &Case<'_>, alert: &Alert) -> (SignedDuration, SignedDuration) {
    if alert.severity == Severity::Critical {
        (case.policy.seen_critical, case.policy.handle_critical)
    } else {
        (case.policy.seen_high, case.policy.handle_high)
    }
}

pub(super) fn is_late(at: Option<Timestamp>, alert: &Alert, limit: SignedDuration) -> bool {
    at.is_some_and(|at| at.duration_since(alert.raised) > limit)
}

pub(super) fn findings(case: &Case<'_>, alerts: &[&Fact<Alert>]) -> Vec<Finding> {
    let grave = || alerts.iter().copied().filter(|a| is_grave(a));
    let mut findings: Vec<Finding> = grave().filter_map(|a| past_due(case, a)).collect();
    let late: Vec<&Fact<Alert>> = grave()
        .filter(|alert| {
            let (see, handle) = limits(case, alert);
            is_late(seen_at(case, alert), alert, see)
                || is_late(handled_at(case, alert), alert, handle)
        })
        .collect();
    findings.extend(late.first().map(|first| {
        Finding {
            status: Status::Partial,
            basis: None,
            why: Why::AlertLate {
                alert: name_of(first),
                count: late.len(),
            }
            .into(),
            next: Bilingual::new(
                "Rà lại cách báo cho người trực để cảnh báo được xem kịp",
                "review how the officer on duty is notified so that alerts are seen in time",
            ),
        }
    }));
    findings
}

/// An alert that is past its limit now: not seen, or neither closed nor made an incident.
fn past_due(case: &Case<'_>, alert: &Fact<Alert>) -> Option<Finding> {
    let (see, handle) = limits(case, alert);
    let unseen = seen_at(case, alert).is_none() && case.clock.older_than(alert.raised, see);
    let overdue = handled_at(case, alert).is_none() && case.clock.older_than(alert.raised, handle);
    let (alert_name, at) = (name_of(alert), case.local(alert.raised));
    let why = match (overdue, unseen) {
        (true, _) => Why::AlertOverdue {
            alert: alert_name,
            at,
        },
        (false, true) => Why::AlertUnseen {
            alert: alert_name,
            at,
        },
        (false, false) => return None,
    };
    Some(Finding {
        status: Status::NotMet,
        basis: Some(alert.basis()),
        why: why.into(),
        next: Bilingual::new(
            "Xem và xử lý ngay các cảnh báo quá hạn, hoặc chuyển thành sự cố",
            "see and handle the overdue alerts now, or make them incidents",
        ),
    })
}

fn name_of(alert: &Fact<Alert>) -> String {
    alert
        .number
        .as_deref()
        .unwrap_or(alert.code.as_str())
        .to_owned()
}

/// The minute in which suspiciously many alerts were closed, if there is one.
pub(super) fn busiest_minute(alerts: &[&Fact<Alert>]) -> Option<(Timestamp, usize)> {
    let mut closed: BTreeMap<i64, (Timestamp, usize)> = BTreeMap::new();
    for at in alerts.iter().filter_map(|a| a.closed) {
        closed
            .entry(at.as_second().div_euclid(60))
            .or_insert((at, 0))
            .1 += 1;
    }
    let busiest = closed
        .into_values()
        .max_by_key(|(at, n)| (*n, core::cmp::Reverse(*at)))?;
    (busiest.1 > CLOSED_A_MINUTE).then_some(busiest)
}
