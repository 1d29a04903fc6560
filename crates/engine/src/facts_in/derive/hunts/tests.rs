use crate::facts_in::{Imported, LogsHunted};
use crate::{Actor, Clock, Database, Engine, Settings};
use domain::facts::{Alert, Basis, Fact, FactRow, Facts, Hunt, Severity, Unit};
use domain::key::Key;
use domain::policy::Policy;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::path::PathBuf;

/// When the first import happens.
const NOW: &str = "2024-02-08T14:30:00Z";

mod answers;
mod senders;
mod whole;

/// A ward with two machines, a data folder and the facts to import.
struct Ward {
    temp: tempfile::TempDir,
    clock: Clock,
    engine: Engine,
}

impl Ward {
    async fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let clock = Clock::pinned(NOW.parse().unwrap());
        let settings = Settings {
            database: Database::Sqlite,
            clock: clock.clone(),
            zone: TimeZone::get("Asia/Ho_Chi_Minh").unwrap(),
            policy: Policy::default(),
            sample: true,
        };
        let engine = Engine::open(&temp.path().join("data"), settings)
            .await
            .unwrap();
        let ward = Self {
            temp,
            clock,
            engine,
        };
        ward.write("units.csv", "code,name\nW,Phường mẫu\n");
        ward.write("systems.csv", "code,unit,name\nHT,W,Một cửa\n");
        ward.write(
            "assets.csv",
            "code,unit,kind,name,ip,system\nPC-01,W,workstation,PC-01,10.0.0.5,HT\n",
        );
        ward.write(
            "sources.csv",
            "code,unit,kind,file,generated_at,systems\nNK,W,log,logs/a.ndjson,2024-02-08T14:00:00Z,HT\n",
        );
        ward
    }

    fn facts(&self) -> PathBuf {
        self.temp.path().join("facts")
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.facts().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    async fn imported(&self) -> Imported {
        let imported = self
            .engine
            .import_folder(&Actor::Local, &self.facts())
            .await;
        imported.unwrap()
    }

    async fn import(&self) -> (u64, Option<LogsHunted>) {
        let imported = self.imported().await;
        (imported.inserted, imported.hunted)
    }

    async fn all(&self) -> Facts {
        let now = self.engine.clock.now();
        self.engine.facts_at(now, None).await.unwrap()
    }

    /// The ward's alerts or hunts.
    async fn rows<T: FactRow + Clone>(&self) -> Vec<Fact<T>> {
        self.rows_of("W").await
    }

    /// A unit's alerts or hunts.
    async fn rows_of<T: FactRow + Clone>(&self, unit: &str) -> Vec<Fact<T>> {
        let all = self.all().await;
        let of = all.of(&Key::<Unit>::new(unit));
        of.map(|of| T::of(of).to_vec()).unwrap_or_default()
    }

    fn later(&self, hours: i64) {
        let at = self.clock.now() + SignedDuration::from_hours(hours);
        self.clock.set(at);
    }
}

/// The last quiet event of every log.
const END: &str = "2024-02-08T13:00:00Z";

/// The start of a program by a user, on a machine.
fn event(at: Timestamp, computer: &str, user: &str, line: &str) -> String {
    format!(
        r##"{{"Event":{{"System":{{"Provider":{{"#attributes":{{"Name":"Microsoft-Windows-Sysmon"}}}},"EventID":1,"TimeCreated":{{"#attributes":{{"SystemTime":"{at}"}}}},"Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"{computer}"}},"EventData":{{"Image":"C:\\a.exe","User":"{user}","CommandLine":"{line}"}}}}}}"##
    ) + "\n"
}

/// One event a day up to the evening of the import.
fn quiet(days: i64, computer: &str) -> String {
    let end: Timestamp = END.parse().unwrap();
    let back = (0..=days).rev();
    let at = back.map(|back| end - SignedDuration::from_hours(24 * back));
    at.map(|at| event(at, computer, "u", "a.exe")).collect()
}

