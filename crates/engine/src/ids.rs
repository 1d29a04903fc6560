//! Minting ids: UUIDv7 from the engine's clock.

use crate::clock::Clock;
use std::sync::{Mutex, PoisonError};
use store::{
    AccountId, AuditId, CutOffId, DirectiveId, DraftId, EventHuntId, FactId, OneTimeLinkId,
    ReportId, RetroHuntId, SavedSearchId, SessionId, SourceId, StatementId, SuppressionId, TokenId,
    UnitLinkId,
};
use uuid::{ContextV7, Uuid};

/// Mints ids in order of time.
#[derive(Debug)]
pub(crate) struct Mint {
    clock: Clock,
    context: Mutex<ContextV7>,
}

impl Mint {
    pub(crate) fn new(clock: Clock) -> Self {
        Self {
            clock,
            context: Mutex::new(ContextV7::new()),
        }
    }

    fn uuid(&self) -> Uuid {
        let now = self.clock.now();
        let seconds = u64::try_from(now.as_second()).unwrap_or(0);
        let nanos = u32::try_from(now.subsec_nanosecond()).unwrap_or(0);
        let context = self.context.lock().unwrap_or_else(PoisonError::into_inner);
        Uuid::new_v7(uuid::Timestamp::from_unix(&*context, seconds, nanos))
    }

    pub(crate) fn fact(&self) -> FactId {
        FactId(self.uuid())
    }

    pub(crate) fn source(&self) -> SourceId {
        SourceId(self.uuid())
    }

    pub(crate) fn directive(&self) -> DirectiveId {
        DirectiveId(self.uuid())
    }

    pub(crate) fn draft(&self) -> DraftId {
        DraftId(self.uuid())
    }

    /// The name of an import that is being prepared.
    pub(crate) fn plan(&self) -> Uuid {
        self.uuid()
    }

    pub(crate) fn statement(&self) -> StatementId {
        StatementId(self.uuid())
    }

    pub(crate) fn cut_off(&self) -> CutOffId {
        CutOffId(self.uuid())
    }

    pub(crate) fn report(&self) -> ReportId {
        ReportId(self.uuid())
    }

    pub(crate) fn account(&self) -> AccountId {
        AccountId(self.uuid())
    }

    pub(crate) fn session(&self) -> SessionId {
        SessionId(self.uuid())
    }

    pub(crate) fn one_time_link(&self) -> OneTimeLinkId {
        OneTimeLinkId(self.uuid())
    }

    pub(crate) fn token(&self) -> TokenId {
        TokenId(self.uuid())
    }

    pub(crate) fn unit_link(&self) -> UnitLinkId {
        UnitLinkId(self.uuid())
    }

    pub(crate) fn audit(&self) -> AuditId {
        AuditId(self.uuid())
    }

    pub(crate) fn suppression(&self) -> SuppressionId {
        SuppressionId(self.uuid())
    }

    pub(crate) fn saved_search(&self) -> SavedSearchId {
        SavedSearchId(self.uuid())
    }

    pub(crate) fn event_hunt(&self) -> EventHuntId {
        EventHuntId(self.uuid())
    }

    pub(crate) fn retro_hunt(&self) -> RetroHuntId {
        RetroHuntId(self.uuid())
    }
}
