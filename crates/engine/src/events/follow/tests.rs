//! Files of a folder, followed across crashes between what is kept and up to where.

use super::*;
use crate::actor::Actor;
use crate::clock::Clock;
use crate::events::{Asked, Intake, PumpOptions, Sender};
use crate::{Database, Engine, Settings};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use lake::query::parse;
use std::fs;
use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

const NOW: &str = "2024-02-08T21:30:00+07:00";

/// A data folder and a folder of logs beside it.
struct Bed {
    temp: TempDir,
    engine: Arc<Engine>,
    events: Events,
    intake: Intake,
}

impl Bed {
    async fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        fs::create_dir(temp.path().join("logs")).unwrap();
        Self::in_folder(temp).await
    }

    async fn in_folder(temp: TempDir) -> Self {
        let settings = Settings {
            database: Database::Sqlite,
            clock: Clock::pinned(NOW.parse().unwrap()),
            zone: TimeZone::get("Asia/Ho_Chi_Minh").unwrap(),
            policy: domain::policy::Policy::default(),
            sample: true,
        };
        let engine = Engine::open(&temp.path().join("data"), settings).await;
        let engine = Arc::new(engine.unwrap());
        let (events, _) = Events::open(Arc::clone(&engine)).await.unwrap();
        Self {
            temp,
            intake: events.intake(),
            engine,
            events,
        }
    }

    /// The same folders in a program that was started again.
    async fn again(self) -> Self {
        let Self {
            temp,
            engine,
            events,
            intake,
        } = self;
        drop((events, intake));
        Arc::try_unwrap(engine).unwrap().close().await.unwrap();
        Self::in_folder(temp).await
    }

    fn path(&self, name: &str) -> PathBuf {
        self.temp.path().join("logs").join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let mut options = fs::OpenOptions::new();
        let mut file = options
            .create(true)
            .append(true)
            .open(self.path(name))
            .unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }

    fn follower(&self, name: &str) -> Follower {
        let followed = Followed {
            name: "thu".to_owned(),
            path: self.path(name),
        };
        self.events.follow(&followed).unwrap()
    }

    /// Looks until nothing more comes, as the door does; `keeps` says whether the places are kept.
    async fn look(&self, follower: &mut Follower, keeps: bool) -> Vec<String> {
        let mut all = Vec::new();
        for _ in 0..4 {
            let pass = follower.read();
            assert_eq!(pass.problems, BTreeMap::new());
            for portion in pass.portions {
                let texts = portion.records.iter();
                all.extend(texts.map(|record| String::from_utf8_lossy(record).into_owned()));
                let sender = Sender {
                    key: follower.source().into(),
                };
                self.intake.take(&sender, portion.records).await.unwrap();
            }
            if keeps {
                follower.kept().unwrap();
            }
        }
        all
    }

    /// Everything that is taken goes into the table; what a search finds of it.
    async fn found(&self, query: &str) -> Vec<String> {
        let options = PumpOptions {
            every: Duration::ZERO,
            ..PumpOptions::default()
        };
        let mut pump = self.events.pump(options).await.unwrap();
        while pump.step(Duration::ZERO).await.unwrap().events > 0 {}
        let now: Timestamp = NOW.parse().unwrap();
        let day = jiff::SignedDuration::from_hours(24);
        let asked = Asked {
            query: parse(query).unwrap(),
            from: now - day * 3_650,
            to: now + day * 7,
        };
        let page = self.events.page(&Actor::Local, &asked, 100, None);
        let page = page.await.unwrap();
        let mut found: Vec<String> = page
            .rows
            .iter()
            .map(|row| String::from_utf8_lossy(&row.raw).into_owned())
            .collect();
        found.sort();
        found
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_kept_before_a_crash_does_not_come_again_and_nothing_is_missing() {
    let mut bed = Bed::new().await;
    bed.write("app.log", "một\nhai\nhai\nba\nnửa");
    let mut follower = bed.follower("app.log");
    assert_eq!(
        bed.look(&mut follower, true).await,
        ["một", "hai", "hai", "ba"]
    );
    // Kept, and then the program died before the place was.
    bed.write("app.log", " dòng\nhai\nbốn\n");
    assert_eq!(
        bed.look(&mut follower, false).await,
        ["nửa dòng", "hai", "bốn"]
    );
    drop(follower);
    bed = bed.again().await;
    bed.write("app.log", "hai\nnăm\n");
    let mut follower = bed.follower("app.log");
    assert_eq!(bed.look(&mut follower, false).await, ["hai", "năm"]);
    drop(follower);
    bed = bed.again().await;
    // Rotated while nobody looked.
    fs::rename(bed.path("app.log"), bed.path("app.log.1")).unwrap();
    bed.write("app.log", "sáu\n");
    let mut follower = bed.follower("app.log");
    assert_eq!(bed.look(&mut follower, true).await, ["sáu"]);
    drop(follower);
    bed = bed.again().await;
    let mut follower = bed.follower("app.log");
    assert_eq!(bed.look(&mut follower, true).await, [""; 0]);
    drop(follower);
    let expected = [
        "ba",
        "bốn",
        "hai",
        "hai",
        "hai",
        "hai",
        "một",
        "năm",
        "nửa dòng",
        "sáu",
    ];
    let mut sorted = expected;
    sorted.sort_unstable();
    assert_eq!(bed.found("source:file/thu").await, sorted);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_never_looked_at_again_is_known_from_the_log() {
    let bed = Bed::new().await;
    bed.write("app.log", "một\nhai\n");
    // Nothing was kept of the place, ever.
    let mut follower = bed.follower("app.log");
    assert_eq!(bed.look(&mut follower, false).await, ["một", "hai"]);
    drop(follower);
    let bed = bed.again().await;
    bed.write("app.log", "ba\n");
    let mut follower = bed.follower("app.log");
    assert_eq!(bed.look(&mut follower, true).await, ["ba"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_tables_are_found_by_their_columns_whichever_heading_held() {
    let bed = Bed::new().await;
    let mut follower = bed.follower("");
    bed.write(
        "fw.csv",
        "time,src_ip,note\n2024-02-08T21:00:00+07:00,192.0.2.1,alpha\n",
    );
    bed.write(
        "iis.log",
        "#Software: x\n#Version: 1.0\n#Fields: date time c-ip cs-method cs-uri-stem\n2024-02-08 13:00:00 192.0.2.9 GET /a\n",
    );
    assert_eq!(bed.look(&mut follower, true).await.len(), 2);
    drop(follower);
    let bed = bed.again().await;
    // The headings are known after a new start, and may change in the middle.
    let mut follower = bed.follower("");
    bed.write("fw.csv", "2024-02-08T21:01:00+07:00,192.0.2.2,beta\n");
    bed.write(
        "iis.log",
        "#Fields: cs-uri-stem c-ip date time\n/b 192.0.2.9 2024-02-08 13:01:00\n",
    );
    assert_eq!(bed.look(&mut follower, true).await.len(), 2);
    assert_eq!(bed.found("source:file/thu").await.len(), 4);
    assert_eq!(bed.found("src.ip:192.0.2.9").await.len(), 2);
    let beta = bed.found("note:beta").await;
    assert_eq!(beta.len(), 1);
    assert!(beta[0].ends_with("beta"), "{beta:?}");
    assert_eq!(bed.found("cs-uri-stem:\"/b\"").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn exports_of_windows_are_taken_whole_and_once() {
    const SYSMON: &[u8] = include_bytes!("../../../../detect/src/formats/samples/sysmon.evtx");
    let bed = Bed::new().await;
    fs::write(bed.path("Sysmon.evtx"), SYSMON).unwrap();
    let xml = "\u{feff}<?xml version=\"1.0\"?><Events><Event><System><EventID>4625</EventID><Channel>Security</Channel>\
        <Computer>may-02.example</Computer></System><EventData><Data Name='IpAddress'>203.0.113.9</Data></EventData></Event></Events>";
    let utf16: Vec<u8> = xml.encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(bed.path("Security.xml"), utf16).unwrap();
    let mut follower = bed.follower("");
    let mut taken = bed.look(&mut follower, false).await;
    taken.extend(bed.look(&mut follower, false).await);
    assert_eq!(taken.len(), 4, "{taken:?}");
    drop(follower);
    let bed = bed.again().await;
    let mut follower = bed.follower("");
    // The places were not kept: the records are known from the log.
    let mut again = bed.look(&mut follower, true).await;
    again.extend(bed.look(&mut follower, true).await);
    assert_eq!(again, [""; 0]);
    drop(follower);
    let bed = bed.again().await;
    let mut follower = bed.follower("");
    assert_eq!(bed.look(&mut follower, true).await, [""; 0]);
    assert_eq!(
        bed.found("host:may-01.example channel:*Sysmon*")
            .await
            .len(),
        3
    );
    assert_eq!(bed.found("code:4625 channel:Security").await.len(), 1);
    // Another file of the name is another export.
    fs::write(
        bed.path("Security.xml"),
        xml.replace("203.0.113.9", "203.0.113.10"),
    )
    .unwrap();
    assert_eq!(bed.look(&mut follower, true).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_followed_is_told() {
    let bed = Bed::new().await;
    fs::write(bed.path("one.evtx"), b"ElfFile\0").unwrap();
    let mut follower = bed.follower("one.evtx");
    assert_eq!(follower.read().problems.len(), 1);
    // Not there yet is no problem; it may come.
    let mut follower = bed.follower("later.log");
    assert_eq!(follower.read().problems.len(), 0);
    bed.write("later.log", "một\n");
    assert_eq!(bed.look(&mut follower, true).await, ["một"]);
    let mut broken = bed.follower("later.log");
    let kept = bed.temp.path().join("data/follow/thu.json");
    fs::write(&kept, "{").unwrap();
    drop(bed.look(&mut broken, false).await);
    let followed = Followed {
        name: "thu".to_owned(),
        path: bed.path("later.log"),
    };
    let refused = bed.events.follow(&followed).unwrap_err();
    assert!(refused.to_string().contains("thu.json"), "{refused}");
}
