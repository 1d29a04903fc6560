//! The logs of a folder hunted with the rules in force: findings of level high and critical become alerts that
//! people answer, and a log that reaches back far enough makes a hunt of each unit whose systems it covers.
//!
//! Codes follow from what is found, so the same log again adds nothing, and an alert that is known stands as it
//! is: what people said of it is never written over. A hunt's findings are the alerts of its unit that were
//! raised since its period began; they are disposed of when the alerts are closed or made incidents, never by Khiên itself.
//!
//! What this is not: it says nothing about whether a source was alive or a hunt counts; that is the measures'.

mod answers;
mod sources;

use super::findings::{self, Findings, Group, GroupKey};
use super::{Derived, LogsHunted, code, rows};
use crate::EngineError;
use crate::facts_in::provenance::{Origins, at_row};
use crate::facts_in::record::Observation;
use crate::hunt::{Rules, rules_in_force};
use answers::{Alerts, Answer, count_again};
use detect::sigma::Level;
use domain::facts::{Alert, AlertClass, Facts, Hunt, Severity, Unit};
use domain::key::Key;
use jiff::Timestamp;
use letters::tables::TableProblem;
use sources::{Part, Sources, parts};
use std::collections::BTreeMap;

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
    let mut outcome = None;
    if !derived.folder.logs.is_empty() {
        outcome = Some(hunted(derived, all, &mut alerts, facts, origins, notices)?);
    }
    count_again(all, &alerts, facts, origins);
    Ok(outcome)
}

fn hunted(
    derived: &Derived<'_>,
    all: &Facts,
    alerts: &mut Alerts,
    facts: &mut BTreeMap<String, Vec<Observation>>,
    origins: &mut Origins,
    notices: &mut Vec<TableProblem>,
) -> Result<LogsHunted, EngineError> {
    let rules = rules_in_force(Some(derived.data), &[])?;
    let found = findings::find(derived, all, &rules)?;
    let sources = Sources::of(all);
    let known = alerts.0.len();
    let mut nobodys = 0;
    for (key, group) in &found.groups {
        let (code, alert) = raised(&sources, key, group, derived.now);
        if alerts.0.contains_key(&code) {
            continue;
        }
        let unit = sources.unit_of(all, key, group);
        nobodys += usize::from(unit.is_none());
        let source = origins.derived_from(&key.0, derived.digest(&key.0), derived.now);
        let at = group.first.unwrap_or(derived.now);
        let row = Observation::of(&code, unit.as_ref(), at, &alert);
        facts.entry(source).or_default().push(row);
        alerts.0.insert(code, Answer::none(unit, derived.now));
    }
    tell(derived, &found, nobodys, notices);
    let parts = parts(&sources, &found.logs, derived.now);
    for (unit, part) in &parts {
        let (code, hunt) = hunt_of(derived.now, &rules, unit, part, alerts);
        // One that is known is counted again below and else left as it is.
        if rows::<Hunt>(all)
            .iter()
            .any(|known| known.code.as_str() == code)
        {
            continue;
        }
        let source = part.source(derived, origins);
        let row = Observation::of(&code, Some(unit), part.to, &hunt);
        facts.entry(source).or_default().push(row);
    }
    Ok(LogsHunted {
        logs: derived.folder.logs.len(),
        events: found.hunted.events,
        rules: rules.set.len() + rules.set.correlations(),
        findings: found.groups.len(),
        alerts: alerts.0.len().saturating_sub(known),
        units: parts.len(),
    })
}

/// What could not be read, and what was too much.
fn tell(
    derived: &Derived<'_>,
    found: &Findings<'_>,
    nobodys: usize,
    notices: &mut Vec<TableProblem>,
) {
    let mut notice = |file: &str, code, vi, en| {
        notices.push(TableProblem {
            row: None,
            ..at_row(file, 0, code, vi, en)
        });
    };
    for failed in found.hunted.failed.iter().take(NOTICES_MAX) {
        notice(
            "logs",
            "log.unreadable",
            format!("nhật ký không đọc được hết: {failed}"),
            format!("a log could not be read to its end: {failed}"),
        );
    }
    for ((source, kind), (count, _)) in found.hunted.problems.iter().take(NOTICES_MAX) {
        let name = findings::log_of(derived, source).map_or("logs", |log| log.name.as_str());
        notice(
            name,
            "log.bad_records",
            format!("{count} bản ghi không đọc được ({kind})"),
            format!("{count} records can't be read ({kind})"),
        );
    }
    if nobodys > 0 {
        notice(
            "logs",
            "row.no_unit",
            format!(
                "{nobodys} cảnh báo không nhận ra đơn vị (theo máy, dải địa chỉ, nguồn của nhật ký)"
            ),
            format!(
                "{nobodys} alerts belong to no known unit (by machine, range or source of the log)"
            ),
        );
    }
    if found.left_out > 0 {
        let count = found.left_out;
        notice(
            "logs",
            "log.too_many_findings",
            format!(
                "quá nhiều phát hiện; {count} phát hiện không thành cảnh báo: xem bằng khien logs hunt"
            ),
            format!(
                "too many findings; {count} became no alert: look at them with khien logs hunt"
            ),
        );
    }
}

/// An alert as it is raised: unseen, unverified, open.
fn raised(
    sources: &Sources<'_>,
    key: &GroupKey,
    group: &Group<'_>,
    now: Timestamp,
) -> (String, Alert) {
    let (log, rule, machine, day) = key;
    let day = day.map(|day| day.to_string()).unwrap_or_default();
    let title = group.rule.title_vi.as_ref().unwrap_or(&group.rule.title);
    let own = group.asset.and_then(|asset| asset.system.clone());
    let alert = Alert {
        origin: Some(format!("Khiên: {title}").into()),
        number: None,
        asset: group.asset.map(|asset| asset.code.clone()),
        system: own.or_else(|| sources.only_system(log)),
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
    };
    let code = code(&format!("{OWN}-cb"), &[log, rule, machine, &day]);
    (code, alert)
}

/// The hunt of a unit.
fn hunt_of(
    now: Timestamp,
    rules: &Rules,
    unit: &Key<Unit>,
    part: &Part<'_>,
    alerts: &Alerts,
) -> (String, Hunt) {
    let rules_hash = rules.sha256.to_hex();
    let (from, to) = (part.from.to_string(), part.to.to_string());
    // The same rules over the same senders are the same query, whatever the day.
    let mut query: Vec<&str> = vec![unit.as_str(), &rules_hash];
    query.extend(part.sources.iter().map(|(_, source)| source.code.as_str()));
    let query_hash = store::sha256(query.join("\n").as_bytes()).to_hex();
    let code = code(&format!("{OWN}-sl"), &[&query_hash, &from, &to]);
    let (count, correlations) = (rules.set.len(), rules.set.correlations());
    let mut hunt = Hunt {
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
    alerts.count(unit, &mut hunt);
    (code, hunt)
}

#[cfg(test)]
mod tests;
