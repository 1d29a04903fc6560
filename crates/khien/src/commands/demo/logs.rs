//! The sample's logs on their way in: each machine sends its log as syslog over TCP, through a socket of this machine,
//! into the demonstration's own events.

use crate::commands::serve::opened;
use crate::output;
use anyhow::{Context as _, bail};
use engine::events::{Adoption, Events, Pump, PumpOptions, SourceState};
use engine::jobs::Stop;
use engine::{Actor, Engine};
use lang::{Lang, text};
use server::intake::{Addresses, Intake, Limits, Listeners};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpSocket;

/// How long one log may take to arrive.
const PATIENCE: Duration = Duration::from_secs(60);
/// The class of retention of the sample's senders.
const CLASS: &str = "standard";
/// How often it is seen whether all has arrived.
const LOOK: Duration = Duration::from_millis(5);

/// Takes every log of the facts folder in, each from a sender of its own that is then adopted for its unit; says how
/// many events came.
pub(super) async fn take_in(
    lang: Lang,
    engine: &Arc<Engine>,
    facts: &Path,
) -> anyhow::Result<Events> {
    let events = opened(engine).await?;
    watch_for(engine, &facts.join("lists")).await?;
    let options = PumpOptions {
        every: Duration::ZERO,
        ..PumpOptions::default()
    };
    let mut way = Way {
        doors: Intake::new(Arc::new(events.intake()), Limits::default()),
        pump: events.pump(options).await?,
        events: &events,
    };
    let (mut count, mut findings) = (0, 0);
    for (sender, last) in demo::log_senders().into_iter().zip(1..) {
        let file = facts.join(sender.file);
        if !file.exists() {
            continue;
        }
        let log = std::fs::read(&file).with_context(|| file.display().to_string())?;
        // Every address of 127.0.0.0/8 is this machine, so that each sender has one of its own.
        let from = Ipv4Addr::new(127, 0, 1, last);
        // A sender is known once it has sent; what it sends after its adoption belongs to the unit.
        let end = log
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(log.len(), |at| at + 1);
        let (first, rest) = log.split_at(end);
        findings += way.send(from, first).await?;
        adopt(engine, from, &sender).await?;
        findings += way.send(from, rest).await?;
        count += lines(&log);
    }
    drop(way);
    if count > 0 {
        output::line("");
        let values = [
            ("count", i64::try_from(count)?.into()),
            ("findings", i64::try_from(findings)?.into()),
        ];
        output::line(&text(lang, "cli-demo-events", &values));
    }
    Ok(events)
}

/// Puts the sample's lists in force, so that what comes in is compared with them.
async fn watch_for(engine: &Engine, lists: &Path) -> anyhow::Result<()> {
    let Ok(folder) = lists.read_dir() else {
        return Ok(());
    };
    let mut files = folder
        .map(|file| Ok(file?.path()))
        .collect::<std::io::Result<Vec<_>>>()?;
    files.sort();
    for file in files {
        let name = file
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        let bytes = std::fs::read(&file).with_context(|| file.display().to_string())?;
        let name = name.unwrap_or_default();
        engine.import_list(&Actor::Local, &name, bytes).await?;
    }
    Ok(())
}

/// The way of a log into the table.
struct Way<'a> {
    doors: Intake,
    pump: Pump,
    events: &'a Events,
}

impl Way<'_> {
    /// Sends lines through a socket and waits until they are in the table; gives the findings.
    async fn send(&mut self, from: Ipv4Addr, log: &[u8]) -> anyhow::Result<u64> {
        let asked = Addresses {
            tcp: Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))),
            ..Addresses::default()
        };
        let listeners = Listeners::bind(&asked).await?;
        let (_, to) = *listeners.bound.first().context("no address")?;
        let (stop, doors) = (Stop::new(), self.doors.clone());
        let stopping = stop.clone();
        let serving = tokio::spawn(async move {
            listeners.serve(&doors, stopping.stopped()).await;
        });
        let wanted = self.events.log().synced().saturating_add(lines(log));
        let sent = tokio::time::timeout(PATIENCE, self.sent(from, to, log, wanted)).await;
        stop.stop();
        serving.await?;
        sent.context("nhật ký mẫu không tới kịp")??;
        let mut findings = 0;
        loop {
            let step = self.pump.step(Duration::ZERO).await?;
            findings += step.findings;
            if step.to >= wanted {
                return Ok(findings);
            }
        }
    }

    async fn sent(
        &self,
        from: Ipv4Addr,
        to: SocketAddr,
        log: &[u8],
        wanted: u64,
    ) -> anyhow::Result<()> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::new(IpAddr::V4(from), 0))?;
        let mut stream = socket.connect(to).await?;
        stream.write_all(log).await?;
        stream.shutdown().await?;
        while self.events.log().synced() < wanted {
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    }
}

/// Lines that hold something: each is a message.
fn lines(log: &[u8]) -> u64 {
    let lines = log.split(|byte| *byte == b'\n');
    let full = lines.filter(|line| !line.trim_ascii().is_empty());
    u64::try_from(full.count()).unwrap_or(u64::MAX)
}

/// Says whose the sender at an address is.
async fn adopt(engine: &Engine, from: Ipv4Addr, sender: &demo::LogSender) -> anyhow::Result<()> {
    let key = format!("syslog/{from}");
    let sources = engine
        .event_sources(&Actor::Local, SourceState::ALL, None, 500)
        .await?;
    let Some(source) = sources.into_iter().find(|source| source.key == key) else {
        bail!("{key} did not arrive");
    };
    let adoption = Adoption {
        unit: Some(sender.unit.to_owned()),
        name: sender.name.to_owned(),
        class: CLASS.to_owned(),
        systems: Vec::new(),
    };
    engine
        .adopt_source(&Actor::Local, source.id, source.revision, adoption)
        .await?;
    Ok(())
}
