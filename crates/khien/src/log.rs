//! The operating log: events on stderr, as lines of text or of JSON.
//!
//! For the person who runs the service; what the organisation must be able to
//! prove is in the ledger and the audit, never here. No content of letters,
//! no names, no secrets.

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Our own programs; others speak only when something is wrong.
const OURS: &[&str] = &["khien", "server", "engine", "store", "letters"];

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Log {
    json: bool,
    level: LevelFilter,
}

impl Log {
    /// From the words of `khien.toml`.
    pub(crate) fn parse(format: &str, level: &str) -> Option<Self> {
        Some(Self {
            json: match format {
                "text" => false,
                "json" => true,
                _ => return None,
            },
            level: level.parse().ok()?,
        })
    }

    /// Sends the events of this process to stderr from now on; a second call changes nothing.
    pub(crate) fn start(self) {
        let ours = OURS.iter().map(|name| (*name, self.level));
        let filter = Targets::new()
            .with_default(self.level.min(LevelFilter::WARN))
            .with_targets(ours);
        let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
        let registry = tracing_subscriber::registry().with(filter);
        let started = if self.json {
            registry.with(lines.json()).try_init()
        } else {
            registry.with(lines.with_ansi(false)).try_init()
        };
        if started.is_err() {
            tracing::debug!("the log was started before");
        }
    }
}
