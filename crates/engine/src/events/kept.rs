//! The events of a data folder, opened: the log they come in by, the table they live in, and questions about them by
//! people, each held to the units the asker may see.

use super::pump::blocking;
use super::{Fields, Intake, Pump, PumpOptions, Retro, unit_id};
use crate::accounts::Change;
use crate::actor::Actor;
use crate::{Engine, EngineError};
use domain::access::Action;
use jiff::Timestamp;
use lake::intake::{IntakeLog, Recovered};
use lake::query::{
    Cursor, Export, Facet, Field, Format, FoundEvent, Histogram, Limits, Page, Query, Search,
    Searcher, When,
};
use lake::table::{Table, TableOptions};
use serde_json::json;
use std::sync::Arc;

/// Folder of the intake log in the data folder.
pub const INTAKE_FOLDER: &str = "intake";
/// Folder of the event table in the data folder.
pub const LAKE_FOLDER: &str = "lake";
/// Most rows of an export.
pub const EXPORT_ROWS_MAX: usize = 1_000_000;

/// The log and the table of a data folder, and how they are asked. Cheap to clone.
#[derive(Clone)]
pub struct Events {
    engine: Arc<Engine>,
    log: IntakeLog,
    table: Table,
    searcher: Searcher,
}

/// What a person asks: a search over a stretch of time, in the units that person may see.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The condition.
    pub query: Query,
    /// Events at or after this instant,
    pub from: Timestamp,
    /// and before this one.
    pub to: Timestamp,
}

impl Events {
    /// Opens both, made when they are not there; says what the log found damaged.
    ///
    /// # Errors
    /// As the log and the table: another program holds them, or they are newer than this one.
    pub async fn open(engine: Arc<Engine>) -> Result<(Self, Recovered), EngineError> {
        let data = engine.store.folder().path().to_owned();
        let opened = blocking(move || {
            let intake = data.join(INTAKE_FOLDER);
            let (log, recovered) = IntakeLog::open(&intake, lake::intake::Options::default())?;
            let table = Table::open(&data.join(LAKE_FOLDER), TableOptions::default())?;
            Ok::<_, EngineError>((log, recovered, table))
        });
        let (log, recovered, table) = opened.await??;
        Ok((Self::of(engine, log, table)?, recovered))
    }

    /// The events of a log and a table that are open.
    pub(super) fn of(
        engine: Arc<Engine>,
        log: IntakeLog,
        table: Table,
    ) -> Result<Self, EngineError> {
        let zone = engine.zone().clone();
        let fields = Fields::new(zone, engine.clock().now());
        let searcher = Searcher::new(Arc::new(fields), Limits::default())?;
        Ok(Self {
            engine,
            log,
            table,
            searcher,
        })
    }

    /// The way in.
    #[must_use]
    pub fn intake(&self) -> Intake {
        Intake::new(Arc::clone(&self.engine), self.log.clone())
    }

    /// What takes records out of the log; one for each folder.
    ///
    /// # Errors
    /// As [`Pump::new`].
    pub async fn pump(&self, options: PumpOptions) -> Result<Pump, EngineError> {
        let engine = Arc::clone(&self.engine);
        Pump::new(engine, self.log.clone(), self.table.clone(), options).await
    }

    /// What runs new lists and rules over the table; one for each folder.
    #[must_use]
    pub fn retro(&self) -> Retro {
        let engine = Arc::clone(&self.engine);
        Retro::new(engine, self.log.clone(), self.table.clone())
    }

    /// The table, for its upkeep.
    #[must_use]
    pub const fn table(&self) -> &Table {
        &self.table
    }

    pub(super) const fn engine(&self) -> &Arc<Engine> {
        &self.engine
    }

    pub(super) const fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    /// The log, for its state.
    #[must_use]
    pub const fn log(&self) -> &IntakeLog {
        &self.log
    }

