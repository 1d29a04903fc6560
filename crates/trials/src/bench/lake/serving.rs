//! `khien serve` as a process of its own, over a folder with the public rules and a list of addresses.
//!
//! Linux only: memory and time are read from `/proc`. The program is the one cargo built beside this one.

use crate::bench::indicators::write_addresses;
use crate::bench::sigma::Public;
use anyhow::{Context as _, ensure};
use engine::events::Adoption;
use engine::hunt::RulesImport;
use engine::{Actor, Clock, Database, Engine, Settings, Shelf};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

/// Entries of the list, as many as a monthly list had.
pub(super) const ADDRESSES: u32 = 552_293;
/// Units of the times in `/proc/PID/stat`.
const TICKS_A_SECOND: f64 = 100.0;

/// A folder that can be served.
pub(super) struct Prepared {
    pub(super) data: PathBuf,
    pub(super) rules: usize,
    pub(super) entries: usize,
    /// Some of the addresses of the list.
    pub(super) listed: Vec<Ipv4Addr>,
    /// Of a sender over HTTP.
    pub(super) token: String,
}

/// A program that serves a folder.
pub(super) struct Serving {
    child: Child,
    // Kept open: what the program prints must have somewhere to go.
    _told: BufReader<ChildStdout>,
    pub(super) web: SocketAddr,
    pub(super) syslog: SocketAddr,
}

/// Opens an engine over a folder.
pub(super) async fn engine(data: &Path) -> anyhow::Result<Engine> {
    let settings = Settings {
        database: Database::Sqlite,
        clock: Clock::System,
        zone: jiff::tz::TimeZone::UTC,
        policy: domain::policy::Policy::default(),
        sample: true,
    };
    Ok(Engine::open(data, settings).await?)
}

/// Makes a folder with rules, a list and a sender.
pub(super) async fn prepare(data: &Path) -> anyhow::Result<Prepared> {
    let public = Public::find().context("no public rules at shared/data")?;
    let file = data.with_extension("list");
    let listed = write_addresses(&file, ADDRESSES)?;
    let engine = engine(data).await?;
    let rules = RulesImport {
        name: Some("windows".to_owned()),
        paths: vec![public.folder().to_owned()],
        shelf: Shelf::InForce,
    };
    let rules = engine.import_rules(&Actor::Local, &rules).await?;
    let bytes = std::fs::read(&file)?;
    let list = engine
        .import_list(&Actor::Local, "thang-02.txt", bytes)
        .await?;
    let adoption = Adoption {
        unit: None,
        name: "gui".to_owned(),
        class: "standard".to_owned(),
        systems: Vec::new(),
    };
    let (_, secret) = engine.add_source(&Actor::Local, adoption).await?;
    let token = secret.expose().to_owned();
    engine.close().await?;
    Ok(Prepared {
        data: data.to_owned(),
        rules: rules.set.rules,
        entries: list.entries,
        listed,
        token,
    })
}

impl Serving {
    pub(super) fn start(data: &Path) -> anyhow::Result<Self> {
        let program = std::env::current_exe()?.with_file_name("khien");
        ensure!(
            program.is_file(),
            "there is no khien beside this program: cargo build --release -p khien"
        );
        let mut child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .env("KHIEN_INTAKE_SYSLOG_TCP", "127.0.0.1:0")
            // As in the shipped unit file.
            .env("MALLOC_ARENA_MAX", "1")
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()?;
        let mut told = BufReader::new(child.stdout.take().context("no output")?);
        let mut at = |before: &str| -> anyhow::Result<SocketAddr> {
            let mut line = String::new();
            loop {
                line.clear();
                ensure!(told.read_line(&mut line)? > 0, "it ended");
                if let Some((_, rest)) = line.split_once(before) {
                    let address = rest.split_whitespace().next().unwrap_or_default();
                    return Ok(address.parse()?);
                }
            }
        };
        let (web, syslog) = (at("http://")?, at("tcp://")?);
        Ok(Self {
            child,
            _told: told,
            web,
            syslog,
        })
    }

    /// A figure of the process in KB.
    pub(super) fn memory(&self, name: &str) -> anyhow::Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let figure = line.and_then(|line| line.split_whitespace().next());
        Ok(figure.context("no such figure")?.parse()?)
    }

    /// CPU seconds of all its threads so far.
    pub(super) fn cpu_s(&self) -> anyhow::Result<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name in brackets may hold blanks; `utime` and `stime` are fields 14 and 15.
        let (_, after) = stat.rsplit_once(')').context("no name")?;
        let mut fields = after.split_whitespace().skip(11);
        let mut ticks =
            || -> anyhow::Result<f64> { Ok(fields.next().context("no time")?.parse()?) };
        Ok((ticks()? + ticks()?) / TICKS_A_SECOND)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Waits; nothing else goes on in the thread that does.
#[expect(
    clippy::disallowed_methods,
    reason = "senders keep to a rate, and other processes are waited for"
)]
pub(super) fn pause(time: Duration) {
    std::thread::sleep(time);
}

/// Lines to the standard error, at once: a measurement takes minutes.
pub(super) fn progress(text: &str) {
    drop(writeln!(std::io::stderr(), "{text}"));
}
