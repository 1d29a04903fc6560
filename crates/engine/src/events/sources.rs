//! What sends events: shown to people, adopted for a unit, named, given a token, retired.

use super::sight::What;
use super::{CLASS_DEFAULT, CLASSES, hashed};
use crate::accounts::{Change, Secret};
use crate::actor::Actor;
use crate::{Engine, EngineError};
use domain::access::Action;
use domain::facts::{FactKind, FactRow as _, System};
use serde_json::json;
use std::collections::BTreeSet;
use store::{EventSource, EventSourceId};

/// Begins every token of a sender, so that a scanner of leaked secrets knows one when it sees it.
const PREFIX: &str = "khien_gui_";
/// The door of senders that show a token.
const DOOR_TOKEN: &str = "token";
/// Longest name, in characters.
const NAME_CHARS_MAX: usize = 200;
/// Most senders of one page.
const LIMIT_MAX: u64 = 500;

/// Where a sender stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceState {
    /// It sends, and nobody has said whose it is.
    Waiting,
    /// It belongs to a unit, and is missed when it falls silent.
    Adopted,
    /// It is not expected any more.
    Retired,
}

impl SourceState {
    /// Every state.
    pub const ALL: &[Self] = &[Self::Waiting, Self::Adopted, Self::Retired];

    /// The word kept.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Adopted => "adopted",
            Self::Retired => "retired",
        }
    }
}

/// What a person says of a sender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adoption {
    /// The unit it belongs to; `None` for one of the whole organisation.
    pub unit: Option<String>,
    /// What people call it; its key when blank.
    pub name: String,
    /// How long its events are kept: one of [`CLASSES`].
    pub class: String,
    /// Codes of the systems whose events it sends: their monitoring is proven by it.
    pub systems: Vec<String>,
}

/// The id of a sender: 16 bytes of SHA-256 over its key.
pub(super) fn source_id(key: &str) -> EventSourceId {
    EventSourceId(uuid::Uuid::from_bytes(hashed("source", &[key])))
}

impl Engine {
    /// The senders in one of these states that an actor may see, in the order of their keys, behind `after`; 500 at most.
    /// Those that wait for adoption belong to no unit and are seen by who sees the whole organisation.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ViewSources`] anywhere; as the store.
    pub async fn event_sources(
        &self,
        actor: &Actor,
        states: &[SourceState],
        after: Option<&str>,
        limit: u64,
    ) -> Result<Vec<EventSource>, EngineError> {
        let units = self.units_in_sight(actor, Action::ViewSources).await?;
        let states: Vec<&str> = states.iter().map(|state| state.as_str()).collect();
        let limit = limit.clamp(1, LIMIT_MAX);
        Ok(self
            .store
            .event_sources(units.as_deref(), &states, after, limit)
            .await?)
    }

    /// One sender.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is none, or it is outside the actor's part; [`EngineError::Forbidden`]
    /// inside it without [`Action::ViewSources`].
    pub async fn event_source(
        &self,
        actor: &Actor,
        id: EventSourceId,
    ) -> Result<EventSource, EngineError> {
        let source = self.store.event_source(id).await?.ok_or_else(missing)?;
        self.require_for(actor, Action::ViewSources, source.unit.as_deref(), WHAT)
            .await?;
        Ok(source)
    }

    /// Says whose a sender is, what it is called and how long its events are kept; what it sent before stays as it
    /// was. `revision` is how it was when the actor looked.
    ///
    /// # Errors
    /// [`EngineError::Conflict`] when somebody else was faster; [`EngineError::Invalid`] for an unknown class or too
    /// long a name; [`EngineError::NotFound`] and [`EngineError::Forbidden`] for [`Action::ManageSources`] at the unit
    /// it has and at the one it gets.
    pub async fn adopt_source(
        &self,
        actor: &Actor,
        id: EventSourceId,
        revision: u64,
        adoption: Adoption,
    ) -> Result<EventSource, EngineError> {
        let class = class_of(&adoption.class)?;
        let name = name_of(&adoption.name)?;
        let unit = adoption.unit.as_deref();
        self.require_for(actor, Action::ManageSources, unit, What::UNIT)
            .await?;
        self.known_systems(&adoption.systems).await?;
        self.change_source(actor, id, revision, "source.adopted", |source, at| {
            source.unit.clone_from(&adoption.unit);
            source.name = name;
            source.class = class;
            source.systems.clone_from(&adoption.systems);
            SourceState::Adopted.as_str().clone_into(&mut source.state);
            source.adopted_at = Some(at);
            source.adopted_by = Some(actor.word());
        })
        .await
    }

