//! Use cases, one file each: the application between the doors and the pure
//! crates. Here is the one clock, here ids are minted, here files of a folder
//! become facts. No HTTP, no HTML, no sockets: calls to the outside go through
//! the one narrow trait [`outside::Outside`].

pub mod accounts;
pub mod actor;
pub mod answers;
pub mod backup;
pub mod board;
pub mod botnet;
pub mod checklist;
pub mod clock;
pub mod cutoff;
pub mod directives;
pub mod documents;
pub mod drafts;
pub mod enclosures;
mod error;
pub mod events;
pub mod evidence;
pub mod facts_in;
pub mod first_steps;
pub mod hunt;
mod ids;
pub mod imports;
pub mod jobs;
pub mod judging;
mod known;
pub mod ledger;
pub mod live;
pub mod outside;
pub mod overview;
pub mod papers;
pub mod policy;
pub mod portals;
pub mod proofs;
pub mod records;
pub mod repeats;
pub mod report;
pub mod reporting;
pub mod search;
mod shelf;
pub mod statements;
pub mod telemetry;
pub mod units;
pub mod vulnerabilities;

pub use actor::{Actor, Person, TokenHolder, UnitLink};
pub use clock::Clock;
pub use error::{EngineError, Told};
pub use shelf::Shelf;
pub use store::Database;

use domain::pack::Packs;
use domain::policy::Policy;
use jiff::tz::TimeZone;
use std::path::Path;
use store::Store;

/// The application over one data folder.
#[derive(Debug)]
pub struct Engine {
    pub(crate) store: Store,
    pub(crate) packs: Packs,
    pub(crate) policy: policy::Policies,
    pub(crate) zone: TimeZone,
    pub(crate) clock: Clock,
    pub(crate) ids: ids::Mint,
    pub(crate) passwords: accounts::Passwords,
    pub(crate) sample: bool,
    pub(crate) live: live::Live,
    pub(crate) telemetry: telemetry::Telemetry,
    pub(crate) plans: imports::Plans,
    pub(crate) events: events::Changes,
}

/// How an engine is opened.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the control plane is kept.
    pub database: Database,
    /// The clock.
    pub clock: Clock,
    /// The organisation's time zone.
    pub zone: TimeZone,
    /// The organisation's thresholds until one is changed in the data folder.
    pub policy: Policy,
    /// Whether all data is invented, so that every document says so.
    pub sample: bool,
}

impl Engine {
    /// Opens the data folder, making it on the first run.
    ///
    /// # Errors
    /// As [`Store::open`], [`EngineError::FolderInUse`] when another program holds the folder;
    /// [`EngineError::Pack`] when a built-in pack is malformed.
    pub async fn open(dir: &Path, settings: Settings) -> Result<Self, EngineError> {
        let packs = builtin_packs()?;
        let store = Store::open(dir, settings.database)
            .await
            .map_err(EngineError::of_opening)?;
        let engine = Self {
            store,
            packs,
            policy: policy::Policies::new(settings.policy),
            zone: settings.zone,
            ids: ids::Mint::new(settings.clock.clone()),
            clock: settings.clock,
            passwords: accounts::Passwords::new(),
            sample: settings.sample,
            live: live::Live::default(),
            telemetry: telemetry::Telemetry::new(),
            plans: imports::Plans::default(),
            events: events::Changes::default(),
        };
        engine.load_policy().await?;
        Ok(engine)
    }

    /// The regime packs.
    #[must_use]
    pub fn packs(&self) -> &Packs {
        &self.packs
    }

    /// The organisation's time zone.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The held state that pages read.
    #[must_use]
    pub fn live(&self) -> &live::Live {
        &self.live
    }

    /// Begins writing at the present instant, read when this is the one writer.
    pub(crate) async fn begin(&self) -> Result<store::Tx, EngineError> {
        Ok(self.store.begin_by(|_| self.clock.now()).await?)
    }

    /// Whether all data is invented, so that every page and document says so.
    #[must_use]
    pub fn is_sample(&self) -> bool {
        self.sample
    }

    /// Whether the store answers, and no failed sync has closed the folder's events for writing.
    ///
    /// # Errors
    /// As the store.
    pub async fn is_ready(&self) -> Result<(), EngineError> {
        self.store.dirty().await?;
        if self.events.is_closed() {
            return Err(EngineError::Damaged("events can't be written".to_owned()));
        }
        Ok(())
    }

    /// The store, for tests that look at what was kept.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Closes the data folder.
    ///
    /// # Errors
    /// As [`Store::close`].
    pub async fn close(self) -> Result<(), EngineError> {
        Ok(self.store.close().await?)
    }
}

/// The regime packs that come with Khiên.
///
/// # Errors
/// [`EngineError::Pack`] when one is malformed.
pub fn builtin_packs() -> Result<Packs, EngineError> {
    Packs::new(wire::pack::builtin()?).map_err(|e| EngineError::Damaged(e.to_string()))
}
