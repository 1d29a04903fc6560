//! Frames in, alerts and rows out, on a real store and a real lake folder.

mod committing;
mod sources;
mod witness;

use super::*;
use crate::accounts::{AuditPage, Secret};
use crate::actor::Actor;
use crate::clock::Clock;
use crate::facts_in::Observation;
use crate::{Database, Engine, EngineError, Settings};
use domain::alert::{Outcome, State};
use domain::facts::{FactKind, SourceKind};
use domain::policy::Policy;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use lake::intake::{IntakeLog, Options};
use lake::table::{Table, TableOptions};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

mod looking_back;

const NOW: &str = "2024-02-08T21:30:00+07:00";
const LISTED: &str = "203.0.113.66";

mod rules;

/// A data folder with an engine, an intake log and an event table.
struct Bed {
    temp: TempDir,
    clock: Clock,
    engine: Arc<Engine>,
    log: IntakeLog,
    table: Table,
}

impl Bed {
    async fn new() -> Self {
        Self::in_folder(tempfile::tempdir().unwrap(), Clock::pinned(at(0))).await
    }

    async fn in_folder(temp: TempDir, clock: Clock) -> Self {
        let settings = Settings {
            database: Database::Sqlite,
            clock: clock.clone(),
            zone: TimeZone::get("Asia/Ho_Chi_Minh").unwrap(),
            policy: Policy::default(),
            sample: true,
        };
        let data = temp.path().join("data");
        let engine = Engine::open(&data, settings).await.unwrap();
        let (log, _) = IntakeLog::open(&data.join("intake"), Options::default()).unwrap();
        let table = Table::open(&data.join("lake"), TableOptions::default()).unwrap();
        Self {
            temp,
            clock,
            engine: Arc::new(engine),
            log,
            table,
        }
    }

    /// The same folder in a program that was started again.
    async fn again(self) -> Self {
        let Self {
            temp,
            clock,
            engine,
            log,
            table,
        } = self;
        drop((log, table));
        Arc::try_unwrap(engine).unwrap().close().await.unwrap();
        Self::in_folder(temp, clock).await
    }

    async fn pump(&self) -> Pump {
        let options = PumpOptions {
            every: Duration::ZERO,
            ..PumpOptions::default()
        };
        let (engine, log) = (Arc::clone(&self.engine), self.log.clone());
        Pump::new(engine, log, self.table.clone(), options)
            .await
            .unwrap()
    }

    async fn send(&self, source: &str, frames: &[String]) {
        let intake = Intake::new(Arc::clone(&self.engine), self.log.clone());
        let sender = Sender { key: source.into() };
        let frames = frames.iter().map(|frame| frame.clone().into_bytes());
        let count = u64::try_from(frames.len()).unwrap();
        assert_eq!(intake.take(&sender, frames.collect()).await, Ok(count));
    }

    async fn alerts(&self) -> Vec<Alert> {
        let filter = AlertFilter {
            limit: 100,
            ..AlertFilter::default()
        };
        let page = self.engine.alerts(&Actor::Local, &filter).await.unwrap();
        page.alerts
    }

    async fn list(&self) {
        let list = format!("{LISTED},Mirai\n203.0.113.67\n").into_bytes();
        let done = self
            .engine
            .import_list(&Actor::Local, "botnet-2024-02.csv", list)
            .await
            .unwrap();
        assert_eq!((done.entries, done.bad_rows), (2, 0));
    }

    /// Registers units and an own range.
    async fn units(&self) {
        let row = |kind: FactKind, code: &str, cells: &[(&str, &str)]| Observation {
            kind,
            code: code.to_owned(),
            unit: None,
            occurred_at: None,
            cells: kind
                .columns()
                .iter()
                .map(|column| cells.iter().find(|(name, _)| *name == column.name))
                .map(|cell| cell.map(|(_, text)| (*text).to_owned()))
                .collect(),
        };
        let rows = vec![
            row(
                FactKind::Unit,
                "tx",
                &[("name", "Thị xã Mẫu"), ("class", "peoples_committee")],
            ),
            row(
                FactKind::Unit,
                "p-hoa",
                &[
                    ("name", "Phường Hòa"),
                    ("class", "commune"),
                    ("parent", "tx"),
                ],
            ),
            row(FactKind::Range, "r1", &[("cidr", "198.51.100.0/24")]),
        ];
        self.engine
            .record(&Actor::Local, SourceKind::Khien, "test", rows)
            .await
            .unwrap();
    }