    /// Says that a sender is not expected any more: its silence is no news, its token is void. Should it send again,
    /// it waits for adoption anew.
    ///
    /// # Errors
    /// As [`Engine::adopt_source`].
    pub async fn retire_source(
        &self,
        actor: &Actor,
        id: EventSourceId,
        revision: u64,
    ) -> Result<EventSource, EngineError> {
        self.change_source(actor, id, revision, "source.retired", |source, _| {
            SourceState::Retired.as_str().clone_into(&mut source.state);
            source.token = None;
            source.silent_since = None;
        })
        .await
    }

    /// Registers a sender that will show a token; the token is shown once. Its key is `token/` and the name.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] when the name is none, or taken; as [`Engine::adopt_source`].
    pub async fn add_source(
        &self,
        actor: &Actor,
        adoption: Adoption,
    ) -> Result<(EventSource, Secret), EngineError> {
        self.require_for(
            actor,
            Action::ManageSources,
            adoption.unit.as_deref(),
            What::UNIT,
        )
        .await?;
        self.known_systems(&adoption.systems).await?;
        let class = class_of(&adoption.class)?;
        let name = name_of(&adoption.name)?.ok_or_else(|| {
            EngineError::invalid("hãy đặt tên cho nguồn", "give the source a name")
        })?;
        let key = format!("token/{name}");
        if key.len() > lake::intake::SOURCE_BYTES_MAX {
            return Err(too_long());
        }
        let secret = Secret::make(PREFIX)?;
        let mut tx = self.begin().await?;
        let id = source_id(&key);
        if tx.event_source(id).await?.is_some() {
            return Err(EngineError::invalid(
                format!("đã có nguồn tên “{name}”"),
                format!("there is a source named “{name}” already"),
            ));
        }
        let at = tx.at();
        let source = EventSource {
            id,
            key,
            name: Some(name),
            unit: adoption.unit,
            class,
            systems: adoption.systems,
            door: DOOR_TOKEN.to_owned(),
            state: SourceState::Adopted.as_str().to_owned(),
            first_seen: at,
            last_seen: at,
            events: 0,
            pause: jiff::SignedDuration::ZERO,
            silent_since: None,
            token: Some(secret.digest()),
            adopted_at: Some(at),
            adopted_by: Some(actor.word()),
            revision: 1,
        };
        tx.put_event_source(&source).await?;
        let change = Change {
            new: Some(told(&source)),
            ..Change::plain("source.added", &id)
        };
        self.note(&mut tx, actor, change).await?;
        tx.commit().await?;
        self.events.source_changed();
        Ok((source, secret))
    }

    /// Makes a new token for a sender that shows one; the one before is void at once, and the new one is shown once.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] when it is not expected, or came through another door; as [`Engine::adopt_source`].
    pub async fn renew_source_token(
        &self,
        actor: &Actor,
        id: EventSourceId,
        revision: u64,
    ) -> Result<(EventSource, Secret), EngineError> {
        let seen = self.event_source(actor, id).await?;
        if seen.revision != revision {
            return Err(EngineError::Conflict {
                current: seen.revision,
            });
        }
        if !may_have_token(&seen) {
            return Err(EngineError::invalid(
                "chỉ nguồn đã nhận và gửi qua HTTP mới có mã mới",
                "only a source that is expected and sends with a token can have a new one",
            ));
        }
        let secret = Secret::make(PREFIX)?;
        let digest = secret.digest();
        let renewed =
            self.change_source(actor, id, revision, "source.token_renewed", |source, _| {
                source.token = Some(digest);
            });
        Ok((renewed.await?, secret))
    }

