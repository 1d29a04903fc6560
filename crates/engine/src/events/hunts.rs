//! Searches saved for another day, hunts with what was supposed and what followed, and runs of new rules and lists over
//! what is kept.
//!
//! The search itself is `lake::query`; here is what people say about it. A run only stands in a row: whoever carries
//! it out goes on where the row says it is.

use super::sight::What;
use crate::accounts::Change;
use crate::actor::Actor;
use crate::{Engine, EngineError};
use domain::access::Action;
use domain::alert::reason_of;
use jiff::Timestamp;
use serde_json::json;
use store::{EventHunt, EventHuntId, RetroHunt, RetroHuntId, SavedSearch, SavedSearchId, Tx};

/// Longest query, in bytes.
const QUERY_BYTES_MAX: usize = 4_000;
/// Most rows of a list.
const LIMIT: u64 = 500;

/// A search to be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSearch {
    /// What it is called.
    pub name: String,
    /// The words searched for.
    pub query: String,
    /// The range of time, such as `24h`.
    pub span: String,
    /// The unit whose people may use it too; `None` keeps it to its owner.
    pub unit: Option<String>,
}

/// A hunt to be begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewHunt {
    /// What is supposed.
    pub hypothesis: String,
    /// The words searched for.
    pub query: String,
    /// The unit it is made for.
    pub unit: Option<String>,
    /// Beginning of the range searched.
    pub from: Timestamp,
    /// Its end.
    pub to: Timestamp,
    /// Events found.
    pub found: u64,
}

/// What follows from a hunt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conclusion {
    /// In words.
    pub text: String,
    /// How much of what was found is an intruder's doing.
    pub findings: u64,
    /// How many of those are dealt with.
    pub disposed: u64,
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

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetroState {
    /// Nobody has begun it.
    Waiting,
    /// It goes on.
    Running,
    /// A person stopped it, and may let it go on.
    Paused,
    /// It came to its end.
    Done,
    /// It can't go on; the note says why.
    Failed,
}

impl RetroState {
    /// The word kept.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

impl Engine {
    /// Saves a search.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for a blank or too long text; [`EngineError::Forbidden`] and
    /// [`EngineError::NotFound`] without [`Action::HuntEvents`] at its unit, or anywhere when it has none.
    pub async fn save_search(
        &self,
        actor: &Actor,
        new: NewSearch,
    ) -> Result<SavedSearch, EngineError> {
        match &new.unit {
            Some(unit) => {
                self.require_for(actor, Action::HuntEvents, Some(unit), What::UNIT)
                    .await?;
            }
            None => self.require(actor, Action::HuntEvents, None).await?,
        }
        let mut tx = self.begin().await?;
        let search = SavedSearch {
            id: self.ids.saved_search(),
            name: said(&new.name)?,
            query: query_of(new.query)?,
            span: new.span,
            unit: new.unit,
            owner: actor.word(),
            saved_at: tx.at(),
        };
        tx.add_saved_search(search.clone()).await?;
        let change = Change {
            new: Some(json!({"query": search.query, "unit": search.unit})),
            ..Change::plain("search.saved", &search.id)
        };
        self.note(&mut tx, actor, change).await?;
        tx.commit().await?;
        Ok(search)
    }

    /// The searches an actor saved, and those of units whose events the actor may see.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ViewEvents`] anywhere; as the store.
    pub async fn saved_searches(&self, actor: &Actor) -> Result<Vec<SavedSearch>, EngineError> {
        let units = self.units_in_sight(actor, Action::ViewEvents).await?;
        let own = actor.word();
        let is_seen = |search: &SavedSearch| {
            let unit = search.unit.as_ref();
            let shared =
                unit.is_some_and(|unit| units.as_ref().is_none_or(|all| all.contains(unit)));
            shared || search.owner == own
        };
        let mut searches = self.store.saved_searches().await?;
        searches.retain(is_seen);
        Ok(searches)
    }

