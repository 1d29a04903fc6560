//! Lists that wait: brought to be tried, put in force, taken out of force, removed; each step recorded in the ledger
//! before it is done.

use super::lists::{self, ListImported};
use crate::accounts::Change;
use crate::actor::Actor;
use crate::hunt::said;
use crate::shelf::sync_folder;
use crate::{Engine, EngineError, Shelf};
use domain::access::Action;
use serde_json::json;
use std::fs;

impl Engine {
    /// Keeps a list that waits; one of that name that waits already is replaced.
    ///
    /// # Errors
    /// As [`Engine::import_list`].
    pub async fn bring_list(
        &self,
        actor: &Actor,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<ListImported, EngineError> {
        self.require(actor, Action::ManageRules, None).await?;
        self.put_list(actor, name, Shelf::Waiting, bytes).await
    }

    /// Puts a list that waits in force, in the place of one of its name.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when none of this name waits; [`EngineError::Forbidden`] and
    /// [`EngineError::Invalid`] as [`Engine::import_list`].
    pub async fn enable_list(
        &self,
        actor: &Actor,
        name: &str,
    ) -> Result<ListImported, EngineError> {
        self.require(actor, Action::ManageRules, None).await?;
        let data = self.store.folder().path();
        let bytes = lists::bytes(data, Shelf::Waiting, name)?;
        let imported = self.import_list(actor, name, bytes).await?;
        let path = lists::path(data, Shelf::Waiting, name);
        fs::remove_file(&path).map_err(|error| EngineError::file(&path, error))?;
        Ok(imported)
    }

    /// Takes a list out of force and lets it wait.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when none of this name is in force; [`EngineError::Invalid`] without a reason, or
    /// while another edition waits; [`EngineError::Forbidden`] as [`Engine::import_list`].
    pub async fn disable_list(
        &self,
        actor: &Actor,
        name: &str,
        reason: &str,
    ) -> Result<(), EngineError> {
        self.require(actor, Action::ManageRules, None).await?;
        let data = self.store.folder().path();
        lists::known(data, Shelf::InForce, name)?;
        let reason = said(reason)?;
        if lists::known(data, Shelf::Waiting, name).is_ok() {
            return Err(EngineError::invalid(
                format!(
                    "đang có một bản khác của danh sách “{name}” chờ dùng; hãy dùng hoặc xóa bản đó trước"
                ),
                format!("another edition of “{name}” waits; put it in force or remove it first"),
            ));
        }
        self.record_list_end(actor, Shelf::InForce, name, "list.disabled", reason)
            .await?;
        let from = lists::path(data, Shelf::InForce, name);
        let to = lists::folder(data, Shelf::Waiting);
        let shifted = || {
            fs::create_dir_all(&to)?;
            fs::rename(&from, to.join(name))?;
            sync_folder(&to)?;
            to.parent().map_or(Ok(()), sync_folder)
        };
        shifted().map_err(|error| EngineError::file(&from, error))
    }

    /// Removes a list that waits.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when none of this name waits; [`EngineError::Invalid`] without a reason;
    /// [`EngineError::Forbidden`] as [`Engine::import_list`].
    pub async fn discard_list(
        &self,
        actor: &Actor,
        name: &str,
        reason: &str,
    ) -> Result<(), EngineError> {
        self.require(actor, Action::ManageRules, None).await?;
        let data = self.store.folder().path();
        lists::known(data, Shelf::Waiting, name)?;
        let reason = said(reason)?;
        self.record_list_end(actor, Shelf::Waiting, name, "list.removed", reason)
            .await?;
        let path = lists::path(data, Shelf::Waiting, name);
        fs::remove_file(&path).map_err(|error| EngineError::file(&path, error))
    }

    async fn record_list_end(
        &self,
        actor: &Actor,
        shelf: Shelf,
        name: &str,
        word: &'static str,
        reason: &str,
    ) -> Result<(), EngineError> {
        let told = json!({
            "list": name,
            "done": word,
            "at": self.clock.now().to_string(),
            "by": actor.word(),
            "reason": reason,
        });
        let change = Change {
            new: Some(json!({ "reason": reason })),
            ..Change::plain(word, &name)
        };
        self.record_list(actor, shelf, change, format!("{told:#}\n").into_bytes())
            .await?;
        Ok(())
    }
}
