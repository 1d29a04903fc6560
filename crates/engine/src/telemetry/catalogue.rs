//! The one list of what Khiên measures about itself. To add a figure, add a
//! variant and its row here; nothing else names metrics.

/// How a figure behaves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Only grows while the process lives.
    Counter,
    /// A state of now.
    Gauge,
    /// How long something took, in seconds, by these upper bounds.
    Seconds(&'static [f64]),
}

/// One row of the catalogue.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// Which figure.
    pub metric: Metric,
    /// Its name for Prometheus: `khien_…`, unit last, `_total` for counters.
    pub name: &'static str,
    /// How it behaves.
    pub kind: Kind,
    /// What it counts, for people.
    pub help: &'static str,
    /// Names of its labels; their values are words of closed lists, never of people or hosts.
    pub labels: &'static [&'static str],
}

macro_rules! catalogue {
    ($($(#[$doc:meta])* $metric:ident $name:literal $kind:expr, [$($label:literal),*], $help:literal;)+) => {
        /// A figure of the catalogue.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Metric { $($(#[$doc])* $metric,)+ }

        /// Every figure there is.
        pub const CATALOGUE: &[Row] = &[$(Row {
            metric: Metric::$metric, name: $name, kind: $kind, help: $help, labels: &[$($label),*],
        },)+];
    };
}

/// From a board that is ready in a moment to a nation judged again.
const SECONDS: &[f64] = &[0.005, 0.025, 0.1, 0.25, 1.0, 2.5, 10.0, 60.0];

catalogue! {
    /// Facts in the store, superseded ones included.
    Facts "khien_facts" Kind::Gauge, [], "Facts kept, superseded ones included.";
    /// Newest judgements by status.
    Judgements "khien_judgements" Kind::Gauge, ["status"], "Newest judgement of each unit and duty, by status.";
    /// Pairs of unit and table that wait to be judged again.
    Dirty "khien_dirty" Kind::Gauge, [], "Pairs of unit and fact table that wait to be judged again.";
    /// Leaves of the ledger.
    LedgerLeaves "khien_ledger_leaves" Kind::Gauge, [], "Entries of the ledger.";
    /// Sessions that are signed in.
    Sessions "khien_sessions" Kind::Gauge, [], "Sessions that are signed in.";
    /// Time to bring the held results up to date.
    RefreshSeconds "khien_refresh_seconds" Kind::Seconds(SECONDS), [], "Time to bring the results up to date.";
    /// Refreshes that failed.
    RefreshFailures "khien_refresh_failures_total" Kind::Counter, [], "Attempts to bring the results up to date that failed.";
    /// Events in the table.
    LakeEvents "khien_lake_events" Kind::Gauge, [], "Events in the event table.";
    /// Bytes of the table's data files.
    LakeBytes "khien_lake_bytes" Kind::Gauge, [], "Bytes of the data files of the event table.";
    /// Data files of the table.
    LakeFiles "khien_lake_files" Kind::Gauge, [], "Data files of the event table.";
    /// Records that are durable and not yet in the table.
    IntakeWaiting "khien_intake_waiting" Kind::Gauge, [], "Records that are safe in the intake log and not yet in the event table.";
    /// Bytes of the intake log.
    IntakeLogBytes "khien_intake_log_bytes" Kind::Gauge, [], "Bytes of the intake log on disk.";
    /// Whether events can be written.
    EventsWritable "khien_events_writable" Kind::Gauge, [], "1 while events can be written, 0 after a failed sync or on a full disk.";
}
