//! What kept events prove: senders and when they were heard, alerts and what became of them, hunts that were concluded,
//! as facts that measures judge by (`watch.siem`, `hunt`, and every zero that needs a living log).
//!
//! The facts follow from what stands in the tables of events; whatever differs is recorded again, in one transaction.
//! A pass that is repeated, or was broken off, therefore changes nothing twice.

use super::{Events, SourceState, hashed, unit_id};
use crate::actor::Actor;
use crate::facts_in::Observation;
use crate::{Engine, EngineError};
use domain::access::UnitTree;
use domain::alert::{Outcome, Severity as Level, State};
use domain::facts::{
    self, AlertClass, AlertVerdict, Beat, Fact, FactKind, FactRow, Hunt, Severity, SourceKind,
    SourceRow, Unit,
};
use domain::key::Key;
use domain::rhythm::Rhythm;
use jiff::{SignedDuration, Timestamp};
use lake::query::{Query, Search};
use std::collections::{BTreeSet, HashMap};
use store::{Alert, AlertQuery, EventHunt, EventSource};

/// A rhythm is stated no finer than this: the facts are kept for a year, and a beat of each sender every few minutes
/// would be most of them. The alert of a silent sender is quicker.
const EVERY_MIN: SignedDuration = SignedDuration::from_mins(20);
/// A beat is extended once this has passed.
const BEAT_STEP: SignedDuration = SignedDuration::from_mins(30);
/// Of a silence a measure allows three beats.
const BEATS: i32 = 3;
/// Most alerts and hunts looked at, the newest first.
const ALERTS_MAX: u64 = 5_000;
const HUNTS_MAX: u64 = 500;
/// Who records them.
const JOB: &str = "events";

/// The facts already recorded, by code.
struct Known {
    sources: HashMap<String, Fact<SourceRow>>,
    /// Of each sender the newest.
    beats: HashMap<String, Fact<Beat>>,
    /// Records told of each sender.
    told: HashMap<String, i64>,
    alerts: HashMap<String, Fact<facts::Alert>>,
    hunts: HashMap<String, Fact<Hunt>>,
}

impl Known {
    async fn load(engine: &Engine) -> Result<Self, EngineError> {
        let kinds = [
            FactKind::SourceRow,
            FactKind::Beat,
            FactKind::Alert,
            FactKind::Hunt,
        ];
        let facts = engine.rows_of(&kinds, engine.clock.now()).await?;
        let shared = facts.shared();
        let (mut beats, mut told) = (HashMap::<String, Fact<Beat>>::new(), HashMap::new());
        for beat in Beat::of(shared) {
            let sender = beat.log_source.to_string();
            let count: &mut i64 = told.entry(sender.clone()).or_default();
            *count = count.saturating_add(beat.count);
            let newest = beats.get(&sender).is_none_or(|known| known.to < beat.to);
            if newest {
                beats.insert(sender, beat.clone());
            }
        }
        Ok(Self {
            sources: by_code(SourceRow::of(shared)),
            beats,
            told,
            alerts: by_code(facts::Alert::of(shared)),
            hunts: by_code(Hunt::of(shared)),
        })
    }
}

fn by_code<T: Clone>(rows: &[Fact<T>]) -> HashMap<String, Fact<T>> {
    let each = rows.iter().map(|row| (row.code.to_string(), row.clone()));
    each.collect()
}

