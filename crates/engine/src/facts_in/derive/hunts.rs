//! The logs of a folder hunted with the rules in force: findings of level high and critical become alerts that
//! people answer, and a log that reaches back far enough makes a hunt of each unit whose systems it covers.
//!
//! Codes follow from what is found, so the same log again adds nothing, and an alert that is known stands as it
//! is: what people said of it is never written over. A hunt's findings are the alerts of its unit that were
//! raised since its period began; they are disposed of when the alerts are closed or made incidents, never by Khiên itself.
//!
//! What this is not: it says nothing about whether a source was alive or a hunt counts; that is the measures'.

use super::findings::{self, Findings, Group, GroupKey};
use super::{Derived, LogsHunted, code, rows};
use crate::EngineError;
use crate::facts_in::provenance::{Origins, at_row};
use crate::facts_in::record::Observation;
use crate::hunt::{InputRead, Rules, rules_in_force};
use detect::sigma::Level;
use domain::facts::{
    Alert, AlertClass, AlertVerdict, Fact, FactKind, Facts, Hunt, Range, Severity, SourceRow,
    System, Unit,
};
use domain::key::Key;
use jiff::{SignedDuration, Timestamp};
use letters::tables::TableProblem;
use std::collections::{BTreeMap, BTreeSet};

/// Codes of alerts and hunts that Khiên made begin so.
const OWN: &str = "khien";
/// How far back a hunt reaches (measure `hunt`, version 1); a shorter log makes alerts and no hunt.
const REACH: SignedDuration = SignedDuration::from_hours(30 * 24);
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

/// What became of an alert.
struct Answer {
    unit: Option<Key<Unit>>,
    raised: Timestamp,
    is_disposed: bool,
    /// Since when it is known to be true.
    true_since: Option<Timestamp>,
}

impl Answer {
    const fn none(unit: Option<Key<Unit>>, raised: Timestamp) -> Self {
        Self {
            unit,
            raised,
            is_disposed: false,
            true_since: None,
        }
    }
}

/// Khiên's own alerts by code.
struct Alerts(BTreeMap<String, Answer>);

impl Alerts {
    fn known(all: &Facts) -> Self {
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
    fn count(&self, unit: &Key<Unit>, hunt: &mut Hunt) {
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
fn count_again(
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
            let basis = |code: &str| origins.get(code).map(super::Origin::basis);
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

/// Senders of logs by the file their log came in.
struct Sources<'a> {
    by_file: BTreeMap<&'a str, &'a Fact<SourceRow>>,
    /// Which unit each system is of.
    owners: BTreeMap<&'a Key<System>, &'a Key<Unit>>,
}

impl<'a> Sources<'a> {
    fn of(all: &'a Facts) -> Self {
        let named = |source: &'a Fact<SourceRow>| Some((source.file.as_deref()?, source));
        let owned = |system: &'a Fact<System>| Some((&system.code, system.unit.as_ref()?));
        Self {
            by_file: rows::<SourceRow>(all)
                .into_iter()
                .filter_map(named)
                .collect(),
            owners: rows::<System>(all).into_iter().filter_map(owned).collect(),
        }
    }

    /// The systems of a unit that a log is of; none for a log that nobody named as a source.
    fn systems(&self, source: &SourceRow, unit: &Key<Unit>) -> Vec<Key<System>> {
        let systems = source.systems.iter();
        let own = systems.filter(|system| self.owners.get(system).copied() == Some(unit));
        own.cloned().collect()
    }

    /// The units a log speaks for: its own, or those whose systems it names.
    fn units(&self, source: &Fact<SourceRow>) -> BTreeSet<Key<Unit>> {
        if let Some(unit) = &source.unit {
            return BTreeSet::from([unit.clone()]);
        }
        let owners = source
            .systems
            .iter()
            .filter_map(|system| self.owners.get(system));
        owners.copied().cloned().collect()
    }

    fn only_system(&self, log: &str) -> Option<Key<System>> {
        let source = self.by_file.get(log)?;
        match source.systems.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        }
    }

    /// Whose a finding is: its machine's, the log's, or that of the range its address lies in.
    fn unit_of(&self, all: &Facts, key: &GroupKey, group: &Group<'_>) -> Option<Key<Unit>> {
        let source = self.by_file.get(key.0.as_str());
        let of_machine = group.asset.and_then(|asset| asset.unit.clone());
        let named = of_machine.or_else(|| source?.unit.clone());
        let holding = || {
            let address = group.address?;
            let ranges = rows::<Range>(all).into_iter();
            let holding = ranges.filter(|range| range.cidr.contains(&address));
            holding
                .max_by_key(|range| range.cidr.prefix_len())?
                .unit
                .clone()
        };
        named.or_else(holding).or_else(|| {
            let mut units = self.units(source?).into_iter();
            let first = units.next();
            first.filter(|_| units.next().is_none())
        })
    }
}

/// The logs that are a hunt of one unit.
struct Part<'a> {
    sources: Vec<(&'a str, &'a Fact<SourceRow>)>,
    systems: BTreeSet<Key<System>>,
    from: Timestamp,
    to: Timestamp,
    events: u64,
}

impl Part<'_> {
    /// The source of the row: no better founded than the weakest of its logs.
    fn source(&self, derived: &Derived<'_>, origins: &mut Origins) -> String {
        let mut weakest: Option<(domain::facts::Basis, String)> = None;
        for (file, _) in &self.sources {
            let code = origins.derived_from(file, derived.digest(file), derived.now);
            let basis = origins.get(&code).map(super::Origin::basis);
            if let Some(basis) = basis
                && weakest.as_ref().is_none_or(|(other, _)| basis > *other)
            {
                weakest = Some((basis, code));
            }
        }
        weakest.map(|(_, code)| code).unwrap_or_default()
    }
}

/// Who hunted in what: of each unit the logs of known senders that reach back as far as a hunt must. The period is
/// that which all of them reach back to.
fn parts<'a>(
    sources: &Sources<'a>,
    logs: &BTreeMap<String, InputRead>,
    now: Timestamp,
) -> BTreeMap<Key<Unit>, Part<'a>> {
    let mut parts: BTreeMap<Key<Unit>, Part<'a>> = BTreeMap::new();
    for (file, source) in &sources.by_file {
        let Some(read) = logs.get(*file) else {
            continue;
        };
        let Some((from, to)) = read.reach(now) else {
            continue;
        };
        if to.duration_since(from) < REACH {
            continue;
        }
        for unit in sources.units(source) {
            let systems = sources.systems(source, &unit);
            let part = parts.entry(unit).or_insert_with(|| Part {
                sources: Vec::new(),
                systems: BTreeSet::new(),
                from,
                to,
                events: 0,
            });
            part.sources.push((file, source));
            part.systems.extend(systems);
            part.from = part.from.max(from);
            part.to = part.to.max(to);
            part.events = part.events.saturating_add(read.events);
        }
    }
    parts
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