    /// Forgets a search that the actor saved.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when the actor saved none of this id.
    pub async fn drop_search(&self, actor: &Actor, id: SavedSearchId) -> Result<(), EngineError> {
        let mut tx = self.begin().await?;
        if !tx.drop_saved_search(id, &actor.word()).await? {
            return Err(What("tìm kiếm này", "this search").missing());
        }
        self.note(&mut tx, actor, Change::plain("search.dropped", &id))
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Begins a hunt: what is supposed, what was asked, and what was found.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for a blank or too long text or an empty range; [`EngineError::Forbidden`] and
    /// [`EngineError::NotFound`] without [`Action::HuntEvents`] at its unit.
    pub async fn begin_hunt(&self, actor: &Actor, new: NewHunt) -> Result<EventHunt, EngineError> {
        let unit = new.unit.as_deref();
        self.require_for(actor, Action::HuntEvents, unit, What::UNIT)
            .await?;
        check_range(new.from, new.to)?;
        let mut tx = self.begin().await?;
        let hunt = EventHunt {
            id: self.ids.event_hunt(),
            hypothesis: said(&new.hypothesis)?,
            query: query_of(new.query)?,
            unit: new.unit,
            from: new.from,
            to: new.to,
            found: new.found,
            conclusion: None,
            findings: 0,
            disposed: 0,
            made_by: actor.word(),
            made_at: tx.at(),
            concluded_by: None,
            concluded_at: None,
            revision: 0,
        };
        tx.put_event_hunt(&hunt).await?;
        let change = Change {
            new: Some(json!({"query": hunt.query, "unit": hunt.unit, "found": hunt.found})),
            ..Change::plain("hunt.begun", &hunt.id)
        };
        self.note(&mut tx, actor, change).await?;
        tx.commit().await?;
        Ok(hunt)
    }

    /// Says what follows from a hunt, once.
    ///
    /// # Errors
    /// [`EngineError::Conflict`] when it is concluded already; [`EngineError::Invalid`] when the conclusion says
    /// nothing, or more is dealt with than was found; [`EngineError::NotFound`] and [`EngineError::Forbidden`] as
    /// [`Engine::begin_hunt`].
    pub async fn conclude_hunt(
        &self,
        actor: &Actor,
        id: EventHuntId,
        conclusion: &Conclusion,
    ) -> Result<EventHunt, EngineError> {
        let (mut tx, mut hunt) = self.hunt_to_change(actor, id).await?;
        if hunt.conclusion.is_some() {
            return Err(EngineError::Conflict {
                current: hunt.revision,
            });
        }
        hunt.conclusion = Some(said(&conclusion.text)?);
        hunt.findings = conclusion.findings;
        hunt.disposed = dealt_with(conclusion.disposed, conclusion.findings)?;
        hunt.concluded_by = Some(actor.word());
        hunt.concluded_at = Some(tx.at());
        hunt.revision = hunt.revision.saturating_add(1);
        tx.put_event_hunt(&hunt).await?;
        let change = Change {
            new: Some(json!({"findings": hunt.findings, "disposed": hunt.disposed})),
            ..Change::plain("hunt.concluded", &id)
        };
        self.note(&mut tx, actor, change).await?;
        tx.commit().await?;
        Ok(hunt)
    }

    /// Says how many findings of a concluded hunt are dealt with by now.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] before it is concluded, and for more than were found; [`EngineError::NotFound`] and
    /// [`EngineError::Forbidden`] as [`Engine::begin_hunt`].
    pub async fn dispose_findings(
        &self,
        actor: &Actor,
        id: EventHuntId,
        disposed: u64,
    ) -> Result<EventHunt, EngineError> {
        let (mut tx, mut hunt) = self.hunt_to_change(actor, id).await?;
        if hunt.conclusion.is_none() {
            return Err(EngineError::invalid(
                "hãy ghi kết luận trước",
                "say what follows from it first",
            ));
        }
        let before = hunt.disposed;
        hunt.disposed = dealt_with(disposed, hunt.findings)?;
        hunt.revision = hunt.revision.saturating_add(1);
        tx.put_event_hunt(&hunt).await?;
        let change = Change {
            old: Some(json!({"disposed": before})),
            new: Some(json!({"disposed": hunt.disposed})),
            ..Change::plain("hunt.disposed", &id)
        };
        self.note(&mut tx, actor, change).await?;
        tx.commit().await?;
        Ok(hunt)
    }

    async fn hunt_to_change(
        &self,
        actor: &Actor,
        id: EventHuntId,
    ) -> Result<(Tx, EventHunt), EngineError> {
        let what = What("lần săn lùng này", "this hunt");
        let tx = self.begin().await?;
        let found = tx.event_hunt(id).await?;
        let hunt = found.ok_or_else(|| what.missing())?;
        self.require_for(actor, Action::HuntEvents, hunt.unit.as_deref(), what)
            .await?;
        Ok((tx, hunt))
    }

    /// The hunts of an actor's part, the newest first.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ViewEvents`] anywhere; as the store.
    pub async fn event_hunts(&self, actor: &Actor) -> Result<Vec<EventHunt>, EngineError> {
        let units = self.units_in_sight(actor, Action::ViewEvents).await?;
        Ok(self.store.event_hunts(units.as_deref(), LIMIT).await?)
    }

    /// Asks for a run of a list or rules over what is kept.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for an empty range; [`EngineError::Forbidden`] without [`Action::HuntEvents`] for the
    /// whole organisation.
    pub async fn ask_retro_hunt(
        &self,
        actor: &Actor,
        new: NewRetroHunt,
    ) -> Result<RetroHunt, EngineError> {
        Self::require_everywhere(actor, Action::HuntEvents)?;
        check_range(new.from, new.to)?;
        let mut tx = self.begin().await?;
        let run = RetroHunt {
            id: self.ids.retro_hunt(),
            what: said(&new.what)?,
            from: new.from,
            to: new.to,
            done_to: new.from,
            state: RetroState::Waiting.as_str().to_owned(),
            events: 0,
            found: 0,
            note: None,
            made_by: actor.word(),
            made_at: tx.at(),
            changed_at: tx.at(),
        };
        tx.put_retro_hunt(&run).await?;
        let change = Change {
            new: Some(json!({"what": run.what})),
            ..Change::plain("retro_hunt.asked", &run.id)
        };
        self.note(&mut tx, actor, change).await?;
        tx.commit().await?;
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
        let what = What("lần rà ngược này", "this run over what is kept");
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

fn dealt_with(disposed: u64, findings: u64) -> Result<u64, EngineError> {
    if disposed <= findings {
        return Ok(disposed);
    }
    Err(EngineError::invalid(
        "số đã xử lý không thể lớn hơn số phát hiện thật",
        "no more can be dealt with than was found",
    ))
}

fn said(text: &str) -> Result<String, EngineError> {
    let said = reason_of(text).map(str::to_owned);
    said.ok_or_else(|| {
        EngineError::invalid(
            "hãy điền nội dung, tối đa 1.000 ký tự",
            "fill in the text, at most 1,000 characters",
        )
    })
}

fn query_of(query: String) -> Result<String, EngineError> {
    if query.len() <= QUERY_BYTES_MAX {
        return Ok(query);
    }
    Err(EngineError::invalid(
        "câu tìm kiếm quá dài",
        "the query is too long",
    ))
}

fn check_range(from: Timestamp, to: Timestamp) -> Result<(), EngineError> {
    if from < to {
        return Ok(());
    }
    Err(EngineError::invalid(
        "khoảng thời gian trống",
        "the range of time is empty",
    ))
}