    /// A page of events, newest first. The reading is noted in the audit (DESIGN section 8).
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] for who may search nowhere; as the search.
    pub async fn page(
        &self,
        actor: &Actor,
        asked: &Asked,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Page, EngineError> {
        let search = self.search(actor, Action::ViewEvents, asked).await?;
        if after.is_none() {
            self.noted(actor, "events.searched", asked).await?;
        }
        Ok(self
            .searcher
            .page(&self.table, &search, limit, after)
            .await?)
    }

    /// How many events there are.
    ///
    /// # Errors
    /// As [`Self::page`].
    pub async fn count(&self, actor: &Actor, asked: &Asked) -> Result<u64, EngineError> {
        let search = self.search(actor, Action::ViewEvents, asked).await?;
        Ok(self.searcher.count(&self.table, &search).await?)
    }

    /// How many there are in each stretch of time, at most `most` stretches.
    ///
    /// # Errors
    /// As [`Self::page`].
    pub async fn histogram(
        &self,
        actor: &Actor,
        asked: &Asked,
        most: u16,
    ) -> Result<Histogram, EngineError> {
        let search = self.search(actor, Action::ViewEvents, asked).await?;
        let offset = self.engine.zone().to_offset(asked.to).seconds();
        let asked = self.searcher.histogram(&self.table, &search, most, offset);
        Ok(asked.await?)
    }

    /// The commonest values of a field.
    ///
    /// # Errors
    /// As [`Self::page`].
    pub async fn facet(
        &self,
        actor: &Actor,
        asked: &Asked,
        field: &Field,
        top: usize,
    ) -> Result<Facet, EngineError> {
        let search = self.search(actor, Action::ViewEvents, asked).await?;
        let asked = self.searcher.facet(&self.table, &search, field, top);
        Ok(asked.await?)
    }

    /// One event; what is known of its moment spares reading the whole table.
    ///
    /// # Errors
    /// As [`Self::page`].
    pub async fn event(
        &self,
        actor: &Actor,
        id: [u8; 16],
        when: Option<When>,
    ) -> Result<Option<FoundEvent>, EngineError> {
        let units = self.units(actor, Action::ViewEvents).await?;
        let asked = self.searcher.event(&self.table, id, when, units.as_deref());
        Ok(asked.await?)
    }

    /// The fields of an event's record with their values, in the order of the record: also those that are no columns.
    #[must_use]
    pub fn fields_of(&self, event: &FoundEvent) -> Vec<(String, String)> {
        let fields = Fields::new(self.engine.zone().clone(), event.received);
        fields.all(&event.parser, &event.raw)
    }

    /// A number that grows whenever the table is another than before.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.table.version()
    }

    /// All of them in a form for other programs, at most [`EXPORT_ROWS_MAX`]. The export is noted in the audit.
    ///
    /// # Errors
    /// As [`Self::page`].
    pub async fn export(
        &self,
        actor: &Actor,
        asked: &Asked,
        format: Format,
    ) -> Result<Export, EngineError> {
        let search = self.search(actor, Action::ExportEvents, asked).await?;
        self.noted(actor, "events.exported", asked).await?;
        let export = self
            .searcher
            .export(&self.table, search, format, EXPORT_ROWS_MAX);
        Ok(export?)
    }

    async fn search(
        &self,
        actor: &Actor,
        action: Action,
        asked: &Asked,
    ) -> Result<Search, EngineError> {
        Ok(Search {
            query: asked.query.clone(),
            from: asked.from,
            to: asked.to,
            units: self.units(actor, action).await?,
        })
    }

    async fn units(
        &self,
        actor: &Actor,
        action: Action,
    ) -> Result<Option<Vec<[u8; 16]>>, EngineError> {
        let seen = self.engine.units_in_sight(actor, action).await?;
        Ok(seen.map(|units| units.iter().map(|unit| unit_id(unit)).collect()))
    }

    async fn noted(
        &self,
        actor: &Actor,
        action: &'static str,
        asked: &Asked,
    ) -> Result<(), EngineError> {
        let mut tx = self.engine.begin().await?;
        let change = Change {
            new: Some(json!({"from": asked.from, "to": asked.to})),
            ..Change::plain(action, &asked.query.to_string())
        };
        self.engine.note(&mut tx, actor, change).await?;
        tx.commit().await?;
        Ok(())
    }
}

impl core::fmt::Debug for Events {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Events").finish_non_exhaustive()
    }
}
