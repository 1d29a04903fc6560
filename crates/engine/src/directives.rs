//! Directives: read from a document, confirmed by a person, put in force.
//!
//! A reading is a draft. It comes into force when somebody gives the date of
//! receipt and, where neither print nor calendar has it, the watch.

use crate::actor::Actor;
use crate::{Engine, EngineError};
use domain::access::Action;
use domain::directive::Directive;
use domain::mandate::Mandate;
use domain::pack::{Calendar, Pack, Packs};
use domain::span::Span;
use jiff::Timestamp;
use jiff::civil::Date;
use letters::read::{Extract, ReadContext, read_extract};
use std::collections::BTreeSet;
use std::path::Path;
use store::{Digest, DirectiveId, sha256};
use wire::directive::DirectiveV1;

/// A directive that is being judged.
#[derive(Debug, Clone)]
pub struct InForce {
    /// Its id in the data folder.
    pub id: DirectiveId,
    /// The file it was read from.
    pub file_name: String,
    /// As read.
    pub directive: Directive,
    /// As judged.
    pub mandate: Mandate,
}

/// What a person confirms when a directive comes into force.
#[derive(Debug, Clone, Default)]
pub struct Confirmation {
    /// Ngày văn bản đến; without it the printed date counts.
    pub received: Option<Date>,
    /// The watch, first and last day; without it print or calendar counts.
    pub watch: Option<(Date, Date)>,
}

impl Engine {
    /// Reads a document; nothing is kept.
    ///
    /// # Errors
    /// [`EngineError::Letter`] with what to do about it.
    pub fn read_directive(&self, name: &str, bytes: &[u8]) -> Result<Directive, EngineError> {
        read_with(&self.packs, name, bytes)
    }

    /// Puts a directive in force: keeps the file, the reading and the confirmation. The same file confirmed
    /// the same way again changes nothing.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ConfirmDirective`] for the whole organisation;
    /// [`EngineError::NoReceipt`], [`EngineError::NoWindow`] when somebody has to say more; as the store.
    pub async fn confirm_directive(
        &self,
        actor: &Actor,
        name: &str,
        bytes: &[u8],
        confirmation: &Confirmation,
    ) -> Result<InForce, EngineError> {
        let directive = self.read_directive(name, bytes)?;
        self.confirm_reading(actor, name, bytes, directive, confirmation)
            .await
    }

    /// As [`Self::confirm_directive`], for a document that was read already, such as a scan.
    ///
    /// # Errors
    /// As [`Self::confirm_directive`].
    pub async fn confirm_reading(
        &self,
        actor: &Actor,
        name: &str,
        bytes: &[u8],
        directive: Directive,
        confirmation: &Confirmation,
    ) -> Result<InForce, EngineError> {
        self.require(actor, Action::ConfirmDirective, None).await?;
        let putting = self
            .putting(name, sha256(bytes), directive, confirmation)
            .await?;
        if putting.changed {
            let (row, id) = (putting.row, putting.in_force.id);
            self.store.files().put(bytes.to_vec()).await?;
            let mut tx = self.begin().await?;
            tx.add_directive(row, |slot| crate::ledger::directive_leaf(actor, id, slot))
                .await?;
            tx.commit().await?;
        }
        Ok(putting.in_force)
    }

    /// What putting a directive in force means: its row, and whether that says anything new.
    pub(crate) async fn putting(
        &self,
        name: &str,
        digest: Digest,
        directive: Directive,
        confirmation: &Confirmation,
    ) -> Result<Putting, EngineError> {
        let received_at = self.received_at(&directive, confirmation)?;
        let window = self.window(&directive, confirmation)?;
        let known = self
            .store
            .directives()
            .await?
            .into_iter()
            .find(|d| d.value.sha256 == digest);
        let id = known
            .as_ref()
            .map_or_else(|| self.ids.directive(), |d| d.value.id);
        let row = store::Directive {
            id,
            sha256: digest,
            file_name: name.to_owned(),
            received_at,
            watch: Some((window.from, window.to)),
            confirmed_by: None,
            body: body(name, &directive)?,
        };
        let changed = known.is_none_or(|k| {
            k.value.received_at != row.received_at
                || k.value.watch != row.watch
                || k.value.body != row.body
        });
        let mandate = Mandate::new(&id.to_string(), &directive, received_at, window);
        let in_force = InForce {
            id,
            file_name: name.to_owned(),
            directive,
            mandate,
        };
        Ok(Putting {
            row,
            in_force,
            changed,
        })
    }

    /// The directives in force, in the order in which they came.
    ///
    /// # Errors
    /// As the store; [`EngineError::Damaged`] when a kept reading is no reading.
    pub async fn directives_in_force(&self) -> Result<Vec<InForce>, EngineError> {
        let kept = self.store.directives().await?;
        kept.into_iter().map(|k| self.in_force(k.value)).collect()
    }

