//! Drafts of readings: a document is uploaded, a person compares what was read with the print, corrects it, and
//! only then does it come into force.
//!
//! What the program read is never changed. Corrections are kept in order, each with who and when, and are
//! applied on a copy; with the confirmation they are kept as a file that the ledger knows. They teach
//! nothing: the same document read again is read the same way. A document with a stamp of secrecy is refused
//! and no copy is kept.

mod apply;
mod changes;
mod confirm;
mod lists;
mod readings;

use crate::actor::Actor;
use crate::{Engine, EngineError};
use domain::access::Action;
use domain::directive::Directive;
use jiff::Timestamp;
use jiff::civil::Date;
use letters::read::Extract;
use std::collections::BTreeMap;
use store::{Digest, DirectiveId, KeptFile, sha256};
use wire::directive::DirectiveV1;
use wire::reading::CorrectedV1;

pub use apply::CorrectionError;
pub use changes::{Change, Shown};
pub use letters::read::{Place, SourceLine};
pub use readings::{Reading, ReadingKind};
pub use store::DraftId;
pub use wire::reading::CorrectionV1 as Correction;

/// Most corrections of one draft.
const CORRECTIONS_MAX: usize = 2_000;
/// A reason says at least this much.
const REASON_CHARS_MIN: usize = 5;
/// Longest name of a file, in characters.
const NAME_CHARS_MAX: usize = 200;

/// Where a draft stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftState {
    /// Waiting for a person.
    Reading,
    /// In force.
    Confirmed,
    /// Put away.
    Dropped,
}

impl DraftState {
    /// The word it is kept by.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Confirmed => "confirmed",
            Self::Dropped => "dropped",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        let all = [Self::Reading, Self::Confirmed, Self::Dropped];
        all.into_iter().find(|state| state.as_str() == word)
    }
}

/// A draft in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftLine {
    /// Its id.
    pub id: DraftId,
    /// Name of the file it was read from.
    pub file_name: String,
    /// Word of who brought it.
    pub uploaded_by: String,
    /// When.
    pub uploaded_at: Timestamp,
    /// Where it stands.
    pub state: DraftState,
    /// Its subject, as corrected.
    pub subject: Option<String>,
    /// How many readings wait for a person.
    pub open: usize,
}

/// A draft with everything a person compares.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its id.
    pub id: DraftId,
    /// Name of the file it was read from.
    pub file_name: String,
    /// SHA-256 of that file.
    pub sha256: Digest,
    /// Word of who brought it.
    pub uploaded_by: String,
    /// When.
    pub uploaded_at: Timestamp,
    /// Where it stands.
    pub state: DraftState,
    /// The directive it became, once confirmed.
    pub directive: Option<DirectiveId>,
    /// How many changes it has seen; a change names it.
    pub revision: u64,
    /// As the program read it.
    pub reading: Directive,
    /// With the corrections.
    pub corrected: Directive,
    /// The corrections in order.
    pub corrections: Vec<CorrectedV1>,
    /// What each of them replaced.
    pub changes: Vec<Change>,
    /// Ngày văn bản đến, as far as somebody gave it.
    pub received: Option<Date>,
    /// Enclosures that came with the letter: position among the corrected ones, day.
    pub enclosures_received: BTreeMap<usize, Date>,
    /// The lines of the source as the reader saw them.
    pub source: Vec<SourceLine>,
    /// Where the obligations stand, by id, as far as they were found.
    pub places: BTreeMap<String, Place>,
    /// What a person should look at, settled ones included.
    pub readings_to_confirm: Vec<Reading>,
}

