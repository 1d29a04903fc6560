//! Requests sent twice: a program that heard no answer sends the same again under the same key, and gets the same
//! answer; nothing is done twice.
//!
//! Kept in the store by the hash of who asks, where and under which key, for seven days. Only what was done is kept: a
//! request that was refused changed nothing, and its key is free again. What is asked and answered is the door's.

use crate::accounts::limits::{REPEAT_CUT_OFF, REPEAT_KEPT};
use crate::actor::Actor;
use crate::{Engine, EngineError};
use store::{Digest, Repeat, sha256};

/// A request that may come again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    name: Digest,
    content: Digest,
}

impl Request {
    /// What `actor` asks of `door` under `key`; `content` is the hash of all that was sent.
    #[must_use]
    pub fn new(actor: &Actor, door: &str, key: &str, content: [u8; 32]) -> Self {
        Self::of(&actor.word(), door, key, content)
    }

    /// The same for who is no actor: a source of events, by its key.
    #[must_use]
    pub fn of(asker: &str, door: &str, key: &str, content: [u8; 32]) -> Self {
        // No part may contain the separator: a word is ids, a door is a path, a key is visible ASCII.
        let name = format!("{asker}\n{door}\n{key}");
        Self {
            name: sha256(name.as_bytes()),
            content: Digest(content),
        }
    }
}

/// What is known of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// It is new, and from now on runs: [`Engine::end_request`] must be told how it went.
    New,
    /// It was done; the answer was this.
    Done(String),
    /// Another request bears its key.
    OtherContent,
    /// It runs at this moment.
    Running,
}

impl Engine {
    /// Begins a request, unless it is known.
    ///
    /// # Errors
    /// As the store.
    pub async fn begin_request(&self, request: Request) -> Result<Known, EngineError> {
        let mut tx = self.begin().await?;
        let now = tx.at();
        // First, so that an answer kept too long is never given.
        tx.clear_repeats(now.saturating_sub(REPEAT_KEPT)?).await?;
        if let Some(known) = tx.repeat(request.name).await? {
            let cut_off = known.begun_at.saturating_add(REPEAT_CUT_OFF)? <= now;
            let same = known.content == request.content;
            match known.answer {
                Some(answer) if same => return Ok(Known::Done(answer)),
                None if same && !cut_off => return Ok(Known::Running),
                None if cut_off => {}
                _ => return Ok(Known::OtherContent),
            }
        }
        let begun = Repeat {
            content: request.content,
            begun_at: now,
            answer: None,
        };
        tx.put_repeat(request.name, begun).await?;
        tx.commit().await?;
        Ok(Known::New)
    }

    /// Ends a request: with its answer when it was done, without one when it was refused and may be sent anew.
    ///
    /// # Errors
    /// As the store.
    pub async fn end_request(
        &self,
        request: Request,
        answer: Option<String>,
    ) -> Result<(), EngineError> {
        let mut tx = self.begin().await?;
        match answer {
            None => tx.drop_repeat(request.name).await?,
            answer @ Some(_) => {
                let done = Repeat {
                    content: request.content,
                    begun_at: tx.at(),
                    answer,
                };
                tx.put_repeat(request.name, done).await?;
            }
        }
        tx.commit().await?;
        Ok(())
    }
}