impl Events {
    /// Brings the facts up to what senders, alerts and hunts are now; says how many rows were recorded.
    ///
    /// # Errors
    /// As the store and the table.
    pub async fn witness(&self) -> Result<usize, EngineError> {
        let engine = self.engine();
        let known = Known::load(engine).await?;
        let tree = engine.unit_tree().await?;
        let mut sources = engine.store.adopted_sources().await?;
        let adopted = SourceState::Adopted.as_str();
        // Of an unknown unit nothing is proven.
        sources.retain(|source| source.state == adopted && is_known(&tree, source.unit.as_deref()));
        let mut rows = Vec::new();
        for source in &sources {
            rows.extend(sender(&known, source));
            rows.extend(beat(&known, source));
        }
        let query = AlertQuery {
            rank_min: super::alerts::rank(Level::Low),
            limit: ALERTS_MAX,
            ..AlertQuery::default()
        };
        let systems: HashMap<&str, &[String]> = sources
            .iter()
            .map(|source| (source.key.as_str(), source.systems.as_slice()))
            .collect();
        for alert in engine.store.alerts(&query).await? {
            if is_known(&tree, alert.unit.as_deref()) {
                rows.extend(reopened(&known, &alert));
                rows.extend(raised(&known, &systems, &alert)?);
            }
        }
        for hunt in engine.store.event_hunts(None, HUNTS_MAX).await? {
            rows.extend(self.hunted(&known, &tree, &sources, &hunt).await?);
        }
        let count = rows.len();
        let actor = Actor::Job(JOB);
        engine.record(&actor, SourceKind::Stream, JOB, rows).await?;
        Ok(count)
    }

    /// A concluded hunt, for each unit whose events it searched.
    async fn hunted(
        &self,
        known: &Known,
        tree: &UnitTree,
        sources: &[EventSource],
        hunt: &EventHunt,
    ) -> Result<Vec<Observation>, EngineError> {
        let Some(finished) = hunt.concluded_at else {
            return Ok(Vec::new());
        };
        let mut rows = Vec::new();
        for unit in searched(tree, sources, hunt) {
            let code = format!("khien:{}/{unit}", hunt.id);
            let before = known.hunts.get(&code);
            let read = match before {
                Some(before) => before.events_read,
                None => self.read_by(hunt, &unit).await?,
            };
            let own: Vec<&EventSource> = sources
                .iter()
                .filter(|source| source.unit.as_deref() == Some(&unit) && is_in(hunt, source))
                .collect();
            let mut row = hunt_row(hunt, finished, &own, read);
            if let Some(before) = before {
                // What was searched is settled; senders come and go afterwards.
                row.sources.clone_from(&before.sources);
                row.systems.clone_from(&before.systems);
            }
            if before.is_none_or(|before| has_changed(before, &row)) {
                let unit = Key::new(&unit);
                rows.push(Observation::of(&code, Some(&unit), finished, &row));
            }
        }
        Ok(rows)
    }

    /// How many events of a unit a hunt went through.
    async fn read_by(&self, hunt: &EventHunt, unit: &str) -> Result<i64, EngineError> {
        let search = Search {
            query: Query::everything(),
            from: hunt.from,
            to: hunt.to,
            units: Some(vec![unit_id(unit)]),
        };
        let read = self.searcher().count(self.table(), &search).await?;
        Ok(i64::try_from(read).unwrap_or(i64::MAX))
    }
}

/// Whether a row says something else than the one known.
fn has_changed<T: FactRow>(known: &Fact<T>, row: &T) -> bool {
    known.row.print() != row.print()
}

fn is_known(tree: &UnitTree, unit: Option<&str>) -> bool {
    unit.is_some_and(|unit| tree.knows(&Key::new(unit)))
}

/// The row of a sender, where it is another than the one known.
fn sender(known: &Known, source: &EventSource) -> Option<Observation> {
    let row = SourceRow {
        kind: SourceKind::Log,
        title: Some(source.name.as_deref().unwrap_or(&source.key).into()),
        file: None,
        sha256: None,
        generated_at: None,
        period_from: None,
        period_to: None,
        rows: None,
        person: None,
        systems: source.systems.iter().map(|code| Key::new(code)).collect(),
        expected_every_minutes: stated(known, source).map(|every| every.as_mins()),
        // When a test record was last sent is known to people only.
        positive_control_at: known
            .sources
            .get(&source.key)
            .and_then(|known| known.positive_control_at),
    };
    let before = known.sources.get(&source.key);
    // Whose it is stands in no cell.
    let is_moved =
        |before: &Fact<SourceRow>| source.adopted_at.is_some_and(|at| at > before.recorded_at);
    let is_new = before.is_none_or(|before| has_changed(before, &row) || is_moved(before));
    is_new.then(|| observed(source, &source.key, source.last_seen, &row))
}

