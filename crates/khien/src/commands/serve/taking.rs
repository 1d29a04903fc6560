//! What a serving program does with logs: doors, pump, upkeep; opened together, ended in their order.
//!
//! Senders are turned away first, then what they were told is kept goes into the table, then the folder is let go.

use crate::output;
use anyhow::Context as _;
use engine::events::{Events, Keep, Pump, PumpOptions};
use engine::jobs::{Stop, hunt_back, tend};
use engine::{Engine, EngineError};
use lang::{Lang, text};
use server::intake::{Addresses, Door, Intake, Limits, Listeners};
use std::sync::Arc;
use tokio::task::JoinHandle;

/// The events of a data folder, and the ways into them, not yet served.
pub(crate) struct Taking {
    /// The events.
    pub(super) events: Events,
    /// The doors of senders.
    pub(super) doors: Intake,
    listeners: Listeners,
    pump: Pump,
    keep: Keep,
}

/// The same at work.
pub(super) struct Running {
    listening: JoinHandle<()>,
    closed: Stop,
    work: [JoinHandle<()>; 3],
}

/// Opens log and table in the engine's folder; what was found damaged goes to the operating log.
pub(crate) async fn opened(engine: &Arc<Engine>) -> anyhow::Result<Events> {
    let (events, recovered) = Events::open(Arc::clone(engine)).await?;
    for damage in &recovered.damage {
        let (file, what) = (damage.file.as_str(), damage.what);
        tracing::error!(file, ?what, kept = ?damage.kept, "the intake log is damaged");
    }
    if let Some(tail) = recovered.tail {
        let (file, bytes) = (tail.file.as_str(), tail.bytes);
        tracing::warn!(
            file,
            ?bytes,
            torn = tail.torn,
            "the end of the intake log was cut off"
        );
    }
    Ok(events)
}

impl Taking {
    /// The ways into `events`: HTTP, and the sockets of syslog that are asked for.
    pub(crate) async fn into(
        events: Events,
        addresses: &Addresses,
        keep: Keep,
    ) -> anyhow::Result<Self> {
        let pump = events.pump(PumpOptions::default()).await?;
        let doors = Intake::new(Arc::new(events.intake()), Limits::default());
        let listeners = Listeners::bind(addresses).await;
        let listeners = listeners.context("không mở được cổng nhận nhật ký")?;
        Ok(Self {
            events,
            doors,
            listeners,
            pump,
            keep,
        })
    }

    /// Says where syslog is taken.
    pub(super) fn tell(&self, lang: Lang) {
        for (door, at) in &self.listeners.bound {
            let protocol = match door {
                Door::SyslogUdp => "udp",
                Door::SyslogTls => "tls",
                _ => "tcp",
            };
            let at = format!("{protocol}://{at}");
            output::line(&text(lang, "cli-serve-syslog", &[("at", (&at).into())]));
        }
    }

    /// Takes in until `stop`.
    pub(super) fn start(self, stop: &Stop) -> Running {
        let closed = Stop::new();
        let (doors, listeners, stop) = (self.doors, self.listeners, stop.clone());
        let listening = tokio::spawn(async move {
            listeners.serve(&doors, stop.stopped()).await;
        });
        let pumping = self.pump.run(closed.clone(), |error| told("pump", error));
        let pumping = tokio::spawn(pumping);
        let hunting = hunt_back(self.events.retro(), closed.clone(), |error| {
            told("retro hunt", error);
        });
        let hunting = tokio::spawn(hunting);
        let tending = tend(self.events, self.keep, closed.clone(), |error| {
            told("upkeep", error);
        });
        let tending = tokio::spawn(tending);
        Running {
            listening,
            closed,
            work: [pumping, hunting, tending],
        }
    }
}

impl Running {
    /// Ends what is left once nobody sends any more: the last records go into the table.
    pub(super) async fn end(self) -> anyhow::Result<()> {
        self.listening.await?;
        self.closed.stop();
        for work in self.work {
            work.await?;
        }
        Ok(())
    }
}

fn told(work: &'static str, error: &EngineError) {
    tracing::error!(work, %error, "events can't be taken on; it is tried again");
}
