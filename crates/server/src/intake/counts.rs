//! What came in, what was refused and what was lost, by door.

use super::Door;
use std::sync::atomic::{AtomicU64, Ordering};

/// The figures of one door since the start.
#[derive(Debug, Default)]
pub(super) struct Figures {
    /// Records that are safe.
    pub(super) records: AtomicU64,
    /// Their bytes.
    pub(super) bytes: AtomicU64,
    /// Records of which only the beginning was kept.
    pub(super) cut: AtomicU64,
    /// Requests and connections turned away; what they carried may come again.
    pub(super) refused: AtomicU64,
    /// Requests that showed a token that is none.
    pub(super) denied: AtomicU64,
    /// Records that are gone: datagrams no sender will repeat, what is too large ever to be kept.
    pub(super) lost: AtomicU64,
}

/// The figures of all doors.
#[derive(Debug, Default)]
pub(super) struct Counts([Figures; Door::ALL.len()]);

/// A figure's name, its explanation, and where it is.
type Told = (&'static str, &'static str, fn(&Figures) -> &AtomicU64);

const TOLD: [Told; 6] = [
    ("records", "Records of logs that are safe on disk.", |f| {
        &f.records
    }),
    (
        "bytes",
        "Bytes of records of logs that are safe on disk.",
        |f| &f.bytes,
    ),
    ("cut", "Records of logs kept without their end.", |f| &f.cut),
    (
        "refused",
        "Requests and connections of senders of logs turned away.",
        |f| &f.refused,
    ),
    (
        "denied",
        "Requests of senders of logs with a token that is none.",
        |f| &f.denied,
    ),
    ("lost", "Records of logs that were lost.", |f| &f.lost),
];

impl Counts {
    /// The figures of a door.
    pub(super) fn of(&self, door: Door) -> &Figures {
        let [udp, tcp, tls, events, otlp, bulk, file] = &self.0;
        match door {
            Door::SyslogUdp => udp,
            Door::SyslogTcp => tcp,
            Door::SyslogTls => tls,
            Door::Events => events,
            Door::Otlp => otlp,
            Door::Bulk => bulk,
            Door::File => file,
        }
    }

    /// All of them in the Prometheus text format.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for (name, help, figure) in TOLD {
            let name = format!("khien_intake_{name}_total");
            text.push_str(&format!("# HELP {name} {help}\n# TYPE {name} counter\n"));
            for door in Door::ALL {
                let value = figure(self.of(door)).load(Ordering::Relaxed);
                text.push_str(&format!("{name}{{door=\"{}\"}} {value}\n", door.word()));
            }
        }
        text
    }
}

/// Adds to a figure.
pub(super) fn add(figure: &AtomicU64, more: u64) {
    figure.fetch_add(more, Ordering::Relaxed);
}