/// The rhythm that is stated of a sender. By itself it only grows stricter: a sender that was silent would otherwise
/// excuse its own silence. A person who adopts it anew lets it be learned anew.
fn stated(known: &Known, source: &EventSource) -> Option<SignedDuration> {
    let shown = every(source);
    let before = known.sources.get(&source.key);
    let before = before.filter(|row| source.adopted_at.is_none_or(|at| at <= row.recorded_at));
    let before = before.and_then(|row| row.expected_every_minutes);
    match (shown, before.map(SignedDuration::from_mins)) {
        (Some(shown), Some(before)) => Some(shown.min(before)),
        (shown, before) => shown.or(before),
    }
}

/// The rhythm a sender has shown, in whole minutes; `None` while too little is known of it.
fn every(source: &EventSource) -> Option<SignedDuration> {
    let rhythm = Rhythm {
        since: source.first_seen,
        last: source.last_seen,
        pause: source.pause,
    };
    let patience = rhythm.silent_from()?.duration_since(source.last_seen);
    // Whole steps, so that a pause that varies by seconds is the same rhythm.
    let step = EVERY_MIN.as_secs();
    let steps = (patience / BEATS).as_secs().saturating_add(step - 1) / step;
    Some(SignedDuration::from_secs(steps.max(1) * step))
}

/// What was heard of a sender since the last beat, once enough time has passed.
fn beat(known: &Known, source: &EventSource) -> Option<Observation> {
    if source.events == 0 {
        return None;
    }
    let told = known.told.get(&source.key).copied().unwrap_or_default();
    let events = i64::try_from(source.events).unwrap_or(i64::MAX);
    let news = events.saturating_sub(told).max(0);
    let before = known.beats.get(&source.key);
    if before.is_some_and(|beat| source.last_seen.duration_since(beat.to) < BEAT_STEP) {
        return None;
    }
    let silence = stated(known, source).unwrap_or(EVERY_MIN);
    let silence = silence.saturating_mul(BEATS);
    let on = before.filter(|beat| source.last_seen.duration_since(beat.to) <= silence);
    let from = match (before, on) {
        (_, Some(beat)) => beat.to,
        // After a silence nothing is known of but the last record.
        (Some(_), None) => source.last_seen,
        (None, None) => source.first_seen,
    };
    // A beat of one day is extended; the next day begins one of its own.
    let extended = on.filter(|beat| day(beat.from) == day(source.last_seen));
    let row = Beat {
        log_source: Key::new(&source.key),
        from: extended.map_or(from, |beat| beat.from),
        to: source.last_seen,
        count: extended.map_or(0, |beat| beat.count).saturating_add(news),
    };
    let code = format!("{}@{}", source.key, row.from.as_second());
    let code = extended.map_or(code, |beat| beat.code.to_string());
    Some(observed(source, &code, row.to, &row))
}

fn day(at: Timestamp) -> i64 {
    at.as_second().div_euclid(86_400)
}

fn observed<T: FactRow>(source: &EventSource, code: &str, at: Timestamp, row: &T) -> Observation {
    let unit: Option<Key<Unit>> = source.unit.as_deref().map(Key::new);
    Observation::of(code, unit.as_ref(), at, row)
}

/// The end of the opening before the present one, where it was closed and opened again between two passes: it was closed
/// by then. What it turned out to be is not known any more.
fn reopened(known: &Known, alert: &Alert) -> Option<Observation> {
    let before = alert.reopened.checked_sub(1)?;
    let code = format!("khien:{}/{before}", alert.id);
    let old = known.alerts.get(&code).filter(|old| old.closed.is_none())?;
    let row = facts::Alert {
        seen: old.seen.or(Some(alert.raised)),
        verified: Some(alert.raised),
        closed: Some(alert.raised),
        ..old.row.clone()
    };
    let unit: Option<Key<Unit>> = alert.unit.as_deref().map(Key::new);
    Some(Observation::of(&code, unit.as_ref(), old.raised, &row))
}

