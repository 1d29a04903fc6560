//! Followed files under a program that dies: each line is in the table once; and a second program at the same folder.

use crate::program::{Folder, khien, run};
use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// Rounds that end in a kill.
const ROUNDS: u64 = 6;
/// Longest wait for the program.
const START: Duration = Duration::from_secs(60);
/// Lines after which the log is rotated.
const ROTATE: u64 = 1_500;

struct Serving {
    child: Child,
    // Kept open: what the program prints must have somewhere to go.
    _told: Lines<BufReader<ChildStdout>>,
}

async fn serve(data: &str, follow: &str) -> Serving {
    let mut command = khien(&["serve", "--data", data, "--listen", "127.0.0.1:0"]);
    command
        .env("KHIEN_INTAKE_FOLLOW", follow)
        .stderr(std::process::Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut told = BufReader::new(child.stdout.take().unwrap()).lines();
    loop {
        let line = timeout(START, told.next_line()).await.unwrap().unwrap();
        // The last thing it says of what it follows.
        if line.unwrap().contains("file/thu-muc") {
            break;
        }
    }
    Serving { child, _told: told }
}

/// Writes numbered lines into a log that is rotated by renaming, until told to stop; gives the number after the last.
fn write(
    log: PathBuf,
    mark: char,
    mut next: u64,
    stop: tokio::sync::watch::Receiver<bool>,
) -> JoinHandle<u64> {
    tokio::spawn(async move {
        while !*stop.borrow() {
            let lines: String = (next..next + 10)
                .map(|n| format!("dong {mark}{n}. het\n"))
                .collect();
            let mut file = OpenOptions::new()
                .create(true)
                .append(true)
                .open(&log)
                .unwrap();
            file.write_all(lines.as_bytes()).unwrap();
            next += 10;
            if next.is_multiple_of(ROTATE) {
                fs::rename(&log, log.with_extension(format!("log.{next}"))).unwrap();
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        next
    })
}

/// How often each number behind a mark was exported.
fn counts(exported: &str, mark: char) -> BTreeMap<u64, usize> {
    let mut found = BTreeMap::new();
    for line in exported.lines() {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        let raw = event["raw"].as_str().unwrap();
        let number = raw.strip_prefix(&format!("dong {mark}"));
        if let Some(number) = number.and_then(|rest| rest.strip_suffix(". het")) {
            *found.entry(number.parse().unwrap()).or_insert(0) += 1;
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_line_of_a_followed_file_is_kept_once_whenever_the_program_dies() {
    let (data, logs) = (Folder::new(), Folder::new());
    let (data, logs) = (data.path(), logs.path());
    let single = Path::new(&logs).join("mot.log");
    let folder = Path::new(&logs).join("nhieu");
    fs::create_dir(&folder).unwrap();
    let follow = format!("tep={}, thu-muc={}", single.display(), folder.display());
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let writers = [
        ('a', write(single, 'a', 0, stopped.clone())),
        ('b', write(folder.join("b.log"), 'b', 0, stopped.clone())),
        ('c', write(folder.join("c.log"), 'c', 0, stopped)),
    ];
    for round in 0..ROUNDS {
        let mut serving = serve(&data, &follow).await;
        tokio::time::sleep(Duration::from_millis(300 + round * 431 % 1_700)).await;
        serving.child.kill().await.unwrap();
    }
    stop.send(true).unwrap();
    let mut written = Vec::new();
    for (mark, writer) in writers {
        written.push((mark, writer.await.unwrap()));
    }
    let all: u64 = written.iter().map(|(_, count)| *count).sum();
    let mut serving = serve(&data, &follow).await;
    // Somebody else may not have the same folder meanwhile, and is told why.
    let (_, refused) = run(&["serve", "--data", &data, "--listen", "127.0.0.1:0"], 1).await;
    assert!(
        refused.contains("đang do một chương trình khác giữ"),
        "{refused}"
    );
    assert!(refused.contains(&data), "{refused}");
    // Rotated files are found one look after the other: what is written is asked until all is there.
    for _ in 0..60 {
        tokio::time::sleep(Duration::from_secs(1)).await;
        if is_read(&data, &logs, &written) {
            break;
        }
    }
    let id = serving.child.id().unwrap().to_string();
    let mut asked = tokio::process::Command::new("kill");
    assert!(asked.args(["-TERM", &id]).status().await.unwrap().success());
    assert!(
        timeout(START, serving.child.wait())
            .await
            .unwrap()
            .unwrap()
            .success()
    );
    let (exported, _) = run(
        &["lake", "export", "--data", &data, "--limit", "10000000"],
        0,
    )
    .await;
    assert_eq!(u64::try_from(exported.lines().count()).unwrap(), all);
    for (mark, count) in written {
        let found = counts(&exported, mark);
        let twice: Vec<_> = found.iter().filter(|(_, times)| **times != 1).collect();
        assert_eq!(twice, []);
        let expected: Vec<u64> = (0..count).collect();
        assert_eq!(found.into_keys().collect::<Vec<_>>(), expected, "{mark}");
    }
}

/// Whether the places kept are the ends of the newest files.
fn is_read(data: &str, logs: &str, written: &[(char, u64)]) -> bool {
    let kept = |name: &str| {
        let text =
            fs::read_to_string(Path::new(data).join("follow").join(name)).unwrap_or_default();
        serde_json::from_str::<serde_json::Value>(&text).unwrap_or_default()
    };
    let (single, folder) = (kept("tep.json"), kept("thu-muc.json"));
    let logs = Path::new(logs);
    let newest = [
        (&single["files"][""], logs.join("mot.log")),
        (&folder["files"]["b.log"], logs.join("nhieu/b.log")),
        (&folder["files"]["c.log"], logs.join("nhieu/c.log")),
    ];
    newest
        .into_iter()
        .zip(written)
        .all(|((kept, log), (_, count))| {
            // A writer that stopped with a rotation left no file of the name.
            let renamed = log.with_extension(format!("log.{count}"));
            let found = fs::metadata(&log)
                .or_else(|_| fs::metadata(renamed))
                .unwrap();
            kept["place"]["offset"].as_u64() == Some(found.len())
                && kept["place"]["inode"].as_u64() == Some(found.ino())
        })
}