/// The theft of passwords, five minutes later.
fn theft(computer: &str, user: &str) -> String {
    let at = END.parse::<Timestamp>().unwrap() + SignedDuration::from_mins(5);
    event(at, computer, user, "pd.exe -ma lsass.exe C:\\\\l.dmp")
}

/// One event a day, and the theft of passwords on the last one.
fn log(days: i64, computer: &str) -> String {
    quiet(days, computer) + &theft(computer, "u")
}

#[tokio::test]
async fn an_attack_in_a_log_is_an_alert_and_the_long_log_a_hunt() {
    let ward = Ward::new().await;
    ward.write("logs/a.ndjson", &log(31, "PC-01.xa.example"));
    let (_, hunted) = ward.import().await;
    let hunted = hunted.unwrap();
    assert_eq!((hunted.logs, hunted.events), (1, 33));
    assert_eq!((hunted.findings, hunted.alerts, hunted.units), (1, 1, 1));
    let alerts = ward.rows::<Alert>().await;
    let [alert] = alerts.as_slice() else {
        panic!("{alerts:?}")
    };
    assert_eq!(alert.severity, Severity::Critical);
    assert_eq!(alert.asset, Some(Key::new("PC-01")));
    assert_eq!(alert.system, Some(Key::new("HT")));
    assert_eq!(
        (alert.seen, alert.verified, alert.closed),
        (None, None, None)
    );
    // Raised when it was found, about what happened then; no better founded than the log.
    assert_eq!(alert.raised.to_string(), NOW);
    assert_eq!(
        alert.occurred_at.unwrap().to_string(),
        "2024-02-08T13:05:00Z"
    );
    assert_eq!(alert.basis(), Basis::B);
    let hunts = ward.rows::<Hunt>().await;
    let [hunt] = hunts.as_slice() else {
        panic!("{hunts:?}")
    };
    assert_eq!(
        (hunt.events_read, hunt.findings, hunt.disposed),
        (33, 1, Some(0))
    );
    assert_eq!(hunt.sources, [Key::new("NK")]);
    assert_eq!(hunt.systems, [Key::new("HT")]);
    assert_eq!(hunt.period_from.to_string(), "2024-01-08T13:00:00Z");
    assert_eq!(hunt.period_to.to_string(), "2024-02-08T13:05:00Z");
    assert_eq!(hunt.finished.unwrap().to_string(), NOW);
    assert_eq!(hunt.basis(), Basis::B);
}

#[tokio::test]
async fn the_same_log_again_adds_nothing_and_touches_no_answer() {
    let ward = Ward::new().await;
    ward.write("logs/a.ndjson", &log(31, "PC-01"));
    ward.import().await;
    ward.later(1);
    let (inserted, hunted) = ward.import().await;
    assert_eq!((inserted, hunted.unwrap().alerts), (0, 0));
    let code = ward.rows::<Alert>().await[0].code.to_string();
    ward.later(80);
    ward.write(
        "alerts.csv",
        &format!(
            "code,unit,class,severity,raised,verified,verdict\n{code},W,attack,critical,{NOW},2024-02-08T15:00:00Z,true\n"
        ),
    );
    ward.import().await;
    let hunt = ward.rows::<Hunt>().await.remove(0);
    // Somebody says it is true; that it is not dealt with shows.
    assert_eq!((hunt.findings, hunt.disposed), (1, Some(0)));
    assert_eq!(
        hunt.true_findings_since.unwrap().to_string(),
        "2024-02-08T15:00:00Z"
    );
    // A table without a source is word only, and so is what rests on it.
    assert_eq!(hunt.basis(), Basis::D);
    ward.write(
        "alerts.csv",
        &format!(
            "code,unit,class,severity,raised,verified,verdict,closed\n{code},W,attack,critical,{NOW},2024-02-08T15:00:00Z,true,2024-02-08T16:00:00Z\n"
        ),
    );
    ward.import().await;
    let hunt = ward.rows::<Hunt>().await.remove(0);
    assert_eq!((hunt.findings, hunt.disposed), (1, Some(1)));
    assert_eq!(hunt.true_findings_since, None);
    assert_eq!(hunt.finished.unwrap().to_string(), NOW);
    assert_eq!(ward.import().await.0, 0);
}

