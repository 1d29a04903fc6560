//! What a serving program does with logs: doors, pump, upkeep; opened together, ended in their order.
//!
//! Senders are turned away first, then what they were told is kept goes into the table, then the folder is let go.

use crate::output;
use anyhow::Context as _;
use engine::events::{Events, Followed, Follower, Keep, Pump, PumpOptions};
use engine::jobs::{Stop, hunt_back, tend};
use engine::{Engine, EngineError};
use lang::{Lang, text};
use server::intake::{self, Addresses, Door, Intake, Limits, Listeners};
use std::sync::Arc;
use tokio::task::JoinHandle;

/// The events of a data folder, and the ways into them, not yet served.
pub(crate) struct Taking {
    /// The events.
    pub(super) events: Events,
    /// The doors of senders.
    pub(super) doors: Intake,
    listeners: Listeners,
    followers: Vec<Follower>,
    pump: Pump,
    keep: Keep,
}

/// What comes in besides HTTP.
#[derive(Debug, Default)]
pub(crate) struct Inlets {
    /// Where syslog is taken.
    pub(crate) syslog: Addresses,
    /// What is followed.
    pub(crate) follow: Vec<Followed>,
}

/// The same at work.
pub(super) struct Running {
    taking: [JoinHandle<()>; 2],
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
    /// The ways into `events`: HTTP, and what else is asked for.
    pub(crate) async fn into(events: Events, inlets: &Inlets, keep: Keep) -> anyhow::Result<Self> {
        // Before the pump begins: what is followed is compared with what the log still holds.
        let each = inlets.follow.iter().map(|followed| events.follow(followed));
        let followers: Result<Vec<Follower>, EngineError> = each.collect();
        let followers = followers.context("không đọc tiếp được tệp nhật ký")?;
        let pump = events.pump(PumpOptions::default()).await?;
        let doors = Intake::new(Arc::new(events.intake()), Limits::default());
        let listeners = Listeners::bind(&inlets.syslog).await;
        let listeners = listeners.context("không mở được cổng nhận nhật ký")?;
        Ok(Self {
            events,
            doors,
            listeners,
            followers,
            pump,
            keep,
        })
    }

    /// Says where syslog is taken, and what is followed.
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
        for follower in &self.followers {
            let (path, source) = (follower.path().display().to_string(), follower.source());
            let told = [("path", path.as_str().into()), ("source", source.into())];
            output::line(&text(lang, "cli-serve-follow", &told));
        }
    }

    /// Takes in until `stop`.
    pub(super) fn start(self, stop: &Stop) -> Running {
        let closed = Stop::new();
        let (doors, listeners, asked) = (self.doors.clone(), self.listeners, stop.clone());
        let listening = tokio::spawn(async move {
            listeners.serve(&doors, asked.stopped()).await;
        });
        let (doors, followers, asked) = (self.doors, self.followers, stop.clone());
        let following = tokio::spawn(async move {
            intake::follow(followers, &doors, asked.stopped()).await;
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
            taking: [listening, following],
            closed,
            work: [pumping, hunting, tending],
        }
    }
}

impl Running {
    /// Ends what is left once nobody sends any more: the last records go into the table.
    pub(super) async fn end(self) -> anyhow::Result<()> {
        for taking in self.taking {
            taking.await?;
        }
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
