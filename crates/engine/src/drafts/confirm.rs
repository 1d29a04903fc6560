//! A draft comes into force: the corrected reading, the file of reading and corrections, and the enclosures that
//! came with the letter, in one transaction.

use super::{Draft, DraftState};
use crate::actor::Actor;
use crate::directives::{Confirmation, InForce};
use crate::enclosures::Received;
use crate::{Engine, EngineError};
use domain::access::Action;
use letters::read::{Place, SourceLine};
use std::collections::BTreeMap;
use store::{DraftId, KeptFile};
use wire::directive::DirectiveV1;
use wire::reading::ReadingV1;

/// The text of a directive in force beside its duties.
#[derive(Debug, Clone, Default)]
pub struct DirectiveSource {
    /// The lines as the reader saw them.
    pub lines: Vec<SourceLine>,
    /// Where the obligations stand, by id, as far as they were found.
    pub places: BTreeMap<String, Place>,
    /// What people changed in the reading before it came into force.
    pub changes: Vec<super::Change>,
}

impl Engine {
    /// Puts a draft that stands at `revision` in force. The date of receipt is the one given here, else the one
    /// corrected in the draft, else the printed date; the same order holds for the watch.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ConfirmDirective`] for the whole organisation;
    /// [`EngineError::NoReceipt`], [`EngineError::NoWindow`] when somebody has to say more;
    /// [`EngineError::Conflict`] when the draft was changed since; as the store.
    pub async fn confirm(
        &self,
        actor: &Actor,
        id: DraftId,
        revision: u64,
        confirmation: &Confirmation,
    ) -> Result<InForce, EngineError> {
        self.require(actor, Action::ConfirmDirective, None).await?;
        let draft = self.waiting(id, revision).await?;
        let confirmation = Confirmation {
            received: confirmation.received.or(draft.received),
            watch: confirmation.watch,
        };
        let directive = draft.corrected.clone();
        let putting = self
            .putting(&draft.file_name, draft.sha256, directive, &confirmation)
            .await?;
        let in_force = putting.in_force;
        let row = store::Directive {
            confirmed_by: Some(actor.word().to_string()),
            ..putting.row
        };
        let reading = reading_file(&draft)?;
        let file = KeptFile {
            sha256: self.store.files().put(reading.clone()).await?,
            name: format!("{}.reading.json", draft.file_name),
            purpose: "reading".into(),
            size: u64::try_from(reading.len()).unwrap_or(u64::MAX),
        };
        let arrived = self.arrived(actor, &in_force, &draft);
        let mut tx = self.begin().await?;
        let change = store::DraftChange {
            corrections: super::json(&draft.corrections)?,
            state: DraftState::Confirmed.as_str().to_owned(),
            directive: Some(in_force.id),
        };
        tx.change_draft(id, revision, change)
            .await
            .map_err(EngineError::of_change)?;
        if putting.changed {
            let id = in_force.id;
            tx.add_directive(row, |slot| crate::ledger::directive_leaf(actor, id, slot))
                .await?;
        }
        tx.add_file(file, |slot| crate::ledger::file_leaf(actor, slot))
            .await?;
        for import in arrived {
            let (source, basis) = (import.source.id, import.source.basis);
            let _counts = tx
                .import(import, |slot| {
                    crate::ledger::import_leaf(actor, source, None, basis, slot)
                })
                .await?;
        }
        tx.commit().await?;
        Ok(in_force)
    }

    /// The enclosures marked as received while the draft was read.
    fn arrived(&self, actor: &Actor, in_force: &InForce, draft: &Draft) -> Vec<store::Import> {
        let marks = draft.enclosures_received.iter();
        marks
            .filter_map(|(n, on)| {
                let received = Received {
                    on: Some(*on),
                    ..Received::default()
                };
                self.enclosure_import(actor, in_force, *n, &received, None)
                    .ok()
            })
            .collect()
    }

    /// The text a directive in force was read from, with the places of its duties: from its draft, else from the
    /// kept file.
    ///
    /// # Errors
    /// As the store; [`EngineError::Letter`] when the kept file can't be read without its draft.
    pub async fn directive_source(
        &self,
        in_force: &InForce,
    ) -> Result<DirectiveSource, EngineError> {
        let row = self.store.directive(in_force.id).await?;
        let name = &in_force.file_name;
        let row = row.ok_or_else(|| EngineError::not_found(name, name))?;
        let digest = row.value.sha256;
        let drafts = self.store.drafts_of_file(digest).await?;
        let confirmed = drafts.iter().find(|d| d.directive == Some(in_force.id));
        let changes = match confirmed {
            Some(draft) => super::changes_of(draft)?,
            None => Vec::new(),
        };
        let text = match drafts.into_iter().next() {
            Some(draft) => draft.source_text,
            None => {
                let bytes = self.store.files().read(digest).await?;
                letters::read::plain_text(&in_force.file_name, &bytes)?
            }
        };
        let lines = letters::read::source_lines(&text);
        let read = letters::read::read_text;
        let calendar = domain::pack::Calendar {
            observances: Vec::new(),
        };
        // Corrected words may not stand in the print; those that were read there do.
        let printed = read(
            &text,
            &letters::read::ReadContext {
                calendar: &calendar,
            },
        );
        let places = super::placed(&lines, &printed, &in_force.directive);
        Ok(DirectiveSource {
            lines,
            places,
            changes,
        })
    }
}

/// What was read and what people made of it, to be kept as a file.
fn reading_file(draft: &Draft) -> Result<Vec<u8>, EngineError> {
    let reading = ReadingV1 {
        read: DirectiveV1::new(&draft.file_name, &draft.reading),
        corrections: draft.corrections.clone(),
    };
    serde_json::to_vec(&reading).map_err(|e| EngineError::Damaged(e.to_string()))
}