    /// Says which of these codes is of no system.
    async fn known_systems(&self, codes: &[String]) -> Result<(), EngineError> {
        if codes.is_empty() {
            return Ok(());
        }
        let facts = self.rows_of(&[FactKind::System], self.clock.now()).await?;
        let all = facts.units().iter().filter_map(|unit| facts.of(&unit.code));
        let known: BTreeSet<&str> = all
            .chain([facts.shared()])
            .flat_map(System::of)
            .map(|system| system.code.as_str())
            .collect();
        let Some(missing) = codes.iter().find(|code| !known.contains(code.as_str())) else {
            return Ok(());
        };
        Err(EngineError::invalid(
            format!("không có hệ thống mã “{missing}”"),
            format!("there is no system with the code “{missing}”"),
        ))
    }

    async fn change_source(
        &self,
        actor: &Actor,
        id: EventSourceId,
        revision: u64,
        word: &'static str,
        change: impl FnOnce(&mut EventSource, jiff::Timestamp) + Send,
    ) -> Result<EventSource, EngineError> {
        let seen = self.store.event_source(id).await?.ok_or_else(missing)?;
        self.require_for(actor, Action::ManageSources, seen.unit.as_deref(), WHAT)
            .await?;
        let mut tx = self.begin().await?;
        let mut source = tx.event_source(id).await?.ok_or_else(missing)?;
        if source.revision != revision {
            return Err(EngineError::Conflict {
                current: source.revision,
            });
        }
        let old = told(&source);
        change(&mut source, tx.at());
        source.revision = source.revision.saturating_add(1);
        tx.put_event_source(&source).await?;
        let change = Change {
            old: Some(old),
            new: Some(told(&source)),
            ..Change::plain(word, &id)
        };
        self.note(&mut tx, actor, change).await?;
        tx.commit().await?;
        self.events.source_changed();
        Ok(source)
    }
}

/// Whether a sender is expected and shows a token: it can have a new one.
#[must_use]
pub fn may_have_token(source: &EventSource) -> bool {
    source.door == DOOR_TOKEN && source.state == SourceState::Adopted.as_str()
}

/// What a sender is called where it is not there.
const WHAT: What = What("nguồn nhật ký này", "this source of logs");

fn missing() -> EngineError {
    WHAT.missing()
}

fn told(source: &EventSource) -> serde_json::Value {
    json!({
        "key": source.key,
        "name": source.name,
        "unit": source.unit,
        "class": source.class,
        "systems": source.systems,
        "state": source.state,
    })
}

fn class_of(class: &str) -> Result<String, EngineError> {
    let class = if class.is_empty() {
        CLASS_DEFAULT
    } else {
        class
    };
    if CLASSES.contains(&class) {
        return Ok(class.to_owned());
    }
    Err(EngineError::invalid(
        format!(
            "“{class}” không phải là nhóm lưu giữ: {}",
            CLASSES.join(", ")
        ),
        format!("“{class}” is no class of retention: {}", CLASSES.join(", ")),
    ))
}

fn name_of(name: &str) -> Result<Option<String>, EngineError> {
    let name = name.trim();
    if name.chars().nth(NAME_CHARS_MAX).is_some() || name.chars().any(char::is_control) {
        return Err(too_long());
    }
    // Keys of senders are listed in facts, where it parts one from the next.
    if name.contains(';') {
        return Err(EngineError::invalid(
            "tên nguồn không dùng dấu chấm phẩy",
            "the name of a source has no semicolon",
        ));
    }
    Ok((!name.is_empty()).then(|| name.to_owned()))
}

fn too_long() -> EngineError {
    EngineError::invalid(
        format!("tên nguồn tối đa {NAME_CHARS_MAX} ký tự, trên một dòng"),
        format!("the name of a source has at most {NAME_CHARS_MAX} characters, on one line"),
    )
}
