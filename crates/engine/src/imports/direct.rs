//! An import in one step, as programs send it: tried, and written when nothing is wrong; or only tried.

use super::{ImportPlan, NewImport};
use crate::actor::Actor;
use crate::{Engine, EngineError};
use domain::access::Action;
use domain::key::Key;

/// What an import in one step did.
#[derive(Debug)]
pub struct TakenIn {
    /// What was found, and what it changes.
    pub plan: ImportPlan,
    /// Whether it was written.
    pub written: bool,
}

impl Engine {
    /// Imports an upload, all or nothing; with `dry_run` it only tells what it would do. Without a unit in `new` the rows
    /// may be of the actor's whole part: of all units, or of the one subtree the actor holds.
    ///
    /// # Errors
    /// [`EngineError::Tables`] with every problem by file, row and column, then nothing was written;
    /// [`EngineError::Forbidden`] without [`Action::ImportFacts`] for the unit, [`EngineError::NotFound`] for one out of
    /// sight; as [`Engine::plan_import`].
    pub async fn take_in(
        &self,
        actor: &Actor,
        mut new: NewImport,
        dry_run: bool,
    ) -> Result<TakenIn, EngineError> {
        if new.scope.is_none() {
            new.scope = own_part(actor)?;
        }
        let unit = new.scope.as_deref().map(Key::new);
        self.require(actor, Action::ImportFacts, unit.as_ref())
            .await?;
        let plan = self.plan_import(actor, new).await?;
        if dry_run || !plan.is_sound() {
            self.drop_import(actor, plan.id);
        }
        if !plan.is_sound() {
            return Err(EngineError::Tables(plan.problems));
        }
        if !dry_run {
            // What came in since the plan was made is checked again; a plan that fails then is not kept either.
            let committed = self.commit_import(actor, plan.id).await;
            if committed.is_err() {
                self.drop_import(actor, plan.id);
            }
            committed?;
        }
        Ok(TakenIn {
            plan,
            written: !dry_run,
        })
    }
}

/// The one part an actor may import for: all (`None`), or the subtree of one unit.
fn own_part(actor: &Actor) -> Result<Option<String>, EngineError> {
    if actor.may_everywhere(Action::ImportFacts) {
        return Ok(None);
    }
    let grants = actor.access().map(|access| access.grants);
    let mut parts = grants
        .unwrap_or_default()
        .into_iter()
        .filter_map(|g| g.subtree);
    match (parts.next(), parts.next()) {
        (Some(part), None) => Ok(Some(part.to_string())),
        (Some(_), Some(_)) => Err(EngineError::invalid(
            "mã truy cập này dành cho nhiều đơn vị: hãy cho biết unit",
            "this token is for several units: say which by unit",
        )),
        _ => Err(EngineError::Forbidden),
    }
}
