//! The shipped program as a process: how soon `khien serve` answers, and the memory it rests at.
//!
//! Linux only: memory is read from `/proc`. The program is the one cargo built beside this one.

use super::Figure;
use anyhow::{Context as _, ensure};
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const START_BAR: Duration = Duration::from_secs(1);
const MEMORY_BAR_KB: u64 = 80 * 1024;
/// Time after which a process counts as resting: results are judged, allocators have given back what they will.
const REST: Duration = Duration::from_secs(8);

pub(super) fn measure() -> anyhow::Result<Vec<Figure>> {
    let program = program()?;
    let folder = tempfile::tempdir()?;
    let mut figures = Vec::new();
    for (name, sample) in [
        ("an empty folder", None),
        ("the town", Some("town")),
        ("the province of 460 communes", Some("province")),
    ] {
        let data = folder.path().join(sample.unwrap_or("empty"));
        if let Some(sample) = sample {
            let made = Command::new(&program)
                .args(["demo", "--once", "--as", sample, "--data"])
                .arg(&data)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()?;
            // 3 says that duties are not met, as the samples mean it.
            ensure!(matches!(made.code(), Some(0 | 3)), "no {sample}");
        }
        figures.extend(of_folder(&program, name, &data)?);
    }
    Ok(figures)
}

fn program() -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe()?;
    let program = own.with_file_name("khien");
    ensure!(
        program.is_file(),
        "there is no khien beside this program: cargo build --release -p khien"
    );
    Ok(program)
}

#[expect(
    clippy::disallowed_methods,
    reason = "another process is waited for, and nothing else goes on here"
)]
fn of_folder(program: &Path, name: &str, data: &Path) -> anyhow::Result<Vec<Figure>> {
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let start = Instant::now();
    let child = Command::new(program)
        .args(["serve", "--listen", &port.to_string(), "--data"])
        .arg(data)
        // As in the shipped unit file.
        .env("MALLOC_ARENA_MAX", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let child = Running(child);
    let until = |path: &str| -> anyhow::Result<Duration> {
        loop {
            ensure!(
                start.elapsed() < Duration::from_secs(60),
                "{path} never answers"
            );
            if answers(port, path) {
                return Ok(start.elapsed());
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    };
    let began = until("/login")?;
    std::thread::sleep(REST);
    let (rest, peak) = (child.memory("VmRSS:")?, child.memory("VmHWM:")?);
    let mb = |kb: u64| format!("{} MB", kb.div_ceil(1024));
    Ok(vec![
        Figure {
            what: format!("{name}: from start to the first page"),
            measured: super::ms(began),
            bar: super::ms(START_BAR),
            is_met: began < START_BAR,
        },
        Figure {
            what: format!("{name}: memory at rest (peak {})", mb(peak)),
            measured: mb(rest),
            bar: mb(MEMORY_BAR_KB),
            is_met: rest < MEMORY_BAR_KB,
        },
    ])
}

fn answers(to: SocketAddr, path: &str) -> bool {
    let asked = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect(to)?;
        write!(stream, "GET {path} HTTP/1.0\r\nhost: {to}\r\n\r\n")?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer)?;
        Ok(answer.ends_with(b" 200"))
    };
    asked().unwrap_or_default()
}

/// A process that ends with the bench.
struct Running(Child);

impl Running {
    /// A figure of the process in KB.
    fn memory(&self, name: &str) -> anyhow::Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let figure = line.and_then(|line| line.split_whitespace().next());
        Ok(figure.context("no such figure")?.parse()?)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}
