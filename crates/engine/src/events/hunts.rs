//! Searches saved for another day, and hunts with what was supposed and what followed.
//!
//! The search itself is `lake::query`; here is what people say about it.

use super::sight::What;
use crate::accounts::Change;
use crate::actor::Actor;
use crate::{Engine, EngineError};
use domain::access::Action;
use domain::alert::reason_of;
use jiff::Timestamp;
use serde_json::json;
use store::{EventHunt, EventHuntId, SavedSearch, SavedSearchId, Tx};

/// Longest query, in bytes.
const QUERY_BYTES_MAX: usize = 4_000;
/// Most rows of a list.
pub(super) const LIMIT: u64 = 500;

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
        let hunts_a_part =
            actor.may_anywhere(Action::HuntEvents) && !actor.may_everywhere(Action::HuntEvents);
        if unit.is_none() && hunts_a_part {
            return Err(EngineError::invalid(
                "hãy chọn đơn vị: bạn được săn tìm ở một phần của tổ chức",
                "choose the unit: you may hunt in a part of the organisation",
            ));
        }
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

pub(super) fn check_range(from: Timestamp, to: Timestamp) -> Result<(), EngineError> {
    if from < to {
        return Ok(());
    }
    Err(EngineError::invalid(
        "khoảng thời gian trống",
        "the range of time is empty",
    ))
}