#[tokio::test]
async fn a_log_grown_by_a_day_is_another_hunt_with_the_same_query() {
    let ward = Ward::new().await;
    let whole = log(31, "PC-01");
    let (before, last) = whole.trim_end().rsplit_once('\n').unwrap();
    ward.write("logs/a.ndjson", before);
    ward.import().await;
    ward.later(1);
    ward.write("logs/a.ndjson", &format!("{before}\n{last}\n"));
    let (_, hunted) = ward.import().await;
    assert_eq!(hunted.unwrap().alerts, 1);
    let hunts = ward.rows::<Hunt>().await;
    assert_eq!(hunts.len(), 2, "{hunts:?}");
    assert_eq!(hunts[0].query_hash, hunts[1].query_hash);
    let ends: std::collections::BTreeSet<_> = hunts.iter().map(|hunt| hunt.period_to).collect();
    assert_eq!(ends.len(), 2);
}

#[tokio::test]
async fn what_is_no_hunt_makes_none() {
    // Twenty-nine days; a log of nobody; days that a wrong clock made up.
    for (days, file, more) in [
        (28, "a.ndjson", ""),
        (31, "b.ndjson", ""),
        (3, "a.ndjson", "2019-01-01T00:00:00Z"),
    ] {
        let ward = Ward::new().await;
        let mut text = log(days, "PC-01");
        if let Some(first) = text.lines().next().filter(|_| !more.is_empty()) {
            let at = "\"SystemTime\":\"";
            let (start, _) = first.split_once(at).unwrap();
            let (_, end) = first.split_once("\"}},\"Channel").unwrap();
            text = format!("{start}{at}{more}\"}}}},\"Channel{end}\n{text}");
        }
        ward.write(&format!("logs/{file}"), &text);
        let (_, hunted) = ward.import().await;
        let hunted = hunted.unwrap();
        assert_eq!((hunted.alerts, hunted.units), (1, 0), "{days} {file}");
        assert!(ward.rows::<Hunt>().await.is_empty(), "{days} {file}");
        assert_eq!(ward.rows::<Alert>().await.len(), 1, "{days} {file}");
    }
}

#[tokio::test]
async fn a_machine_nobody_knows_is_the_logs_unit_and_else_nobodys() {
    let ward = Ward::new().await;
    ward.write("logs/a.ndjson", &log(31, "strange"));
    ward.import().await;
    assert_eq!(ward.rows::<Alert>().await[0].asset, None);
    let ward = Ward::new().await;
    ward.write("logs/b.ndjson", &log(31, "strange"));
    let imported = ward.imported().await;
    assert!(ward.rows::<Alert>().await.is_empty());
    assert_eq!(Alert::of(ward.all().await.shared()).len(), 1);
    assert!(
        imported.notices.iter().any(|n| n.code == "row.no_unit"),
        "{:?}",
        imported.notices
    );
}

#[tokio::test]
async fn event_logs_of_windows_are_hunted_in_though_lists_need_lines() {
    let ward = Ward::new().await;
    let sample = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../detect/src/formats/samples/sysmon.evtx"
    );
    ward.write("lists/x.txt", "198.51.100.7\n");
    std::fs::create_dir_all(ward.facts().join("logs")).unwrap();
    std::fs::copy(sample, ward.facts().join("logs/a.evtx")).unwrap();
    let imported = ward.imported().await;
    assert!(imported.hunted.unwrap().events > 0);
    assert!(
        imported.notices.iter().any(|n| n.code == "log.no_lines"),
        "{:?}",
        imported.notices
    );
}