impl Engine {
    /// Reads a document and keeps it as a draft; the same file again while its draft waits is the same draft.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::UploadDirective`] for the whole organisation;
    /// [`EngineError::Letter`] with what to do about it, among them the stamp of secrecy: then no copy is kept. As
    /// the store.
    pub async fn upload(
        &self,
        actor: &Actor,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<DraftId, EngineError> {
        self.require(actor, Action::UploadDirective, None).await?;
        let extract = letters::read::extract(&file_name(name), &bytes)?;
        self.upload_extract(actor, name, bytes, &extract).await
    }

    /// As [`Engine::upload`], for a document whose words were taken by a child process
    /// ([`crate::documents::read_document`]), such as a scan.
    ///
    /// # Errors
    /// As [`Engine::upload`].
    pub async fn upload_extract(
        &self,
        actor: &Actor,
        name: &str,
        bytes: Vec<u8>,
        extract: &Extract,
    ) -> Result<DraftId, EngineError> {
        self.require(actor, Action::UploadDirective, None).await?;
        let name = file_name(name);
        let directive = crate::directives::read_extract_with(&self.packs, extract)?;
        let sha256 = sha256(&bytes);
        let before = self.store.drafts_of_file(sha256).await?;
        let state = |wanted: DraftState| before.iter().find(|d| d.state == wanted.as_str());
        if let Some(waiting) = state(DraftState::Reading) {
            return Ok(waiting.id);
        }
        let now = self.clock.now();
        let id = self.ids.draft();
        let draft = store::Draft {
            id,
            sha256,
            file_name: name.clone(),
            uploaded_by: actor.word().to_string(),
            uploaded_at: now,
            source_text: extract.body.clone(),
            body: crate::directives::body(&name, &directive)?,
            // A letter confirmed before is corrected from where it stood.
            corrections: state(DraftState::Confirmed)
                .map_or_else(|| "[]".to_owned(), |d| d.corrections.clone()),
            revision: 0,
            state: DraftState::Reading.as_str().to_owned(),
            directive: state(DraftState::Confirmed).and_then(|d| d.directive),
            changed_at: now,
        };
        let file = KeptFile {
            sha256,
            name,
            purpose: "directive".into(),
            size: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        };
        self.store.files().put(bytes).await?;
        let mut tx = self.begin().await?;
        tx.add_file(file, |slot| crate::ledger::file_leaf(actor, slot))
            .await?;
        tx.add_draft(draft).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// All drafts, the newest first.
    ///
    /// # Errors
    /// As the store; [`EngineError::Damaged`] when a kept draft is none.
    pub async fn drafts(&self) -> Result<Vec<DraftLine>, EngineError> {
        let kept = self.store.drafts().await?;
        kept.into_iter()
            .map(|row| {
                let draft = opened(row)?;
                let open = draft.readings_to_confirm.iter().filter(|r| !r.settled);
                Ok(DraftLine {
                    open: open.count(),
                    id: draft.id,
                    file_name: draft.file_name,
                    uploaded_by: draft.uploaded_by,
                    uploaded_at: draft.uploaded_at,
                    state: draft.state,
                    subject: draft.corrected.subject,
                })
            })
            .collect()
    }

    /// One draft.
    ///
    /// # Errors
    /// [`EngineError::NotFound`]; as the store.
    pub async fn draft(&self, id: DraftId) -> Result<Draft, EngineError> {
        let row = self.store.draft(id).await?;
        opened(row.ok_or_else(|| {
            EngineError::not_found(format_args!("bản đọc {id}"), format_args!("reading {id}"))
        })?)
    }

    /// Adds a correction to a draft that stands at `revision`.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::CorrectReading`] for the whole organisation;
    /// [`EngineError::Conflict`] when somebody changed it since: the draft as it stands and the correction can both be
    /// shown, nothing is lost. [`EngineError::Invalid`] when the correction does not fit. As the store.
    pub async fn correct(
        &self,
        actor: &Actor,
        id: DraftId,
        revision: u64,
        correction: Correction,
    ) -> Result<Draft, EngineError> {
        self.require(actor, Action::CorrectReading, None).await?;
        let draft = self.waiting(id, revision).await?;
        if draft.corrections.len() >= CORRECTIONS_MAX {
            return Err(EngineError::invalid(
                "bản đọc đã có quá nhiều lần sửa",
                "the reading has too many corrections already",
            ));
        }
        reasoned(&correction)?;
        let mut corrections = draft.corrections;
        corrections.push(CorrectedV1 {
            by: actor.word().to_string(),
            at: self.clock.now(),
            correction,
        });
        // Applied before it is kept: what does not fit never enters.
        let read = DirectiveV1::new(&draft.file_name, &draft.reading);
        applied(&read, &corrections).map_err(|e| EngineError::Invalid(e.into_told()))?;
        let change = store::DraftChange {
            corrections: json(&corrections)?,
            state: DraftState::Reading.as_str().to_owned(),
            directive: draft.directive,
        };
        self.change_draft(id, revision, change).await?;
        self.draft(id).await
    }

    /// Puts a draft away; its file stays.
    ///
    /// # Errors
    /// As [`Engine::correct`].
    pub async fn drop_draft(
        &self,
        actor: &Actor,
        id: DraftId,
        revision: u64,
    ) -> Result<(), EngineError> {
        self.require(actor, Action::CorrectReading, None).await?;
        let draft = self.waiting(id, revision).await?;
        let change = store::DraftChange {
            corrections: json(&draft.corrections)?,
            state: DraftState::Dropped.as_str().to_owned(),
            directive: draft.directive,
        };
        self.change_draft(id, revision, change).await
    }

    /// A draft that still waits and stands at `revision`.
    async fn waiting(&self, id: DraftId, revision: u64) -> Result<Draft, EngineError> {
        let draft = self.draft(id).await?;
        if draft.revision != revision {
            return Err(EngineError::Conflict {
                current: draft.revision,
            });
        }
        if draft.state != DraftState::Reading {
            return Err(EngineError::invalid(
                "bản đọc này đã được xác nhận hoặc đã bỏ",
                "this reading was confirmed or put away already",
            ));
        }
        Ok(draft)
    }

    async fn change_draft(
        &self,
        id: DraftId,
        revision: u64,
        change: store::DraftChange,
    ) -> Result<(), EngineError> {
        let mut tx = self.begin().await?;
        tx.change_draft(id, revision, change)
            .await
            .map_err(EngineError::of_change)?;
        tx.commit().await?;
        Ok(())
    }
}

/// A duty that a unit would have had to do is taken out only with a reason, which stays with the reading.
fn reasoned(correction: &Correction) -> Result<(), EngineError> {
    let Correction::ObligationRemove { reason, .. } = correction else {
        return Ok(());
    };
    let reason = reason.as_deref().unwrap_or_default().trim();
    let length = reason.chars().count();
    if length < REASON_CHARS_MIN {
        return Err(EngineError::invalid(
            format!("bỏ một nhiệm vụ cần ghi lý do (ít nhất {REASON_CHARS_MIN} ký tự)"),
            format!("taking out a duty needs a reason (at least {REASON_CHARS_MIN} characters)"),
        ));
    }
    if length > apply::TEXT_CHARS_MAX {
        return Err(EngineError::Invalid(apply::too_long()));
    }
    Ok(())
}

/// A reading with its corrections applied, as far as they were.
struct Applied {
    directive: DirectiveV1,
    received: Option<Date>,
    enclosures: BTreeMap<usize, Date>,
}

impl Applied {
    fn of(read: &DirectiveV1) -> Self {
        Self {
            directive: read.clone(),
            received: None,
            enclosures: BTreeMap::new(),
        }
    }

    /// Applies one more correction; where it does not fit, nothing changes.
    fn step(&mut self, correction: &Correction) -> Result<(), CorrectionError> {
        apply::apply(correction, &mut self.directive)?;
        match correction {
            Correction::Received { date } => self.received = *date,
            Correction::EnclosureReceived {
                index,
                on: Some(on),
            } => {
                self.enclosures.insert(*index, *on);
            }
            Correction::EnclosureReceived { index, on: None } => {
                self.enclosures.remove(index);
            }
            Correction::EnclosureRemove { index } => {
                // Those behind it move up by one.
                let marks = std::mem::take(&mut self.enclosures).into_iter();
                let kept = marks.filter(|(at, _)| at != index);
                self.enclosures = kept
                    .map(|(at, on)| (if at > *index { at - 1 } else { at }, on))
                    .collect();
            }
            _ => {}
        }
        Ok(())
    }
}

fn applied(read: &DirectiveV1, corrections: &[CorrectedV1]) -> Result<Applied, CorrectionError> {
    let mut outcome = Applied::of(read);
    for made in corrections {
        outcome.step(&made.correction)?;
    }
    Ok(outcome)
}

fn damaged(row: &store::Draft) -> EngineError {
    EngineError::Damaged(format!("bản đọc {}", row.id))
}

/// What was read, and the corrections in order.
fn parsed(row: &store::Draft) -> Result<(DirectiveV1, Vec<CorrectedV1>), EngineError> {
    let read = serde_json::from_str(&row.body).map_err(|_| damaged(row))?;
    let corrections = serde_json::from_str(&row.corrections).map_err(|_| damaged(row))?;
    Ok((read, corrections))
}

/// What people changed in a kept draft, without the rest of it.
fn changes_of(row: &store::Draft) -> Result<Vec<Change>, EngineError> {
    let (read, corrections) = parsed(row)?;
    changes::changes(&read, &corrections).map_err(|_| damaged(row))
}

/// A kept draft with everything worked out.
fn opened(row: store::Draft) -> Result<Draft, EngineError> {
    let (read, corrections) = parsed(&row)?;
    let damaged = || damaged(&row);
    let outcome = applied(&read, &corrections).map_err(|_| damaged())?;
    let reading = read.to_directive().map_err(|_| damaged())?;
    let corrected = outcome.directive.to_directive().map_err(|_| damaged())?;
    let changes = changes::changes(&read, &corrections).map_err(|_| damaged())?;
    let source = letters::read::source_lines(&row.source_text);
    let places = placed(&source, &reading, &corrected);
    let state = DraftState::parse(&row.state).ok_or_else(damaged)?;
    let mut draft = Draft {
        id: row.id,
        state,
        file_name: row.file_name,
        sha256: row.sha256,
        uploaded_by: row.uploaded_by,
        uploaded_at: row.uploaded_at,
        directive: row.directive,
        revision: row.revision,
        reading,
        corrected,
        changes,
        corrections,
        received: outcome.received,
        enclosures_received: outcome.enclosures,
        source,
        places,
        readings_to_confirm: Vec::new(),
    };
    draft.readings_to_confirm = readings::to_confirm(&draft);
    Ok(draft)
}

/// Where the duties stand: a corrected text by the place of the text that was read.
fn placed(
    source: &[SourceLine],
    reading: &Directive,
    corrected: &Directive,
) -> BTreeMap<String, Place> {
    let of = |directive: &Directive| {
        let found = letters::read::places(source, directive).obligations;
        let ids: Vec<String> = directive.obligations.iter().map(|o| o.id.clone()).collect();
        ids.into_iter()
            .zip(found)
            .filter_map(|(id, place)| Some((id, place?)))
            .collect::<BTreeMap<String, Place>>()
    };
    let mut places = of(corrected);
    let kept = |id: &str| corrected.obligations.iter().any(|o| o.id == id);
    for (id, place) in of(reading).into_iter().filter(|(id, _)| kept(id)) {
        places.insert(id, place);
    }
    places
}

/// The name of a file without the folders and control characters a browser or attacker may send.
pub(crate) fn file_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or(given);
    let clean = last.chars().filter(|c| !c.is_control());
    let name: String = clean.take(NAME_CHARS_MAX).collect();
    let name = name.trim();
    if name.is_empty() || name.chars().all(|c| c == '.') {
        "khong-ten".to_owned()
    } else {
        name.to_owned()
    }
}

/// JSON of a list of corrections.
fn json(corrections: &[CorrectedV1]) -> Result<String, EngineError> {
    serde_json::to_string(corrections).map_err(|e| EngineError::Damaged(e.to_string()))
}
