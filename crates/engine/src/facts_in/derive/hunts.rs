//! The logs of a folder hunted with the rules in force: findings of level high and critical become alerts that
//! people answer, and a log that reaches back far enough makes a hunt of each unit whose systems it covers.
//!
//! Codes follow from what is found, so the same log again adds nothing, and an alert that is known stands as it
//! is: what people said of it is never written over. A hunt's findings are the alerts of its unit that were
//! raised since its period began; they are disposed of when the alerts are closed or made incidents, never by Khiên itself.
//!
//! What this is not: it says nothing about whether a source was alive or a hunt counts; that is the measures'.

mod answers;
mod notices;
mod sources;

use super::findings::{self, Findings, Group};
use super::{Derived, LogsHunted, code, rows};
use crate::EngineError;
use crate::facts_in::provenance::Origins;
use crate::facts_in::record::Observation;
use crate::hunt::{Rules, rules_in_force};
use answers::{Answer, count_again, weaker};
use detect::sigma::Level;
use domain::facts::{Alert, AlertClass, Facts, Hunt, Severity, Unit};
use domain::key::Key;
use jiff::Timestamp;
use letters::tables::TableProblem;
use notices::tell;
use sources::{Part, parts};
use std::collections::{BTreeMap, BTreeSet};

pub(super) use answers::Alerts;
pub(super) use sources::{Sender, Sources};

/// Codes of alerts and hunts that Khiên made begin so.
const OWN: &str = "khien";
/// Files named one by one in notices.
const NOTICES_MAX: usize = 20;

/// Adds the alerts and hunts of the folder's logs, and what new answers to alerts mean for hunts known.
pub(super) fn add(
    derived: &Derived<'_>,
    all: &Facts,
    facts: &mut BTreeMap<String, Vec<Observation>>,
    origins: &mut Origins,
    notices: &mut Vec<TableProblem>,
) -> Result<Option<LogsHunted>, EngineError> {
    let mut alerts = Alerts::known(all);
    let sources = Sources::of(derived, all, facts, notices);
    let mut outcome = None;
    if !derived.folder.logs.is_empty() {
        let rules = rules_in_force(Some(derived.data), &[])?;
        let found = findings::find(derived, all, &rules, &sources, &alerts)?;
        tell(&rules, &found, notices);
        let new = raise(derived, &sources, &found, &mut alerts, facts, origins);
        let parts = parts(&sources, &found.logs, derived.now);
        record(derived, all, &rules, &parts, &alerts, facts, origins);
        outcome = Some(LogsHunted {
            logs: derived.folder.logs.len(),
            events: found.hunted.events,
            rules: rules.set.len() + rules.set.correlations(),
            findings: found.groups.len(),
            alerts: new,
            units: parts.len(),
        });
    }
    count_again(derived, all, &sources, &alerts, facts, origins);
    Ok(outcome)
}

/// The code of the alert that is told apart by this.
pub(super) fn alert_code(parts: &[&str]) -> String {
    code(&format!("{OWN}-cb"), parts)
}

/// Adds an alert for each group that is none yet; gives how many.
fn raise(
    derived: &Derived<'_>,
    sources: &Sources<'_>,
    found: &Findings<'_>,
    alerts: &mut Alerts,
    facts: &mut BTreeMap<String, Vec<Observation>>,
    origins: &mut Origins,
) -> usize {
    let mut new = 0;
    for (code, group) in &found.groups {
        if alerts.0.contains_key(code) {
            continue;
        }
        let source = origins.derived_from(group.log, derived.digest(group.log), derived.now);
        let at = group.first.unwrap_or(derived.now);
        let alert = raised(sources, group, derived.now);
        let row = Observation::of(code, group.unit.as_ref(), at, &alert);
        facts.entry(source).or_default().push(row);
        let answer = Answer::none(group.unit.clone(), derived.now);
        alerts.0.insert(code.clone(), answer);
        new += 1;
    }
    new
}

/// Adds the hunts that are new, no better founded than their logs and the answers they count.
fn record(
    derived: &Derived<'_>,
    all: &Facts,
    rules: &Rules,
    parts: &BTreeMap<Key<Unit>, Part<'_>>,
    alerts: &Alerts,
    facts: &mut BTreeMap<String, Vec<Observation>>,
    origins: &mut Origins,
) {
    let known = rows::<Hunt>(all).into_iter();
    let known: BTreeSet<&str> = known.map(|hunt| hunt.code.as_str()).collect();
    for (unit, part) in parts {
        let (code, mut hunt) = hunt_of(derived.now, rules, unit, part);
        // One that is known is counted again and else left as it is.
        if known.contains(code.as_str()) {
            continue;
        }
        let answers = alerts.count(unit, &mut hunt);
        let logs = part.source(derived, origins);
        let source = weaker(origins, logs, answers);
        let row = Observation::of(&code, Some(unit), part.to, &hunt);
        facts.entry(source).or_default().push(row);
    }
}

/// An alert as it is raised: unseen, unverified, open.
fn raised(sources: &Sources<'_>, group: &Group<'_>, now: Timestamp) -> Alert {
    let title = group.rule.title_vi.as_ref().unwrap_or(&group.rule.title);
    let own = group.asset.and_then(|asset| asset.system.clone());
    Alert {
        origin: Some(format!("Khiên: {title}").into()),
        number: None,
        asset: group.asset.map(|asset| asset.code.clone()),
        system: own.or_else(|| sources.only_system(group.log)),
        class: AlertClass::Attack,
        severity: if group.rule.level == Level::Critical {
            Severity::Critical
        } else {
            Severity::High
        },
        // Nobody could see it before it was found; when it happened stands beside the row.
        raised: now,
        seen: None,
        verified: None,
        verdict: None,
        closed: None,
        incident: None,
        acknowledged: None,
        receipt: None,
        due: None,
    }
}

/// The hunt of a unit, whose findings are not counted yet.
fn hunt_of(now: Timestamp, rules: &Rules, unit: &Key<Unit>, part: &Part<'_>) -> (String, Hunt) {
    let rules_hash = rules.sha256.to_hex();
    let (from, to) = (part.from.to_string(), part.to.to_string());
    // The same rules over the same senders are the same query, whatever the day.
    let mut query: Vec<&str> = vec![unit.as_str(), &rules_hash];
    query.extend(part.sources.iter().map(|(_, source)| source.code.as_str()));
    let query_hash = store::sha256(query.join("\n").as_bytes()).to_hex();
    let code = code(&format!("{OWN}-sl"), &[&query_hash, &from, &to]);
    let (count, correlations) = (rules.set.len(), rules.set.correlations());
    let hunt = Hunt {
        hypothesis: format!(
            "Có dấu hiệu tấn công mà bộ luật phát hiện nhận ra ({count} luật, {correlations} luật tương quan)"
        )
        .into(),
        query_hash: Some(query_hash.into()),
        sources: part
            .sources
            .iter()
            .map(|(_, source)| source.code.clone())
            .collect(),
        systems: part.systems.iter().cloned().collect(),
        period_from: part.from,
        period_to: part.to,
        indicator_since: None,
        events_read: i64::try_from(part.events).unwrap_or(i64::MAX),
        finished: Some(now),
        findings: 0,
        true_findings_since: None,
        disposed: None,
        // What was found is for people to conclude.
        conclusion: None,
    };
    (code, hunt)
}

#[cfg(test)]
mod tests;
