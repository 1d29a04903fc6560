//! Runs as people meet them: asked for, stopped, let go on, looked at.

use super::{RetroState, What};
use crate::accounts::Change;
use crate::actor::Actor;
use crate::events::hunts::{LIMIT, check_range};
use crate::events::sight;
use crate::{Engine, EngineError};
use domain::access::Action;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use store::{RetroHunt, RetroHuntId, Tx};

/// How far back a run goes that starts by itself: what Circular 31/2017/TT-BTTTT, Article 5, asks to be kept of
/// monitoring at least, and what a monthly list is about.
const REACH: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Whether nobody has begun the run yet.
fn is_unbegun(run: &RetroHunt) -> bool {
    let unended = [RetroState::Waiting, RetroState::Paused].map(RetroState::as_str);
    run.judged.is_empty() && unended.contains(&run.state.as_str())
}

/// A run to be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRetroHunt {
    /// What is run: `list:NAME` or `rules:NAME`.
    pub what: String,
    /// Beginning of the range.
    pub from: Timestamp,
    /// Its end.
    pub to: Timestamp,
}

impl Engine {
    /// Asks for a run of a list or rules over the events that came in during a range of time. One of the same that
    /// nobody has begun takes that range in as well, instead of another run.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for an empty range, or what is neither a list nor rules; [`EngineError::Forbidden`]
    /// without [`Action::HuntEvents`] for the whole organisation.
    pub async fn ask_retro_hunt(
        &self,
        actor: &Actor,
        new: NewRetroHunt,
    ) -> Result<RetroHunt, EngineError> {
        Self::require_everywhere(actor, Action::HuntEvents)?;
        check_range(new.from, new.to)?;
        let what = What::parse(&new.what).ok_or_else(|| {
            EngineError::invalid(
                "hãy nêu danh sách (list:TÊN) hoặc bộ luật (rules:TÊN)",
                "name a list (list:NAME) or a rule set (rules:NAME)",
            )
        })?;
        let mut tx = self.begin().await?;
        let run = self
            .put_run(&mut tx, actor, &what, (new.from, new.to))
            .await?;
        tx.commit().await?;
        Ok(run)
    }

    /// Asks for a run of what was just put in force, where any events were ever kept.
    pub(crate) async fn hunt_back(&self, actor: &Actor, what: &What) -> Result<(), EngineError> {
        let mut tx = self.begin().await?;
        if tx.event_source_count().await? == 0 {
            return Ok(());
        }
        let to = tx.at();
        let from = to.checked_sub(REACH).unwrap_or(Timestamp::MIN);
        self.put_run(&mut tx, actor, what, (from, to)).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Asks for a run of what is in force already, when the import that put it there was broken off before it could: none
    /// waits, and none is of that edition.
    pub(crate) async fn hunt_back_missed(
        &self,
        actor: &Actor,
        what: &What,
        is_of_it: impl Fn(&RetroHunt) -> bool,
    ) -> Result<(), EngineError> {
        let tx = self.begin_late().await?;
        let runs = tx.retro_hunts_of(&what.to_string()).await?;
        drop(tx);
        let is_asked = |run: &RetroHunt| is_unbegun(run) || is_of_it(run);
        if runs.iter().any(is_asked) {
            return Ok(());
        }
        self.hunt_back(actor, what).await
    }

    async fn put_run(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        what: &What,
        (from, to): (Timestamp, Timestamp),
    ) -> Result<RetroHunt, EngineError> {
        let what = what.to_string();
        let known = tx.retro_hunts_of(&what).await?;
        let run = match known.into_iter().find(is_unbegun) {
            Some(run) => RetroHunt {
                from: run.from.min(from),
                to: run.to.max(to),
                done_to: run.from.min(from),
                ..run
            },
            None => RetroHunt {
                id: self.ids.retro_hunt(),
                what,
                from,
                to,
                done_to: from,
                state: RetroState::Waiting.as_str().to_owned(),
                events: 0,
                found: 0,
                judged: Vec::new(),
                note: None,
                made_by: actor.word(),
                made_at: tx.at(),
                changed_at: tx.at(),
            },
        };
        tx.put_retro_hunt(&run).await?;
        let change = Change {
            new: Some(json!({"what": run.what, "from": run.from, "to": run.to})),
            ..Change::plain("retro_hunt.asked", &run.id)
        };
        self.note(tx, actor, change).await?;
        Ok(run)
    }

    /// Stops a run that waits or goes on, or lets a stopped one go on.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is none; [`EngineError::Invalid`] when it came to its end;
    /// [`EngineError::Forbidden`] as [`Engine::ask_retro_hunt`].
    pub async fn pause_retro_hunt(
        &self,
        actor: &Actor,
        id: RetroHuntId,
        is_paused: bool,
    ) -> Result<RetroHunt, EngineError> {
        let what = sight::What("lần rà ngược này", "this run over what is kept");
        Self::require_everywhere(actor, Action::HuntEvents)?;
        let mut tx = self.begin().await?;
        let found = tx.retro_hunt(id).await?;
        let mut run = found.ok_or_else(|| what.missing())?;
        let ended = [RetroState::Done.as_str(), RetroState::Failed.as_str()];
        if ended.contains(&run.state.as_str()) {
            return Err(EngineError::invalid(
                "lần rà ngược đã kết thúc",
                "the run has come to its end",
            ));
        }
        let (state, word) = if is_paused {
            (RetroState::Paused, "retro_hunt.paused")
        } else {
            (RetroState::Waiting, "retro_hunt.resumed")
        };
        state.as_str().clone_into(&mut run.state);
        tx.put_retro_hunt(&run).await?;
        self.note(&mut tx, actor, Change::plain(word, &id)).await?;
        tx.commit().await?;
        Ok(run)
    }

    /// The runs, the newest first.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ViewEvents`] for the whole organisation; as the store.
    pub async fn retro_hunts(&self, actor: &Actor) -> Result<Vec<RetroHunt>, EngineError> {
        Self::require_everywhere(actor, Action::ViewEvents)?;
        Ok(self.store.retro_hunts(&[], LIMIT).await?)
    }
}
