//! Kill -9 of a serving program while logs come in: what a sender was told is kept is in the table once, in its order.

use crate::program::{Folder, khien, run};
use engine::events::Adoption;
use engine::{Actor, Clock, Database, Engine, Settings};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::ops::Range;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdout};
use tokio::time::timeout;

/// Rounds that end in a kill.
const ROUNDS: u64 = 12;
/// The same where all is tried, and the most of one folder. `KHIEN_KILL_ROUNDS` says another number, at most
/// these to a folder; `KHIEN_KILL_FIRST` is the number of the first, so that two runs side by side do not kill at the same moments.
const ROUNDS_ALL: u64 = 60;
/// Records of one request.
const BATCH: u64 = 25;
/// Longest wait for the program to listen.
const START: Duration = Duration::from_secs(60);

/// A program that serves a folder, with its doors.
struct Serving {
    child: Child,
    // Kept open: what the program prints must have somewhere to go.
    _told: Lines<BufReader<ChildStdout>>,
    web: SocketAddr,
    syslog: SocketAddr,
}

impl Serving {
    async fn start(data: &str) -> Self {
        let mut command = khien(&["serve", "--data", data, "--listen", "127.0.0.1:0"]);
        command
            .env("KHIEN_INTAKE_SYSLOG_TCP", "127.0.0.1:0")
            .stderr(std::process::Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut told = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut at = async |before: &str| {
            let line = timeout(START, told.next_line()).await.unwrap().unwrap();
            let line = line.unwrap();
            let (_, rest) = line.split_once(before).unwrap();
            let address = rest.split(' ').next().unwrap().to_owned();
            address.parse::<SocketAddr>().unwrap()
        };
        let (web, syslog) = (at("http://").await, at("tcp://").await);
        Self {
            child,
            _told: told,
            web,
            syslog,
        }
    }

    /// Asks it to end, as the system does; it must end well.
    async fn stop(mut self) {
        let id = self.child.id().unwrap().to_string();
        let mut asked = tokio::process::Command::new("kill");
        asked.args(["-TERM", &id]);
        assert!(asked.status().await.unwrap().success());
        let ended = timeout(START, self.child.wait()).await.unwrap().unwrap();
        assert!(ended.success(), "{ended}");
    }
}

/// A folder with a source that has a token.
async fn prepared(data: &str) -> String {
    let settings = Settings {
        database: Database::Sqlite,
        clock: Clock::System,
        zone: jiff::tz::TimeZone::UTC,
        policy: domain::policy::Policy::default(),
        sample: true,
    };
    let engine = Engine::open(data.as_ref(), settings).await.unwrap();
    let adoption = Adoption {
        unit: None,
        name: "gui-thu".to_owned(),
        class: "standard".to_owned(),
        systems: Vec::new(),
    };
    let (_, secret) = engine.add_source(&Actor::Local, adoption).await.unwrap();
    let token = secret.expose().to_owned();
    engine.close().await.unwrap();
    token
}

/// Sends one request; whether it was told that all is kept.
pub(crate) async fn post(web: SocketAddr, token: &str, body: &str) -> Option<()> {
    let mut stream = TcpStream::connect(web).await.ok()?;
    let head = format!(
        "POST /intake/v1/events HTTP/1.1\r\nHost: khien.example\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/x-ndjson\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.ok()?;
    stream.write_all(body.as_bytes()).await.ok()?;
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.ok()?;
    (&answer == b"HTTP/1.1 200").then_some(())
}

/// Sends numbered batches until the door is gone; gives the number after the last sent, and the acknowledged ones.
async fn send_http(web: SocketAddr, token: String, mut next: u64) -> (u64, Vec<u64>) {
    let mut kept = Vec::new();
    loop {
        let numbers = next..next + BATCH;
        let lines = numbers.clone().map(|n| format!("{{\"so\":\"h{n}.\"}}\n"));
        let body: String = lines.collect();
        next += BATCH;
        match post(web, &token, &body).await {
            Some(()) => kept.extend(numbers),
            None => return (next, kept),
        }
    }
}

/// Sends numbered messages until the door is gone; nobody acknowledges them.
async fn send_syslog(at: SocketAddr, mut next: u64) -> u64 {
    let Ok(mut stream) = TcpStream::connect(at).await else {
        return next;
    };
    loop {
        let line = format!("<134>1 2024-02-08T14:00:00Z may-mau thu - - - so=t{next}.\n");
        next += 1;
        if stream.write_all(line.as_bytes()).await.is_err() {
            return next;
        }
        if next.is_multiple_of(20) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

/// The numbers behind a mark, in the order in which they were taken in.
fn numbers(exported: &str, mark: &str) -> Vec<u64> {
    let mut found: Vec<(String, u64)> = Vec::new();
    for line in exported.lines() {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        let raw = event["raw"].as_str().unwrap();
        if let Some((_, rest)) = raw.split_once(mark) {
            let number = rest.split('.').next().unwrap().parse().unwrap();
            found.push((event["event_id"].as_str().unwrap().to_owned(), number));
        }
    }
    found.sort();
    found.into_iter().map(|(_, number)| number).collect()
}

fn is_rising(numbers: &[u64]) -> bool {
    numbers
        .iter()
        .zip(numbers.iter().skip(1))
        .all(|(a, b)| a < b)
}

/// Everything that is in the table now.
async fn exported_from(data: &str) -> String {
    let all = ["lake", "export", "--data", data, "--limit", "10000000"];
    run(&all, 0).await.0
}

/// Everything in the table, once a start finds nothing more to put there: a stop does not wait for a long queue.
async fn drained(data: &str) -> String {
    let mut before = 0;
    loop {
        let exported = exported_from(data).await;
        if exported.len() == before {
            return exported;
        }
        before = exported.len();
        let serving = Serving::start(data).await;
        // The last commit of a start comes with its stop; what it has not begun by then is left to the next.
        tokio::time::sleep(Duration::from_secs(3)).await;
        serving.stop().await;
    }
}

/// How many rounds are asked for.
fn asked_rounds() -> u64 {
    match std::env::var("KHIEN_KILL_ROUNDS") {
        Ok(rounds) => rounds.parse().unwrap(),
        Err(_) if std::env::var_os("KHIEN_TEST_ALL").is_some() => ROUNDS_ALL,
        Err(_) => ROUNDS,
    }
}

/// The number of the first round.
fn first_round() -> u64 {
    std::env::var("KHIEN_KILL_FIRST").map_or(0, |first| first.parse().unwrap())
}

/// How long the program of a round lives: any moment of the first seconds, the same ones in every run.
fn life(round: u64) -> Duration {
    let spread = round
        .wrapping_mul(6_364_136_223_846_793_005)
        .rotate_left(17)
        % 3_000;
    Duration::from_millis(100 + spread)
}

/// Kills the program that serves a folder once a round, while both senders send; gives the acknowledged numbers.
async fn kill_again_and_again(data: &str, token: &str, rounds: Range<u64>) -> BTreeSet<u64> {
    let (mut http, mut syslog) = (0, 0);
    let mut acknowledged = BTreeSet::new();
    for round in rounds {
        let mut serving = Serving::start(data).await;
        let sending = tokio::spawn(send_http(serving.web, token.to_owned(), http));
        let streaming = tokio::spawn(send_syslog(serving.syslog, syslog));
        tokio::time::sleep(life(round)).await;
        serving.child.kill().await.unwrap();
        let (next, kept) = sending.await.unwrap();
        http = next;
        acknowledged.extend(kept);
        syslog = streaming.await.unwrap();
    }
    acknowledged
}

/// Looks that what was acknowledged is there once and in order, that the files say so too, and that merging changes
/// nothing.
async fn check(data: &str, acknowledged: &BTreeSet<u64>) {
    let serving = Serving::start(data).await;
    // Somebody else may not have the same folder meanwhile.
    let (_, refused) = run(&["serve", "--data", data, "--listen", "127.0.0.1:0"], 1).await;
    assert!(!refused.is_empty());
    serving.stop().await;
    let exported = drained(data).await;
    let found = numbers(&exported, "\"so\":\"h");
    assert!(
        is_rising(&found),
        "an event is there twice, or out of order"
    );
    let kept: BTreeSet<u64> = found.into_iter().collect();
    let gone: Vec<&u64> = acknowledged.difference(&kept).collect();
    assert!(gone.is_empty(), "acknowledged and gone: {gone:?}");
    let streamed = numbers(&exported, "so=t");
    assert!(
        is_rising(&streamed),
        "a message is there twice, or out of order"
    );
    assert!(!streamed.is_empty(), "no message of the stream came");

    let (told, _) = run(&["lake", "verify", "--json", "--data", data], 0).await;
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    let count = u64::try_from(exported.lines().count()).unwrap();
    assert_eq!(told["events"].as_u64(), Some(count));
    let (told, _) = run(&["lake", "compact", "--json", "--data", data], 0).await;
    let merged: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert!(merged["files_after"].as_u64() <= merged["files_before"].as_u64());
    let again = exported_from(data).await;
    assert_eq!(again.len(), exported.len(), "merging changed what is there");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_is_in_the_table_once_and_in_order_whenever_the_program_dies() {
    let rounds = asked_rounds();
    let mut first = first_round();
    let last = first + rounds;
    let (mut kills, mut told) = (0, 0);
    while first < last {
        let part = first..last.min(first + ROUNDS_ALL);
        first = part.end;
        kills += part.end - part.start;
        let data = Folder::new();
        let token = prepared(&data.path()).await;
        let acknowledged = kill_again_and_again(&data.path(), &token, part).await;
        check(&data.path(), &acknowledged).await;
        told += acknowledged.len();
        eprintln!(
            "{kills} of {rounds} rounds: {told} acknowledged events, each there once and in order"
        );
    }
    assert!(told > 100, "nearly nothing was sent");
}