/// The row of an alert, where it is another than the one known. Each opening is a row of its own.
fn raised(
    known: &Known,
    systems: &HashMap<&str, &[String]>,
    alert: &Alert,
) -> Result<Option<Observation>, EngineError> {
    let class = match alert.kind.as_str() {
        "rule" | "correlation" => AlertClass::Attack,
        "indicator" => AlertClass::Botnet,
        // Khiên's own troubles are no attack.
        _ => return Ok(None),
    };
    let standing = super::alerts::standing(alert)?;
    let closed = (standing.state == State::Closed).then_some(standing.since);
    let verdict = standing.outcome.map(|outcome| match outcome {
        Outcome::Handled | Outcome::Incident => AlertVerdict::True,
        Outcome::Expected => AlertVerdict::Test,
        Outcome::FalseAlarm => AlertVerdict::False,
    });
    let system = match systems.get(alert.source.as_str()) {
        Some([only]) => Some(Key::new(only)),
        _ => None,
    };
    let row = facts::Alert {
        origin: Some("Khiên".into()),
        number: None,
        asset: None,
        system,
        class,
        severity: match standing.severity {
            Level::Informational | Level::Low => Severity::Low,
            Level::Medium => Severity::Medium,
            Level::High => Severity::High,
            Level::Critical => Severity::Critical,
        },
        raised: alert.raised,
        seen: alert.seen,
        verified: closed,
        verdict,
        closed,
        incident: None,
        acknowledged: None,
        receipt: None,
        due: None,
    };
    let code = format!("khien:{}/{}", alert.id, alert.reopened);
    let before = known.alerts.get(&code);
    let is_new = before.is_none_or(|before| has_changed(before, &row));
    let unit: Option<Key<Unit>> = alert.unit.as_deref().map(Key::new);
    Ok(is_new.then(|| Observation::of(&code, unit.as_ref(), alert.raised, &row)))
}

/// Whether a sender was heard before the end of what a hunt searched.
fn is_in(hunt: &EventHunt, source: &EventSource) -> bool {
    source.events > 0 && source.first_seen < hunt.to
}

/// The units whose events a hunt searched: those below its own that have a sender, and its own.
fn searched(tree: &UnitTree, sources: &[EventSource], hunt: &EventHunt) -> BTreeSet<String> {
    let root: Option<Key<Unit>> = hunt.unit.as_deref().map(Key::new);
    let heard = sources.iter().filter(|source| is_in(hunt, source));
    let units = heard.filter_map(|source| source.unit.clone());
    let below = units.filter(|unit| {
        root.as_ref()
            .is_none_or(|root| tree.contains(root, &Key::new(unit)))
    });
    let own = hunt.unit.clone().filter(|unit| is_known(tree, Some(unit)));
    below.chain(own).collect()
}

fn hunt_row(hunt: &EventHunt, finished: Timestamp, own: &[&EventSource], read: i64) -> Hunt {
    let systems: BTreeSet<&String> = own.iter().flat_map(|source| &source.systems).collect();
    let findings = i64::try_from(hunt.findings).unwrap_or(i64::MAX);
    let digest = hashed("query", &[&hunt.query]);
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Hunt {
        hypothesis: hunt.hypothesis.as_str().into(),
        query_hash: Some(digest.as_str().into()),
        sources: own.iter().map(|source| Key::new(&source.key)).collect(),
        systems: systems.into_iter().map(|code| Key::new(code)).collect(),
        period_from: hunt.from,
        period_to: hunt.to.min(finished),
        indicator_since: None,
        events_read: read,
        finished: Some(finished),
        findings,
        true_findings_since: (findings > 0).then_some(finished),
        disposed: Some(i64::try_from(hunt.disposed).unwrap_or(i64::MAX)),
        conclusion: hunt.conclusion.as_deref().map(Into::into),
    }
}
