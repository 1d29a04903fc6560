//! The control plane in SQL: sources and facts, directives, judgements,
//! statements, returns, cut-offs, reports, the ledger that makes any later edit
//! of them show, and beside it the accounts of those who work with them.
//!
//! One code path serves SQLite (the default, `DIR/khien.db`) and PostgreSQL
//! (by URL). The store knows no rules: words such as a status or a measure are
//! opaque strings, bodies are opaque canonical JSON. It never asks what time it
//! is: every write transaction is opened with its instant.
//!
//! # How to write
//!
//! ```no_run
//! # async fn example(
//! #     now: jiff::Timestamp,
//! #     import: store::Import,
//! #     leaf: impl FnOnce(store::LeafSlot) -> Result<Vec<u8>, store::LeafError> + Send,
//! # ) -> Result<(), store::StoreError> {
//! let folder = std::path::Path::new("khien-data");
//! let store = store::Store::open(folder, store::Database::Sqlite).await?;
//! let mut tx = store.begin(now).await?;
//! let outcome = tx.import(import, leaf).await?;
//! tx.commit().await?; // committed and synced: now it may be acknowledged
//! # let _ = outcome;
//! # Ok(())
//! # }
//! ```
//!
//! Every row that must be provable is *bound*: the insert hands the caller a
//! [`LeafSlot`] (position, instant, salted hash of the row) and takes back the
//! leaf bytes, so that row and leaf enter the database in one transaction. The
//! bytes are opaque here; their form is `wire::ledger`.
//!
//! # What is deliberately absent
//!
//! No update and no delete of any bound row: a correction is a new row. No
//! decisions, no HTTP, no clock, no JSON parsing.

mod accounts;
pub mod backup;
mod bound;
mod connect;
mod counts;
mod cutoffs;
mod digest;
mod directives;
mod dirty;
mod documents;
mod drafts;
mod error;
mod events;
mod facts;
mod files;
mod folder;
mod ids;
mod judged;
mod judgements;
mod ledger;
mod migrate;
mod open;
mod reopenings;
mod repeats;
mod returns;
mod settings;
mod statements;
mod time;
mod tx;

pub use accounts::{
    Account, AuditEntry, AuditFilter, AuditWords, Counter, Grant, LinkPurpose, OneTimeLink,
    Session, Token, UnitLink,
};
pub use bound::Kept;
pub use connect::Database;
pub use counts::Counts;
pub use cutoffs::{CutOff, CutOffLine};
pub use digest::{Digest, sha256};
pub use directives::Directive;
pub use dirty::{Dirty, DirtyMark};
pub use documents::{KeptFile, Report};
pub use drafts::{Draft, DraftChange};
pub use error::StoreError;
pub use events::{
    Alert, AlertPlace, AlertQuery, EventHunt, EventJudging, EventRef, EventSource, RetroHunt,
    RuleCount, SavedSearch, Suppression,
};
pub use facts::{
    Fact, Import, Imported, KeptFact, KeptSource, Source, StateQuery, TouchedFact, Units,
};
pub use files::FileStore;
pub use folder::Folder;
pub use ids::{
    AccountId, AlertId, AuditId, CutOffId, DirectiveId, DraftId, EventHuntId, EventSourceId,
    FactId, OneTimeLinkId, ReportId, RetroHuntId, SavedSearchId, SessionId, SourceId, StatementId,
    SuppressionId, TokenId, UnitLinkId,
};
pub use judged::JudgedUntil;
pub use judgements::{Judgement, JudgementKey, JudgementQuery};
pub use ledger::{
    Checkpoint, Inclusion, LeafError, LeafSlot, LedgerLeaf, Problem, ProblemCode, Trust,
    VerifyReport, verify_checkpoint,
};
pub use open::Store;
pub use reopenings::Reopening;
pub use repeats::Repeat;
pub use returns::Return;
pub use settings::SettingChange;
pub use statements::Statement;
pub use tx::Tx;