    pub(crate) fn in_force(&self, row: store::Directive) -> Result<InForce, EngineError> {
        let damaged = || EngineError::Damaged(format!("công văn {}", row.id));
        let kept: DirectiveV1 = serde_json::from_str(&row.body).map_err(|_| damaged())?;
        let directive = kept.to_directive().map_err(|_| damaged())?;
        let (from, to) = row.watch.ok_or(EngineError::NoWindow)?;
        let mandate = Mandate::new(
            &row.id.to_string(),
            &directive,
            row.received_at,
            Span::new(from, to),
        );
        Ok(InForce {
            id: row.id,
            file_name: row.file_name,
            directive,
            mandate,
        })
    }

    /// What a one-off check assumes when nobody confirmed a date of receipt: the printed date, else the latest date
    /// the directive cites, else the first day of the watch. The flag says that it was assumed.
    #[must_use]
    pub fn assume_receipt(
        &self,
        directive: &Directive,
        given: &Confirmation,
    ) -> (Confirmation, bool) {
        if given.received.is_some() || directive.date.is_some() {
            return (given.clone(), false);
        }
        let cited = directive.references.iter().filter_map(|r| r.date).max();
        let watch = given
            .watch
            .map(|w| w.0)
            .or(directive.watch.as_ref().map(|w| w.from));
        (
            Confirmation {
                received: cited.or(watch),
                watch: given.watch,
            },
            true,
        )
    }

    /// The title of the regime pack a directive is judged under; none when none was in force.
    #[must_use]
    pub fn pack_title(&self, in_force: &InForce) -> Option<&domain::pack::Bilingual> {
        self.pack_of(in_force).ok().map(|pack| &pack.title)
    }

    /// The regime pack in force for a directive: by its date, else its receipt.
    pub(crate) fn pack_of(&self, in_force: &InForce) -> Result<&Pack, EngineError> {
        let received = in_force
            .mandate
            .received_at
            .to_zoned(self.zone.clone())
            .date();
        let choice = self
            .packs
            .choose(in_force.directive.date, Some(received), None);
        choice.pack.ok_or(EngineError::NoPack(received))
    }

    fn received_at(
        &self,
        directive: &Directive,
        confirmation: &Confirmation,
    ) -> Result<Timestamp, EngineError> {
        let date = confirmation
            .received
            .or(directive.date)
            .ok_or(EngineError::NoReceipt)?;
        let zoned = date
            .to_zoned(self.zone.clone())
            .map_err(|_| EngineError::NoReceipt)?;
        Ok(zoned.timestamp())
    }

    fn window(
        &self,
        directive: &Directive,
        confirmation: &Confirmation,
    ) -> Result<Span, EngineError> {
        let printed = directive.watch.as_ref().map(|w| (w.from, w.to));
        let (from, to) = confirmation
            .watch
            .or(printed)
            .ok_or(EngineError::NoWindow)?;
        Mandate::window_of_days(from, to, &self.zone).ok_or(EngineError::NoWindow)
    }
}

/// A directive about to come into force.
pub(crate) struct Putting {
    /// What the store keeps.
    pub(crate) row: store::Directive,
    /// What is judged.
    pub(crate) in_force: InForce,
    /// Whether the store holds something else, or nothing yet.
    pub(crate) changed: bool,
}

/// The JSON of a reading, as the store keeps it.
pub(crate) fn body(name: &str, directive: &Directive) -> Result<String, EngineError> {
    serde_json::to_string(&DirectiveV1::new(name, directive))
        .map_err(|e| EngineError::Damaged(e.to_string()))
}

/// Reads a document against the calendars of all packs.
///
/// # Errors
/// [`EngineError::Letter`] with what to do about it.
pub fn read_with(packs: &Packs, name: &str, bytes: &[u8]) -> Result<Directive, EngineError> {
    read_extract_with(packs, &letters::read::extract(name, bytes)?)
}

/// Reads the words of a document against the calendars of all packs.
///
/// # Errors
/// [`EngineError::Letter`] with what to do about it.
pub fn read_extract_with(packs: &Packs, extract: &Extract) -> Result<Directive, EngineError> {
    let mut known = BTreeSet::new();
    let observances = packs
        .all()
        .iter()
        .flat_map(|pack| &pack.calendar.observances);
    // Packs may share years; the first one's entry stands.
    let calendar = Calendar {
        observances: observances
            .filter(|o| known.insert((&o.key, o.year)))
            .cloned()
            .collect(),
    };
    Ok(read_extract(
        extract,
        &ReadContext {
            calendar: &calendar,
        },
    )?)
}

/// The bytes of a document, at most `limit` of them plus one, so that an oversized file is refused unread.
///
/// # Errors
/// [`EngineError::File`] when it can't be read.
pub fn read_file(path: &Path, limit: u64) -> Result<Vec<u8>, EngineError> {
    use std::io::Read as _;
    let file = std::fs::File::open(path).map_err(|e| EngineError::file(path, e))?;
    let mut bytes = Vec::new();
    file.take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|e| EngineError::file(path, e))?;
    Ok(bytes)
}