    fn forward(&self, minutes: i64) {
        let to = self.clock.now() + SignedDuration::from_mins(minutes);
        self.clock.set(to);
    }
}

fn at(minute: i64) -> Timestamp {
    NOW.parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minute)
}

/// A line of a firewall: an own machine reached for an address.
fn contact(machine: u8, to: &str) -> String {
    format!(
        "<134>date=2024-02-08 time=21:29:00 tz=\"+0700\" devname=\"FW-MAU\" type=\"traffic\" srcip=198.51.100.{machine} \
         srcport=51000 dstip={to} dstport=443 action=\"accept\""
    )
}

const FIREWALL: &str = "syslog/192.0.2.10";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn frames_become_rows_and_findings_one_alert_with_a_count() {
    let bed = Bed::new().await;
    bed.units().await;
    bed.list().await;
    let mut pump = bed.pump().await;
    bed.send(FIREWALL, &[contact(7, LISTED), contact(7, "203.0.113.1")])
        .await;
    bed.send(
        FIREWALL,
        &[contact(7, LISTED), contact(8, LISTED), String::new()],
    )
    .await;
    let step = pump.step(Duration::ZERO).await.unwrap();
    assert_eq!((step.events, step.findings, step.to), (5, 3, 5));
    let alerts = bed.alerts().await;
    assert_eq!(alerts.len(), 2);
    let one = alerts
        .iter()
        .find(|a| a.host.as_deref() == Some("198.51.100.7"))
        .unwrap();
    assert_eq!(
        (one.kind.as_str(), one.rule.as_str()),
        ("indicator", "botnet-2024-02.csv")
    );
    assert_eq!(
        (one.findings, one.severity.as_str(), one.state.as_str()),
        (2, "high", "open")
    );
    assert!(one.title.contains("Mirai"), "{}", one.title);
    assert_eq!(
        one.last,
        "2024-02-08T14:29:00Z".parse::<Timestamp>().unwrap()
    );
    // The events it names are records of this log, at their offsets.
    let offsets: Vec<&[u8]> = one.events.iter().map(|event| &event.id[8..]).collect();
    assert_eq!(offsets, [0_u64.to_be_bytes(), 2_u64.to_be_bytes()]);
    assert!(one.events.iter().all(|event| event.id[..8] == bed.log.id()));
    // What was taken is in the table and not in the log any more.
    assert_eq!(bed.table.status().unwrap().rows, 5);
    assert_eq!(pump.step(Duration::ZERO).await.unwrap().events, 0);
    // The same again is counted into the same alert.
    bed.forward(10);
    bed.send(FIREWALL, &[contact(7, LISTED)]).await;
    pump.step(Duration::ZERO).await.unwrap();
    let again = bed.engine.alert(&Actor::Local, one.id).await.unwrap();
    assert_eq!((again.findings, again.events.len()), (3, 3));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_between_alerts_and_table_changes_neither_by_reading_again() {
    let bed = Bed::new().await;
    // Without an own range the machines would be strangers, and one alert would hold both.
    bed.units().await;
    bed.list().await;
    bed.send(FIREWALL, &[contact(7, LISTED), contact(8, LISTED)])
        .await;
    bed.pump().await.break_off().await.unwrap();
    let before = bed.alerts().await;
    let sources = bed
        .engine
        .event_sources(&Actor::Local, SourceState::ALL, None, 10)
        .await
        .unwrap();
    assert_eq!((before.len(), sources[0].events), (2, 2));
    assert_eq!(bed.table.status().unwrap().rows, 0);

    let bed = bed.again().await;
    bed.send(FIREWALL, &[contact(7, LISTED)]).await;
    let mut pump = bed.pump().await;
    let step = pump.step(Duration::ZERO).await.unwrap();
    // All three rows come, but only the third finding is news.
    assert_eq!((step.events, step.findings), (3, 1));
    assert_eq!(bed.table.status().unwrap().rows, 3);
    let counts: u64 = bed.alerts().await.iter().map(|alert| alert.findings).sum();
    assert_eq!(counts, 3);
    let sources = bed
        .engine
        .event_sources(&Actor::Local, SourceState::ALL, None, 10)
        .await
        .unwrap();
    assert_eq!(sources[0].events, 3);
    drop(pump);

    // After a step that came to its end nothing is read again.
    let bed = bed.again().await;
    let mut pump = bed.pump().await;
    let step = pump.step(Duration::ZERO).await.unwrap();
    assert_eq!((step.events, step.findings, step.to), (0, 0, 3));
    assert_eq!(bed.table.status().unwrap().rows, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_jumps_back_loses_and_doubles_nothing() {
    let bed = Bed::new().await;
    bed.units().await;
    bed.list().await;
    // What was recorded by then stays recorded before now.
    bed.forward(3 * 24 * 60);
    let mut pump = bed.pump().await;
    bed.send(FIREWALL, &[contact(7, LISTED)]).await;
    assert_eq!(pump.step(Duration::ZERO).await.unwrap().events, 1);
    // Two days back, while the program runs and then over a new start.
    bed.forward(-2 * 24 * 60);
    bed.send(FIREWALL, &[contact(7, LISTED), contact(7, LISTED)])
        .await;
    pump.listen_again();
    let step = pump.step(Duration::ZERO).await.unwrap();
    assert_eq!((step.events, step.findings), (2, 2));
    drop(pump);
    let bed = bed.again().await;
    let mut pump = bed.pump().await;
    bed.send(FIREWALL, &[contact(7, LISTED)]).await;
    let step = pump.step(Duration::ZERO).await.unwrap();
    assert_eq!((step.events, step.findings, step.to), (1, 1, 4));
    let alerts = bed.alerts().await;
    assert_eq!((alerts.len(), alerts[0].findings), (1, 4));
    assert!(alerts[0].first <= alerts[0].last);
    let table = &bed.table;
    assert_eq!(table.status().unwrap().rows, 4);
    assert_eq!(table.verify(&mut |_, _| {}).unwrap().problems, []);
    // Upkeep by the wrong clock takes nothing that is new.
    let now = bed.clock.now();
    table
        .compact(&lake::table::CompactOptions::default(), now)
        .unwrap();
    table.vacuum(now).unwrap();
    table.checkpoint(now).unwrap();
    assert_eq!(table.verify(&mut |_, _| {}).unwrap().problems, []);
    assert_eq!(table.status().unwrap().rows, 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unknown_sender_waits_for_adoption_and_then_belongs_to_its_unit() {
    let bed = Bed::new().await;
    bed.units().await;
    bed.list().await;
    let mut pump = bed.pump().await;
    bed.send(FIREWALL, &[contact(7, LISTED)]).await;
    pump.step(Duration::ZERO).await.unwrap();
    let waiting = bed
        .engine
        .event_sources(&Actor::Local, SourceState::ALL, None, 10)
        .await
        .unwrap();
    let [source] = waiting.as_slice() else {
        panic!("{waiting:?}");
    };
    assert_eq!(
        (
            source.key.as_str(),
            source.state.as_str(),
            source.door.as_str()
        ),
        (FIREWALL, "waiting", "syslog")
    );
    assert_eq!((source.events, source.unit.as_deref()), (1, None));
    assert_eq!(bed.alerts().await[0].unit, None);

    let adoption = Adoption {
        unit: Some("p-hoa".to_owned()),
        name: "Tường lửa phường".to_owned(),
        class: String::new(),
        systems: Vec::new(),
    };
    let wrong = Adoption {
        class: "forever".to_owned(),
        ..adoption.clone()
    };
    let refused = bed
        .engine
        .adopt_source(&Actor::Local, source.id, 0, wrong)
        .await;
    assert!(matches!(refused, Err(EngineError::Invalid(_))));
    bed.engine
        .adopt_source(&Actor::Local, source.id, 0, adoption.clone())
        .await
        .unwrap();
    // Who looked before that is told.
    let late = bed
        .engine
        .adopt_source(&Actor::Local, source.id, 0, adoption)
        .await;
    assert!(matches!(late, Err(EngineError::Conflict { current: 1 })));
    bed.send(FIREWALL, &[contact(7, LISTED)]).await;
    pump.step(Duration::ZERO).await.unwrap();
    let of_unit = AlertFilter {
        unit: Some("p-hoa".to_owned()),
        limit: 10,
        ..AlertFilter::default()
    };
    let page = bed.engine.alerts(&Actor::Local, &of_unit).await.unwrap();
    assert_eq!((page.alerts.len(), page.alerts[0].findings), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_suppressed_is_counted_and_not_raised_until_it_ends() {
    let bed = Bed::new().await;
    bed.list().await;
    let mut pump = bed.pump().await;
    let new = NewSuppression {
        rule: Some("botnet-2024-02.csv".to_owned()),
        host: None,
        key: Some(LISTED.to_owned()),
        unit: None,
        reason: "máy thử nghiệm của tổ ứng cứu".to_owned(),
        until: at(60),
    };
    for wrong in [
        NewSuppression {
            reason: " ".to_owned(),
            ..new.clone()
        },
        NewSuppression {
            rule: None,
            ..new.clone()
        },
        NewSuppression {
            until: at(0),
            ..new.clone()
        },
    ] {
        let refused = bed.engine.suppress(&Actor::Local, wrong).await;
        assert!(matches!(refused, Err(EngineError::Invalid(_))));
    }
    let made = bed.engine.suppress(&Actor::Local, new).await.unwrap();
    bed.send(FIREWALL, &[contact(7, LISTED), contact(7, "203.0.113.67")])
        .await;
    let step = pump.step(Duration::ZERO).await.unwrap();
    assert_eq!((step.findings, step.silenced), (1, 1));
    assert_eq!(bed.alerts().await[0].key.as_deref(), Some("203.0.113.67"));
    let kept = bed.engine.suppressions(&Actor::Local).await.unwrap();
    assert_eq!(kept[0].silenced, 1);
    bed.forward(1);
    bed.engine
        .end_suppression(&Actor::Local, made.id)
        .await
        .unwrap();
    bed.send(FIREWALL, &[contact(7, LISTED)]).await;
    assert_eq!(pump.step(Duration::ZERO).await.unwrap().findings, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_alert_is_taken_closed_with_a_reason_and_opened_anew() {
    let bed = Bed::new().await;
    bed.list().await;
    let mut pump = bed.pump().await;
    bed.send(FIREWALL, &[contact(7, LISTED)]).await;
    pump.step(Duration::ZERO).await.unwrap();
    let id = bed.alerts().await[0].id;
    let handle = async |revision, handling| {
        bed.engine
            .handle_alert(&Actor::Local, id, revision, handling)
            .await
    };
    let close = |reason: &str| Handling::Close {
        outcome: Outcome::Handled,
        reason: reason.to_owned(),
    };
    let taken = handle(0, Handling::Acknowledge).await.unwrap();
    assert_eq!(
        (taken.state.as_str(), taken.changed_by.as_deref()),
        ("acknowledged", Some("local"))
    );
    assert!(matches!(
        handle(0, close("xong")).await,
        Err(EngineError::Conflict { current: 1 })
    ));
    assert!(matches!(
        handle(1, Handling::Acknowledge).await,
        Err(EngineError::Invalid(_))
    ));
    assert!(matches!(
        handle(1, close(" ")).await,
        Err(EngineError::Invalid(_))
    ));
    handle(1, close("đã cô lập máy")).await.unwrap();
    let open = AlertFilter {
        states: vec![State::Open, State::Acknowledged],
        limit: 10,
        ..AlertFilter::default()
    };
    assert_eq!(
        bed.engine.alert_count(&Actor::Local, &open).await.unwrap(),
        0
    );
    bed.send(FIREWALL, &[contact(7, LISTED)]).await;
    pump.step(Duration::ZERO).await.unwrap();
    let again = bed.engine.alert(&Actor::Local, id).await.unwrap();
    assert_eq!(
        (again.state.as_str(), again.reopened, again.findings),
        ("open", 1, 2)
    );
    assert_eq!((again.reason, again.changed_by), (None, None));
    let audit = bed
        .engine
        .audit(&Actor::Local, AuditPage::default())
        .await
        .unwrap();
    let words: Vec<&str> = audit.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(words[..2], ["alert.closed", "alert.acknowledged"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_that_comes_later_counts_without_a_stop() {
    let bed = Bed::new().await;
    let mut pump = bed.pump().await;
    bed.send(FIREWALL, &[contact(7, LISTED)]).await;
    assert_eq!(pump.step(Duration::ZERO).await.unwrap().findings, 0);
    bed.list().await;
    pump.look_again();
    bed.send(FIREWALL, &[contact(7, LISTED)]).await;
    assert_eq!(pump.step(Duration::ZERO).await.unwrap().findings, 1);
    bed.engine
        .remove_list(&Actor::Local, "botnet-2024-02.csv")
        .await
        .unwrap();
    pump.look_again();
    bed.send(FIREWALL, &[contact(7, LISTED)]).await;
    assert_eq!(pump.step(Duration::ZERO).await.unwrap().findings, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_adopted_sender_that_falls_silent_is_told_once_until_it_is_heard() {
    let bed = Bed::new().await;
    let mut pump = bed.pump().await;
    for _ in 0..26 {
        bed.send(FIREWALL, &[contact(7, "203.0.113.1")]).await;
        pump.step(Duration::ZERO).await.unwrap();
        bed.forward(60);
    }
    let source = bed
        .engine
        .event_sources(&Actor::Local, SourceState::ALL, None, 10)
        .await
        .unwrap()
        .remove(0);
    let adoption = Adoption {
        unit: None,
        name: String::new(),
        class: "long".to_owned(),
        systems: Vec::new(),
    };
    bed.engine
        .adopt_source(&Actor::Local, source.id, 0, adoption)
        .await
        .unwrap();
    let mut silence = async |minutes| {
        bed.forward(minutes);
        pump.listen_again();
        pump.step(Duration::ZERO).await.unwrap().findings
    };
    assert_eq!(silence(30).await, 0);
    assert_eq!(silence(60).await, 1);
    assert_eq!(silence(60).await, 0);
    let alert = bed.alerts().await.remove(0);
    assert_eq!(
        (alert.kind.as_str(), alert.key.as_deref()),
        ("silence", Some(FIREWALL))
    );
    bed.send(FIREWALL, &[contact(7, "203.0.113.1")]).await;
    assert_eq!(silence(1).await, 0);
    let source = bed
        .engine
        .event_source(&Actor::Local, source.id)
        .await
        .unwrap();
    assert_eq!(source.silent_since, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_over_many_events_is_found_in_the_stream() {
    let bed = Bed::new().await;
    let rules = "title: Mot\nid: 11111111-1111-4111-8111-111111111111\nname: mot\nstatus: test\nlevel: informational\n\
                 logsource:\n  category: firewall\ndetection:\n  s:\n    action: deny\n  condition: s\n---\n\
                 title: Nhieu\nid: 22222222-2222-4222-8222-222222222222\nstatus: test\nlevel: high\n\
                 correlation:\n  type: event_count\n  rules: [mot]\n  group-by: [srcip]\n  timespan: 5m\n  condition:\n    gte: 3\n";
    let path = bed.temp.path().join("nhieu.yml");
    std::fs::write(&path, rules).unwrap();
    let import = crate::hunt::RulesImport {
        paths: vec![path],
        name: Some("mau".to_owned()),
        ..crate::hunt::RulesImport::default()
    };
    bed.engine
        .import_rules(&Actor::Local, &import)
        .await
        .unwrap();
    let mut pump = bed.pump().await;
    let denied = |second: u8| {
        format!(
            "<134>date=2024-02-08 time=21:29:{second:02} tz=\"+0700\" devname=\"FW-MAU\" type=\"traffic\" \
             srcip=198.51.100.9 dstip=203.0.113.1 action=\"deny\""
        )
    };
    bed.send(FIREWALL, &[denied(1), denied(2), denied(3)]).await;
    // A later match shows that nothing earlier is to be waited for.
    bed.send(FIREWALL, &[denied(30)]).await;
    pump.step(Duration::ZERO).await.unwrap();
    let alerts = bed.alerts().await;
    let [alert] = alerts.as_slice() else {
        panic!("{alerts:?}");
    };
    assert_eq!(
        (alert.kind.as_str(), alert.severity.as_str()),
        ("correlation", "high")
    );
    assert_eq!(alert.key.as_deref(), Some("198.51.100.9"));
    assert!(!alert.events.is_empty());
}

#[test]
fn a_unit_and_a_sender_have_one_id_each_wherever_they_are_asked_for() {
    assert_eq!(unit_id("p-hoa"), unit_id("p-hoa"));
    assert_ne!(unit_id("p-hoa"), unit_id("p-ho"));
    assert_ne!(hashed("x", &["ab", "c"]), hashed("x", &["a", "bc"]));
}
