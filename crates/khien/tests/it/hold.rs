//! Days that are held stay however old they are, and go once nobody holds them: from the key in the configuration to
//! the files of the table.

use crate::program::{Folder, khien, run};
use engine::events::{Events, PumpOptions, Sender};
use engine::{Clock, Database, Engine, Settings};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// Longest wait for the program.
const WAIT: Duration = Duration::from_secs(60);
/// The day that is held, and one that nobody holds; both long over.
const DAYS: [&str; 2] = ["2024-02-08", "2024-02-09"];

/// A record of each day, named after it, in a folder.
async fn fill(data: &str) {
    let settings = Settings {
        database: Database::Sqlite,
        clock: Clock::pinned(jiff::Timestamp::UNIX_EPOCH),
        zone: jiff::tz::TimeZone::UTC,
        policy: domain::policy::Policy::default(),
        sample: true,
    };
    let clock = settings.clock.clone();
    let engine = Arc::new(Engine::open(data.as_ref(), settings).await.unwrap());
    let (events, _) = Events::open(Arc::clone(&engine)).await.unwrap();
    let mut pump = events.pump(PumpOptions::default()).await.unwrap();
    let sender = Sender {
        key: "syslog/192.0.2.1".into(),
    };
    for day in DAYS {
        clock.set(format!("{day}T14:00:00Z").parse().unwrap());
        let record = format!("ban ghi {day}").into_bytes();
        events.intake().take(&sender, vec![record]).await.unwrap();
        pump.step(Duration::ZERO).await.unwrap();
    }
}

/// What is in the table once a served folder has been cleared to this many records.
async fn served_until(data: &str, held: &str, events: u64) -> String {
    let mut serve = khien(&["serve", "--data", data, "--listen", "127.0.0.1:0"]);
    serve
        .env("KHIEN_KEEP_HOLD", held)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null());
    let mut child = serve.spawn().unwrap();
    let until = Instant::now() + WAIT;
    loop {
        let (told, _) = run(&["lake", "status", "--json", "--data", data], 0).await;
        let told: serde_json::Value = serde_json::from_str(&told).unwrap();
        if told["events"].as_u64() == Some(events) {
            break;
        }
        assert!(Instant::now() < until, "{told}");
        sleep(Duration::from_millis(200)).await;
    }
    child.kill().await.unwrap();
    timeout(WAIT, child.wait()).await.unwrap().unwrap();
    run(&["lake", "export", "--data", data], 0).await.0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_held_day_outlives_its_time_until_nobody_holds_it() {
    let data = Folder::new();
    let data = data.path();
    fill(&data).await;
    let (all, _) = run(&["lake", "export", "--data", &data], 0).await;
    assert!(DAYS.iter().all(|day| all.contains(day)), "{all}");

    let left = served_until(&data, "2024-02-01..2024-02-08", 1).await;
    assert!(left.contains("ban ghi 2024-02-08"), "{left}");
    assert_eq!(served_until(&data, "", 0).await, "");
}
