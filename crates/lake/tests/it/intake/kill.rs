//! kill -9 at random moments: what was acknowledged is there once, in order.
//!
//! The test binary starts itself again as the writer. The writer numbers the records
//! of each source and goes on above what it finds, so over all rounds a source must
//! count up from 0 without a gap.

use std::collections::BTreeMap;
use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use lake::intake::{Arrival, IntakeLog, Options};

use super::{Dice, arrival};

const ROUNDS: u32 = 50;
const SOURCES: [&str; 4] = ["a", "b", "c", "d"];
const FOLDER: &str = "KHIEN_TEST_INTAKE";

#[test]
fn what_was_acknowledged_survives_kill_9() {
    let dir = tempfile::tempdir().unwrap();
    let mut dice = Dice(Instant::now().elapsed().subsec_nanos().into());
    dice.0 ^= u64::from(std::process::id()) | 1 << 40;
    println!("seed {}", dice.0);
    let begun = Instant::now();
    let mut acknowledged: BTreeMap<String, i64> = BTreeMap::new();
    let mut rounds = 0;
    while rounds < ROUNDS && begun.elapsed() < Duration::from_secs(20) {
        let count = dice.below(80);
        round(dir.path(), count, &mut acknowledged);
        verify(dir.path(), &acknowledged, rounds);
        rounds += 1;
    }
    println!("{rounds} rounds, acknowledged {acknowledged:?}");
    assert!(rounds >= 5 && acknowledged.len() == SOURCES.len());
}

/// Starts the writer, kills it after so many acknowledgements, and notes them.
fn round(dir: &Path, count: usize, acknowledged: &mut BTreeMap<String, i64>) {
    let mut child = Command::new(env::current_exe().unwrap())
        .args([
            "--exact",
            "intake::kill::writer",
            "--ignored",
            "--nocapture",
        ])
        .env(FOLDER, dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut note = |line: String| {
        let mut words = line.split(' ');
        if words.next() != Some("ack") {
            return false;
        }
        // The last line may be broken off; a number is whole when a word follows it.
        if let (Some(source), Some(number), Some("end")) =
            (words.next(), words.next(), words.next())
        {
            acknowledged.insert(source.to_owned(), number.parse().unwrap());
        }
        true
    };
    let mut seen = 0;
    while seen < count {
        let line = lines.next().expect("the writer ended").unwrap();
        seen += usize::from(note(line));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    // What it said before it died counts.
    for line in lines.map_while(Result::ok) {
        note(line);
    }
}

fn verify(dir: &Path, acknowledged: &BTreeMap<String, i64>, round: u32) {
    let (log, recovered) = IntakeLog::open(dir, options()).unwrap();
    assert_eq!(recovered.damage, [], "round {round}");
    assert!(recovered.tail.is_none_or(|tail| tail.torn));
    let counts = counts(&log);
    for (source, number) in acknowledged {
        let held = counts.get(source).copied().unwrap_or(0);
        assert!(held > *number, "round {round}: {source} {number} of {held}");
    }
}

/// How many records each source has, which must be numbered from 0.
fn counts(log: &IntakeLog) -> BTreeMap<String, i64> {
    let read = log.read(0, usize::MAX).unwrap();
    assert_eq!((read.lost.len(), read.next), (0, log.synced()));
    let mut counts: BTreeMap<String, i64> = BTreeMap::new();
    for (_, arrival) in read.arrivals {
        let count = counts.entry(arrival.source.to_string()).or_default();
        assert_eq!(arrival, record(&arrival.source, *count));
        *count += 1;
    }
    counts
}

fn options() -> Options {
    Options {
        segment_bytes: 32 * 1024,
        ..Options::default()
    }
}

fn record(source: &str, number: i64) -> Arrival {
    let length = usize::try_from(number * 37 % 300).unwrap();
    arrival(source, number, &vec![b'x'; length])
}

#[test]
#[ignore = "the other process of the test above, of no use alone"]
fn writer() {
    let Some(dir) = env::var_os(FOLDER) else {
        return;
    };
    let (log, _) = IntakeLog::open(Path::new(&dir), options()).unwrap();
    let counts = counts(&log);
    let threads = SOURCES.map(|source| {
        let (log, begin) = (log.clone(), counts.get(source).copied().unwrap_or(0));
        thread::spawn(move || send(&log, source, begin))
    });
    for thread in threads {
        thread.join().unwrap();
    }
}

/// Sends until the process is killed, or for so long that something is wrong.
fn send(log: &IntakeLog, source: &str, begin: i64) {
    let begun = Instant::now();
    let mut next = begin;
    while begun.elapsed() < Duration::from_secs(30) {
        let batch = (next..next + 1 + next % 7).map(|number| record(source, number));
        let batch: Vec<_> = batch.collect();
        next += i64::try_from(batch.len()).unwrap();
        log.append(batch).unwrap().wait().unwrap();
        let line = format!("ack {source} {} end\n", next - 1);
        std::io::stdout().write_all(line.as_bytes()).unwrap();
    }
}
