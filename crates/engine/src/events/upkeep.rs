//! The upkeep of the event table: figures, merging of small files, days whose time is over, files nobody needs.
//!
//! When it is time for which is the job's (`jobs::tend`); here is what is done.

use super::pump::blocking;
use super::{CLASSES, Events};
use crate::EngineError;
use crate::telemetry::Metric;
use jiff::civil::Date;
use lake::table::{CompactOptions, Compacted, Hold, Retained, Vacuumed};

/// How many days each of [`CLASSES`] is kept unless somebody says otherwise: one, three, six and twelve months at their
/// longest, as TCVN 14423:2026 has it for logs of systems of level 2 (4.8.2.1a), 3 (5.8.2.1a), 4 (6.8.2.1a) and 5
/// (7.8.2.1a). `short` is one month, `standard` three.
pub const KEEP_DAYS: [(&str, u32); 4] = [
    ("short", 31),
    ("standard", 92),
    ("long", 184),
    ("extended", 366),
];

/// Fewer days than these are less than Circular 31/2017/TT-BTTTT, Article 5, asks of monitoring.
pub const KEEP_DAYS_MIN: u32 = 30;

/// How many days events of each class are kept, and which days are held beyond that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keep {
    classes: Vec<(&'static str, u32)>,
    held: Vec<Hold>,
}

impl Default for Keep {
    fn default() -> Self {
        Self {
            classes: KEEP_DAYS.to_vec(),
            held: Vec::new(),
        }
    }
}

impl Keep {
    /// Keeps a class this many days; a class that is none of [`CLASSES`] changes nothing.
    pub fn set(&mut self, class: &str, days: u32) {
        for (known, kept) in &mut self.classes {
            if *known == class {
                *kept = days;
            }
        }
    }

    /// The classes with their days.
    #[must_use]
    pub fn classes(&self) -> &[(&'static str, u32)] {
        &self.classes
    }

    /// Keeps what came in, or happened, on these UTC days for as long as it is held (a legal hold), both ends included.
    pub fn hold(&mut self, from: Date, to: Date) {
        let class = None;
        self.held.push(Hold { class, from, to });
    }
}

/// What an hourly clearing did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tended {
    /// Days that left the table.
    pub retained: Retained,
    /// Files that left the disk.
    pub vacuumed: Vacuumed,
}

impl Events {
    /// Brings the figures of log and table up to now; readiness follows whether events can still be written.
    ///
    /// # Errors
    /// When the table's folder can't be listed.
    pub async fn measure(&self) -> Result<(), EngineError> {
        let table = self.table().clone();
        let status = blocking(move || table.status()).await??;
        let log = self.log().state();
        let waiting = log.synced.saturating_sub(self.taken(&status.writers));
        self.engine().events.set_closed(log.failed || status.failed);
        let telemetry = self.engine().telemetry();
        let is_writable = !(log.failed || log.full || status.failed);
        for (metric, value) in [
            (Metric::LakeEvents, status.rows),
            (Metric::LakeBytes, status.bytes),
            (
                Metric::LakeFiles,
                u64::try_from(status.files).unwrap_or(u64::MAX),
            ),
            (Metric::IntakeWaiting, waiting),
            (Metric::IntakeLogBytes, log.bytes),
            (Metric::EventsWritable, u64::from(is_writable)),
        ] {
            telemetry.set_count(metric, &[], value);
        }
        Ok(())
    }

    /// The offset in the table of this folder's own log.
    fn taken(&self, writers: &[(String, u64)]) -> u64 {
        let own = super::pump::writer(self.log());
        let found = writers.iter().find(|(writer, _)| *writer == own);
        found.map_or(0, |(_, offset)| *offset)
    }

    /// Merges small files, one merge at most.
    ///
    /// # Errors
    /// As the table.
    pub async fn compact_some(&self) -> Result<Compacted, EngineError> {
        let (table, now) = (self.table().clone(), self.engine().clock().now());
        let options = CompactOptions {
            merges_max: 1,
            ..CompactOptions::default()
        };
        Ok(blocking(move || table.compact(&options, now)).await??)
    }

    /// Lets go of days whose time is over, and of files that nobody needs.
    ///
    /// # Errors
    /// As the table.
    pub async fn clear(&self, keep: &Keep) -> Result<Tended, EngineError> {
        let (table, now) = (self.table().clone(), self.engine().clock().now());
        let keep = keep.clone();
        blocking(move || {
            let retained = table.retain(keep.classes(), &keep.held, now)?;
            let vacuumed = table.vacuum(now)?;
            Ok(Tended { retained, vacuumed })
        })
        .await?
    }
}

const _: () = assert!(CLASSES.len() == KEEP_DAYS.len());
