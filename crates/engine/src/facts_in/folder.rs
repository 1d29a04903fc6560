//! A folder of facts into the store: all or nothing, and the same folder again changes nothing.

use super::console::ConsoleSplit;
use super::derive::LogsHunted;
use super::documents;
use super::prepare::Terms;
use crate::actor::Actor;
use crate::{Engine, EngineError};
use domain::access::Action;
use letters::tables::TableProblem;
use std::path::Path;

/// What an import did.
#[derive(Debug, Default)]
pub struct Imported {
    /// Rows that were new or different.
    pub inserted: u64,
    /// Rows that were known already.
    pub unchanged: u64,
    /// What was passed over, worth telling.
    pub notices: Vec<TableProblem>,
    /// How an anti-malware console's export fell to the units; empty when there was none.
    pub console: ConsoleSplit,
    /// What the rules in force found in the logs; `None` without logs.
    pub hunted: Option<LogsHunted>,
}

impl Engine {
    /// Imports a folder of fact tables with its lists, logs and advisories.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ImportFacts`] for the whole organisation;
    /// [`EngineError::Tables`] with every problem by file, row and column; then nothing was imported. As the store.
    pub async fn import_folder(&self, actor: &Actor, dir: &Path) -> Result<Imported, EngineError> {
        self.require(actor, Action::ImportFacts, None).await?;
        let folder = documents::read(dir)?;
        let prepared = self.prepare(&folder, &Terms::default()).await?;
        if !prepared.problems.is_empty() {
            return Err(EngineError::Tables(prepared.problems));
        }
        let mut imported = self
            .store_all(actor, prepared.facts, &prepared.origins, Vec::new())
            .await?;
        imported.notices = prepared.notices;
        imported.console = prepared.console;
        imported.hunted = prepared.hunted;
        Ok(imported)
    }
}
